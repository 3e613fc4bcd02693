"""Reports with their marks on paper: laid out, printed, and written as PDF."""
