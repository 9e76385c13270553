"""Images without a label: which to label next, and what each probably is."""
