"""Times of cues made right: steps that all formats share, from one `Parsed` to the next."""
