"""The ground that every room stands on: arrays, files, limits, types."""
