"""Checking what was written against what was said: claims, the passages they rest on, verdicts."""
