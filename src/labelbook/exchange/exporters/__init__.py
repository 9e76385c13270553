"""The formats that labelbook writes: a file for each, or for a few that share work."""
