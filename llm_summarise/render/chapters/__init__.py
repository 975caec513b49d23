"""Formats that hold chapters."""
