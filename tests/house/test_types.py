"""What users hold in their hands is found in one place, and costs nothing until it is used."""

from __future__ import annotations

import subprocess
import sys

import pytest

from labelbook import types


def test_each_name_is_the_class_of_its_room() -> None:
    for name in types.__all__:
        found = getattr(types, name)
        assert found.__name__ == name
        assert found.__module__.startswith("labelbook.")


def test_an_edit_loads_no_room() -> None:
    script = (
        "import sys\n"
        "from labelbook.types import Edit\n"
        "print([name for name in sys.modules if name.startswith('labelbook.grow')])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr


def test_another_name_is_refused() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        _ = types.Nothing
