"""Where answers are kept, whatever happens to the disk."""
