"""Pictures on the screen and on paper."""
