"""A book as other libraries want it: torch, Hugging Face's `datasets`, Arrow, files of a format."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from labelbook.errors import BadInput

if TYPE_CHECKING:
    from labelbook.context import BookContext
    from labelbook.core.types import Progress
    from labelbook.exchange.export import ExportReport


@dataclass(frozen=True)
class ImageView:
    """Images and the numbers of their classes, each read when it is asked for.

    It is what torch's DataLoader takes, and goes to its workers: no book is open in it. files,
    targets: of the samples, in their order; samples: their ids. classes: by number. transform:
    what is made of a picture (upright, RGB); None = the picture itself.
    """

    files: tuple[str, ...]
    targets: tuple[int, ...]
    samples: tuple[int, ...]
    classes: tuple[str, ...]
    transform: Callable[[Any], Any] | None = None

    def __len__(self) -> int:
        return len(self.files)

    def __getitem__(self, place: int) -> tuple[Any, int]:
        """Return a picture, transformed, and the number of its class; BadInput if it is broken."""
        # Loaded in the process that reads: the one that only hands out need not wait for it.
        from labelbook.images.decode import open_rgb

        image = open_rgb(Path(self.files[place]))
        return image if self.transform is None else self.transform(image), self.targets[place]


class Views:
    """What goes out of a book: into files, and into other libraries."""

    context: BookContext

    def export(
        self,
        out: str | Path,
        format: str,
        *,
        version: str | int | None = None,
        samples: Collection[int] | None = None,
        progress: Progress | None = None,
    ) -> ExportReport:
        """Write the book at a version; BadInput, NotFound or Unavailable, and nothing is left.

        samples: ids, to write only these; None = all.
        """
        from labelbook.exchange.service import Exchange

        files = Exchange(self.context)
        return files.export(out, format, version=version, samples=samples, progress=progress)

    def torch(
        self,
        version: str | int | None = None,
        split: str | None = None,
        *,
        transform: Callable[[Any], Any] | None = None,
    ) -> ImageView:
        """Return what torch's DataLoader takes: (picture or what transform makes of it, class).

        split: train, val or test; None = all. Samples without a label, that are excluded or whose
        file is gone are left out. The classes are those of all splits. Needs no torch itself.
        Raises BadInput for another split, NotFound for an unknown version.
        """
        from labelbook.exchange.exporters.gathered import gathered
        from labelbook.exchange.service import data_set
        from labelbook.journal.records import SPLITS

        if split not in (None, *SPLITS):
            raise BadInput(f"{split!r} is no split: use {', '.join(SPLITS)}")
        found = gathered(data_set(self.context, version))
        kept = [one for one in found.samples if split in (None, one.split)]
        return ImageView(
            files=tuple(str(self.context.files.path(one.sample)) for one in kept),
            targets=tuple(one.index for one in kept if one.index is not None),
            samples=tuple(one.sample for one in kept),
            classes=tuple(found.classes),
            transform=transform,
        )

    def hf(self, version: str | int | None = None, split: str | None = None) -> Any:
        """Return a `datasets.Dataset` with columns image, label and sample; images are read late.

        What is left out, and what is raised, is as in `torch`; BadInput without `datasets`.
        """
        try:
            import datasets
        except ModuleNotFoundError as error:
            raise BadInput(
                "book.hf needs Hugging Face's library: pip install 'labelbook[views]'"
            ) from error
        view = self.torch(version, split)
        columns = {
            "image": list(view.files),
            "label": list(view.targets),
            "sample": list(view.samples),
        }
        features = datasets.Features(
            {
                "image": datasets.Image(),
                "label": datasets.ClassLabel(names=list(view.classes)),
                "sample": datasets.Value("int64"),
            }
        )
        return datasets.Dataset.from_dict(columns, features=features)

    def arrow(self, version: str | int | None = None) -> Any:
        """Return all samples with all columns as a `pyarrow.Table`; BadInput without pyarrow."""
        try:
            return self.context.journal.samples(version).to_arrow()
        except ModuleNotFoundError as error:
            raise BadInput("book.arrow needs pyarrow: pip install 'labelbook[views]'") from error
