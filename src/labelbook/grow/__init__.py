"""Making new samples of those that there are: transforms, recipes, label laws, plans."""
