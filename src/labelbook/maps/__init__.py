"""What images look like, as numbers: embedders, their cache, neighbours, lenses, the map."""
