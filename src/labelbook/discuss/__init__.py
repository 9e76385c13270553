"""What people say about the data: threads, proposals, links for experts, votes, rules."""
