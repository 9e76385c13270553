"""The rules of the house: what the code's parts may know of each other, and how long they may be.

A rule that something breaks today has a list of what does. A list may only become shorter: what
stands on it without need fails the test as well.
"""

from __future__ import annotations

import ast
import dataclasses
from collections import defaultdict
from importlib import import_module
from pathlib import Path
from types import FunctionType, ModuleType

import pytest

from tests.house.source import (
    PACKAGE,
    PROJECT,
    arrows,
    functions,
    imports,
    modules,
    only,
    ours,
    tree,
)

FLOORS = (
    {""},
    {"errors"},
    {"core"},
    {"images", "jobs"},
    {"journal"},
    {"image_files"},
    {"context"},
    {"namespaces"},
    {"columns"},
    {"classes", "maps"},
    {"issues", "evaluate", "discuss"},
    {"grow", "unlabelled"},
    {"canvas"},
    {"exchange"},
    {"report"},
    {"book"},
    {"opening", "types"},
    {"worker"},
    {"server", "demo"},
    {"cli"},
    {"__main__"},
)
"""Each floor stands on those before it; what shares a floor knows nothing of its neighbours."""

HEAVY = {"torch", "timm", "onnx", "fsspec", "onnxruntime", "altair", "markdown_it", "openpyxl"}
"""Libraries that may be missing, or that nobody should wait for who does not use them."""

QUICK = {
    "__init__",
    "book",
    "cli",
    "core.atomic",
    "core.locks",
    "core.registry",
    "exchange.edits_csv",
    "exchange.import_",
    "exchange.importers",
    "exchange.importers.examine",
    "exchange.importers.annotations",
    "exchange.importers.croissant",
    "exchange.importers.huggingface",
    "exchange.importers.table",
    "exchange.importers.webdataset",
    "exchange.remote",
    "exchange.views",
    "exchange.importers.trees",
    "image_files",
    "images.decode",
    "images.header",
    "images.shown",
    "journal.database",
    "journal.journal",
    "journal.ordering",
    "opening",
    "worker",
}
"""Where a command begins: these load no data library before it is needed (test_startup.py)."""

ROOMS = (
    "classes",
    "columns",
    "maps",
    "issues",
    "grow",
    "canvas",
    "evaluate",
    "discuss",
    "exchange",
    "report",
    "unlabelled",
)


def test_no_file_imports_itself_in_a_circle() -> None:
    left = {module: set(targets) for module, targets in arrows().items()}
    left[""] = set()  # `labelbook` opens its doors by name, when somebody knocks.
    while free := [module for module, targets in left.items() if not targets & left.keys()]:
        for module in free:
            del left[module]
    assert left == {}, "each of these is in a circle or stands on one"


def test_imports_point_down() -> None:
    floor = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
    for module, targets in arrows().items():
        room = module.partition(".")[0]
        if module == "":
            continue
        for target in targets:
            other = target.partition(".")[0]
            assert other == room or floor[other] < floor[room], f"{module} imports {target}"


def is_plain(module: str, name: str) -> bool:
    """Whether a name is plain data: a record, an error, a constant, or a type of such."""
    value = getattr(import_module(module), name, None)
    if isinstance(value, type):
        return dataclasses.is_dataclass(value) or issubclass(value, Exception)
    return value is not None and not isinstance(value, FunctionType | ModuleType)


def test_server_and_command_line_see_books_and_plain_data() -> None:
    doors = {"", "book", "opening", "demo", "errors", "types"}
    reached = set()
    for module in modules():
        room = module.partition(".")[0]
        if room not in ("server", "cli"):
            continue
        for source, name in imports(ast.walk(tree(module))):
            target = ours(source, name)
            if (
                target is None
                or target in doors
                or target.partition(".")[0] in ("server", "cli", "core")
            ):
                continue
            if not name or not is_plain(source, name):
                reached.add(f"{module}: {target}.{name}")
    only(reached, ())


def loads_heavy(module: str) -> bool:
    """Whether importing a module of labelbook imports a heavy library."""
    seen, waiting = set(), [module]
    while waiting:
        one = waiting.pop()
        if one in seen:
            continue
        seen.add(one)
        for source, name in imports(tree(one).body):
            if source.partition(".")[0] in HEAVY:
                return True
            if (target := ours(source, name)) is not None:
                waiting.append(target)
    return False


def test_imports_stand_at_the_top() -> None:
    lazy = set()
    for module in modules():
        quick = {module, module.partition(".")[0]} & QUICK or not module
        for function in () if quick else functions(module):
            for source, name in imports(ast.walk(function)):
                target = ours(source, name)
                heavy = (
                    loads_heavy(target) if target is not None else source.partition(".")[0] in HEAVY
                )
                if not heavy:
                    lazy.add(f"{module}.{function.name}: {source} {name}")
    only(lazy, ())


def is_store(module: str) -> bool:
    """Whether a module is a store: named so, or in a folder of that name."""
    return module.endswith("_store") or "store" in module.split(".")


def test_sql_is_written_in_the_journal_and_in_stores() -> None:
    found = set()
    for module in modules():
        speaks = any(
            source.startswith("sqlalchemy") for source, _ in imports(ast.walk(tree(module)))
        )
        if speaks and not module.startswith("journal.") and not is_store(module):
            found.add(module)
    only(found, ())


def test_no_class_reaches_into_another() -> None:
    found = set()
    for module in modules():
        for node in ast.walk(tree(module)):
            if not isinstance(node, ast.Attribute):
                continue
            if node.attr.startswith("_") and not node.attr.endswith("__"):
                owner = node.value.id if isinstance(node.value, ast.Name) else ""
                if owner not in ("self", "cls"):
                    found.add(f"{module}: {ast.unparse(node)}")
    # Named so by Python: how a process is forked, and which module a declaration stands in.
    only(found, {"core.parallel: _SystemProcess._Popen", "core.registry: sys._getframe"})


MUTABLE = {
    "dict",
    "list",
    "set",
    "defaultdict",
    "deque",
    "Counter",
    "OrderedDict",
    "Memory",
    "Memo",
    "Lock",
    "RLock",
}
STATE = {
    # Guards what belongs to the process: its standard streams while a child starts.
    "core.parallel._STARTING",
    # Pillow has one switch for all threads, whether it reads what is left of a file.
    "images.decode._LENIENT",
    # torch sets its threads and its seed for the whole process.
    "issues.own_model.net._BEGINNING",
}


def test_modules_remember_nothing() -> None:
    found = set()
    for module in modules():
        for node in tree(module).body:
            if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
                continue
            value, name = (
                node.value,
                ast.unparse(node.targets[0] if isinstance(node, ast.Assign) else node.target),
            )
            made = ast.unparse(value.func).rpartition(".")[2] if isinstance(value, ast.Call) else ""
            empty = isinstance(value, ast.Dict) and not value.keys
            listed = isinstance(value, ast.List | ast.ListComp) and name != "__all__"
            if made in MUTABLE or empty or listed:
                found.add(f"{module}.{name}")
        found |= {
            f"{module}: global" for node in ast.walk(tree(module)) if isinstance(node, ast.Global)
        }
    only(found, STATE)


def test_what_is_remembered_of_functions_is_bounded() -> None:
    found = set()
    for module in modules():
        for function in functions(module):
            marks = {ast.unparse(mark) for mark in function.decorator_list}
            bare = marks & {
                "cache",
                "functools.cache",
                "lru_cache(maxsize=None)",
                "lru_cache(None)",
            }
            if bare and (function.args.args or function.args.kwonlyargs):
                found.add(f"{module}.{function.name}")
    only(found, ())


def test_a_public_class_has_a_name_of_its_own() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for module in modules():
        for node in tree(module).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(module)
    assert {name: where for name, where in places.items() if len(where) > 1} == {}


def lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def test_files_hold_one_idea() -> None:
    most = dict.fromkeys(modules(), 350) | {"book": 250}
    most |= {module: 300 for module in modules() if module.rpartition(".")[2].endswith("service")}
    found = {
        module: lines(path) for module, path in modules().items() if lines(path) > most[module]
    }
    assert found == {}


def test_functions_are_short_and_ask_for_little() -> None:
    found = set()
    for module in modules():
        for node in functions(module):
            given = node.args.posonlyargs + node.args.args + node.args.kwonlyargs
            asked = [each.arg for each in given if each.arg not in ("self", "cls")]
            if (node.end_lineno or 0) - node.lineno >= 60 or len(asked) > 8:
                found.add(f"{module}.{node.name}")
    only(found, set())


MISSING = {
    "classes": {"web/src/classes"},
    "maps": {"web/src/maps"},
    "canvas": {"cli/canvas"},
}
"""What a room has no part of, or under another name.

Drawing has no command: it takes a screen. The classes of a book are a dialog of the page's review.
"""


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_has_one_word(room: str) -> None:
    source = PACKAGE / "server" / "routes"
    parts = {
        f"{room}/": (PACKAGE / room).is_dir(),
        f"server/routes/{room}": any(source.glob(f"{room}*.py")),
        f"cli/{room}": any((PACKAGE / "cli").glob(f"{room}*.py")),
        f"tests/{room}": (PROJECT / "tests" / room).is_dir(),
        f"web/src/{room}": (PROJECT / "web" / "src" / room).is_dir(),
        f"docs/{room}.md": (PROJECT / "docs" / f"{room}.md").is_file(),
    }
    only((part for part, there in parts.items() if not there), MISSING.get(room, ()))
