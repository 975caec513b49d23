"""What of a result is worth printing: chosen once, for all formats."""
