"""What the readers of all formats share: words without markup, who speaks, sentences, the order of cues."""
