"""The same words marked differently: a window to walk through them."""
