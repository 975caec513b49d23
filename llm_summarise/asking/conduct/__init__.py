"""How calls behave toward a server: what it is asked without, how fast, and how much of it was read."""
