"""WebDataset shards: tars in which files of one name are one sample, read from front to end."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path, PurePosixPath

from labelbook.core.atomic import appearing
from labelbook.core.types import Progress
from labelbook.exchange import class_table
from labelbook.exchange.export import DataSet, Exporter, ExportReport, exporters
from labelbook.exchange.exporters.gathered import ToWrite, gathered, told
from labelbook.exchange.exporters.metadata import of_book
from labelbook.exchange.importers.folder import EXPORT

SHARD_SAMPLES = 10_000
SHARD_BYTES = 1_000_000_000
CLASSES = "classes.txt"
"""The names of the classes, one a line: line n (from 0) is class n of the .cls files."""


def write(data: DataSet, out: Path, progress: Progress | None) -> ExportReport:
    """Write all samples that are labelled and not excluded, in the order of their paths.

    Readers shuffle; the order is kept so that the same version gives the same bytes.
    """
    found = gathered(data, ("image", "label", "split", "tags", "cls"))
    ours = of_book(data, found.classes, found.headed)
    with appearing(out, folder=True) as writing:
        (writing / EXPORT).write_text("labelbook wrote this folder: an import leaves it out.\n")
        if ours:
            (writing / class_table.FILE).write_text(ours.text(), "utf-8")
        names = [name.replace("\n", " ") for name in found.classes]
        (writing / CLASSES).write_text("".join(f"{name}\n" for name in names), "utf-8")
        shards = _Shards(writing)
        try:
            for sample in told(found.samples, progress):
                image = data.image_of(sample.sample)
                shards.add(sample, image.read_bytes(), PurePosixPath(sample.path).suffix)
        finally:
            shards.close()
    return ExportReport(out, "webdataset", len(found.samples), found.left_out)


class _Shards:
    """The tars of an export, begun anew for each split and when one is full."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._tar: tarfile.TarFile | None = None
        self._split = ""
        self._number = self._samples = self._bytes = 0

    def add(self, sample: ToWrite, image: bytes, suffix: str) -> None:
        """Write a sample: its image, the number of its class, and what else is known of it."""
        full = self._samples >= SHARD_SAMPLES or self._bytes + len(image) > SHARD_BYTES
        if self._tar is None or sample.split != self._split or full:
            self.close()
            self._number = self._number + 1 if sample.split == self._split else 0
            self._split = sample.split
            name = f"{sample.split}-{self._number:06}.tar"
            self._tar = tarfile.open(self._folder / name, "w", format=tarfile.PAX_FORMAT)  # noqa: SIM115
            self._samples = self._bytes = 0
        key = f"{sample.sample:09}"
        self._put(f"{key}{suffix.lower() or '.img'}", image)
        self._put(f"{key}.cls", str(sample.index).encode())
        known = {"label": sample.label, "split": sample.split, **sample.said}
        self._put(f"{key}.json", json.dumps(known, ensure_ascii=False).encode())
        self._samples += 1
        self._bytes += len(image)

    def _put(self, name: str, content: bytes) -> None:
        assert self._tar is not None
        # Its time, owner and rights are those of every TarInfo: the same for all.
        entry = tarfile.TarInfo(name)
        entry.size = len(content)
        self._tar.addfile(entry, io.BytesIO(content))

    def close(self) -> None:
        """Finish the tar that is being written."""
        if self._tar is not None:
            self._tar.close()
            self._tar = None


exporters.add(
    Exporter(
        name="webdataset",
        title="WebDataset",
        says="tars of images with their classes beside them, to be read as a stream",
        suffix="-webdataset.zip",
        folder=True,
        write=write,
        holds=("labels", "splits", "tags", "columns", "kinds", "images"),
        place=11,
    )
)
