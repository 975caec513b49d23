"""Models of `llm`: what is known of one, and how it is asked."""
