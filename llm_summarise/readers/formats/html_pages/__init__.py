"""Pages of HTML: their blocks, the part that is the transcript, and what they tell about the episode."""
