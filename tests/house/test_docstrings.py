"""What docstrings begin with: a module with what it is, a function with what it does."""

from __future__ import annotations

import ast

from tests.house.source import modules, tree

SPOKEN = {"Give", "Gives", "Tell", "Tells", "Say", "Says"}
VERBS = SPOKEN | {
    "Bring",
    "Embeds",
    "Lay",
    "Put",
    "Reads",
    "Runs",
    "Scan",
    "Starts",
    "Write",
    "Writes",
}


def test_docstrings_name_modules_and_order_functions() -> None:
    found = set()
    for module in modules():
        heading = (ast.get_docstring(tree(module)) or "").partition(" ")[0]
        if heading in VERBS:
            found.add(f"{module}: the heading is no noun phrase")
        for node in ast.walk(tree(module)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                first = (ast.get_docstring(node) or "").partition(" ")[0]
                if first in SPOKEN:
                    found.add(f"{module}.{node.name}: {first}")
    assert sorted(found) == []
