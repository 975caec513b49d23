"""Subtitles with markup of their own: XML, SAMI, SubStation."""
