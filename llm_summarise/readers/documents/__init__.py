"""Documents (pages, files of a word processor) reduced to text with marks, which the readers of text read."""
