"""New samples grown from those of the book: transforms, recipes, label laws, plans."""
