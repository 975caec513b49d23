"""Several samples of one episode as one result."""
