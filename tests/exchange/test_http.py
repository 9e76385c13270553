"""Imports over HTTP: files are sent, looked at, settled where they are unclear, and imported."""

from __future__ import annotations

import io
import json
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from PIL import Image

import labelbook
from labelbook import Book
from labelbook.exchange.uploads import DAY, Uploads
from labelbook.server import access
from labelbook.server.app import create_app


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    book = unlabelled(tmp_path)
    with book, TestClient(create_app(book, access.local(80)), base_url="http://127.0.0.1") as found:
        yield found


def unlabelled(folder: Path) -> Book:
    """Return a book of one image that has no class."""
    (folder / "first").mkdir()
    (folder / "first" / "first.png").write_bytes(png(200))
    return labelbook.create(folder / "book", folder / "first")[0]


def png(colour: int) -> bytes:
    out = io.BytesIO()
    Image.new("L", (12, 9), colour).save(out, "PNG")
    return out.getvalue()


def zipped(*paths: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("README.txt", "hello")
        for place, path in enumerate(paths):
            archive.writestr(path, png(place))
    return out.getvalue()


def sent(client: TestClient, files: dict[str, bytes]) -> str:
    size = sum(len(data) for data in files.values())
    id = str(client.post("/api/import/uploads", json={"bytes": size}).json()["id"])
    for path, data in files.items():
        half = len(data) // 2
        for at, part in ((0, data[:half]), (half, data[half:])):
            answer = client.post(
                f"/api/import/uploads/{id}/files", params={"path": path, "at": at}, content=part
            )
            assert answer.status_code == 200, answer.text
    return id


def finished(client: TestClient, id: str) -> dict[str, object]:
    for _ in range(300):
        report = client.get(f"/api/import/{id}").json()["report"]
        if report is not None:
            return dict(report)
        jobs = client.get("/api/jobs").json()["jobs"]
        assert all(job["state"] != "failed" for job in jobs), jobs
        time.sleep(0.1)
    raise AssertionError("the import did not end")


def test_a_zip_with_a_readme_is_shown_before_it_is_imported(client: TestClient) -> None:
    paths = [
        f"set/{split}/{name}/{n}.png" for split in ("train", "val") for name in "ab" for n in "12"
    ]
    id = sent(client, {"set.zip": zipped(*paths)})
    shown = client.post("/api/import/preview", json={"id": id}).json()
    assert shown["images"] == 8
    assert shown["splits"] == ["train", "val"]
    assert [(each["name"], each["counts"]) for each in shown["classes"]] == [
        ("a", {"train": 2, "val": 2}),
        ("b", {"train": 2, "val": 2}),
    ]
    assert shown["others"] == {".txt": 1}
    example = client.get(
        f"/api/import/{id}/example", params={"path": shown["classes"][0]["examples"][0]}
    )
    assert example.status_code == 200
    assert example.headers["content-type"] == "image/png"

    job = client.post("/api/import", json={"id": id, "author": "Anna"})
    assert (job.status_code, job.json()["kind"]) == (201, "import")
    report = finished(client, id)
    assert (report["added"], report["left_out"]) == (8, 1)
    assert client.get("/api/book").json()["classes"] == ["a", "b"]


def test_a_folder_goes_into_the_book_and_leaves_nothing_behind(
    client: TestClient, tmp_path: Path
) -> None:
    id = sent(client, {"pets/cat/1.png": png(1), "pets/dog/1.png": png(2)})
    client.post("/api/import/preview", json={"id": id})
    client.post("/api/import", json={"id": id, "author": "Anna", "split": "val"})
    assert finished(client, id)["added"] == 2
    left = sorted(path.name for path in (tmp_path / "book/cache/uploads" / id).iterdir())
    assert left == ["report.json", "upload.json"]
    with labelbook.open(tmp_path / "book") as book:
        assert book.samples()["split"].to_list() == ["train", "val", "val"]
        assert all(book.image_path(int(n)).is_file() for n in book.samples()["sample"].to_list())


def test_an_unclear_upload_is_imported_once_its_question_is_answered(client: TestClient) -> None:
    id = sent(client, {"flowers.zip": zipped("flowers/1.png", "flowers/2.png")})
    (doubt,) = [
        each
        for each in client.post("/api/import/preview", json={"id": id}).json()["doubts"]
        if each["asks"]
    ]
    refused = client.post("/api/import", json={"id": id, "author": "Anna"})
    assert (refused.status_code, refused.json()["type"]) == (409, "undecided")
    assert refused.json()["answers"] == doubt["answers"]
    settings = next(each for each in doubt["answers"] if "no class" in each["says"])["settings"]
    shown = client.post("/api/import/preview", json={"id": id, "settings": settings}).json()
    assert [each["name"] for each in shown["classes"]] == [""]
    example = client.get(
        f"/api/import/{id}/example",
        params={"path": shown["classes"][0]["examples"][0], "settings": json.dumps(settings)},
    )
    assert example.status_code == 200
    client.post("/api/import", json={"id": id, "author": "Anna", "settings": settings})
    assert finished(client, id)["added"] == 2


def test_a_folder_of_this_computer_is_read_where_it_lies(
    client: TestClient, tmp_path: Path
) -> None:
    for name in ("cat", "dog"):
        (tmp_path / "pets" / name).mkdir(parents=True)
        (tmp_path / "pets" / name / "1.png").write_bytes(png(len(name)))
    answer = client.post("/api/import/folders", json={"folder": str(tmp_path / "pets")})
    shown = client.post("/api/import/preview", json=answer.json()).json()
    assert shown["images"] == 2
    missing = client.post("/api/import/folders", json={"folder": str(tmp_path / "nowhere")})
    assert missing.status_code == 404


def test_where_a_book_is_shared_nobody_reads_its_computers_folders(tmp_path: Path) -> None:
    with unlabelled(tmp_path) as book:
        rules = access.invited(book, 80, frozenset(), renew=False)
        with TestClient(create_app(book, rules), base_url="http://127.0.0.1") as client:
            client.get(f"/join/{rules.invitations['reviewer']}", follow_redirects=False)
            refused = client.post("/api/import/folders", json={"folder": str(tmp_path)})
            assert refused.status_code == 403
            id = sent(client, {"cat/1.png": png(1)})
            settings = {"images": "/"}
            asked = client.post("/api/import/preview", json={"id": id, "settings": settings})
            assert asked.status_code == 400


@pytest.mark.parametrize("path", ["../../book.db", "/etc/passwd", "a\\b.png", "", "a\n.png"])
def test_a_file_is_never_written_outside_its_upload(client: TestClient, path: str) -> None:
    id = client.post("/api/import/uploads", json={"bytes": 100}).json()["id"]
    answer = client.post(
        f"/api/import/uploads/{id}/files", params={"path": path}, content=b"anything"
    )
    assert answer.status_code == 400


def test_more_than_was_told_is_refused(client: TestClient) -> None:
    id = client.post("/api/import/uploads", json={"bytes": 3}).json()["id"]
    answer = client.post(
        f"/api/import/uploads/{id}/files", params={"path": "a.png"}, content=b"four"
    )
    assert (answer.status_code, answer.json()["detail"]) == (400, "a.png is larger than was told")


def test_what_nobody_imports_is_gone_after_a_day(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = sent(client, {"cat/1.png": png(1)})
    monkeypatch.setattr("labelbook.exchange.uploads.DAY", -DAY)
    Uploads(tmp_path / "book" / "cache").sweep()
    gone = client.post("/api/import/preview", json={"id": id})
    assert (gone.status_code, gone.json()["type"]) == (404, "not-found")


def test_an_abandoned_upload_is_removed_at_once(client: TestClient, tmp_path: Path) -> None:
    id = sent(client, {"cat/1.png": png(1)})
    client.post(f"/api/import/uploads/{id}/abandon")
    assert not (tmp_path / "book/cache/uploads" / id).exists()


def test_a_table_alone_fills_in_what_is_known_of_images_and_asks_where_it_differs(
    client: TestClient,
) -> None:
    def shown(text: str) -> tuple[str, dict[str, Any]]:
        id = sent(client, {"labels.csv": text.encode()})
        return id, client.post("/api/import/preview", json={"id": id}).json()

    id, seen = shown("file,label\nfirst.png,cat\n")
    assert (seen["images"], seen["cells"], seen["doubts"]) == (0, 1, [])
    assert seen["filled"] == ["1 image is in the book already: 1 label filled in"]
    client.post("/api/import", json={"id": id, "author": "Anna"})
    assert finished(client, id)["filled"] == seen["filled"]
    id, seen = shown("file,label\nfirst.png,dog\n")
    question = seen["doubts"][0]
    assert question["asks"]
    answer = client.post("/api/import", json={"id": id, "author": "Anna"})
    assert (answer.status_code, answer.json()["answers"]) == (409, question["answers"])
    told = {"id": id, "author": "Anna", "settings": question["answers"][0]["settings"]}
    assert client.post("/api/import", json=told).status_code == 201
    assert finished(client, id)["filled"][1] == "1 label changed to what the source says"  # type: ignore[index]
