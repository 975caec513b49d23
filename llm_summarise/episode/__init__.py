"""The path of one episode, from a transcript to its summary; begin with `pipeline`."""
