"""Answers as models write them, and what is read of them."""
