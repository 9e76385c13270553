"""Issues on disk: cache, made again at will; read against the book as it is now."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import polars as pl

from labelbook.core.blobs import write_whole
from labelbook.errors import NotReady
from labelbook.issues.kinds import KEPT, SURE, Evidence, Issue, issue_kinds

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
    """seq: the changeset that the book was at. eyes: whether the book's own net was heard.

    kinds: what was looked for; empty where an older labelbook did not say.
    """

    seq: int
    eyes: bool
    seconds: float
    kinds: tuple[str, ...] = ()


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
    """Tell when the stored issues were found; None where there are none."""
    try:
        notes = json.loads(pl.read_parquet_metadata(_file(folder))["labelbook"])
    except FileNotFoundError:
        return None
    except (OSError, KeyError, ValueError, pl.exceptions.PolarsError) as error:
        log.warning("%s could not be read (%s): search again", _file(folder), error)
        return None
    if notes.pop("version", None) != _VERSION:
        return None
    return About(**{**notes, "kinds": tuple(notes.get("kinds", ()))})


def read(folder: Path, now: pl.DataFrame, name: str) -> pl.DataFrame:
    """Return the stored issues that still hold, each kind's most suspect first.

    now: the book's samples with sample, path, label, split, excluded, tags. Left out are those of
    samples that were excluded, relabelled or kept; leaks whose splits meet again; duplicates whose
    others are all excluded; kinds that nobody declares now. Adds path and split. Raises NotReady
    where none were ever found.
    """
    if about(folder) is None:
        raise NotReady(f"{name} was not searched for issues yet", needs="issues")
    stored = pl.read_parquet(_file(folder)).with_row_index("place")
    # A kind whose plugin is not here now has no words, nor anybody to find it again.
    stored = stored.filter(pl.col("kind").is_in(issue_kinds.names))
    state = now.filter(~pl.col("excluded")).select(
        "sample", "path", "split", pl.col("label").alias("label_now"), "tags"
    )
    held = stored.join(state, "sample", "inner", maintain_order="left")
    held = held.filter(pl.col("label").eq_missing(pl.col("label_now")))
    said = _telling()
    kept_as = pl.col("kind").replace({**said, **{value: key for key, value in said.items()}})
    held = held.filter(
        ~pl.col("tags").list.contains(KEPT + pl.col("kind"))
        & ~pl.col("tags").list.contains(KEPT + kept_as)
    )
    return _still_twins(held, state).drop("label_now", "tags", "place")


def _still_twins(held: pl.DataFrame, state: pl.DataFrame) -> pl.DataFrame:
    """Drop duplicates that are alone now, and leaks that a new split mended."""
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

    ranked: also what is below suspicion. The most suspect first; kinds in their order.
    """
    chosen = held if ranked else held.filter(pl.col("score") >= SURE)
    if kind is not None:
        return chosen.filter(pl.col("kind") == kind).slice(offset, limit)
    said = chosen.select("sample", "kind")
    for plain, telling in _telling().items():
        twice = said.filter(pl.col("kind") == telling)["sample"]
        chosen = chosen.filter((pl.col("kind") != plain) | ~pl.col("sample").is_in(twice.implode()))
    order = pl.col("kind").cast(pl.Enum(issue_kinds.names))
    return chosen.sort(order, maintain_order=True).slice(offset, limit)


def counts(held: pl.DataFrame) -> dict[str, int]:
    """Count the suspects of each kind, all kinds in their order."""
    suspects = held.filter(pl.col("score") >= SURE)
    found = dict(suspects.group_by("kind").len().iter_rows())
    return {kind: int(found.get(kind, 0)) for kind in issue_kinds.names}


def issues(table: pl.DataFrame) -> list[Issue]:
    """Return rows as issues."""
    return [
        Issue(
            row["sample"],
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


def _telling() -> dict[str, str]:
    """Return plain kind -> the kind that says more of the same sample."""
    return {kind.instead_of: kind.name for kind in issue_kinds if kind.instead_of}


def _file(folder: Path) -> Path:
    return folder / "issues.parquet"
