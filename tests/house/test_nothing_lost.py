"""What could be named in 0.1.0 can be named today, under its own name or the one it has now.

`renames.json` is the one table of names that changed: kind -> old -> new, or
`{"removed": "why"}` for what is gone on purpose. A new name may be a list where one thing became
several. The changelog names every one of them.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from labelbook import Book
from tests.house import listing

HERE = Path(__file__).parent
OLD: listing.Listing = json.loads((HERE / "listing_0_1_0.json").read_text())
RENAMES: dict[str, dict[str, Any]] = json.loads((HERE / "renames.json").read_text())
CHANGELOG = (listing.ROOT / "CHANGELOG.md").read_text()
TOLD = ("methods", "commands", "options", "routes")
"""Kinds whose new names the changelog tells, since people and programs write them."""


def new_names(kind: str, old: str) -> list[str]:
    """Return what an old name is called now; nothing for what was removed."""
    new = RENAMES[kind].get(old, old)
    if isinstance(new, dict):
        return []
    return new if isinstance(new, list) else [new]


def gone(kind: str, today: dict[str, Any]) -> list[str]:
    """Return the old names that lead nowhere: neither their own nor their new one exists."""
    return [
        f"{old} -> {new}"
        for old in OLD[kind]
        if old not in today
        for new in new_names(kind, old)
        if new not in today
    ]


@pytest.fixture
def methods(tiny_book: Book) -> dict[str, list[str] | None]:
    return listing.methods(tiny_book)


def test_every_method_of_a_book_is_there(methods: dict[str, list[str] | None]) -> None:
    assert gone("methods", methods) == []


def test_every_method_takes_what_it_took(methods: dict[str, list[str] | None]) -> None:
    lost = []
    for old, parameters in OLD["methods"].items():
        name = old if old in methods else next(iter(new_names("methods", old)), None)
        if parameters is None or name is None:
            continue
        taken = {parameter.rstrip("?") for parameter in methods.get(name) or []}
        for parameter in parameters:
            called = f"{old}.{parameter.rstrip('?')}"
            new = RENAMES["parameters"].get(called, parameter.rstrip("?"))
            if not isinstance(new, dict) and new not in taken:
                lost.append(f"{called} -> {name}.{new}")
    assert lost == []


def test_every_command_is_there_with_its_arguments() -> None:
    today = listing.commands(also=OLD["commands"])
    assert gone("commands", today) == []
    lost = []
    for old, arguments in OLD["commands"].items():
        name = old if old in today else new_names("commands", old)[0]
        if len(today[name]) < len(arguments):
            lost.append(f"{name} {today[name]}, before {arguments}")
    assert lost == []


def test_every_option_is_there() -> None:
    today = listing.options(also=OLD["commands"])
    lost = []
    for old, is_flag in OLD["options"].items():
        command, option = old.split(" ")
        names = [old, *new_names("options", old)]
        # An option goes with its command.
        names += [f"{renamed} {option}" for renamed in new_names("commands", command)]
        known = [name for name in names if name in today]
        if not known and new_names("options", old):
            lost.append(old)
        if any(today[name] != is_flag for name in known):
            lost.append(f"{known} takes a value now, or no longer")
    assert lost == []


def test_every_route_is_answered(tiny_book: Book) -> None:
    assert gone("routes", listing.routes(tiny_book)) == []


def test_every_key_of_the_page_still_does_what_it_did() -> None:
    today = listing.keys(listing.ROOT / "web" / "src")
    assert gone("keys", today) == []
    lost = []
    for old, key in OLD["keys"].items():
        now = {stroke for name in new_names("keys", old) for stroke in today[name]["strokes"]}
        if not now:
            continue
        for stroke in key["strokes"]:
            new = RENAMES["strokes"].get(f"{old} {stroke}", stroke)
            if not isinstance(new, dict) and listing.stroke_name(new) not in now:
                lost.append(f"{old} by {stroke}")
    assert lost == []


def test_keys_are_found_in_tables_and_in_commands(tmp_path: Path) -> None:
    (tmp_path / "table.ts").write_text("key('Canvas', 'u', 'Undo', 'undo', 'u', 'ctrl+z'),")
    (tmp_path / "room.ts").write_text(
        "{ id: 'review.exclude', name: 'Exclude', keys: ['x', 'Mod+Shift+X'], run: (c) => c.x() },"
    )
    found = listing.keys(tmp_path)
    assert found["canvas:undo"]["strokes"] == ["ctrl+z", "u"]
    assert found["review.exclude"]["strokes"] == ["ctrl+shift+x", "x"]
    assert found["page:exclude"] == found["review.exclude"]


def test_what_is_lost_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(OLD, "job kinds", {"embed": None, "dance": None})
    assert gone("job kinds", {"embed": None}) == ["dance -> dance"]
    monkeypatch.setitem(RENAMES, "job kinds", {"dance": {"removed": "nobody danced"}})
    assert gone("job kinds", {"embed": None}) == []


@pytest.mark.parametrize("kind", listing.REGISTERED)
def test_every_member_of_a_family_is_there(kind: str) -> None:
    assert gone(kind, listing.registered(kind)) == []


def test_every_live_message_is_sent_or_understood() -> None:
    assert gone("live messages", listing.live_messages()) == []


def test_every_column_of_the_samples_is_there(tiny_book: Book) -> None:
    assert gone("sample columns", dict.fromkeys(tiny_book.samples().columns)) == []


def entries(text: str) -> list[str]:
    """Return the bullets and table rows of the changelog, each as one line."""
    parts = re.split(r"\n(?=\s*[*|-] |\||#|\n)", text)
    return [" ".join(part.split()) for part in parts]


def says(entry: str, name: str) -> bool:
    return re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w-])", entry) is not None


@pytest.mark.parametrize("kind", TOLD)
def test_the_changelog_tells_every_new_name_beside_the_old_one(kind: str) -> None:
    told = entries(CHANGELOG)
    untold = []
    for old, new in RENAMES[kind].items():
        words = [old] if isinstance(new, dict) else [old, *new_names(kind, old)]
        # Of an option, its command may stand elsewhere in the entry: `grow`: `--of`, now `--from`.
        words = [word for name in words for word in (name.split() if kind == "options" else [name])]
        if not any(all(says(entry, word) for word in words) for entry in told):
            untold.append(f"{old} -> {new}")
    assert untold == []


def test_the_table_of_renames_speaks_only_of_what_there_was() -> None:
    kinds = {*OLD, "parameters", "strokes"}
    assert set(RENAMES) <= kinds
    unknown = [f"{kind}: {old}" for kind in OLD for old in RENAMES[kind] if old not in OLD[kind]]
    assert unknown == []
