"""Comparisons and evaluations as reports."""
