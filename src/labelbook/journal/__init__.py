"""The ground: tables, changesets, versions and the state they give."""
