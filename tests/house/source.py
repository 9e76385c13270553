"""The package as source: its modules, their functions, what each imports of the others."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import labelbook

PACKAGE = Path(labelbook.__file__).parent
PROJECT = Path(__file__).parents[2]


@cache
def modules() -> dict[str, Path]:
    """Return all modules, by their dotted name without `labelbook.`."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = list(path.relative_to(PACKAGE).with_suffix("").parts)
        if "migrations" not in parts:
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(modules()[module].read_text())


def functions(module: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def imports(nodes: Iterable[ast.AST]) -> Iterator[tuple[str, str]]:
    """Yield (module, name) of each import; the name is empty where a module is imported."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            yield from ((node.module, alias.name) for alias in node.names)


def ours(module: str, name: str) -> str | None:
    """Return the module of labelbook that an import leads to, without `labelbook.`."""
    top, _, rest = module.partition(".")
    if top != "labelbook":
        return None
    whole = ".".join(part for part in (rest, name) if part)
    return whole if whole in modules() else rest


@cache
def arrows() -> dict[str, set[str]]:
    """Return what each module imports of labelbook, wherever in the file, also for types alone."""
    found: dict[str, set[str]] = {}
    for module in modules():
        led = {ours(*each) for each in imports(ast.walk(tree(module)))}
        found[module] = {target for target in led if target is not None} - {module}
    return found


def only(found: Iterable[str], allowed: Iterable[str]) -> None:
    """Fail where something breaks a rule, or is excused from it without need."""
    found, allowed = set(found), set(allowed)
    assert sorted(found - allowed) == [], "these break the rule"
    assert sorted(allowed - found) == [], "these keep the rule now: take them off the list"
