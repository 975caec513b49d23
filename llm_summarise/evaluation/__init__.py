"""Models side by side, against gold labels, and the making of these."""
