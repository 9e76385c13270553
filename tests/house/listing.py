"""A listing of all that people and programs can name in labelbook: methods, commands, keys, …

`python -m tests.house.listing CHECKOUT > FILE` writes the listing of a checkout whose package is
the one on PYTHONPATH. `listing_0_1_0.json` was made so from 0.1.0.
`python -m tests.house.listing --changelog` writes what the changelog says of methods anew.
"""

from __future__ import annotations

import ast
import dataclasses
import inspect
import json
import re
import sys
import tempfile
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import numpy as np
from PIL import Image

import labelbook

ROOT = Path(__file__).parents[2]

Listing = dict[str, dict[str, Any]]
"""Kind of thing -> name -> what belongs to it."""

REGISTERED: dict[str, tuple[str, ...]] = {
    "issue kinds": (
        "labelbook.issues.kinds:issue_kinds",
        "labelbook.issues.kinds:KINDS",
        "labelbook.issues.issue:KINDS",
    ),
    "export formats": (
        "labelbook.exchange.export:exporters",
        "labelbook.exchange.exporters:FORMATS",
        "labelbook.export:FORMATS",
    ),
    "importers": (
        "labelbook.exchange.importers.common:importers",
        "labelbook.exchange.importers:READERS",
        "labelbook.intake:READERS",
    ),
    "embedders": (
        "labelbook.maps.embedders:embedders",
        "labelbook.maps.embedders:EMBEDDERS",
        "labelbook.embedding.embedders:EMBEDDERS",
    ),
    "transforms": (
        "labelbook.grow.transforms:transforms",
        "labelbook.grow.transforms:TRANSFORMS",
        "labelbook.augment.transforms:TRANSFORMS",
    ),
    "models": (
        "labelbook.evaluate.models.base:models",
        "labelbook.evaluate.models:FAMILIES",
        "labelbook.evaluate.families:FAMILIES",
    ),
    "job kinds": ("labelbook.jobs.kinds:ROOMS", "labelbook.book.work:WORK"),
}
"""Where the members of a family are declared: the first place that there is."""


def listing(checkout: Path = ROOT) -> Listing:
    """Return the listing of the package that is imported, and of the page in `checkout`/web/src."""
    with tempfile.TemporaryDirectory() as place, _book(Path(place)) as book:
        return {
            "methods": methods(book),
            "commands": commands(),
            "options": options(),
            "routes": routes(book),
            "keys": keys(checkout / "web" / "src"),
            **{kind: registered(kind) for kind in REGISTERED},
            "live messages": live_messages(),
            "sample columns": dict.fromkeys(book.samples().columns),
        }


def _book(place: Path) -> Any:
    images = place / "images" / "train" / "i"
    images.mkdir(parents=True)
    pixels = np.random.default_rng(0).integers(0, 255, (20, 24), dtype=np.uint8)
    Image.fromarray(pixels).save(images / "0.png")
    return labelbook.create(place / "book", place / "images")[0]


def methods(book: object) -> dict[str, list[str] | None]:
    """Return the parameters of each public method of a book, those of its namespaces dotted.

    A parameter is "name", or "name?" where it may be left out; a property has None.
    """
    found: dict[str, list[str] | None] = {}
    for name in _public(book):
        value = getattr(book, name)
        if name == "context":
            continue  # Of the rooms themselves, for nobody else.
        if _is_namespace(value):
            found |= {f"{name}.{under}": _parameters(value, under) for under in _public(value)}
        else:
            found[name] = _parameters(book, name)
    return dict(sorted(found.items()))


def _public(thing: object) -> list[str]:
    return [name for name in dir(thing) if not name.startswith("_")]


def _is_namespace(value: object) -> bool:
    """Return whether an attribute of a book is one of its rooms: an object of ours that acts."""
    kind = type(value)
    if not kind.__module__.startswith("labelbook.") or callable(value):
        return False
    acts = any(inspect.isfunction(getattr(kind, name)) for name in _public(kind))
    return acts and not (dataclasses.is_dataclass(kind) and kind.__module__.endswith("records"))


def _parameters(owner: object, name: str) -> list[str] | None:
    value = getattr(type(owner), name, None) or getattr(owner, name)
    if isinstance(value, property) or not callable(value):
        return None
    return [
        parameter.name + ("" if parameter.default is parameter.empty else "?")
        for parameter in inspect.signature(getattr(owner, name)).parameters.values()
        if parameter.kind is not parameter.VAR_KEYWORD
    ]


def command(name: str) -> click.Command | None:
    """Return a command of the command line by its name or an alias; None where there is none."""
    from labelbook.cli import cli

    return cli.get_command(click.Context(cli), name)


def commands(also: Iterable[str] = ()) -> dict[str, list[str]]:
    """Return the arguments of each command. also: names to try that are not listed in the help."""
    return {
        name: [str(param.name) for param in known.params if isinstance(param, click.Argument)]
        for name, known in _commands(also)
    }


def options(also: Iterable[str] = ()) -> dict[str, bool]:
    """Return "COMMAND --option" of all commands, with whether it takes no value."""
    return {
        f"{name} {spelling}": bool(param.is_flag)
        for name, known in _commands(also)
        for param in known.params
        if isinstance(param, click.Option)
        for spelling in [*param.opts, *param.secondary_opts]
    }


def _commands(also: Iterable[str]) -> Iterator[tuple[str, click.Command]]:
    from labelbook.cli import cli

    for name in dict.fromkeys([*cli.list_commands(click.Context(cli)), *also]):
        found = command(name)
        if found is not None:
            yield name, found


def routes(book: Any) -> dict[str, None]:
    """Return "METHOD /path" of everything that the real application answers."""
    from labelbook.server import access, app

    return dict.fromkeys(sorted(_routes(app.create_app(book, access.local(80)).routes)))


def _routes(known: Iterable[Any], prefix: str = "") -> Iterator[str]:
    for route in known:
        inner = getattr(route, "routes", None)
        original = getattr(route, "original_router", None)
        if original is not None:
            yield from _routes(original.routes, prefix + route.include_context.prefix)
        elif not hasattr(route, "path"):
            raise TypeError(f"{route!r} is a kind of route that this listing does not know")
        elif inner and not hasattr(route, "methods"):
            yield from _routes(inner, prefix + route.path)
        else:
            path = re.sub(r"\{[^}]*\}", "{}", prefix + route.path)
            for method in sorted(getattr(route, "methods", None) or ["WEBSOCKET"]):
                if method != "HEAD":
                    yield f"{method} {path}"


def registered(kind: str) -> dict[str, None]:
    """Return the names of a family of REGISTERED."""
    for place in REGISTERED[kind]:
        module, name = place.split(":")
        try:
            family = getattr(import_module(module), name)
        except (ImportError, AttributeError):
            continue
        names = [str(getattr(member, "name", member)) for member in family]
        # A table of suffixes says nothing of the folder, which every version could read.
        folder = ["folder"] if any(name.startswith(".") for name in names) else []
        return dict.fromkeys([*folder, *(name.lstrip(".") for name in names)])
    raise LookupError(f"{kind} are declared at none of {', '.join(REGISTERED[kind])}")


def live_messages() -> dict[str, None]:
    """Return the types of messages on the live channel, both ways, as the server declares them.

    What says `what: Literal[...]` besides its type is listed as "type:what".
    """
    found = set()
    for path in (Path(labelbook.__file__).parent / "server").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ClassDef):
                fields = {
                    statement.target.id: _literals(statement.annotation)
                    for statement in node.body
                    if isinstance(statement, ast.AnnAssign)
                    and isinstance(statement.target, ast.Name)
                }
                for type in fields.get("type", []):
                    found |= {f"{type}:{what}" for what in fields.get("what", [])} | {type}
    return dict.fromkeys(sorted(found))


def _literals(annotation: ast.expr) -> list[str]:
    """Return the strings of `Literal["a", "b"]`; none for another annotation."""
    if not isinstance(annotation, ast.Subscript) or ast.unparse(annotation.value) != "Literal":
        return []
    return [
        node.value
        for node in ast.walk(annotation.slice)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]


# The page's keys: read from the text of its tables, since no browser is at hand here.
_CALL = re.compile(
    r"\bkey\(\s*'(?P<group>\w+)',\s*'(?P<shown>[^']+)',\s*'(?P<what>[^']+)',\s*'(?P<action>[^']+)',"
    r"(?P<strokes>[^)]*)\)"
)
_RECORD = re.compile(
    r"\bid:\s*'(?P<id>[^']+)'(?P<rest>(?:(?!\bid:).)*?)\bkeys:\s*\[(?P<keys>(?:'[^']*'|[^\]'])*)\]",
    re.S,
)
_DIGITS = [stroke for digit in "1234567890" for stroke in (digit, f"shift+{digit}")]
_ARROWS = [
    stroke
    for arrow in ("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown")
    for stroke in (arrow, f"shift+{arrow}")
]
_SPREAD = {"digits": _DIGITS, "arrows": _ARROWS}


def keys(sources: Path) -> dict[str, dict[str, Any]]:
    """Return each action that a key starts: "ROOM:action" -> its strokes and its words.

    ROOM is "canvas" for what the canvas alone does, else "page". A command `{ id: 'ROOM.action',
    …, keys: [...] }` is found by its id, too.
    """
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(sources.rglob("*.ts")):
        if path.name.endswith((".test.ts", ".d.ts")):
            continue
        text = path.read_text()
        for match in _CALL.finditer(text):
            room = "canvas" if match["group"] == "Canvas" else "page"
            found[f"{room}:{match['action']}"] = {
                "strokes": _strokes(match["strokes"]),
                "what": match["what"],
            }
        for match in _RECORD.finditer(text):
            record = {"strokes": _strokes(match["keys"]), "what": ""}
            room, _, action = match["id"].rpartition(".")
            found[match["id"]] = record
            found.setdefault(f"{'canvas' if room == 'canvas' else 'page'}:{action}", record)
    return found


def _strokes(written: str) -> list[str]:
    found = re.findall(r"'([^']+)'", written)
    for name in re.findall(r"\.\.\.(\w+)", written):
        found += _SPREAD.get(name, [])
    return sorted({stroke_name(stroke) for stroke in found})


def stroke_name(stroke: str) -> str:
    """Return one spelling for a stroke: "ctrl+shift+z" for "Mod+Shift+Z" and the like."""
    *held, struck = re.split(r"\+(?=.)", stroke)
    known = {"mod": "ctrl", "cmd": "ctrl", "control": "ctrl"}
    modifiers = sorted({known.get(name.lower(), name.lower()) for name in held if name})
    last = struck.lower() if len(struck) == 1 and struck.isalpha() else struck
    return "+".join([*modifiers, last])


OPENING = "Old names of methods and new ones:\n"
"""The line of the changelog after which the new names stand."""


def changelog(renames: Mapping[str, Any]) -> str:
    """Return what the changelog tells of the methods' new names, a bullet for each namespace."""
    rooms: dict[str, list[str]] = {}
    for old, new in renames.items():
        if isinstance(new, dict):
            rooms.setdefault("", []).append(f"`{old}`: {new['removed']}")
        else:
            for name in [new] if isinstance(new, str) else new:
                room = name.partition(".")[0] if "." in name else ""
                rooms.setdefault(room, []).append(f"`{old}` → `{name}`")
    bullets = [
        f"* `book.{room}`: {', '.join(members)}." if room else f"* Also: {'; '.join(members)}."
        for room, members in sorted(rooms.items(), reverse=True)
    ]
    return "\n".join(
        textwrap.fill(
            bullet, 100, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
        )
        for bullet in bullets
    )


def main() -> None:
    """Print the listing of a checkout, or (`--changelog`) renew the text about the methods."""
    if sys.argv[1] == "--changelog":
        renames = json.loads((Path(__file__).parent / "renames.json").read_text())
        path = ROOT / "CHANGELOG.md"
        before, _, after = path.read_text().partition(OPENING)
        _, section, rest = after.partition("\n## ")
        path.write_text(f"{before}{OPENING}\n{changelog(renames['methods'])}\n{section}{rest}")
    else:
        print(json.dumps(listing(Path(sys.argv[1])), indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
