"""The embedders of labelbook: what each is, without loading it."""
