"""Zip files that a clock cannot spoil: every entry has the same time, so equal content is equal."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from _typeshed import SizedBuffer

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first time that a zip can hold; after 2107, or before this, writing one would fail."""


class SteadyZip(zipfile.ZipFile):
    """A zip that is written with one time for all entries, whatever the clock says."""

    def writestr(
        self,
        zinfo_or_arcname: str | zipfile.ZipInfo,
        data: SizedBuffer | str,
        compress_type: int | None = None,
        compresslevel: int | None = None,
    ) -> None:
        """Write an entry; one that is named gets the zip's own compression."""
        entry = zinfo_or_arcname
        if isinstance(entry, str):
            entry = zipfile.ZipInfo(entry, EPOCH)
            entry.compress_type = self.compression
            entry.external_attr = 0o600 << 16
        super().writestr(entry, data, compress_type, compresslevel)


def npz(values: Mapping[str, Any]) -> bytes:
    """Return arrays, or what numpy makes one of, as numpy's own .npz.

    `np.savez` fails where the clock is before 1980.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, value in values.items():
            entry = zipfile.ZipInfo(f"{name}.npy", EPOCH)
            with archive.open(entry, "w", force_zip64=True) as file:
                np.lib.format.write_array(file, np.asanyarray(value), allow_pickle=False)
    return out.getvalue()
