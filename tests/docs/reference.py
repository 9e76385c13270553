"""`make format` writes the pages of commands, keys, plugins and methods from what they tell of."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from itertools import groupby, pairwise
from pathlib import Path

import click

from labelbook.book import Book
from labelbook.cli import cli
from labelbook.evaluate.models.base import models
from labelbook.exchange.export import exporters
from labelbook.exchange.importers import importers
from labelbook.grow.transforms import transforms
from labelbook.issues.kinds import issue_kinds
from labelbook.jobs.service import Jobs
from labelbook.journal.journal import Journal
from labelbook.maps.embedders import embedders
from labelbook.namespaces import Room

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
COMMANDS = """\
# The command line

Every command takes the book's directory first and explains itself with `--help`; this page is that
help, word for word. On a terminal, long work shows its progress. With `--json` a command prints one
JSON document for scripts.

Exit codes: 0 success; 2 bad usage or bad input, with one sentence on stderr, and the book as it
was; 130 stopped by Ctrl-C; 1 a failure of labelbook itself (`LABELBOOK_DEBUG=1` shows where).
"""
KEYS = """\
# The keys

`?` shows them on the page. On a Mac, Command counts as Ctrl. What changes samples acts on the
selection, or on the row under the cursor where nothing is selected.

With the mouse: click a row to go there, Shift-click to select up to it, Ctrl-click to add it; the
chips at the foot of the page are the class keys, and a column's head sorts by it.
"""
PLUGINS = """\
# What can be added

Each family below is read from files: labelbook's own, those of installed packages, and those that
are named with `--plugin FILE.py`. `create`, `import`, `embed`, `issues`, `laws`, `grow`,
`evaluate`, `compare`, `export` and `serve` take that option; the plugins of `serve` are there for
the page and for the jobs that it starts. A package declares an entry point that names a module;
importing the module adds its members. Two of one name are refused, and a package that cannot be
imported is named in an error and left out. Plugins run code, so nothing in a book's folder is ever
read as one.

CONTRIBUTING.md shows how a kind of issue and a format are written, and `examples/labelbook-glare`
is a package with one of each. `tests/house/plugin_of_four.py` is one file with an importer, an
embedder, a transform and a model.
"""
SOURCES = ROOT / "web" / "src"
# A command of the page: its keys, and `shown` where people read other ones.
_COMMAND = re.compile(
    r"\bid: '(?P<id>[a-z]+\.[a-z-]+)',\s*name: '(?P<name>[^']+)',\s*group: '(?P<group>\w+)',\s*"
    r"keys: \[(?P<keys>(?:'[^']*'|[^\]'])*)\],(?:\s*shown: '(?P<shown>[^']+)')?"
)
_GROUPS = re.compile(r"export const GROUPS = \[([^\]]*)\]")


def command_line() -> str:
    """Return the page of all commands."""
    parts = [COMMANDS, _section("labelbook", cli)]
    parts += [_section(f"labelbook {name}", command) for name, command in cli.commands.items()]
    return "\n".join(parts)


def _section(path: str, command: click.Command) -> str:
    context = click.Context(
        command, info_name=path, terminal_width=94, help_option_names=["-h", "--help"]
    )
    lines = [line.rstrip() for line in command.get_help(context).splitlines()]
    return f"## {path}\n\n```text\n" + "\n".join(lines).strip() + "\n```\n"


def listed_keys() -> list[tuple[str, str, str]]:
    """Return (group, keys as shown, what they do) of every command of the page, by group.

    Inside of a group they stand in the order of the rooms' buttons.
    """
    source = (SOURCES / "shell" / "rooms.ts").read_text()
    rooms = re.findall(r"from '\.\./(\w+)/room'", source)
    files = [path for room in [*_ordered(source, rooms), "shell"] for path in _command_files(room)]
    found = [match for path in files for match in _COMMAND.finditer(path.read_text())]
    listed = _GROUPS.search((SOURCES / "app" / "commands.ts").read_text())
    groups = re.findall(r"'(\w+)'", listed[1]) if listed else []
    commands = [(match["group"], _shown_keys(match), match["name"]) for match in found]
    return sorted(commands, key=lambda command: groups.index(command[0]))


def _ordered(source: str, rooms: list[str]) -> list[str]:
    """Return the folders of the rooms in the order in which the page lists them."""
    names = dict(re.findall(r"import \{ ([^}]*) \} from '\.\./(\w+)/room'", source))
    folders = {name: folder for listed, folder in names.items() for name in listed.split(", ")}
    listed = re.search(r"const ROOMS[^=]*= \[([^\]]*)\]", source)
    order = [name.strip() for name in listed[1].split(",")] if listed else []
    found = [folders[name] for name in order if name] or rooms
    return list(dict.fromkeys(found))


def _command_files(room: str) -> list[Path]:
    """Return the files of a folder that declare commands, the one of the room first."""
    files = [path for path in (SOURCES / room).rglob("*.ts") if not path.name.endswith(".test.ts")]
    return sorted(files, key=lambda path: (path.name != "room.ts", len(path.parts), path))


def _shown_keys(command: re.Match[str]) -> str:
    """Return the keys of a command as people read them, parted by spaces."""
    if command["shown"]:
        return command["shown"]
    return " ".join(re.findall(r"'([^']*)'", command["keys"])).replace("Mod+", "Ctrl+")


def keys() -> str:
    """Return the page of all keys."""
    parts = [KEYS]
    for group, members in groupby(listed_keys(), key=lambda key: key[0]):
        rows = [f"| {_shown(key)} | {what} |" for _, key, what in members]
        parts.append("\n".join([f"## {group}\n", "| Key | What it does |", "|---|---|", *rows, ""]))
    return "\n".join(parts)


def _shown(key: str) -> str:
    if "…" in key:
        return f"`{key}`"
    return " ".join(f"`{one}`" for one in key.split(" "))


def plugins() -> str:
    """Return the page of what can be added to, with all that there is of it."""
    kinds = [f"| `{kind.name}` | {kind.says} |" for kind in issue_kinds]
    formats = [f"| `{exporter.name}` | {exporter.says} |" for exporter in exporters]
    sources = [f"| `{importer.name}` | {importer.says} |" for importer in importers]
    nets = [f"| `{embedder.name}` | {embedder.says} |" for embedder in embedders]
    fixed = [f"| `{model.name}` | {model.says} |" for model in models]
    ways = [f"| `{transform.name}` | {transform.what} |" for transform in transforms]
    parts = [
        PLUGINS,
        *("## Kinds of issue\n", "Entry points: `labelbook.issue_kinds`.\n"),
        *("| Kind | What is the matter |", "|---|---|", *kinds, ""),
        *("## Formats\n", "Entry points: `labelbook.exporters`.\n"),
        *("| Format | What is in it |", "|---|---|", *formats, ""),
        *("## Sources\n", "Entry points: `labelbook.importers`.\n"),
        *("| Source | What is read |", "|---|---|", *sources, ""),
        *("## Embedders\n", "Entry points: `labelbook.embedders`.\n"),
        *("| Embedder | What its vectors tell apart |", "|---|---|", *nets, ""),
        *("## Transforms\n", "Entry points: `labelbook.transforms`.\n"),
        *("| Transform | What it does |", "|---|---|", *ways, ""),
        *("## Models\n", "Entry points: `labelbook.models`.\n"),
        *("| Model | What it is |", "|---|---|", *fixed, ""),
    ]
    return "\n".join(parts)


def methods() -> dict[str, dict[str, object]]:
    """Return what is public of a book and of each of its namespaces, by name."""
    rooms: dict[str, type] = {"journal": Journal, "jobs": Jobs}
    rooms |= {name: room.service for name, room in vars(Book).items() if type(room) is Room}
    public = {
        room: {name: member for name, member in inspect.getmembers(of) if name[0] != "_"}
        for room, of in {"book": Book, **rooms}.items()
    }
    public["book"] = {name: member for name, member in public["book"].items() if name not in rooms}
    return public


def _what_for() -> dict[str, str]:
    """Return the sentence below each namespace in the source of Book, without its full stop."""
    (book,) = ast.parse(textwrap.dedent(inspect.getsource(Book))).body
    assert isinstance(book, ast.ClassDef)
    said = {"book": "Everyday verbs"}
    for statement, below in pairwise(book.body):
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            assert isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant)
            said[statement.target.id] = str(below.value.value).rstrip(".")
        elif isinstance(statement, ast.FunctionDef):
            said[statement.name] = (ast.get_docstring(statement) or "").rstrip(".")
    return said


def python() -> str:
    """Return the page of Python, with the methods as they are now."""
    said = _what_for()
    rows = [
        f"| `{room if room == 'book' else f'book.{room}'}` | {said[room]} | "
        f"{', '.join(f'`{name}`' for name in members)} |"
        for room, members in methods().items()
    ]
    table = "\n".join(["| Where | What for | Methods |", "|---|---|---|", *rows])
    before, marked, rest = (DOCS / "python.md").read_text().partition("| Where | What for |")
    assert marked
    return before + table + "\n\n" + rest[rest.index("## ") :]


PAGES = {
    "command-line.md": command_line,
    "keys.md": keys,
    "plugins.md": plugins,
    "python.md": python,
}

if __name__ == "__main__":
    for name, text in PAGES.items():
        (DOCS / name).write_text(text())
