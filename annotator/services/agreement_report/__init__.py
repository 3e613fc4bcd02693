"""What people see of agreement, without a window: words for figures, pictures, and the report that is saved."""
