"""The command line: what it prints, and that bad input is one clear sentence."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import labelbook.opening
from labelbook.cli import cli, run
from tests.conftest import draw

Output = pytest.CaptureFixture[str]


def ok(capsys: Output, *arguments: object) -> str:
    """Run a command that must succeed; give what it printed."""
    code = run([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    assert code == 0, err
    return out


def refused(capsys: Output, *arguments: object) -> str:
    """Run a command that must be refused; give its one sentence."""
    code = run([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    assert code == 2, (out, err)
    assert out == ""
    assert err.startswith("Error: ")
    assert len(err.strip().splitlines()) == 1, err
    return err


@pytest.fixture
def book(make_book: Callable[[], Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LABELBOOK_AUTHOR", "Anna")
    return make_book()


@pytest.fixture
def edits(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        (tmp_path / "edits.csv").write_text(text)
        return tmp_path / "edits.csv"

    return write


def test_create_says_what_it_took_and_what_it_left_out(
    capsys: Output, image_folder: Path, tmp_path: Path
) -> None:
    (image_folder / "train" / "i" / "bad.png").write_text("<html>")
    out = ok(capsys, "create", tmp_path / "made", "--from", image_folder)
    assert "12 samples added to made (read as SPLIT/CLASS/FILE)" in out
    assert "train/i/bad.png: is not an image (6 bytes, starts with '<html>')" in out


def test_create_in_json(capsys: Output, image_folder: Path, tmp_path: Path) -> None:
    out = ok(capsys, "create", tmp_path / "made", "--from", image_folder, "--json")
    report = json.loads(out)
    assert (report["added"], report["skipped"], report["changeset"]["id"]) == (12, [], 1)


def test_import_adds_and_status_counts(capsys: Output, book: Path, tmp_path: Path) -> None:
    draw(tmp_path / "more" / "iv" / "a.png", 50)
    assert "1 sample added" in ok(capsys, "import", book, tmp_path / "more", "--split", "test")
    status = json.loads(ok(capsys, "status", book, "--json"))
    assert status["samples"] == 13
    assert status["counts"]["test"] == {"iv": 1}
    table = [line.split() for line in ok(capsys, "status", book).splitlines()]
    assert ["iv", "0", "0", "1"] in table
    assert status["issues"] is None
    assert "issues not searched for yet: labelbook issues" in ok(capsys, "status", book)


def test_apply_log_undo_redo_version_export(
    capsys: Output, book: Path, tmp_path: Path, edits: Callable[[str], Path]
) -> None:
    ok(capsys, "version", book, "before")
    path = edits(
        "path,action,value,reason\n"
        "train/i/0.png,relabel,ii,looks like two\n"
        "train/i/1.png,exclude,,looks like two\n"
        "train/i/2.png,tag,dotted,looks like two\n"
        "train/ii/0.png,split,test,looks like two\n"
    )
    assert "Changeset 2: 4 changes applied" in ok(capsys, "apply", book, path)
    assert "Nothing to change" in ok(capsys, "apply", book, path)
    log = ok(capsys, "log", book)
    assert "looks like two" in log
    assert "Anna" in log
    assert "label: i -> ii" in ok(capsys, "log", book, "train/i/0.png")
    assert json.loads(ok(capsys, "log", book, "1", "--json"))["history"][0]["after"] == "ii"
    assert "Changeset 3 undoes 2 of Anna (4 changes)" in ok(capsys, "undo", book)
    assert "Changeset 4 redoes 2" in ok(capsys, "redo", book, 2)
    out = ok(capsys, "export", book, tmp_path / "now", "--format", "folder")
    assert "11 samples written" in out
    assert "left out: 1 excluded" in out
    ok(capsys, "export", book, tmp_path / "then", "--format", "folder", "--version", "before")
    assert (tmp_path / "then" / "train" / "i" / "0.png").exists()
    assert not (tmp_path / "now" / "train" / "i" / "0.png").exists()


def test_bad_input_is_one_sentence_and_leaves_the_book(
    capsys: Output, book: Path, tmp_path: Path, edits: Callable[[str], Path]
) -> None:
    (tmp_path / "plain").mkdir()
    assert "no book in" in refused(capsys, "status", tmp_path / "plain")
    assert "no file or folder" in refused(capsys, "create", tmp_path / "b", "--from", "nowhere")
    assert "not empty" in refused(capsys, "create", book, "--from", tmp_path)
    assert "empty: there is nothing" in refused(capsys, "import", book, tmp_path / "plain")
    assert "no version 'never'" in refused(
        capsys, "export", book, tmp_path / "o", "--format", "zip", "--version", "never"
    )
    assert "exists already" in refused(capsys, "export", book, book, "--format", "zip")
    assert "no folder" in refused(
        capsys, "export", book, tmp_path / "no" / "where.zip", "--format", "zip"
    )
    assert "left to undo" in refused(capsys, "undo", book)
    assert "no changeset 7" in refused(capsys, "undo", book, 7)
    assert "no sample at" in refused(capsys, "log", book, "never.png")
    assert "No such command" in refused(capsys, "train")
    assert "Missing option" in refused(capsys, "create", tmp_path / "b")
    assert "column" in refused(capsys, "apply", book, edits("a,b\n1,2\n"))
    assert "no file" in refused(capsys, "apply", book, tmp_path / "none.csv")
    bad = edits("path,action,value\ntrain/i/0.png,relabel,ii\nnever.png,relabel,ii\nx,fly,\n")
    sentence = refused(capsys, "apply", book, bad)
    assert "line 3: there is no sample at 'never.png'" in sentence
    with labelbook.open(book) as opened:
        assert (opened.seq, opened.sample("train/i/0.png").label) == (1, "i")


@pytest.mark.parametrize("name", sorted(cli.commands))
def test_every_command_helps_with_an_example(capsys: Output, name: str) -> None:
    assert f"Example:  labelbook {name}" in ok(capsys, name, "--help")


def test_a_reader_who_leaves_early_is_no_error(book: Path) -> None:
    command = f"{sys.executable} -m labelbook log {book} | true"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True)
    assert done.stderr == ""


def test_help_comes_without_loading_the_data_libraries() -> None:
    program = (
        "import sys; from labelbook.cli import run; run(['--help']);"
        "sys.exit(any(name in sys.modules for name in ('polars', 'numpy', 'sqlalchemy')))"
    )
    assert subprocess.run([sys.executable, "-c", program], capture_output=True).returncode == 0


def test_an_unexpected_error_says_how_to_see_more(
    capsys: Output, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr(labelbook.opening, "open_book", fail)
    assert run(["status", str(book)]) == 1
    assert "LABELBOOK_DEBUG=1" in capsys.readouterr().err
