"""The export formats: a file for each, or for a few that share code."""
