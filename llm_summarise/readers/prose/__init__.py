"""Transcripts written as text or Markdown: from lines to turns, headings, and what is not speech."""
