"""Label laws: what a transform makes of a class."""
