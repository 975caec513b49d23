"""Captions as text: blocks or lines of speech below or behind their times."""
