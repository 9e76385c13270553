"""What a command does not need, it does not wait for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HEAVY = ("numpy", "polars", "PIL", "onnxruntime", "fastapi", "torch", "markdown_it")


def test_an_import_of_images_loads_no_data_library(image_folder: Path, tmp_path: Path) -> None:
    book, source = str(tmp_path / "book"), str(image_folder)
    script = (
        "import sys\n"
        "from labelbook.cli import run\n"
        # So many files that worker processes decode them, as in any real import.
        "from labelbook.exchange.importers import common\n"
        "common.FEW = 0\n"
        f"assert run(['create', {book!r}, '--from', {source!r}]) == 0\n"
        f"print('loaded:', [name for name in {HEAVY!r} if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().endswith("loaded: []"), done.stdout


def test_a_new_book_waits_neither_for_other_commands_nor_for_locks(
    image_folder: Path, tmp_path: Path
) -> None:
    book, source = str(tmp_path / "book"), str(image_folder)
    script = (
        "import sys\n"
        "from labelbook.cli import run\n"
        f"assert run(['create', {book!r}, '--from', {source!r}]) == 0\n"
        "commands = [name for name in sys.modules if name.startswith('labelbook.cli.')]\n"
        "mine = {f'labelbook.cli.{name}' for name in ('kit', 'needs', 'reading', 'start')}\n"
        "print('loaded:', sorted(set(commands) - mine), 'filelock' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().endswith("loaded: [] False"), done.stdout


def test_the_processes_that_decode_images_load_no_more_than_they_need() -> None:
    script = (
        "import sys\n"
        "from importlib import import_module\n"
        "from labelbook.exchange.importers import workers\n"
        "for module in workers.LOAD: import_module(module)\n"
        "others = ('labelbook.journal', 'sqlalchemy', 'filelock')\n"
        "print([name for name in sys.modules if name.startswith(others)])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stdout + done.stderr
