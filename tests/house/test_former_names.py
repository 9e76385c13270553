"""Names of 0.1.0 are understood: options, kinds of issue, lenses, jobs, folders of caches."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import labelbook
from labelbook import Book
from labelbook.cli import run
from labelbook.errors import BadInput
from labelbook.issues.kinds import issue_kinds
from labelbook.issues.own_model import store
from tests.house.test_old_books import unpack


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A book of 0.1.0, in which a sample was kept from the issue `label`."""
    return unpack(tmp_path)


def test_a_former_option_works_and_names_the_new_one(
    old: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    trained: list[bool] = []
    monkeypatch.setattr("labelbook.cli.issues._train", lambda book, must: trained.append(must))
    assert run(["issues", str(old), "--eyes"]) == 0
    assert "`--eyes` is now called `--own-model`." in capsys.readouterr().err
    assert trained == [True]
    assert run(["issues", "--help"]) == 0
    assert "--eyes" not in capsys.readouterr().out


def test_a_former_kind_of_issue_works_and_names_the_new_one(
    old: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["issues", str(old), "--fast", "--kind", "technical", "--json"]) == 0
    shown = capsys.readouterr()
    assert "`technical` is now called `image-fault`." in shown.err
    assert {issue["kind"] for issue in json.loads(shown.out)["issues"]} <= {"image-fault"}


def test_every_former_kind_is_one_of_today() -> None:
    for former, today in issue_kinds.former.items():
        assert former in issue_kinds
        assert issue_kinds.get(former).name == today
        assert former not in issue_kinds.names


@pytest.mark.parametrize(("former", "today"), [("label", "mislabelled"), ("label", "not-a-class")])
def test_what_was_kept_under_a_former_kind_stays_kept(old: Path, former: str, today: str) -> None:
    with labelbook.open(old) as book:
        issue = book.issues.list(today, 1, ranked=True)[0]
        book.tag(issue.sample, f"kept:{former}", author="Anna")
        assert issue.sample not in {found.sample for found in book.issues.list(today, ranked=True)}


def test_issues_found_by_0_1_0_have_the_kinds_of_today(old: Path) -> None:
    with labelbook.open(old) as book:
        about = book.issues.about()
        assert about is not None and about.own_model
        assert set(issue_kinds.names) == set(about.kinds or issue_kinds.names)
        assert set(book.issues.table()["kind"]) <= set(issue_kinds.names)


def test_the_former_lens_is_that_of_the_own_model(old: Path) -> None:
    with labelbook.open(old) as book:
        former, today = book.map.chart("eyes"), book.map.chart("own-model")
        assert former.samples.tolist() == today.samples.tolist()
        assert book.map.to_file("eyes") == book.map.to_file("own-model")
        assert book.map.neighbours(1, "eyes", 3) == book.map.neighbours(1, "own-model", 3)
        with pytest.raises(BadInput, match="'ears' is no lens: use content, style, own-model"):
            book.map.chart("ears")


def test_an_own_model_of_0_1_0_is_read_where_it_lies(old: Path, tmp_path: Path) -> None:
    cache = old / "cache"
    assert store.folder_in(cache) == cache / "eyes"
    shutil.move(cache / "eyes", cache / "own-model")
    assert store.folder_in(cache) == cache / "own-model"
    assert store.folder_in(tmp_path / "another") == tmp_path / "another" / "own-model"


def test_a_job_of_a_former_kind_is_listed_and_started_by_either_name(
    tiny_book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tiny_book.directory / "cache" / "jobs" / "1"
    folder.mkdir(parents=True)
    (folder / "job.json").write_text('{"kind": "eyes"}')
    (folder / "end.json").write_text('{"state": "done", "message": "90 samples judged"}')
    assert [job.kind for job in tiny_book.jobs.list()] == ["own-model"]
    started: list[str] = []
    monkeypatch.setattr(
        "labelbook.jobs.queue.start", lambda folder, kind, command: started.append(kind)
    )
    tiny_book.jobs.start("eyes")
    assert started == ["own-model"]
