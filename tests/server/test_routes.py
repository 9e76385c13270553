"""HTTP: the page gets what it needs, and every refusal is a problem document in words."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from itertools import pairwise

import numpy as np
import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labelbook import Book
from labelbook.journal.records import NewMade
from tests.server.fixtures import edit


def columns(data: bytes) -> tuple[dict[str, object], dict[str, np.ndarray]]:
    """Read a columns file as docs/the-book.md describes it."""
    assert data[:4] == b"LBC1"
    length = int.from_bytes(data[4:8], "little")
    header = json.loads(data[8 : 8 + length])
    found = {}
    for column in header["columns"]:
        assert column["offset"] % 8 == 0
        found[column["name"]] = np.frombuffer(
            data, column["type"], column["length"], column["offset"]
        )
    return header, found


def test_the_book_introduces_itself(client: TestClient) -> None:
    info = client.get("/api/book").json()
    assert (info["name"], info["samples"], info["role"]) == ("book", 12, "reviewer")
    assert info["classes"] == ["i", "ii", "iii"]


def test_the_cells_of_a_version_are_as_they_were_then(client: TestClient, tiny_book: Book) -> None:
    def labels(query: str = "") -> list[object]:
        header, cells = columns(client.get(f"/api/cells{query}").content)
        names = [None, *header["classes"]]  # type: ignore[misc]
        return [names[code] for code in cells["label"]]

    imported = tiny_book.samples()["label"].to_list()
    tiny_book.relabel(1, "iii", author="Anna")
    tiny_book.save_version("mended", author="Anna")
    mended = tiny_book.samples()["label"].to_list()
    tiny_book.relabel([1, 2], None, author="Ben")
    tiny_book.exclude([3], author="Ben")
    assert labels() == imported == labels("?version=1")
    assert labels("?version=mended") == mended != imported
    _, now = columns(client.get(f"/api/cells?version={tiny_book.seq}").content)
    assert now["id"][now["excluded"] == 1].tolist() == [3]
    assert labels(f"?version={tiny_book.seq}")[:2] == [None, None]
    assert client.get("/api/cells?version=none").json()["type"] == "not-found"


def test_the_snapshot_holds_every_cell(client: TestClient, tiny_book: Book) -> None:
    tiny_book.tag([2, 3], "thin", author="Anna")
    tiny_book.relabel(1, None, author="Ben")
    header, cells = columns(client.get("/api/snapshot").content)
    assert header["seq"] == 3
    assert cells["id"].tolist() == list(range(1, 13))
    assert cells["label"][:5].tolist() == [0, 1, 1, 2, 2]
    assert cells["tag:thin"].tolist() == [2, 3]
    authors = header["authors"]
    assert isinstance(authors, list)
    assert [authors[code - 1] if code else None for code in cells["author"][:3]] == [
        "Ben",
        "Anna",
        "Anna",
    ]
    first = int(tiny_book.sample(1).hash[:8], 16)
    assert cells["hash"][0] == first


def test_the_names_hold_every_path(client: TestClient, tiny_book: Book) -> None:
    _, cells = columns(client.get("/api/names").content)
    offsets, data = cells["path_offset"], cells["path"].tobytes()
    paths = [data[a:b].decode() for a, b in pairwise(offsets)]
    assert paths == tiny_book.samples()["path"].to_list()


def test_an_edit_is_answered_with_its_changeset(client: TestClient, tiny_book: Book) -> None:
    answer = client.post("/api/changesets", json=edit(1, "i", "ii"))
    assert answer.status_code == 201
    assert answer.json()["changeset"]["author"] == "Anna"
    assert tiny_book.sample(1).label == "ii"
    assert client.post("/api/changesets", json=edit(1, "ii", "ii")).json() == {"changeset": None}


def test_a_stale_edit_is_a_conflict_that_names_the_other(client: TestClient) -> None:
    client.post("/api/changesets", json=edit(1, "i", "ii", "Ben"))
    answer = client.post("/api/changesets", json=edit(1, "i", "iii"))
    problem = answer.json()
    assert (answer.status_code, problem["type"], problem["total"]) == (409, "conflict", 1)
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["conflicts"][0]["author"] == "Ben"
    assert problem["conflicts"][0]["found"] == "ii"


def test_undo_and_redo(client: TestClient, tiny_book: Book) -> None:
    made = client.post("/api/changesets", json=edit(1, "i", "ii")).json()["changeset"]["id"]
    undone = client.post(f"/api/changesets/{made}/undo", json={"author": "Ben"}).json()
    assert (undone["changeset"]["reverts"], undone["changeset"]["tool"]) == (made, "undo")
    assert tiny_book.sample(1).label == "i"
    redone = client.post(f"/api/changesets/{made}/redo", json={"author": "Ben"}).json()
    assert redone["changeset"]["tool"] == "redo"
    assert tiny_book.sample(1).label == "ii"
    listed = client.get("/api/changesets?limit=2").json()["changesets"]
    assert [item["id"] for item in listed] == [4, 3]
    groups = client.get(f"/api/changesets/{made}").json()["groups"]
    assert groups == [{"field": "label", "before": "i", "after": "ii", "samples": [1]}]


def test_a_sample_comes_with_its_history(client: TestClient) -> None:
    client.post("/api/changesets", json=edit(1, "i", "ii"))
    detail = client.get("/api/samples/1").json()
    assert detail["sample"]["path"] == "train/i/0.png"
    assert [entry["after"] for entry in detail["history"]] == ["ii"]


def test_images_may_be_kept_for_ever(client: TestClient, tiny_book: Book) -> None:
    hash8 = tiny_book.sample(1).hash[:8]
    thumbnail = client.get(f"/api/thumbnails/1/{hash8}?size=64")
    assert thumbnail.headers["content-type"] == "image/png"
    assert "immutable" in thumbnail.headers["cache-control"]
    image = client.get(f"/api/samples/1/image?v={hash8}")
    assert image.content == tiny_book.image_path(1).read_bytes()
    assert client.get("/api/thumbnails/1/00000000").status_code == 404


def test_a_file_that_is_gone_is_said_to_be(client: TestClient, tiny_book: Book) -> None:
    tiny_book.image_path(1).unlink()
    answer = client.get("/api/samples/1/image")
    assert answer.status_code == 404
    assert "the file of train/i/0.png is gone" in answer.json()["detail"]


def test_versions_are_named_once(client: TestClient) -> None:
    wanted = {"name": "first", "author": "Anna"}
    assert client.post("/api/versions", json=wanted).status_code == 201
    assert client.post("/api/versions", json=wanted).status_code == 400
    assert [v["name"] for v in client.get("/api/versions").json()["versions"]] == ["first"]


def test_exports_are_downloads(client: TestClient) -> None:
    answer = client.get("/api/export?format=zip")
    assert 'filename="book.zip"' in answer.headers["content-disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert len(archive.namelist()) == 12
    assert client.get("/api/export?format=csv&version=never").status_code == 404


def test_some_samples_are_exported_at_a_version(client: TestClient, tiny_book: Book) -> None:
    tiny_book.save_version("first", author="Anna")
    tiny_book.relabel([2], "iii", author="Anna")
    wanted = {"format": "csv", "samples": [2, 5, 4_000_000], "version": "first"}
    answer = client.post("/api/export", json=wanted)
    assert 'filename="book-first-some.csv"' in answer.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [(row["path"], row["label"]) for row in rows] == [
        ("train/i/1.png", "i"),
        ("train/ii/1.png", "ii"),
    ]
    answer = client.post("/api/export", json={"format": "zip", "samples": [9]})
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert len(archive.namelist()) == 1
    answer = client.post("/api/export", json={"format": "csv", "samples": [77]})
    assert (answer.status_code, answer.json()["type"]) == (400, "bad-input")


def test_a_selection_of_a_hundred_thousand_is_no_problem(client: TestClient) -> None:
    wanted = {"format": "csv", "samples": list(range(1, 100_001))}
    answer = client.post("/api/export", json=wanted)
    assert (answer.status_code, answer.text.count("\n")) == (200, 13)


def test_every_format_that_the_registry_offers_can_be_downloaded(client: TestClient) -> None:
    offered = [format["name"] for format in client.get("/api/registry").json()["exporters"]]
    assert {"zip", "contest", "csv", "parquet", "croissant"} <= set(offered)
    for format in offered:
        answer = client.get("/api/export", params={"format": format})
        assert answer.status_code == 200, format
    answer = client.get("/api/export?format=croissant")
    assert 'filename="book-croissant.zip"' in answer.headers["content-disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert sorted(archive.namelist()) == ["croissant.json", "images.zip", "samples.csv"]


@pytest.mark.parametrize(
    ("method", "path", "status", "kind"),
    [
        ("GET", "/api/samples/999", 404, "not-found"),
        ("GET", "/api/samples/x", 422, "bad-input"),
        ("GET", "/api/changesets/99", 404, "not-found"),
        ("GET", "/api/nothing", 404, "not-found"),
        ("DELETE", "/api/book", 405, "bad-input"),
        ("GET", "/api/thumbnails/1/abcdefgh", 422, "bad-input"),
        ("GET", "/api/export?format=tar", 422, "bad-input"),
        ("POST", "/api/changesets", 422, "bad-input"),
        ("POST", "/api/changesets/99/undo", 422, "bad-input"),
    ],
)
def test_every_refusal_is_a_problem_document(
    client: TestClient, method: str, path: str, status: int, kind: str
) -> None:
    answer = client.request(method, path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["type"], problem["status"]) == (kind, status)
    assert problem["detail"]


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
edits = st.fixed_dictionaries(
    {
        "author": st.text(max_size=5) | anything,
        "edits": st.lists(
            st.fixed_dictionaries(
                {
                    "field": st.sampled_from(["label", "split", "excluded", "tag:a", "tag:", "x"]),
                    "samples": st.lists(st.integers(-1, 14), max_size=3),
                    "before": st.lists(st.none() | st.text(max_size=3), max_size=3),
                    "after": st.none() | st.text(max_size=3),
                }
            ),
            max_size=3,
        )
        | anything,
    }
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(body=edits | anything)
def test_no_body_makes_the_server_fail(client: TestClient, body: object) -> None:
    answer = client.post("/api/changesets", json=body)
    assert answer.status_code in (201, 400, 404, 409, 422)


def test_lineage_tells_parents_and_children(client: TestClient, tiny_book: Book) -> None:
    png = tiny_book.image_path(1).read_bytes()
    made = NewMade(png, "i", parents=(1, 2), recipe='{"turn": 3}', seed=5)
    tiny_book.growth.add([made], author="Anna")
    born = client.get("/api/samples/13/lineage").json()
    assert born == {
        "parents": [1, 2],
        "children": [],
        "tool": "recipe",
        "recipe": '{"turn": 3}',
        "seed": 5,
    }
    assert client.get("/api/samples/1/lineage").json()["children"] == [13]
    assert client.get("/api/samples/99/lineage").status_code == 404


def test_a_spreadsheet_goes_out_and_comes_back_as_a_proposal(
    client: TestClient, tiny_book: Book
) -> None:
    sent = client.post("/api/sheets", json={"format": "csv", "samples": [1, 2]})
    assert sent.status_code == 200
    lines = sent.text.splitlines()
    assert len(lines) == 3
    filled = sent.text.replace("1,i,,", "1,iii,,three strokes", 1).encode()
    back = client.post("/api/sheets/filled?author=Anna&name=labels.csv", content=filled)
    assert back.status_code == 201
    found = back.json()
    assert (found["rows"], found["edits"], found["conflicts"]) == (2, 1, 0)
    [proposal] = tiny_book.talk.proposals(undecided=True)
    assert [(cell.sample, cell.after) for cell in proposal.cells] == [(1, "iii")]
    bad = client.post("/api/sheets/filled?author=Anna&name=labels.xlsx", content=b"no")
    assert (bad.status_code, bad.json()["type"]) == (400, "bad-input")
    assert bad.json()["detail"].startswith("labels.xlsx is no XLSX workbook")
    assert client.post("/api/sheets/filled?author=A&name=x.exe", content=b"").status_code == 400
    assert client.post("/api/sheets", json={"samples": [999]}).status_code == 400
