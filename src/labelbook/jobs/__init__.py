"""Long work in processes of its own: files that say what is asked, how far it is, how it ended."""
