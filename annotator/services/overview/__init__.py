"""Pictures of a whole project: numbers first, then pictures from numbers, then the same numbers as a table."""
