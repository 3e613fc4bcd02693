"""What to do next, found beside the window: the order of the documents, and doubtful passages."""
