"""What other programs computed, over HTTP: sent, checked, listed, looked at, removed."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from fastapi.testclient import TestClient

from labelbook import Book
from labelbook.core.arrays import Floats


def sent(client: TestClient, name: str, values: Floats) -> str:
    """Send an array as a file, in two parts; returns the upload."""
    out = io.BytesIO()
    np.save(out, values)
    data = out.getvalue()
    id = str(client.post("/api/import/uploads", json={"bytes": len(data)}).json()["id"])
    for at in (0, 100):
        part = data[at : at + 100] if at == 0 else data[at:]
        asked = {"path": name, "at": at}
        answer = client.post(f"/api/import/uploads/{id}/files", params=asked, content=part)
        assert answer.status_code == 200, answer.text
    return id


def probabilities(book: Book) -> Floats:
    """Of the label 0.8, but the first sample is taken for another class."""
    classes = book.classes()
    labels = book.samples().sort("sample")["label"].to_list()
    places = np.array([classes.index(label) for label in labels])
    places[0] = (places[0] + 1) % len(classes)
    certain: Floats = (np.eye(len(classes))[places] * 0.7 + 0.1).astype(np.float32)
    return certain


def add(client: TestClient, kind: str, **asked: object) -> Any:
    answer = client.post(f"/api/computed/{kind}", json=asked)
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_predictions_are_sent_listed_looked_at_and_removed(
    client: TestClient, tiny_book: Book
) -> None:
    upload = sent(client, "resnet.npy", probabilities(tiny_book))
    refused = client.post("/api/computed/predictions", json={"upload": upload})
    assert refused.status_code == 400
    assert refused.json()["needs"] == "order"
    added = add(client, "predictions", upload=upload, in_order=True)
    assert (added["name"], added["samples"], added["missing"]) == ("resnet", 12, [])
    listed = client.get("/api/computed").json()
    assert [(one["kind"], one["name"], one["samples"]) for one in listed["sets"]] == [
        ("predictions", "resnet", 12)
    ]
    assert not listed["searched"]
    told = client.get("/api/computed/predictions", params={"name": "resnet"}).json()
    assert told["hardest"][0] == 1
    assert told["judged"] == 12
    (pair,) = told["confused"]
    assert (pair["samples"], pair["ids"]) == (1, [1])
    gone = client.post("/api/computed/remove", json={"kind": "predictions", "name": "resnet"})
    assert gone.status_code == 200
    assert client.get("/api/computed").json()["sets"] == []
    missing = client.get("/api/computed/predictions", params={"name": "resnet"})
    assert missing.status_code == 404
    assert "there are no predictions 'resnet'" in missing.json()["detail"]


def test_embeddings_get_a_map_of_their_own(client: TestClient, tiny_book: Book) -> None:
    for name in ("clip", "dino"):
        vectors = np.random.default_rng(len(name)).random((12, 5)).astype(np.float32)
        added = add(
            client,
            "embeddings",
            upload=sent(client, f"{name}.npy", vectors),
            in_order=True,
            name=name,
        )
        assert (added["lens"], added["length"]) == (f"added:{name}", 5)
        assert added["job"]["kind"] == "map"
    tiny_book.map.lay_added()
    for lens in ("added:clip", "added:dino"):
        assert client.get("/api/map", params={"lens": lens}).status_code == 200
        found = client.get("/api/neighbours/1", params={"lens": lens, "limit": 3}).json()
        assert len(found["neighbours"]) == 3
    client.post("/api/computed/remove", json={"kind": "embeddings", "name": "clip"})
    assert client.get("/api/map", params={"lens": "added:clip"}).status_code == 404


def test_a_bad_file_is_refused_in_a_sentence(client: TestClient) -> None:
    upload = sent(client, "odd.npy", np.full((12, 3), 7, dtype=np.float32))
    refused = client.post("/api/computed/predictions", json={"upload": upload, "in_order": True})
    assert refused.status_code == 400
    assert "12 rows are no probabilities" in refused.json()["detail"]
    refused = client.post(
        "/api/computed/embeddings",
        json={"upload": sent(client, "e.npy", np.zeros((3, 4), np.float32)), "in_order": True},
    )
    assert "3 rows and the book 12 samples" in refused.json()["detail"]
