"""Making gold labels: what models propose, what somebody decides, and the file it becomes."""
