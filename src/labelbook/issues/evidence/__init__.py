"""Evidence for and against labels, computed from images and embeddings."""
