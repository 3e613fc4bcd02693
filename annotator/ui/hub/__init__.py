"""The team's hub in the window: a button with the state, a dialog, syncing on a worker's thread."""
