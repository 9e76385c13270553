"""`serve` begins a book where there is none, and leaves nothing where no image came."""

from __future__ import annotations

import io
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

import labelbook
from labelbook.core.limits import DATABASE
from labelbook.opening import begin_book, take_back
from tests.cli.test_commands import refused


def served(place: Path, meanwhile: Callable[[], object] = lambda: None) -> str:
    """Serve a place, do something meanwhile, and end it by Ctrl-C; what was said."""
    command = [*(sys.executable, "-m", "labelbook", "serve", str(place)), "--no-browser"]
    process = subprocess.Popen(
        [*command, "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if "Ctrl-C" in line:
            break
    meanwhile()
    process.send_signal(signal.SIGINT)
    said += process.stdout.read()
    assert process.wait(20) == 0, said
    return said


@pytest.mark.parametrize("there", [False, True], ids=["no folder", "an empty folder"])
def test_where_no_image_came_nothing_stays(tmp_path: Path, there: bool) -> None:
    place = tmp_path / "pets"
    if there:
        place.mkdir()
    said = served(place, lambda: (place / DATABASE).stat())
    assert f"There is no book in {place} yet: a new one begins." in said
    assert "add them on the page" in said
    assert "No image was added" in said
    assert place.exists() is there
    assert not there or list(place.iterdir()) == []


def test_what_was_stored_meanwhile_stays(tmp_path: Path) -> None:
    def add() -> None:
        with labelbook.open(tmp_path / "pets") as book:
            book.classes.add("cat", author="Anna")

    assert "No image was added" not in served(tmp_path / "pets", add)
    with labelbook.open(tmp_path / "pets") as book:
        assert book.classes() == ["cat"]


def test_a_book_that_holds_only_a_drawn_piece_is_not_taken_back(tmp_path: Path) -> None:
    png = io.BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 255)).save(png, "PNG")
    with begin_book(tmp_path / "pets") as book:
        book.canvas.add_piece(png.getvalue(), author="Anna")
        assert book.seq == 0
    assert not take_back(tmp_path / "pets", keep_folder=False)
    assert (tmp_path / "pets" / DATABASE).is_file()


def test_other_books_beside_it_are_named(tmp_path: Path) -> None:
    begin_book(tmp_path / "numerals").close()
    assert "Other books here: numerals." in served(tmp_path / "numeral")


def test_a_file_that_somebody_put_there_stays(tmp_path: Path) -> None:
    begin_book(tmp_path / "pets").close()
    (tmp_path / "pets" / "mine.txt").write_text("mine")
    assert take_back(tmp_path / "pets", keep_folder=False)
    assert [each.name for each in (tmp_path / "pets").iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("place", ["no/such/place", "full"])
def test_no_book_begins_where_there_is_no_folder_or_a_full_one(
    tmp_path: Path, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "a.txt").write_text("a")
    assert "there is no book in" in refused(capsys, "serve", tmp_path / place, "--no-browser")
    assert not (tmp_path / "no").exists()
