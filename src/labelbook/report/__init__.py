"""A report of a book as one file."""
