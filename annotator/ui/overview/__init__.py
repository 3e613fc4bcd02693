"""The parts of the overview window."""
