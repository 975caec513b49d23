"""Where one subject ends and the next begins, and what each is called."""
