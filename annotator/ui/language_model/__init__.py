"""The language model in the window: setting it up, trying it, asking it about the report on the desk."""
