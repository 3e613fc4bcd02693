"""Suggestions in the window: found beside it, shown dashed, answered by one key each."""
