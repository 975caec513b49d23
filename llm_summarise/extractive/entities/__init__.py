"""Whom and what a talk names: speakers, sponsors, tools."""
