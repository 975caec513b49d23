"""What everybody speaks of: transcripts, results, a model's replies, settings, errors, text."""
