"""Which sentences are taken: those that say something, stand alone and do not repeat one another."""
