"""The issues of the last search, on disk, and which of them hold for the book as it is now."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import polars as pl

from labelbook.core.blobs import write_whole
from labelbook.core.types import ChangesetId, SampleId
from labelbook.errors import NotReady
from labelbook.issues.kinds import SURE, Evidence, Issue, issue_kinds
from labelbook.journal.records import KEPT

log = logging.getLogger("labelbook.issues")

_TYPES: dict[str, pl.DataType | type[pl.DataType]] = {
    "sample": pl.Int64,
    "kind": pl.String,
    "score": pl.Float64,
    "label": pl.String,
    "suggestion": pl.String,
    "reason": pl.String,
    "samples": pl.List(pl.Int64),
    "classes": pl.List(pl.String),
    "probabilities": pl.List(pl.Float64),
}
_VERSION = 1


@dataclass(frozen=True)
class About:
    """When and how a search was made. seq: the changeset that the book was at.

    own_model: whether the own model's predictions were used. kinds: that were searched for; added:
    names what other programs computed; both empty where an older labelbook did not write them.
    """

    seq: ChangesetId
    own_model: bool
    seconds: float
    kinds: tuple[str, ...] = ()
    added: tuple[str, ...] = ()


def write(folder: Path, issues: Sequence[Issue], about: About) -> None:
    """Replace the stored issues; they appear whole or not at all."""
    table = pl.DataFrame(
        {
            "sample": [issue.sample for issue in issues],
            "kind": [issue.kind for issue in issues],
            "score": [issue.score for issue in issues],
            "label": [issue.label for issue in issues],
            "suggestion": [issue.suggestion for issue in issues],
            "reason": [issue.reason for issue in issues],
            "samples": [list(issue.evidence.samples) for issue in issues],
            "classes": [list(issue.evidence.probabilities) for issue in issues],
            "probabilities": [list(issue.evidence.probabilities.values()) for issue in issues],
        },
        schema=_TYPES,
    )
    out = io.BytesIO()
    notes = {**asdict(about), "version": _VERSION}
    table.write_parquet(out, metadata={"labelbook": json.dumps(notes)})
    write_whole(_file(folder), out.getvalue())


def about(folder: Path) -> About | None:
    """Return when the stored issues were found; None where there are none."""
    try:
        notes = json.loads(pl.read_parquet_metadata(_file(folder))["labelbook"])
    except FileNotFoundError:
        return None
    except (OSError, KeyError, ValueError, pl.exceptions.PolarsError) as error:
        log.warning("%s could not be read (%s): search again", _file(folder), error)
        return None
    if notes.pop("version", None) != _VERSION:
        return None
    kinds = tuple(issue_kinds.today(kind) for kind in notes.pop("kinds", ()))
    used = notes.pop("own_model", False) or notes.pop("eyes", False)  # Its name in 0.1.0.
    return About(
        ChangesetId(notes["seq"]),
        bool(used),
        notes["seconds"],
        kinds,
        tuple(notes.get("added", ())),
    )


def read(folder: Path, now: pl.DataFrame, name: str) -> pl.DataFrame:
    """Return the stored issues that still hold, of each kind the highest scores first.

    now: the book's samples with sample, path, label, split, excluded, tags. Left out are those of
    samples that were excluded, relabelled or kept; leaks whose splits meet again; duplicates whose
    others are all excluded; kinds that nobody declares now. Adds path and split. Raises NotReady
    where none were ever found.
    """
    if about(folder) is None:
        raise NotReady(f"{name} was not searched for issues yet", needs="issues")
    stored = pl.read_parquet(_file(folder)).with_row_index("place")
    stored = stored.with_columns(pl.col("kind").replace(issue_kinds.former))
    # A kind whose plugin is not here now has no words, nor anybody to find it again.
    stored = stored.filter(pl.col("kind").is_in(issue_kinds.names))
    state = now.filter(~pl.col("excluded")).select(
        "sample", "path", "split", pl.col("label").alias("label_now"), "tags"
    )
    held = stored.join(state, "sample", "inner", maintain_order="left")
    held = held.filter(pl.col("label").eq_missing(pl.col("label_now")))
    decided = pl.any_horizontal(
        pl.col("tags").list.contains(KEPT + pl.col("kind").replace(name)) for name in _kept_as()
    )
    held = held.filter(~decided)
    return _still_twins(held, state).drop("label_now", "tags", "place")


def _still_twins(held: pl.DataFrame, state: pl.DataFrame) -> pl.DataFrame:
    """Drop duplicates that are alone now, and leaks that a new split fixed."""
    pairs = pl.col("kind").is_in([kind.name for kind in issue_kinds if kind.pairs])
    by_split = [kind.name for kind in issue_kinds if kind.mended_by_split]
    twins = (
        held.filter(pairs)
        .select("place", "kind", "split", "samples")
        .explode("samples")
        .join(
            state.select(pl.col("sample").alias("samples"), pl.col("split").alias("there")),
            "samples",
            "inner",
        )
        .filter(~pl.col("kind").is_in(by_split) | (pl.col("split") != pl.col("there")))
    )
    alone = pairs & ~pl.col("place").is_in(twins["place"].implode())
    return held.filter(~alone)


def choose(
    held: pl.DataFrame, kind: str | None, limit: int | None, *, ranked: bool, offset: int = 0
) -> pl.DataFrame:
    """Return one kind's issues, or all kinds' with one issue for what two kinds say alike.

    ranked: also what scores below 0.5. The highest scores first; kinds in their order.
    """
    chosen = held if ranked else held.filter(pl.col("score") >= SURE)
    if kind is not None:
        return chosen.filter(pl.col("kind") == kind).slice(offset, limit)
    found = chosen.select("sample", "kind")
    for general, specific in _specific().items():
        twice = found.filter(pl.col("kind") == specific)["sample"]
        again = (pl.col("kind") == general) & pl.col("sample").is_in(twice.implode())
        chosen = chosen.filter(~again)
    order = pl.col("kind").cast(pl.Enum(issue_kinds.names))
    return chosen.sort(order, maintain_order=True).slice(offset, limit)


def counts(held: pl.DataFrame) -> dict[str, int]:
    """Count the issues of each kind, all kinds in their order."""
    likely = held.filter(pl.col("score") >= SURE)
    found = dict(likely.group_by("kind").len().iter_rows())
    return {kind: int(found.get(kind, 0)) for kind in issue_kinds.names}


def issues(table: pl.DataFrame) -> list[Issue]:
    """Return rows as issues."""
    return [
        Issue(
            SampleId(row["sample"]),
            row["kind"],
            row["score"],
            row["label"],
            row["suggestion"],
            row["reason"],
            Evidence(
                tuple(row["samples"]),
                dict(zip(row["classes"], row["probabilities"], strict=True)),
            ),
        )
        for row in table.iter_rows(named=True)
    ]


def _kept_as() -> list[dict[str, str]]:
    """Return by what kinds' tags a sample may be kept from an issue, as replacements of its kind.

    Its own kind, the more special or more general one, and the former names of all of them: a
    decision outlives the name of its kind.
    """
    specific = _specific()
    either = {**specific, **{name: general for general, name in specific.items()}}
    before = {name: old for old, name in issue_kinds.former.items()}
    other_before = {name: before[other] for name, other in either.items() if other in before}
    return [{}, either, before, other_before]


def _specific() -> dict[str, str]:
    """Return general kind -> the more special kind about the same sample."""
    return {kind.instead_of: kind.name for kind in issue_kinds if kind.instead_of}


def _file(folder: Path) -> Path:
    return folder / "issues.parquet"
