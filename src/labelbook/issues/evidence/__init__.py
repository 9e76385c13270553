"""What speaks for and against a label, computed from images and embeddings."""
