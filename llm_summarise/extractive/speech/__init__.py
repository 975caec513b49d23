"""The speech of a prompt: its lines, sentences and words, and what is known of words in general."""
