"""Tables that list images: reading their files, finding out what their columns mean."""
