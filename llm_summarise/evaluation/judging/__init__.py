"""A model as a judge of what a result covers, and what such judgements are worth."""
