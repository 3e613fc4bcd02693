"""Links in the window: proposed for the mark that is looked at, and all problems with their measures in a view."""
