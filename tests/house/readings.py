"""What a book says when it is asked everything: compared between 0.1.0 and today.

The names are those of 0.1.0; `compared.py` finds what they are called now.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.house.compared import door, each, only, plain, table

CHANGESET = "id author at tool message size added reverts reverted_by"
RUN = "id data model settings seed counts classes epochs state at"
INTERVAL = "estimate low high"
LENSES = ("content", "style", "eyes")


def _runs(book: Any) -> list[Any]:
    return [
        only(run, RUN)
        | {"scores": {split: only(score, "right total") for split, score in run.scores.items()}}
        for run in door(book, "runs")()
    ]


def _answers(book: Any) -> dict[str, Any]:
    done = [run for run in door(book, "runs")("raw") if run.state == "done"]
    return table(door(book, "answers")(done[0].id, "raw"))


def _sets(book: Any) -> list[Any]:
    return [
        only(found, "id tool truth predicted ranked mistakes author at")
        | {"candidates": each(found.candidates, "place hash label parents left_out_by added waits")}
        for found in door(book, "candidates")()
    ]


def _threads(book: Any) -> list[Any]:
    names = "id title author at state comments last unread mentioned proposed"
    return [
        only(thread, names)
        | {
            "anchor": only(thread.anchor, "kind samples classes changeset versions lens outline"),
            "entries": each(
                door(book, "entries")(thread.id), "id thread kind author at body about value"
            ),
        }
        for thread in door(book, "threads")(reader="Ben")
    ]


def _proposals(book: Any) -> list[Any]:
    return [
        only(found, "id thread source origin reason author at")
        | {
            "cells": each(found.cells, "sample field before after reason now conflict"),
            "decision": found.decision
            and only(found.decision, "decision author at changeset note"),
        }
        for found in door(book, "proposals")()
    ]


def _votes(book: Any) -> list[Any]:
    names = "sample voter device verdict label note at"
    return [
        only(found, "id thread question samples current revealed closed voters voted")
        | {
            "votes": each(found.votes, names),
            "agreement": door(book, "agreement")(found.id).percent,
            "consensus": each(door(book, "consensus")(found.id), "sample verdict label share"),
        }
        for thread in door(book, "threads")()
        for found in door(book, "rounds")(thread.id)
    ]


def _links(book: Any) -> list[Any]:
    return [
        only(link, "id thread round question samples author at expires once revoked answered state")
        | {"answers": each(door(book, "link_answers")(link.id), "sample voter verdict label note")}
        for thread in door(book, "threads")()
        for link in door(book, "links")(thread.id)
    ]


def _comparison(book: Any) -> dict[str, Any]:
    found = door(book, "compare")("raw", "mended", model="linear")
    return only(
        found, "first second model settings split images seeds verdict classes confusion"
    ) | {"difference": only(found.difference, INTERVAL)}


def _attribution(book: Any) -> dict[str, Any]:
    found = door(book, "attribution")("raw", "mended", model="linear")
    return only(found, "first second model settings split images seeds verdict together") | {
        "total": only(found.total, INTERVAL),
        "parts": [
            only(part, "title changesets cells samples verdict")
            | {"difference": only(part.difference, INTERVAL)}
            for part in found.parts
        ],
    }


def _forecasts(book: Any) -> list[Any]:
    return [
        {
            "what": told.forecast.what,
            "verdict": told.forecast.verdict,
            "difference": only(told.forecast.difference, INTERVAL),
            "changeset": told.changeset,
            "undone": told.undone,
            "outcomes": each(told.outcomes, "model split images seeds verdict within same"),
        }
        for told in door(book, "forecasts")().forecasts
    ]


def _scores(milestone: Any) -> Any:
    """Return the scores of a milestone, which 0.1.0 called judged."""
    return milestone.scores if hasattr(milestone, "scores") else milestone.judged


def _timeline(book: Any) -> list[Any]:
    return [
        only(item, "name version author at note data counts made changed")
        | {"judged": each(_scores(item), "model settings seeds")}
        for item in door(book, "timeline")()
    ]


def _maps(book: Any) -> dict[str, Any]:
    return {lens: only(door(book, "projection")(lens), "samples xy typicality") for lens in LENSES}


def _neighbours(book: Any) -> dict[str, Any]:
    return {lens: each(door(book, "neighbours")(1, lens, 5), "sample distance") for lens in LENSES}


def _embeddings(book: Any) -> dict[str, Any]:
    found = door(book, "embeddings")()
    return only(found, "name samples parts") | {"vectors": found.vectors.tobytes()}


def _laws(book: Any) -> dict[str, Any]:
    found = door(book, "laws")()
    return {
        "decided": each(
            [cell for cell in found.cells if cell.law is not None], "transform label law author at"
        ),
        "proposed": [
            {"transform": cell.transform, "label": cell.label, **only(cell.proposal, "law sure")}
            for cell in found.cells
            if cell.proposal is not None
        ],
        "seq": found.seq,
    }


def _made(book: Any) -> list[Any]:
    samples = book.samples()
    made = samples.filter(samples["origin"] != "imported")["sample"].to_list()
    return [
        only(door(book, "lineage")(sample), "parents children tool recipe seed")
        | {"sample": sample, "file": book.image_path(sample).read_bytes()}
        for sample in made
    ]


def _pieces(book: Any) -> dict[str, Any]:
    offered = door(book, "offers")("i", limit=3)
    away = door(book, "pieces_put_away")()
    names = "id label source width height thickness darkness author at gone"
    return {
        "offered": each(offered, "kind id label source author"),
        "image": door(book, "piece_image")(1),
        "put away": [[only(piece, names), by, at] for piece, by, at in away],
    }


def _why(book: Any) -> list[Any]:
    found = []
    for sample in (1, 2, 3):
        why = door(book, "why")(sample)
        found.append(
            {
                "label": why.label,
                "reasons": each(why.reasons, "at kind author why changeset thread"),
                "opinions": each(why.opinions, "version model seeds predicted probability label"),
                "doubts": each(only(why, "doubts")["doubts"], "sample kind score suggestion"),
            }
        )
    return found


def _history(book: Any) -> dict[str, Any]:
    return {
        str(sample): [
            {"changeset": entry.changeset.id, **only(entry, "field before after")}
            for entry in book.history(sample)
        ]
        for sample in range(1, 13)
    }


def _changes(book: Any) -> dict[str, Any]:
    ids = [found.id for found in door(book, "changesets")(limit=1000)]
    return {
        str(id): each(door(book, "changes")(id), "field before after samples") for id in sorted(ids)
    }


TOPICS: dict[str, Callable[[Any], Any]] = {
    "seq": lambda book: book.seq,
    "samples": lambda book: table(book.samples()),
    "samples of raw": lambda book: table(book.samples("raw")),
    "samples of mended": lambda book: table(book.samples("mended")),
    "snapshot": lambda book: only(door(book, "snapshot")(), "seq rows classes"),
    "images": lambda book: [book.image_path(id).read_bytes() for id in book.samples()["sample"]],
    "classes": lambda book: book.classes(),
    "versions": lambda book: each(book.versions(), "name changeset author at note"),
    "changesets": lambda book: each(door(book, "changesets")(limit=1000), CHANGESET),
    "changes": _changes,
    "history": _history,
    "skipped": lambda book: each(door(book, "skipped")(), "changeset path"),
    "made": _made,
    "strays": lambda book: each(door(book, "strays")(), "sample"),
    "card": lambda book: only(
        door(book, "card")(), "description license creator url citation limits"
    ),
    "embeddings": _embeddings,
    "maps": _maps,
    "neighbours": _neighbours,
    "issue counts": lambda book: door(book, "issue_counts")(),
    "issues": lambda book: table(
        door(book, "issue_table")(),
        *("sample", "kind", "score", "label", "suggestion", "reason", "path", "split", "samples"),
    ),
    "searched": lambda book: only(door(book, "issues_about")(), "seq eyes"),
    "laws": _laws,
    "recipe": lambda book: door(book, "recipe")(),
    "candidates": _sets,
    "candidate images": lambda book: [
        door(book, "candidate_image")(found.id, candidate.place)
        for found in door(book, "candidates")()
        for candidate in found.waiting
    ],
    "pieces": _pieces,
    "threads": _threads,
    "proposals": _proposals,
    "votes": _votes,
    "links": _links,
    "rules": lambda book: each(
        door(book, "rules")(), "id kind label text thread author at replaces samples"
    ),
    "contradictions": lambda book: [
        each(door(book, "contradictions")(rule.id), "sample label score like")
        for rule in door(book, "rules")()
    ],
    "precedents": lambda book: each(door(book, "precedents")(5), "sample distance"),
    "runs": _runs,
    "answers": _answers,
    "comparison": _comparison,
    "attribution": _attribution,
    "forecasts": _forecasts,
    "timeline": _timeline,
    "jobs": lambda book: each(door(book, "jobs")(), "id kind state done total"),
    "drawing queue": lambda book: each(door(book, "drawing_queue")(20), "sample kind label"),
    "why": _why,
}
"""Topic -> the question, in an order that lets nothing be computed before it was read."""


def readings(book: Any) -> dict[str, Any]:
    """Return all that a book says, as JSON holds it: topic -> answer."""
    return {topic: plain(ask(book)) for topic, ask in TOPICS.items()}
