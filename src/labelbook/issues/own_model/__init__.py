"""A small network trained on the book's own images, out of fold."""
