"""Fixed models: what each is given and declares; `known/` has those that labelbook brings."""
