"""The server: HTTP and the live channel over one book. Thin: a route calls one Book method."""
