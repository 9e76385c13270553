"""Classes as things of their own: renamed, merged, removed, ordered, described, with undo."""
