"""Everything between a prompt and a checked answer: the cache, the model, retries, money."""
