"""The window in which labels are edited, and the panel that tells what they mean."""
