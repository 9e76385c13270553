"""The models that labelbook brings, a file each."""
