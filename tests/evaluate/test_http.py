"""Judging over HTTP, as the page takes it."""

from __future__ import annotations

import time

import numpy as np
import polars as pl
import pytest
from fastapi.testclient import TestClient

from labelbook import Book
from labelbook.evaluate import training
from labelbook.journal.journal import Journal
from labelbook.maps.records import Embeddings
from labelbook.maps.service import Maps


@pytest.fixture
def embedded(tiny_book: Book, monkeypatch: pytest.MonkeyPatch) -> Book:
    """The tiny book with embeddings that tell the classes apart."""
    samples = tiny_book.samples()
    codes = samples["label"].cast(pl.Enum(["i", "ii", "iii"])).to_physical().to_numpy()
    vectors = np.random.default_rng(1).normal(0, 0.3, (len(codes), 4)).astype(np.float16)
    vectors[np.arange(len(codes)), codes] += 1
    found = Embeddings("drawn", samples["sample"].to_numpy(), vectors)
    monkeypatch.setattr(Maps, "embeddings", lambda *_: found)
    return tiny_book


def test_the_timeline_tells_what_changed_and_what_models_say(
    client: TestClient, embedded: Book
) -> None:
    embedded.save_version("raw", author="Anna", note="as it came")
    embedded.relabel([1, 2], "ii", author="Ben")
    embedded.exclude(5, author="Ben")
    embedded.runs.evaluate("raw", model="linear", seeds=2)
    raw, now = client.get("/api/evaluate").json()["milestones"]
    assert (raw["name"], raw["version"], raw["changed"], raw["note"]) == (
        "raw",
        1,
        {},
        "as it came",
    )
    assert (now["name"], now["author"], now["version"]) == ("now", "Ben", 3)
    assert {name: n for name, n in now["changed"].items() if n} == {"relabelled": 2, "excluded": 1}
    assert (raw["scores"][0]["model"], raw["scores"][0]["seeds"]) == ("linear", [0, 1])
    assert raw["scores"][0]["scores"]["val"]["estimate"] == 1.0
    assert now["scores"] == []
    assert "there is no test split" in now["warnings"][0]


def test_a_version_is_read_once_however_often_the_book_changes(
    client: TestClient, embedded: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place, name in enumerate(("raw", "mended", "grown")):
        embedded.save_version(name, author="Anna")
        embedded.relabel([place + 1], "iii", author="Anna")
    read: list[int | str | None] = []
    samples = Journal.samples

    def counted(book: Journal, version: str | int | None = None) -> pl.DataFrame:
        read.append(version)
        return samples(book, version)

    monkeypatch.setattr(Journal, "samples", counted)
    first = client.get("/api/evaluate").json()["milestones"]
    assert sorted(map(str, read)) == ["1", "2", "3", "4"]
    read.clear()
    embedded.exclude([9], author="Anna")
    again = client.get("/api/evaluate").json()["milestones"]
    assert read == [5]
    assert again[:3] == first[:3]
    changed = again[3]["changed"]
    assert (changed["relabelled"], changed["excluded"]) == (1, 1)


def test_a_run_gives_its_answers(client: TestClient, embedded: Book) -> None:
    report = embedded.runs.evaluate(model="linear", seeds=2)
    runs = client.get("/api/evaluate/runs", params={"version": "now"}).json()["runs"]
    assert [run["id"] for run in runs] == [run.id for run in report.runs]
    assert runs[0]["scores"]["val"] == {"right": 3, "total": 3}
    detail = client.get(f"/api/evaluate/runs/{runs[0]['id']}").json()
    assert (detail["run"], detail["curve"]) == (runs[0], None)
    answers = client.get(f"/api/evaluate/runs/{runs[0]['id']}/answers").json()
    assert answers["sample"] == [10, 11, 12]
    assert answers["predicted"] == answers["label"]
    assert all(0 < probability <= 1 for probability in answers["probability"])
    embedded.relabel(1, "ii", author="Ben")
    stale = client.get(f"/api/evaluate/runs/{runs[0]['id']}/answers")
    assert (stale.status_code, stale.json()["type"]) == (404, "not-found")
    then = client.get(f"/api/evaluate/runs/{runs[0]['id']}/answers", params={"version": "1"})
    assert then.json() == answers
    assert client.get(f"/api/evaluate/runs/{'0' * 24}").status_code == 404
    assert client.get("/api/evaluate/runs/run.json").status_code == 422


def test_comparison_and_trust(client: TestClient, embedded: Book) -> None:
    embedded.relabel([1, 2], "ii", author="Ben")
    pair = {"first": "1", "second": "2"}
    answer = client.get("/api/evaluate/compare", params=pair)
    assert (answer.status_code, answer.json()["type"]) == (409, "not-ready")
    found = client.get("/api/evaluate/compare", params={**pair, "model": "linear"}).json()
    assert found["verdict"] in ("better", "worse", "cannot tell")
    assert (found["split"], found["images"], len(found["seen"])) == ("val", 3, 3)
    assert np.array(found["confusion"]).sum() == 2 * 3 * len(found["seeds"])
    trust = client.get("/api/evaluate/trust")
    assert (trust.status_code, trust.json()["type"]) == (400, "bad-input")
    assert "no test split" in trust.json()["detail"]


def ended(book: Book) -> str:
    until = time.monotonic() + 120
    while time.monotonic() < until and book.jobs.list()[-1].state in ("waiting", "running"):
        time.sleep(0.1)
    assert book.jobs.list()[-1].state == "done", book.jobs.list()[-1].message
    return book.jobs.list()[-1].message


def test_steps_and_moves_tell_what_each_version_changed(client: TestClient, embedded: Book) -> None:
    embedded.save_version("raw", author="Anna")
    embedded.relabel([1, 2], "iii", author="Anna")
    embedded.exclude([4], author="Anna")
    moves = client.get("/api/evaluate/moves?first=raw&second=now").json()
    found = sorted(zip(moves["sample"], moves["kind"], moves["after"], strict=True))
    assert found == [(1, "relabelled", "iii"), (2, "relabelled", "iii"), (4, "excluded", None)]
    assert client.get("/api/evaluate/steps?model=linear").json() == {"steps": []}
    for version in ("raw", None):
        embedded.runs.evaluate(version, model="linear", seeds=3)
    (step,) = client.get("/api/evaluate/steps?model=linear").json()["steps"]
    assert (step["first"], step["second"], step["seeds"]) == ("raw", "now", [0, 1, 2])
    compared = client.get("/api/evaluate/compare?first=raw&second=now&model=linear").json()
    assert {key: compared[key] for key in ("difference", "verdict", "needed", "sentence")} == {
        key: step[key] for key in ("difference", "verdict", "needed", "sentence")
    }


def test_what_judging_takes_is_said_before_it_is_begun(client: TestClient, embedded: Book) -> None:
    found = client.get("/api/evaluate/estimate?model=linear&seeds=4").json()
    assert (found["known"], found["epochs"], found["measured"]) == (0, 4, False)
    embedded.runs.evaluate(model="linear", seeds=3)
    found = client.get("/api/evaluate/estimate?model=linear&seeds=4").json()
    assert (found["known"], found["epochs"], found["measured"]) == (3, 1, True)
    refused = client.get("/api/evaluate/estimate?version=never")
    assert (refused.status_code, refused.json()["type"]) == (404, "not-found")


def test_attribution_is_a_job_and_what_it_found_is_kept(
    client: TestClient, embedded: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedded.exclude([1], author="Anna")
    asked = "/api/evaluate/attribute?first=1&second=2&seeds=2"
    assert client.get(asked).json()["type"] == "not-ready"
    wanted = {"first": "2", "second": "1", "seeds": 2}
    assert client.post("/api/evaluate/attribute", json=wanted).json()["type"] == "bad-input"
    found = embedded.runs.attribute(1, 2, seeds=2)
    kept = client.get(asked).json()
    assert [part["title"] for part in kept["parts"]] == ["exclusions"]
    assert kept["total"]["estimate"] == found.total.estimate
    monkeypatch.setattr(training, "train", None)  # What is kept is not made again.
    assert embedded.runs.attribute(1, 2, seeds=2) == found
    job = client.post("/api/evaluate/attribute", json={"first": "1", "second": "2", "seeds": 2})
    assert job.json()["kind"] == "attribute"
    assert ended(embedded) == "1 to 2: 1 parts"


def test_an_attribution_says_first_what_it_takes_by_the_model_that_is_asked(
    client: TestClient, embedded: Book
) -> None:
    embedded.exclude([1], author="Anna")
    for version in (1, 2):
        embedded.runs.evaluate(version, model="linear", seeds=3)
    asked = {"first": "1", "second": "2"}
    plan = client.get("/api/evaluate/attribute/plan", params=asked).json()
    assert plan["parts"] == [{"title": "exclusions", "samples": 1}]
    # Without its one part the second version is the first one.
    assert (plan["seeds"], plan["trainings"], plan["known"], plan["epochs"]) == (3, 6, 6, 0)
    question = {**asked, "model": "command"}
    refused = client.get("/api/evaluate/attribute/plan", params=question).json()
    assert (refused["type"], "no command has evaluated both" in refused["detail"]) == (
        "not-ready",
        True,
    )
    for name in ("command", "deep"):
        answer = client.post("/api/evaluate/attribute", json={**asked, "model": name})
        assert answer.status_code in (409, 422)
    unknown = client.get("/api/evaluate/attribute", params={**asked, "model": "contest"}).json()
    assert unknown["needs"] == "contest attribution"


def test_a_forecast_changes_nothing_and_is_remembered(client: TestClient, embedded: Book) -> None:
    wanted = {"edits": [{"field": "excluded", "samples": [1, 2], "after": "1"}]}
    found = client.post("/api/evaluate/forecast", json=wanted).json()
    assert (found["samples"], found["what"], embedded.seq) == (2, "Excluded 2 samples", 1)
    (told,) = client.get("/api/evaluate/forecasts").json()["forecasts"]
    assert told == {"forecast": found, "changeset": None, "undone": False, "outcomes": []}


def test_the_way_of_a_forecast_from_the_dry_run_to_what_came_of_it(
    client: TestClient, embedded: Book
) -> None:
    raw = client.post("/api/versions", json={"name": "raw", "author": "Anna"})
    assert raw.status_code == 201
    edits = [{"field": "label", "samples": [1, 2], "after": "iii"}]
    expected = client.post("/api/evaluate/forecast", json={"edits": edits}).json()
    assert expected["what"] == "Relabelled 2 samples from i to iii"
    made = embedded.relabel([1, 2], "iii", author="Anna")
    assert made
    client.post("/api/versions", json={"name": "mended", "author": "Anna"})
    # More seeds than the forecast had: what comes is not what was forecast.
    for version in ("raw", "mended"):
        embedded.runs.evaluate(version, model="linear", seeds=8)
    record = client.get("/api/evaluate/forecasts").json()
    (told,) = record["forecasts"]
    assert (told["changeset"], told["forecast"]) == (made.id, expected)
    (outcome,) = told["outcomes"]
    compared = client.get("/api/evaluate/compare?first=raw&second=mended&model=linear").json()
    assert (outcome["seeds"], outcome["difference"]) == (8, compared["difference"])
    assert outcome["between"] == "changeset 1 and 2"
    (score,) = record["scores"]
    assert (score["model"], score["known"], score["within"]) == ("linear", 1, outcome["within"])


def test_judging_in_the_background_is_a_job(client: TestClient, tiny_book: Book) -> None:
    pytest.importorskip("torch")
    refused = client.post("/api/evaluate", json={"version": "never"})
    assert (refused.status_code, refused.json()["type"]) == (404, "not-found")
    job = client.post("/api/evaluate", json={"seeds": 1, "epochs": 2}).json()
    assert job["kind"] == "evaluate"
    assert "1 runs, 1 of them new" in ended(tiny_book)
    (run,) = client.get("/api/evaluate/runs").json()["runs"]
    detail = client.get(f"/api/evaluate/runs/{run['id']}").json()
    assert len(detail["curve"]["val_accuracy"]) == 2
    answers = client.get(f"/api/evaluate/runs/{run['id']}/answers").json()
    assert answers["split"].count("train") == 9
    assert all(0 < value < 1 for value in answers["confidence"] if value is not None)
    learnt = client.get("/api/evaluate/cartography").json()
    assert learnt["confidence"] == pytest.approx(
        [value for value in answers["confidence"] if value is not None]
    )
    assert set(learnt["kind"]) <= {"easy", "hard", "ambiguous"}
    assert client.get("/api/evaluate/cartography?model=linear").json()["type"] == "not-ready"
