"""A data set at an address is fetched and read like any other, and its images stay in the book."""

from __future__ import annotations

import functools
import json
import sys
import threading
import zipfile
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import fsspec
import polars as pl
import pytest
from fsspec.implementations import memory

import labelbook
from labelbook.cli import run
from labelbook.errors import BadInput, LabelbookError, NotFound, Unavailable, Undecided
from labelbook.exchange import remote
from labelbook.exchange.importers.options import ReadOptions
from tests.conftest import draw

Files = dict[str, bytes]


def pets(folder: Path) -> Files:
    """Four images in folders of two classes."""
    paths = {f"{name}/{number}.png": number for number, name in enumerate(["cat", "dog"] * 2)}
    return {path: draw(folder / "x.png", seed).read_bytes() for path, seed in paths.items()}


@pytest.fixture
def there(tmp_path: Path) -> Iterator[Files]:
    """The files of `memory://pets`."""
    system = memory.MemoryFileSystem()
    files = pets(tmp_path)
    for path, data in files.items():
        system.pipe(f"/pets/{path}", data)
    yield files
    system.store.clear()
    system.pseudo_dirs[:] = [""]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder, and the address at which this computer serves it."""
    (tmp_path / "web").mkdir()
    handler = functools.partial(Quiet, directory=str(tmp_path / "web"))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield tmp_path / "web", f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def left(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob(f"{remote.FETCHED}*")]


def test_a_folder_elsewhere_becomes_a_book_that_holds_its_images(
    there: Files, tmp_path: Path
) -> None:
    seen: list[tuple[int, int]] = []
    book, report = labelbook.create(
        tmp_path / "book", "memory://pets", progress=lambda *step: seen.append(step)
    )
    with book:
        assert report.added == 4
        assert book.classes() == ["cat", "dog"]
        for sample in (1, 2, 3, 4):
            path = book.image_path(sample)
            assert path.is_relative_to(book.directory)
            assert path.read_bytes() == there[book.sample(sample).path]
        assert book.journal.changeset(1).message == "created from memory://pets"
        assert book.import_("memory://pets").changeset is None
    size = sum(map(len, there.values()))
    assert (size, size) in seen
    assert left(tmp_path) == []


@pytest.mark.parametrize("name", ["pets.zip", "download?id=7", "table.csv"])
def test_a_file_on_the_web_is_fetched_and_read_by_what_it_is(
    served: tuple[Path, str], tmp_path: Path, name: str
) -> None:
    folder, address = served
    with zipfile.ZipFile(folder / "pets.zip", "w") as archive:
        for path, data in pets(tmp_path).items():
            archive.writestr(path, data)
    (folder / "download").write_bytes((folder / "pets.zip").read_bytes())
    (folder / "table.csv").write_text("path,age\ncat/0.png,3\n")
    if name == "table.csv":
        book, _ = labelbook.create(tmp_path / "book", folder / "pets.zip")
        with book:
            report = book.import_(f"{address}/{name}")
            assert dict(report.filling.filled) == {"age": 1}
        return
    book, _ = labelbook.create(tmp_path / "book", f"{address}/{name}")
    with book:
        assert (book.samples().height, book.classes()) == (4, ["cat", "dog"])


def test_a_question_is_asked_without_fetching_twice(there: Files, tmp_path: Path) -> None:
    for path in list(there):
        if path.startswith("dog"):
            memory.MemoryFileSystem().rm(f"/pets/{path}")
    with pytest.raises(Undecided, match=r"^memory://pets: one class only"):
        labelbook.create(tmp_path / "book", "memory://pets")
    with remote.fetched("memory://pets", tmp_path) as found:
        with pytest.raises(Undecided):
            labelbook.create(tmp_path / "book", found)
        memory.MemoryFileSystem().store.clear()
        options = ReadOptions(layout="CLASS/FILE")
        book, _ = labelbook.create(tmp_path / "book", found, options=options)
        book.close()
    assert left(tmp_path) == []


class Hub(memory.MemoryFileSystem):  # type: ignore[misc]
    """What the hub's own library looks like from outside."""

    protocol = "hf"
    store: ClassVar[dict[str, object]] = {}
    pseudo_dirs: ClassVar[list[str]] = [""]

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return "/" + path.removeprefix("hf://").strip("/")


@pytest.fixture
def hub() -> Iterator[Hub]:
    fsspec.register_implementation("hf", Hub, clobber=True)
    yield Hub()
    Hub.store.clear()
    Hub.pseudo_dirs[:] = [""]
    sys.modules["fsspec.registry"]._registry.pop("hf")


def parquet(folder: Path) -> bytes:
    named = {"info": {"features": {"label": {"names": ["cat", "dog"], "_type": "ClassLabel"}}}}
    rows = {
        "image": [{"bytes": data, "path": None} for data in pets(folder).values()],
        "label": [0, 1, 0, 1],
    }
    metadata = {"huggingface": json.dumps(named)}
    pl.DataFrame(rows).write_parquet(folder / "x.parquet", metadata=metadata)
    return (folder / "x.parquet").read_bytes()


@pytest.mark.parametrize("address", ["hf://datasets/anna/pets", "hf://anna/pets"])
def test_a_data_set_of_the_hub_is_read_with_its_class_names(
    hub: Hub, tmp_path: Path, address: str
) -> None:
    data = parquet(tmp_path)
    hub.pipe("/datasets/anna/pets/README.md", b"# Pets")
    hub.pipe("/datasets/anna/pets/pets.py", b"raise SystemExit('never run')")
    hub.pipe("/datasets/anna/pets/.gitattributes", b"")
    hub.pipe("/datasets/anna/pets/data/test-00000-of-00001.parquet", data)
    book, _ = labelbook.create(tmp_path / "book", address)
    with book:
        rows = book.samples()
        assert sorted(rows["label"]) == ["cat", "cat", "dog", "dog"]
        assert set(rows["split"]) == {"test"}


def test_of_a_data_set_that_is_a_script_the_hubs_parquet_is_taken(hub: Hub, tmp_path: Path) -> None:
    hub.pipe("/datasets/pets/pets.py", b"raise SystemExit('never run')")
    hub.pipe("/datasets/pets/README.md", b"# Pets")
    converted = "/datasets/pets@refs%2Fconvert%2Fparquet/default/train/0000.parquet"
    hub.pipe(converted, parquet(tmp_path))
    book, report = labelbook.create(tmp_path / "book", "hf://pets")
    with book:
        assert report.added == 4


def test_what_is_not_there_is_told_in_one_sentence(
    served: tuple[Path, str], tmp_path: Path
) -> None:
    for address in ("memory://nowhere", f"{served[1]}/nowhere.zip"):
        with pytest.raises(NotFound, match=f"there is nothing at {address}"):
            labelbook.create(tmp_path / "book", address)
    with pytest.raises(LabelbookError, match="hf://spaces/a is no data set"):
        labelbook.create(tmp_path / "book", "hf://spaces/a")
    with pytest.raises(Unavailable, match="cannot be reached"):
        labelbook.create(tmp_path / "book", "http://127.0.0.1:9/pets.zip")
    with pytest.raises(BadInput, match="odd://a is no address that is known"):
        labelbook.create(tmp_path / "book", "odd://a")
    (served[0] / "page.html").write_text("<html>")
    with pytest.raises(BadInput, match=rf"^{served[1]}/page.html is no "):
        labelbook.create(tmp_path / "book", f"{served[1]}/page.html")
    assert not (tmp_path / "book").exists()
    assert left(tmp_path) == []


def test_without_the_extra_one_sentence_says_what_installs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "fsspec", None)
    assert run(["create", str(tmp_path / "book"), "--from", "hf://anna/pets"]) == 2
    told = capsys.readouterr().err
    assert told == ("Error: hf:// is read with more libraries: pip install 'labelbook[remote]'\n")


def test_the_command_fetches_shows_and_imports(
    there: Files, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = str(tmp_path / "book")
    assert run(["create", book, "--from", "memory://pets", "--dry-run"]) == 0
    assert "memory://pets: 4 images, read as CLASS/FILE" in capsys.readouterr().out
    assert not Path(book).exists()
    assert run(["create", book, "--from", "memory://pets"]) == 0
    memory.MemoryFileSystem().pipe("/more/cow/9.png", draw(tmp_path / "x.png", 9).read_bytes())
    assert run(["import", book, "memory://more", "--layout", "CLASS/FILE"]) == 0
    with labelbook.open(book) as opened:
        assert opened.classes() == ["cat", "dog", "cow"]
        assert opened.journal.changeset(2).message == "import of memory://more"


def test_a_name_that_leads_outside_is_not_fetched(tmp_path: Path) -> None:
    system = memory.MemoryFileSystem()
    system.store["/odd/../../../escaped.png"] = memory.MemoryFile(
        system, "/odd/../../../escaped.png", b"x"
    )
    try:
        with pytest.raises(LabelbookError):
            labelbook.create(tmp_path / "a" / "b" / "c" / "book", "memory://odd")
        assert not list(tmp_path.rglob("escaped.png"))
    finally:
        system.store.clear()


def test_a_file_of_this_disk_may_be_named_as_an_address(tmp_path: Path) -> None:
    for path, data in pets(tmp_path).items():
        place = tmp_path / "my pets" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    address = (tmp_path / "my pets").as_uri()
    book, _ = labelbook.create(tmp_path / "book", address)
    with book:
        assert book.image_path(1).is_relative_to(tmp_path / "my pets")
