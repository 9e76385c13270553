"""Jobs: long work in processes of its own, recorded in files that any process can read."""
