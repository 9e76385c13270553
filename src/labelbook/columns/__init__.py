"""Metadata columns: what people know of their samples, and which of them belong together."""
