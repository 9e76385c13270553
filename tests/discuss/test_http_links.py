"""A link for an expert gives its images and its question, and nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response

import labelbook
from labelbook import Book
from labelbook.core import clock
from labelbook.discuss.records import Anchor
from labelbook.server import access
from labelbook.server.app import create_app
from labelbook.server.routes import expert

DEVICE = "phone-of-the-expert"
OTHER = "phone-of-somebody-else"


@dataclass
class Shared:
    """A shared book: `team` is in by invitation, `phone` only has what links it is given."""

    book: Book
    team: TestClient
    phone: TestClient
    thread: int

    def link(self, **fields: Any) -> tuple[int, str]:
        document = {"author": "Anna", "samples": [2, 5], "question": "Which numeral?", **fields}
        answer = self.team.post(f"/api/threads/{self.thread}/links", json=document)
        assert answer.status_code == 201, answer.text
        made = answer.json()
        assert made["reachable"]
        assert made["url"].startswith("http://studio.local:80/ask/")
        return made["link"]["id"], made["url"].rsplit("/", 1)[1]

    def answer(self, secret: str, **fields: Any) -> Response:
        document = {
            "device": DEVICE,
            "place": 0,
            "verdict": "class",
            "label": "iii",
            "key": f"answer-{fields.get('place', 0)}-{fields.get('label', 'iii')}",
            **fields,
        }
        found: Response = self.phone.post(f"/api/ask/{secret}/answers", json=document)
        return found

    def done(self, secret: str, device: str = DEVICE) -> Response:
        document = {"device": device, "name": "Dr. V"}
        found: Response = self.phone.post(f"/api/ask/{secret}/done", json=document)
        return found


@pytest.fixture
def shared(tiny_book: Book, pages: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shared]:
    monkeypatch.setattr(expert, "GUESSING", 0)
    (pages / "ask.html").write_text("<!doctype html><title>A question</title>")
    rules = access.invited(
        tiny_book, 80, frozenset({"studio.local"}), renew=False, outside="http://studio.local:80/"
    )
    app = create_app(tiny_book, rules, pages=pages)
    thread = tiny_book.talk.start(Anchor("samples", (2, 5)), "Which?", author="Anna").id
    team = TestClient(app, base_url="http://studio.local", raise_server_exceptions=False)
    phone = TestClient(app, base_url="http://studio.local", raise_server_exceptions=False)
    with team:
        team.get(f"/join/{rules.invitations['reviewer']}")
        yield Shared(tiny_book, team, phone, thread)


def test_an_expert_answers_without_an_account_and_a_reviewer_applies_it(shared: Shared) -> None:
    link, secret = shared.link()
    assert shared.book.talk.thread(shared.thread).state == "waiting"
    assert shared.phone.get(f"/ask/{secret}").status_code == 200
    asked = shared.phone.get(f"/api/ask/{secret}").json()
    assert (asked["question"], asked["asked_by"], len(asked["images"])) == (
        "Which numeral?",
        "Anna",
        2,
    )
    assert asked["classes"] == ["i", "ii", "iii"]
    image = shared.phone.get(f"/api/ask/{secret}/images/1")
    assert image.headers["content-type"].startswith("image/")
    assert image.content == shared.book.thumbnail(5, 1024).data
    assert image.headers["cache-control"] == "no-store"
    assert shared.answer(secret, note="three strokes").status_code == 201
    assert shared.answer(secret, place=1, verdict="none", label=None).status_code == 201
    assert shared.done(secret).status_code == 201
    detail = shared.team.get(f"/api/threads/{shared.thread}").json()
    assert {(a["sample"], a["verdict"], a["note"]) for a in detail["answers"]} == {
        (2, "class", "three strokes"),
        (5, "none", ""),
    }
    (proposal,) = detail["proposals"]
    assert [(c["sample"], c["field"], c["after"]) for c in proposal["cells"]] == [
        (2, "label", "iii"),
        (5, "excluded", "1"),
    ]
    applied = shared.team.post(f"/api/proposals/{proposal['id']}/apply", json={"author": "Anna"})
    assert applied.status_code == 201
    assert shared.book.sample(2).label == "iii"
    assert shared.book.votes.links(shared.thread)[0].answered == 1
    assert link == shared.book.votes.links(shared.thread)[0].id


@pytest.mark.parametrize(
    "path",
    [
        "/api/book",
        "/api/snapshot",
        "/api/names",
        "/api/samples/2",
        "/api/samples/2/image",
        "/api/thumbnails/2/00000000",
        "/api/threads",
        "/api/threads/1",
        "/api/changesets",
        "/api/issues",
        "/api/export?format=csv",
        "/api/jobs",
        "/api/rounds/1",
    ],
)
def test_a_link_opens_nothing_of_the_book(shared: Shared, path: str) -> None:
    _, secret = shared.link()
    shared.phone.get(f"/ask/{secret}")
    shared.phone.get(f"/api/ask/{secret}")
    assert "set-cookie" not in shared.phone.get(f"/api/ask/{secret}").headers
    assert shared.phone.get(path).status_code == 401
    assert shared.phone.get(path, headers={"cookie": f"labelbook-80={secret}"}).status_code == 401


@pytest.mark.parametrize("place", ["2", "3", "9999", "-1", "x", "1%2f..%2f..", "../../../book.db"])
def test_images_that_are_not_in_the_link_cannot_be_asked_for(shared: Shared, place: str) -> None:
    _, secret = shared.link()
    answer = shared.phone.get(f"/api/ask/{secret}/images/{place}")
    assert answer.status_code in (401, 403, 404, 422)
    assert not answer.headers["content-type"].startswith("image/")


def test_answers_about_other_samples_are_refused(shared: Shared) -> None:
    _, secret = shared.link()
    assert shared.answer(secret, place=2).status_code == 400
    assert shared.answer(secret, sample=7).status_code == 422
    assert shared.answer(secret, label="no such class").status_code == 404
    assert shared.book.votes.link_answers(1) == []


def test_a_guessed_or_mangled_secret_leads_nowhere(shared: Shared) -> None:
    _, secret = shared.link()
    row = shared.book.votes.links(shared.thread)[0]
    guesses = [secret[:-1], secret + "A", secret.swapcase(), "", "1", str(row.id), "%00", "null"]
    for guess in guesses:
        for path in (f"/api/ask/{guess}", f"/api/ask/{guess}/images/0"):
            assert shared.phone.get(path).status_code in (401, 404), guess
        assert shared.answer(guess).status_code in (401, 404)
        assert shared.done(guess).status_code in (401, 404)
    assert len(secret) >= 32


def test_the_secret_is_kept_nowhere(shared: Shared) -> None:
    _, secret = shared.link()
    shared.answer(secret)
    listed = shared.team.get(f"/api/threads/{shared.thread}").text
    assert secret not in listed
    directory = shared.book.directory
    kept = b"".join(p.read_bytes() for p in directory.rglob("*") if p.is_file())
    assert secret.encode() not in kept
    assert DEVICE.encode() not in kept


def test_a_revoked_link_is_dead_at_once_also_for_who_had_it_open(shared: Shared) -> None:
    link, secret = shared.link()
    assert shared.answer(secret).status_code == 201
    assert shared.team.post(f"/api/links/{link}/revoke", json={"author": "Ben"}).status_code == 201
    for answer in (
        shared.phone.get(f"/api/ask/{secret}"),
        shared.phone.get(f"/api/ask/{secret}/images/0"),
        shared.answer(secret, label="i"),
        shared.done(secret),
    ):
        assert answer.status_code == 403
        assert answer.json()["detail"] == "this link was revoked: ask for a new one"
    assert [vote.label for vote in shared.book.votes.link_answers(link)] == ["iii"]
    again = shared.team.post(f"/api/links/{link}/revoke", json={"author": "Ben"})
    assert again.status_code == 400


def test_an_expired_link_is_dead(shared: Shared, monkeypatch: pytest.MonkeyPatch) -> None:
    soon = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    _, secret = shared.link(expires=soon)
    assert shared.phone.get(f"/api/ask/{secret}").status_code == 200
    later = (datetime.now(UTC) + timedelta(hours=2)).isoformat(timespec="milliseconds")
    monkeypatch.setattr(clock, "now", lambda: later.replace("+00:00", "Z"))
    for answer in (
        shared.phone.get(f"/api/ask/{secret}"),
        shared.phone.get(f"/api/ask/{secret}/images/0"),
        shared.answer(secret),
        shared.done(secret),
    ):
        assert answer.status_code == 403
        assert "expired" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("expires", "says"),
    [
        ("2020-01-01T00:00:00Z", "has passed"),
        ("soon", "is no time"),
        ("2999-01-01T00:00:00", "time zone"),
    ],
)
def test_a_time_that_cannot_be_is_refused(shared: Shared, expires: str, says: str) -> None:
    document = {"author": "A", "samples": [2], "question": "?", "expires": expires}
    answer = shared.team.post(f"/api/threads/{shared.thread}/links", json=document)
    assert answer.status_code == 400
    assert says in answer.json()["detail"]


def test_a_link_for_one_is_answered_by_one(shared: Shared) -> None:
    _, secret = shared.link(once=True)
    assert shared.answer(secret).status_code == 201
    assert shared.answer(secret, device=OTHER, key="other-key").status_code == 403
    assert shared.phone.get(f"/api/ask/{secret}", headers={"X-Device": OTHER}).status_code == 403
    mine = shared.phone.get(f"/api/ask/{secret}", headers={"X-Device": DEVICE})
    assert mine.json()["images"][0]["label"] == "iii"
    assert shared.answer(secret, label="ii").status_code == 201
    assert shared.done(secret).status_code == 201
    # Replayed, by the same or another: too late.
    for device in (DEVICE, OTHER):
        assert shared.answer(secret, device=device, label="i").status_code == 403
        assert shared.done(secret, device).status_code == 403
    assert [vote.label for vote in shared.book.votes.link_answers(1)] == ["ii"]


def test_a_link_for_many_keeps_the_last_word_of_each_and_a_replay_is_no_second_answer(
    shared: Shared,
) -> None:
    _, secret = shared.link()
    for _ in range(3):
        assert shared.answer(secret).status_code == 201
    assert shared.answer(secret, label="ii").status_code == 201
    assert shared.answer(secret, device=OTHER, label="i", key="of-the-other").status_code == 201
    assert sorted(str(vote.label) for vote in shared.book.votes.link_answers(1)) == ["i", "ii"]
    assert sum(e.kind == "vote" for e in shared.book.talk.entries(shared.thread)) == 3
    # Nobody is told what another said.
    seen = shared.phone.get(f"/api/ask/{secret}", headers={"X-Device": "a-third-device-00"}).text
    assert '"label":null' in seen
    assert '"label":"i' not in seen


def test_a_link_of_another_book_opens_nothing_here(shared: Shared, tmp_path: Path) -> None:
    _, secret = shared.link()
    shutil.copytree(shared.book.directory, tmp_path / "other")
    with labelbook.open(tmp_path / "other") as other:
        thread = other.talk.start(Anchor("sample", (1,)), "?", author="Eve").id
        _, theirs = other.votes.make_link(thread, [1], "?", author="Eve")
    assert shared.phone.get(f"/api/ask/{theirs}").status_code == 404
    assert shared.answer(theirs).status_code == 404
    assert shared.phone.get(f"/api/ask/{secret}").status_code == 200


def test_a_foreign_page_cannot_answer(shared: Shared) -> None:
    _, secret = shared.link()
    headers = {"origin": "http://evil.example"}
    path = f"/api/ask/{secret}/done"
    document = {"device": DEVICE}
    assert shared.phone.post(path, json=document, headers=headers).status_code == 403
    assert (
        shared.phone.get(f"/api/ask/{secret}", headers={"host": "evil.example"}).status_code == 403
    )


def test_a_viewer_makes_no_link_but_may_answer_one(shared: Shared) -> None:
    _, secret = shared.link()
    rules = access.invited(shared.book, 80, frozenset(), renew=False)
    shared.phone.get(f"/join/{rules.invitations['viewer']}")
    document = {"author": "V", "samples": [2], "question": "?"}
    assert shared.phone.post("/api/threads/1/links", json=document).status_code == 403
    assert shared.answer(secret).status_code == 201


def test_a_phone_votes_blindly_by_link_and_no_longer_after_the_reveal(shared: Shared) -> None:
    made = shared.team.post(
        f"/api/threads/{shared.thread}/rounds",
        json={"author": "Anna", "samples": [2, 5], "question": "Which?"},
    ).json()
    _, secret = shared.link(round=made["id"])
    path = f"/api/rounds/{made['id']}"
    vote = {"author": "Ben", "device": "browser-of-ben-01", "sample": 2, "verdict": "class"}
    assert shared.team.post(f"{path}/votes", json={**vote, "label": "i"}).status_code == 201
    assert shared.answer(secret).status_code == 201
    page = shared.phone.get(f"/api/ask/{secret}").json()
    assert (page["blind"], page["current"]) == (True, 0)
    unseen = shared.team.get(path).json()
    assert unseen["round"]["votes"] == []
    assert unseen["round"]["voted"] == {"2": 2}
    assert "iii" not in shared.team.get(f"/api/threads/{shared.thread}").text
    step = {"author": "Anna", "step": "reveal", "sample": 2}
    shown = shared.team.post(f"{path}/steps", json=step).json()
    assert sorted(v["label"] for v in shown["votes"]) == ["i", "iii"]
    late = shared.answer(secret, label="i")
    assert late.status_code == 400
    assert "too late" in late.json()["detail"]
    assert shared.phone.get(f"/api/ask/{secret}").json()["images"][0]["open"] is False
