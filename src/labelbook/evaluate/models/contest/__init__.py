"""The contest's fixed model: its pixels, its network, its training."""
