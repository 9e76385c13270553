"""New samples from those that are there."""
