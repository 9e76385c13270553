"""Growing over HTTP: laws are decided, recipes drawn, plans shown, candidates taken."""

from __future__ import annotations

import io
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from fastapi.testclient import TestClient
from PIL import Image

import labelbook
from labelbook import Book
from labelbook.server import access
from labelbook.server.app import create_app


@pytest.fixture
def drawn_book(searched: Path, tmp_path: Path) -> Iterator[Book]:
    shutil.copytree(searched, tmp_path / "drawn-book")
    with labelbook.open(tmp_path / "drawn-book") as book:
        yield book


@pytest.fixture
def page(drawn_book: Book, pages: Path) -> Iterator[TestClient]:
    app = create_app(drawn_book, access.local(80), pages=pages)
    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        yield client


def test_a_law_is_decided_and_a_stale_one_refused(client: TestClient, tiny_book: Book) -> None:
    table = client.get("/api/laws").json()
    assert table["classes"] == ["i", "ii", "iii"]
    assert (table["cells"][0]["law"], table["seq"]) == (None, None)
    law = {"transform": "mirror-left-right", "label": "i", "law": "keeps", "seen": None}
    made = client.post("/api/laws", json={"author": "Anna", "laws": [law]})
    assert made.status_code == 201
    assert made.json()["changeset"]["summary"] == "Law: mirror-left-right i keeps"
    assert client.get("/api/laws").json()["cells"][0]["author"] == "Anna"
    stale = client.post("/api/laws", json={"author": "Ben", "laws": [{**law, "law": "breaks"}]})
    assert stale.status_code == 409
    assert "is keeps by now" in stale.json()["detail"]
    wrong = client.post(
        "/api/laws", json={"author": "Ben", "laws": [{**law, "law": "x", "seen": "keeps"}]}
    )
    assert wrong.status_code == 400
    assert tiny_book.seq == 2


def test_a_sample_is_shown_as_a_transform_makes_it(client: TestClient, tiny_book: Book) -> None:
    found = client.get("/api/samples/1/transformed/mirror-left-right")
    assert found.headers["content-type"] == "image/png"
    mirrored = Image.open(io.BytesIO(found.content)).transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    assert mirrored.tobytes() == Image.open(tiny_book.image_path(1)).tobytes()
    assert client.get("/api/samples/1/transformed/twirl").status_code == 400


def test_a_recipe_is_kept_drawn_and_refused_in_words(client: TestClient) -> None:
    found = client.get("/api/recipe").json()
    assert found["name"] == "default"
    strengths = {each["name"]: each["strength"] for each in found["transforms"]}
    assert strengths["rotate"]["high"] == 45
    assert strengths["invert"] is None
    mine = {"name": "mine", "version": 2, "steps": [{"transform": "blur", "chance": 1}]}
    sheet = client.post("/api/recipe/preview", json={"recipe": mine, "rows": 2, "columns": 3})
    assert Image.open(io.BytesIO(sheet.content)).format == "PNG"
    kept = client.post("/api/recipe", json=mine).json()
    assert (kept["name"], kept["steps"][0]["strength"]) == ("mine", 0.8)
    wrong = {**mine, "steps": [{"transform": "rotate", "chance": 1, "strength": 90}]}
    refused = client.post("/api/recipe", json=wrong)
    assert refused.status_code == 400
    assert "degrees is a number from 0 to 45" in refused.json()["detail"]


def test_a_plan_is_shown_and_made_in_the_background(page: TestClient, drawn_book: Book) -> None:
    wanted = {"author": "Anna", "total": 440, "seed": 2}
    plan = page.post("/api/grow/plan", json=wanted).json()
    assert plan["total"] == 440
    assert plan["make"] == sum(each["make"] for each in plan["classes"])
    assert any("children are added to train" in reason for reason in plan["reasons"])
    job = page.post("/api/grow", json=wanted).json()
    assert job["kind"] == "grow"
    for _ in range(600):
        job = page.get("/api/jobs").json()["jobs"][-1]
        if job["state"] not in ("waiting", "running"):
            break
        time.sleep(0.1)
    assert job["state"] == "done", job
    grown = drawn_book.samples().filter(origin="augmented")
    assert grown.height == plan["make"]
    made = drawn_book.journal.changesets(limit=1)[0]
    assert (made.author, made.tool) == ("Anna", "recipe")
    assert page.post("/api/grow/plan", json={**wanted, "total": 5}).status_code == 400


def ended(page: TestClient) -> dict[str, Any]:
    """Wait for the newest job; on a busy machine that takes a while."""
    for _ in range(1800):
        job: dict[str, Any] = page.get("/api/jobs").json()["jobs"][-1]
        if job["state"] not in ("waiting", "running"):
            break
        time.sleep(0.1)
    assert job["state"] == "done", job
    return job


def test_candidates_near_mistakes_are_taken_as_one_changeset(
    page: TestClient, drawn_book: Book
) -> None:
    val = drawn_book.samples().filter(split="val", label="ii")["sample"].to_list()[:2]
    wanted = {"author": "Anna", "truth": "ii", "predicted": "iii", "mistakes": val, "count": 6}
    assert page.post("/api/grow/boost", json=wanted).json()["kind"] == "boost"
    assert ended(page)["message"] == "6 candidates near ii predicted as iii wait for a decision"
    (found,) = page.get("/api/grow/candidates").json()["sets"]
    assert (found["author"], found["waiting"], found["mistakes"]) == ("Anna", 6, val)
    assert [each["place"] for each in found["candidates"]] == list(range(6))
    splits = {
        drawn_book.sample(parent).split
        for each in found["candidates"]
        for parent in each["parents"]
    }
    assert splits == {"train"}
    url = f"/api/grow/candidates/{found['id']}"
    shown = page.get(f"{url}/0")
    assert Image.open(io.BytesIO(shown.content)).format == "PNG"
    out = page.post(f"{url}/left-out", json={"author": "Ben", "places": [1, 3]}).json()
    assert [each["by"] for each in out["candidates"]][:4] == [None, "Ben", None, "Ben"]
    back = page.post(f"{url}/left-out", json={"author": "Anna", "places": [3], "back": True}).json()
    assert back["waiting"] == 5
    accepted = {"author": "Ben", "places": [0, 2]}
    made = page.post(url, json=accepted).json()["changeset"]
    assert (made["added"], made["author"]) == (2, "Ben")
    grown = drawn_book.samples().filter(origin="augmented")
    assert grown["label"].unique().to_list() == ["ii"]
    first = grown["sample"].to_list()[0]
    assert drawn_book.image_path(first).read_bytes() == shown.content
    assert drawn_book.growth.rebuild(first) == shown.content
    states = [each["state"] for each in page.get(url).json()["candidates"]]
    assert states[:3] == ["added", "left out", "added"]
    assert page.post(url, json=accepted).status_code == 409
    assert page.get("/api/grow/candidates/99/0").status_code == 404
    assert page.post(url, json={"author": "Ben", "places": [99]}).status_code == 400


def test_composing_goes_on_in_the_background_up_to_a_total(
    page: TestClient, drawn_book: Book
) -> None:
    erased = {"ii": "i", "iii": "ii", "vi": "v", "vii": "vi", "viii": "vii"}
    laws = {("erase-right", label): f"becomes {then}" for label, then in erased.items()}
    drawn_book.growth.set_laws({**laws, ("erase-left", "i"): "breaks"}, author="Anna")
    now = drawn_book.samples().filter(pl.col("split") != "test", ~pl.col("excluded"))
    held = now.drop_nulls("label").height
    few = page.post("/api/grow/compose", json={"author": "Anna", "total": held})
    assert few.status_code == 400
    assert f"hold {held} images" in few.json()["detail"]
    wanted = {"author": "Anna", "total": held + 5}
    assert page.post("/api/grow/compose", json=wanted).json()["kind"] == "compose"
    assert ended(page)["message"].startswith("5 samples composed (changeset ")
    made = drawn_book.journal.changesets(limit=1)[0]
    assert (made.author, made.tool, made.added) == ("Anna", "compose", 5)


def test_nothing_is_made_near_test_samples_and_mistakes_must_be_known(
    page: TestClient, drawn_book: Book
) -> None:
    first = drawn_book.samples()["sample"].to_list()[0]
    drawn_book.set_split(first, "test", author="Anna")
    wanted = {"author": "Anna", "truth": "i", "predicted": "ii", "mistakes": [first]}
    refused = page.post("/api/grow/boost", json=wanted)
    assert refused.status_code == 400
    assert "test samples" in refused.json()["detail"]
    unknown = page.post("/api/grow/boost", json={**wanted, "mistakes": None})
    assert "no model was evaluated" in unknown.json()["detail"]


def test_children_to_check_are_listed_over_http(client: TestClient, tiny_book: Book) -> None:
    from labelbook.journal.records import NewMade

    png = tiny_book.image_path(1).read_bytes()
    tiny_book.growth.add([NewMade(png, "i", parents=(1,))], author="Anna")
    assert client.get("/api/grow/children-to-check").json() == {"children": []}
    tiny_book.exclude(1, author="Ben")
    (child,) = client.get("/api/grow/children-to-check").json()["children"]
    assert (child["sample"], child["parent"], child["why"]) == (13, 1, "excluded")
