"""The first minutes: the start page, and the tour on the sample project."""
