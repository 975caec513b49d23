"""Recipes: somebody's own question to a transcript, a text or a diff."""
