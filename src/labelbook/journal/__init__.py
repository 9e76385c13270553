"""The journal: tables, changesets, versions, and the state of the samples that follows."""
