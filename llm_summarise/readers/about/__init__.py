"""What a text tells about an episode besides its speech: front matter, title lines, headers of exports."""
