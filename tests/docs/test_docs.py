"""The documentation is true: all of it is there, and what it shows is what happens."""

from __future__ import annotations

import doctest
import inspect
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from PIL import Image

import labelbook
from labelbook import errors
from labelbook.book import Book
from labelbook.cli import cli, run
from labelbook.core import columns as columns_file
from labelbook.core import limits
from labelbook.core.limits import IMAGES
from labelbook.errors import LabelbookError
from labelbook.exchange.export import exporters
from labelbook.exchange.importers import split_names
from labelbook.exchange.tables import roles as table
from labelbook.journal.tables import samples as schema
from labelbook.server import problems
from tests.docs import reference
from tests.server.fixtures import Served

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
README = (ROOT / "README.md").read_text()
PAGES = [*sorted(DOCS.glob("*.md")), ROOT / "README.md", ROOT / "CHANGELOG.md"]


def page(name: str) -> str:
    return (DOCS / name).read_text()


def blocks(text: str, language: str) -> list[str]:
    """Return the code blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


# What is generated


@pytest.mark.parametrize("name", sorted(reference.PAGES))
def test_generated_pages_are_fresh(name: str) -> None:
    assert page(name) == reference.PAGES[name](), "run make format"


def test_every_command_and_option_is_in_the_reference_with_a_word_about_it() -> None:
    text = page("command-line.md")
    for name, command in cli.commands.items():
        assert f"## labelbook {name}\n" in text
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert parameter.opts[-1] in text
                assert parameter.help, f"{name} {parameter.opts[-1]} has no help"


def test_every_key_of_the_page_is_listed() -> None:
    sources = [path for path in reference.SOURCES.rglob("*.ts") if ".test." not in path.name]
    source = "\n".join(path.read_text() for path in sources)
    written = len(re.findall(r"^ +keys: \[", source, re.MULTILINE))
    assert len(reference.listed_keys()) == written
    assert written > 25


# The format


def section(text: str, title: str) -> str:
    found = re.search(rf"^### {title}\n(.*?)(?=^##)", text, re.MULTILINE | re.DOTALL)
    assert found, f"docs/the-book.md has no section about {title}"
    return found.group(1)


@pytest.mark.parametrize("name", sorted(schema.metadata.tables))
def test_every_table_and_column_of_a_book_is_described_and_no_other(name: str) -> None:
    rows = re.findall(r"^\| (`.*?) \|", section(page("the-book.md"), name), re.MULTILINE)
    described = {column for row in rows for column in re.findall(r"`(\w+)`", row)}
    assert described == set(schema.metadata.tables[name].columns.keys())


def test_every_column_of_the_columns_file_is_described_with_its_type(tiny_book: Book) -> None:
    text = page("the-book.md")
    found = tiny_book.journal.snapshot()
    columns = {**found.columns, "path_offset": found.path_offset, "path": found.path_bytes}
    for name, column in columns.items():
        kind = column.dtype.name
        assert re.search(rf"^\| [^|]*`{name}`[^|]*\| {kind} \|", text, re.MULTILINE), name


def test_the_columns_file_is_laid_out_as_described(tiny_book: Book) -> None:
    import json

    tiny_book.tag([2, 5], "thin", author="Anna")
    data = tiny_book.journal.snapshot().columns_file()
    assert data[:4] == columns_file.MAGIC == b"LBC1"
    length = int.from_bytes(data[4:8], "little")
    header = json.loads(data[8 : 8 + length])
    example = json.loads(blocks(page("the-book.md"), "json")[0])
    assert header.keys() == example.keys()
    assert header["columns"][0].keys() == example["columns"][0].keys()
    assert length % 8 == 0
    entry = next(entry for entry in header["columns"] if entry["name"] == "tag:thin")
    start = entry["offset"]
    assert start % 8 == 0
    ids = [int.from_bytes(data[at : at + 4], "little") for at in (start, start + 4)]
    assert (ids, entry["length"]) == ([2, 5], 2)


def test_the_files_of_a_book_are_named(tiny_book: Book) -> None:
    text = page("the-book.md")
    tiny_book.thumbnail(1, 64)
    for path in tiny_book.directory.iterdir():
        assert path.name in text, path.name
    assert f"{IMAGES}/" in text


# Settings, layouts, formats, errors


def test_every_setting_is_described_with_its_value() -> None:
    text = page("settings.md")
    for name in [name for name in vars(limits) if name.isupper()]:
        value = getattr(limits, name)
        shown = f"`{value}`" if isinstance(value, str) else f"{value:,}"
        assert f"| `{name}` | {shown} |" in text.replace("8737", f"{8737:,}"), name


def test_every_environment_variable_is_described() -> None:
    used = {
        name
        for path in (ROOT / "src").rglob("*.py")
        for name in re.findall(r"LABELBOOK_[A-Z]+", path.read_text())
    }
    assert {"LABELBOOK_AUTHOR", "LABELBOOK_DEBUG"} <= used
    for name in used:
        assert f"`{name}`" in page("settings.md"), name


def test_layouts_columns_formats_and_actions_are_described(tiny_book: Book) -> None:
    text = page("exchange.md")
    columns = tiny_book.samples().columns
    words = (*split_names.WORDS, *table.PATHS, *table.LABELS, *exporters.names, *columns)
    for word in (*words, "relabel", "exclude", "restore", "split", "tag", "untag"):
        assert f"`{word}`" in text, word


def test_every_reason_why_a_file_is_left_out_is_described() -> None:
    text = page("exchange.md")
    told = re.findall(r"`([a-z][^`]*)`", text.split("## Why a file is left out")[1])
    beginnings = {re.split(r"[(]|\.\.\.|N times|'x'", reason)[0].strip() for reason in told}
    sources = [*(ROOT / "src" / "labelbook" / "exchange" / "importers").glob("*.py")]
    looks = ("decode", "header", "formats", "tiff", "shown")
    sources += [ROOT / "src" / "labelbook" / "images" / f"{name}.py" for name in looks]
    verbs = r"is|has|cannot|leads|lies|grows|brings"
    for path in sources:
        for reason in re.findall(rf'f?"((?:{verbs}) [^"]+)"', path.read_text()):
            plain = re.split(r"[({]", reason)[0].split(":")[0].strip()
            assert any(
                plain.startswith(start) or start.startswith(plain) for start in beginnings
            ), f"{path.name}: {reason}"


def test_every_error_and_problem_type_is_described() -> None:
    named = [error for error in vars(errors).values() if inspect.isclass(error)]
    for error in [error for error in named if issubclass(error, LabelbookError)]:
        assert f"`{error.__name__}`" in page("python.md")
    types = (
        {error.type for error in named if issubclass(error, LabelbookError)}
        | set(problems.TYPES.values())
        | {"internal"}
    )
    for kind in types:
        assert f"| `{kind}` |" in page("serving.md"), kind


# Python


def test_the_python_page_runs(
    image_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    labelbook.create(tmp_path / "book", image_folder, author="import")[0].close()
    (tmp_path / "work").mkdir()
    (tmp_path / "book").rename(tmp_path / "work" / "numerals")
    shutil.copytree(image_folder, tmp_path / "work" / "images")
    monkeypatch.chdir(tmp_path / "work")
    result = doctest.testfile(
        str(DOCS / "python.md"), module_relative=False, optionflags=doctest.ELLIPSIS
    )
    assert result.attempted > 15
    assert result.failed == 0


METHODS = {
    f"{room}.{name}".removeprefix("book."): member
    for room, members in reference.methods().items()
    for name, member in members.items()
}


@pytest.mark.parametrize("name", METHODS)
def test_every_method_has_a_docstring(name: str) -> None:
    assert inspect.getdoc(METHODS[name]), name


def test_no_room_is_forgotten() -> None:
    assert len(METHODS) > 150


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("samples", "NotFound"),
        ("sample", "NotFound"),
        ("journal.changeset", "NotFound"),
        ("journal.changes", "NotFound"),
        ("history", "NotFound"),
        ("journal.resolve_version", "NotFound"),
        ("image_path", "NotFound"),
        ("image", "NotFound"),
        ("thumbnail", "raises as `image`"),
        ("edit", "Conflict"),
        ("relabel", "BadInput"),
        ("set_split", "BadInput"),
        ("tag", "BadInput"),
        ("undo", "Conflict"),
        ("redo", "BadInput"),
        ("save_version", "BadInput"),
        ("import_", "BadInput"),
        ("files.apply", "BadInput"),
        ("export", "BadInput"),
    ],
)
def test_a_docstring_names_what_is_raised(name: str, error: str) -> None:
    assert error in (inspect.getdoc(METHODS[name]) or "")


# The README


def test_the_two_commands_are_those_of_the_makefile_and_of_ci() -> None:
    makefile = (ROOT / "Makefile").read_text()
    commands = re.findall(r"^make ([a-z-]+)", "\n".join(blocks(README, "sh")), re.MULTILINE)
    assert commands == ["demo", "test"]
    for command in commands:
        assert re.search(rf"^{command}:.*##", makefile, re.MULTILINE)
    assert "exec make test" in (ROOT / ".ci" / "run").read_text()


def readme_commands() -> list[list[str]]:
    import shlex

    lines = "\n".join(blocks(README, "sh")).splitlines()
    return [shlex.split(line)[1:] for line in lines if line.startswith("labelbook ")]


def test_the_commands_of_the_readme_run_on_a_tiny_book(
    image_folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    serve: Callable[..., Served],
) -> None:
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    shutil.copytree(image_folder, "data")
    Path("edits.csv").write_text("path,action,value\ntrain/i/0.png,relabel,ii\n")
    commands = readme_commands()
    assert {command[0] for command in commands} >= {"create", "apply", "undo", "export", "serve"}
    for command in commands:
        if command[0] == "serve":
            assert "is open at" in serve(Path(command[1]), *command[2:]).lines[0]
        else:
            assert run(command) == 0, capsys.readouterr().err
    assert Path("cleaned.zip").is_file()


def test_numbers_that_the_readme_gives_are_those_of_the_program() -> None:
    samples = next(item for item in cli.commands["demo"].params if item.name == "samples")
    assert f"{samples.default:,} hand-drawn" in README
    node = re.search(r'"node": ">=(\d+\.\d+)', (ROOT / "web" / "package.json").read_text())
    assert node is None or f"Node.js {node.group(1)}" in README


@pytest.mark.parametrize("name", ["sheet", "map", "issues"])
def test_the_screenshots_are_there_and_small(name: str) -> None:
    path = DOCS / "images" / f"{name}.png"
    assert Image.open(path).size == (1280, 800)
    assert path.stat().st_size < 200_000
    assert f"docs/images/{name}.png" in README


# All pages


def anchors(text: str) -> set[str]:
    titles = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    for link in re.findall(r"\]\(([^)\s]+)\)", path.read_text()):
        if link.startswith("https://"):
            continue
        target, _, anchor = link.partition("#")
        file = path.parent / target if target else path
        assert file.exists(), link
        assert not anchor or anchor in anchors(file.read_text()), link


def test_every_page_is_reached_from_the_readme() -> None:
    for path in DOCS.glob("*.md"):
        assert f"docs/{path.name}" in README


def test_the_changelog_tells_of_this_version() -> None:
    assert f"## {labelbook.__version__}\n" in (ROOT / "CHANGELOG.md").read_text()
