"""Why one image cannot be read, told apart from a machine that can read none."""

from __future__ import annotations

import errno

from labelbook.errors import BadInput, Forbidden, NotFound

IMAGE_ERRORS = (BadInput, NotFound, Forbidden, OSError)
"""What reading one image may raise; everything else is no matter of the image."""

_OF_THE_MACHINE = {errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOSPC, errno.EDQUOT}
"""Errors that every other image would meet too."""


def why_unreadable(error: Exception) -> str:
    """Return why one image cannot be read, of one of IMAGE_ERRORS that was caught.

    Raises the error again where it is not about that image: too many open files, no memory, a full
    disk.
    """
    if isinstance(error, OSError) and error.errno in _OF_THE_MACHINE:
        raise error
    return str(error)
