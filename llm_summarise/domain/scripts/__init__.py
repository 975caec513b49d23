"""How languages are written: characters that belong together, and which language a text is in."""
