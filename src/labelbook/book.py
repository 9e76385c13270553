"""The book as one thing."""

from __future__ import annotations

from labelbook.exchange.service_sheets import Exchanging
from labelbook.report.service import Telling


class Book(Exchanging, Telling):
    """A base of samples plus a journal of decisions, in one directory.

    Use `labelbook.open` or `labelbook.create`. Methods may be called from several threads. All of
    them raise errors of `labelbook.errors`; a method that raises has changed nothing.
    """
