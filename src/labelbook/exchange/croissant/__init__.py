"""Croissant files of other tools and of ours: what they describe, and the reading of it."""
