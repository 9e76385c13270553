"""Images: decoding, thumbnails, ink, pieces, and the folders that files lie in."""
