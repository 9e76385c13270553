"""Fixed models: what each is given and declares; `known/` has those of labelbook."""
