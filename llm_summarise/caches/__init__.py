"""Results and rendered outputs found again without any of the work."""
