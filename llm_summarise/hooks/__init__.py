"""What git hooks do: keep a summary beside each transcript, and propose a message for a commit."""
