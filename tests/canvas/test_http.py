"""Drawing over HTTP: samples by hand, pieces for everybody, live answers, what to draw next."""

from __future__ import annotations

import base64
import io

import pytest
from fastapi.testclient import TestClient
from PIL import Image, ImageDraw

from labelbook import Book
from labelbook.canvas.save import Drawing


def png(*strokes: tuple[int, int, int, int], paper: int = 240, mode: str = "RGBA") -> bytes:
    """Strokes on grey paper, as the page's canvas gives them: RGBA, nothing transparent."""
    image = Image.new("L", (90, 70), paper)
    for stroke in strokes:
        ImageDraw.Draw(image).line(stroke, fill=30, width=5)
    out = io.BytesIO()
    image.convert(mode).save(out, "PNG")
    return out.getvalue()


def lifted() -> bytes:
    """A stroke without paper."""
    image = Image.new("RGBA", (20, 40), (0, 0, 0, 0))
    ImageDraw.Draw(image).line((10, 2, 10, 38), fill=(20, 20, 20, 255), width=5)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def text(data: bytes) -> str:
    return base64.b64encode(data).decode()


STROKE = (40, 10, 40, 60)


@pytest.fixture
def parent(tiny_book: Book) -> int:
    table = tiny_book.samples()
    return int(table.filter((table["split"] == "train") & ~table["excluded"])["sample"][0])


def test_a_drawing_becomes_a_sample_with_its_parent_and_can_be_undone(
    client: TestClient, tiny_book: Book, parent: int
) -> None:
    label = tiny_book.classes()[0]
    wanted = {"author": "Anna", "png": text(png(STROKE)), "label": label, "parents": [parent]}
    answer = client.post("/api/drawn", json={**wanted, "note": "erased the v", "tags": ["pair:7"]})
    assert answer.status_code == 201, answer.text
    made = answer.json()
    sample = tiny_book.sample(made["sample"])
    assert (sample.label, sample.origin, sample.tags) == (label, "drawn", ("pair:7",))
    # Grey as its parents are: a model must not tell drawn samples by their file.
    assert sample.mode == "L"
    assert tiny_book.growth.lineage(sample.id).parents == (parent,)
    changeset = tiny_book.journal.changeset(made["changeset"])
    assert (changeset.author, changeset.message, changeset.tool) == (
        "Anna",
        "erased the v",
        "canvas",
    )
    undone = client.post(f"/api/changesets/{made['changeset']}/undo", json={"author": "Anna"})
    assert undone.status_code == 201
    assert sample.id not in tiny_book.samples()["sample"].to_list()


def test_the_same_request_twice_is_one_sample(client: TestClient, tiny_book: Book) -> None:
    wanted = {"author": "Anna", "png": text(png(STROKE)), "label": "i", "key": "drawn-0001"}
    first = client.post("/api/drawn", json=wanted).json()
    before = tiny_book.samples().height
    assert client.post("/api/drawn", json=wanted).json() == first
    assert tiny_book.samples().height == before


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"png": text(png())}, "the canvas is empty"),
        ({"png": "?"}, "not base64"),
        ({"png": text(b"hello")}, "is not an image"),
        ({"label": "  "}, "label is empty"),
        ({"parents": [999_999]}, "there is no sample 999999"),
    ],
)
def test_what_cannot_be_saved_is_refused_in_a_sentence(
    client: TestClient, tiny_book: Book, changed: dict[str, object], said: str
) -> None:
    before = tiny_book.seq
    wanted = {"author": "Anna", "png": text(png(STROKE)), "label": "i", **changed}
    answer = client.post("/api/drawn", json=wanted)
    assert 400 <= answer.status_code < 500
    assert said in answer.json()["detail"]
    assert tiny_book.seq == before


def test_nothing_is_drawn_from_a_test_sample(client: TestClient, tiny_book: Book) -> None:
    table = tiny_book.samples()
    sample = int(table["sample"][0])
    tiny_book.set_split(sample, "test", author="Ben")
    wanted = {"author": "Anna", "png": text(png(STROKE)), "label": "i", "parents": [sample]}
    answer = client.post("/api/drawn", json={**wanted, "split": "test"})
    assert answer.status_code == 400
    assert "nothing may be made of a test sample" in answer.json()["detail"]


def test_everybody_hears_that_the_tray_has_changed(client: TestClient, parent: int) -> None:
    with client.websocket_connect("ws://127.0.0.1/api/live") as socket:
        socket.send_json({"type": "hello", "client": "page-ben", "name": "Ben", "since": 1})
        assert socket.receive_json()["type"] == "welcome"
        wanted = {"author": "Anna", "png": text(lifted()), "label": "i", "source": parent}
        client.post("/api/pieces", json=wanted)
        kinds = iter(socket.receive_json, None)
        found = next(frame for frame in kinds if frame["type"] == "stale")
    assert found == {"type": "stale", "what": "pieces", "id": None}


def test_pieces_are_kept_offered_removed_and_brought_back(
    client: TestClient, tiny_book: Book, parent: int
) -> None:
    wanted = {"author": "Anna", "png": text(lifted()), "label": "i", "source": parent}
    piece = client.post("/api/pieces", json=wanted).json()
    assert (piece["label"], piece["source"], piece["removed"]) == ("i", parent, False)
    assert 3 < piece["thickness"] < 7
    assert piece["darkness"] > 0.8
    image = client.get(f"/api/pieces/{piece['id']}/image")
    assert Image.open(io.BytesIO(image.content)).mode == "RGBA"
    # The same ink of the same sample is the same piece.
    assert client.post("/api/pieces", json=wanted).json()["id"] == piece["id"]

    def offered(**question: object) -> list[tuple[str, int]]:
        answer = client.post("/api/pieces/offers", json=question)
        assert answer.status_code == 200, answer.text
        return [(offer["kind"], offer["id"]) for offer in answer.json()["offers"]]

    assert offered() == [("piece", piece["id"])]
    assert ("piece", piece["id"]) in offered(label="i", near=parent)
    assert offered(split="val") == []
    other = next(label for label in tiny_book.classes() if label != "i")
    assert ("piece", piece["id"]) not in offered(label=other)
    client.post(f"/api/pieces/{piece['id']}/remove", json={"author": "Ben", "removed": True})
    assert offered() == []
    aside = client.get("/api/pieces/removed").json()["pieces"]
    assert [(one["id"], one["author"], one["by"]) for one in aside] == [
        (piece["id"], "Anna", "Ben")
    ]
    client.post(f"/api/pieces/{piece['id']}/remove", json={"author": "Ben", "removed": False})
    assert offered() == [("piece", piece["id"])]
    assert client.get("/api/pieces/removed").json()["pieces"] == []
    assert (
        client.post("/api/pieces/99/remove", json={"author": "Ben", "removed": True}).status_code
        == 404
    )


def test_a_pair_is_one_changeset_that_is_undone_as_one(
    client: TestClient, tiny_book: Book, parent: int
) -> None:
    tag = f"pair:{parent}"
    wanted = {"author": "Anna", "png": text(png(STROKE)), "label": "i", "parents": [parent]}
    made = client.post("/api/drawn", json={**wanted, "tags": [tag], "pair": parent}).json()
    sample, changeset = made["sample"], made["changeset"]
    assert tiny_book.seq == changeset
    told = client.get(f"/api/changesets/{changeset}").json()
    assert told["changeset"]["summary"] == f"Drew 1 sample; tagged 1 sample {tag}"
    assert told["groups"] == [
        {"field": f"tag:{tag}", "before": None, "after": "1", "samples": [parent]}
    ]
    assert [(one["id"], one["tags"]) for one in told["arrivals"]] == [(sample, [tag])]
    assert tiny_book.sample(parent).tags == tiny_book.sample(sample).tags == (tag,)
    # One more of the same sample: that has its tag already.
    again = client.post("/api/drawn", json={**wanted, "tags": [tag], "pair": parent}).json()
    assert tiny_book.journal.changeset(again["changeset"]).size == 0
    tiny_book.undo(again["changeset"], author="Anna")
    tiny_book.undo(changeset, author="Anna")
    assert tiny_book.sample(parent).tags == ()
    assert sample not in tiny_book.samples()["sample"].to_list()
    unknown = client.post("/api/drawn", json={**wanted, "tags": [tag], "pair": 9999})
    assert unknown.status_code == 404


def test_an_empty_piece_is_refused(client: TestClient) -> None:
    out = io.BytesIO()
    Image.new("RGBA", (9, 9), (0, 0, 0, 0)).save(out, "PNG")
    answer = client.post("/api/pieces", json={"author": "Anna", "png": text(out.getvalue())})
    assert answer.status_code == 400
    assert "the piece is empty" in answer.json()["detail"]


def test_a_class_offers_its_drawings_and_a_drawing_has_no_paper(
    client: TestClient, tiny_book: Book
) -> None:
    sample, _ = tiny_book.canvas.save(Drawing(png(STROKE, (60, 10, 60, 60)), "ii"), author="Anna")
    answer = client.post("/api/pieces/offers", json={"label": "ii"}).json()
    assert ("drawing", sample) in [(offer["kind"], offer["id"]) for offer in answer["offers"]]
    image = Image.open(io.BytesIO(client.get(f"/api/samples/{sample}/drawing").content))
    assert image.mode == "RGBA"
    assert image.size[0] < 90 and image.size[1] < 70
    assert image.getchannel("A").getextrema() == (0, 255)


def test_without_embeddings_there_is_no_answer_but_a_way_to_one(client: TestClient) -> None:
    answer = client.post("/api/predict", content=png(STROKE), headers={"content-type": "image/png"})
    assert answer.status_code == 409
    assert answer.json()["type"] == "not-ready"
    assert answer.json()["needs"] == "embeddings"


def test_an_undrawn_books_queue_is_empty_and_says_nothing_wrong(client: TestClient) -> None:
    assert client.get("/api/drawing-queue").json() == {"wanted": []}
