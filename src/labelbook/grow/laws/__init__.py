"""Label laws: whether a transform keeps a class, makes it another, or breaks it."""
