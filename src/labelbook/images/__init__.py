"""Pixels: decoding whatever arrives, the book's own files, thumbnails."""
