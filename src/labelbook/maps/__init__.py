"""Embeddings of images, and what is made of them: neighbours, lenses, maps."""
