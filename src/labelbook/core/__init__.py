"""What every room uses: arrays, files, registries, limits, types."""
