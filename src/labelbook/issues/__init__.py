"""What is probably wrong with a data set: finders of issues, each with kind, score and reason."""
