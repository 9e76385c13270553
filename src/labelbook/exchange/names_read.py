"""Names as they come with an import: mended by the one rule, and what was mended, to be told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from labelbook.core.names import mended
from labelbook.exchange.importers.known import Said
from labelbook.journal.records import NewSample


@dataclass(frozen=True)
class NameRead:
    """A name that was read as another. what: "class" or "tag"; name: "" where nothing was left."""

    what: str
    was: str
    name: str
    samples: int


def true_name(label: str | None, truths: Mapping[str, str]) -> str | None:
    """Return the class that a folder's name stands for. truths: folder -> class, as exported."""
    return None if label is None else truths.get(label, label)


class NamesRead:
    """Mends the names of samples and remembers which it had to."""

    def __init__(self) -> None:
        self._changed: Counter[tuple[str, str, str]] = Counter()

    def of(self, sample: NewSample, truths: Mapping[str, str]) -> NewSample:
        """Return a sample with names that follow the rule. truths: folder -> class, as exported."""
        label, tags = self._label(sample.label, truths), self._tags(sample.tags)
        if label == sample.label and tags == sample.tags:
            return sample
        return replace(sample, label=label, tags=tags)

    def said(self, said: Said, truths: Mapping[str, str]) -> Said:
        """Return what is said of a sample, with names that follow the rule."""
        label, tags = self._label(said.label, truths), self._tags(said.tags)
        return replace(said, label=label, tags=tags)

    def _label(self, label: str | None, truths: Mapping[str, str]) -> str | None:
        label = true_name(label, truths)
        return None if label is None else self._mended("class", label) or None

    def _tags(self, tags: tuple[str, ...]) -> tuple[str, ...]:
        if not tags:
            return tags
        return tuple(sorted({self._mended("tag", tag) for tag in tags} - {""}))

    def _mended(self, what: str, name: str) -> str:
        found = mended(name)
        if found != name:
            self._changed[what, name, found] += 1
        return found

    def told(self) -> tuple[NameRead, ...]:
        """Return what was mended, each name once, the classes first."""
        return tuple(NameRead(*names, count) for names, count in sorted(self._changed.items()))
