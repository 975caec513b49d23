"""The episode as a whole, from numbered notes."""
