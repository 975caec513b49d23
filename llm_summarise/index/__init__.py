"""Many episodes in one SQLite database: building it, and looking things up."""
