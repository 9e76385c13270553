"""The models of labelbook, a file each."""
