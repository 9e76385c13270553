"""The kinds of issue that labelbook finds: a file for each, or for a few that share work."""
