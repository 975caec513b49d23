"""What is named in the talk and is no tool of the catalogue: people, works, firms, events, ideas,
addresses."""
