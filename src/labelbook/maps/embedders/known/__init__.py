"""The embedders that labelbook brings: what each is, without loading it."""
