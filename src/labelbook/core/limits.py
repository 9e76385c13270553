"""Limits and defaults of labelbook, in one place."""

from __future__ import annotations

DATABASE = "book.db"
IMAGES = "images"
"""The folder of images that the book made or was given."""
"""The file in a book's directory that holds the journal."""

DEFAULT_PORT = 8737
"""Where the page is served; the next free one when it is taken."""

CONTEST_LIMIT = 10_000
"""Images that train and val may hold together in the contest."""

MAX_PIXELS = 100_000_000
"""An image with more pixels than this is not decoded."""

MAX_NAME = 200
"""Characters of a class or tag name."""

MAX_DESCRIPTION = 2_000
"""Characters of a class's description."""

MAX_AUTHOR = 80
"""Characters of a person's name."""

MAX_CELL = 10_000
"""Characters of a cell of a metadata column."""

MAX_COLUMNS = 200
"""Metadata columns of a book."""

MAX_MESSAGE = 2_000
"""Characters of a changeset's message."""

MAX_TITLE = 200
"""Characters of a thread's title."""

MAX_BODY = 20_000
"""Characters of one comment."""

MAX_ANCHORED = 10_000
"""Samples that a thread can be about."""

MAX_LINKED = 200
"""Images that a link or a blind vote can be about."""

MAX_VOTES = 20_000
"""Votes that a link or a blind vote takes."""

MAX_ID = 2**31 - 1
"""The greatest number of a sample or a changeset."""

BUSY_SECONDS = 30
"""How long a writer waits for another writer of the same book."""

REPORT_SAMPLES = 10_000
"""Samples that the map of a report shows; of more, it shows a choice."""

REPORT_BYTES = 15_000_000
"""A report's size at most: its thumbnails are made so small, or so coarse."""
