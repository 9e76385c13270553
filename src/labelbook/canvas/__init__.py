"""Drawing on an image: pieces, guesses, what to draw next, saving as a sample."""
