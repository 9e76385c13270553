"""Makes `book_0_1_0.zip` and what 0.1.0 read from it, `book_0_1_0.json`, by 0.1.0's own code.

    git worktree add ../labelbook-0.1.0 a832f81
    PYTHONPATH=../labelbook-0.1.0/src:. python -m tests.house.make_old_book tests/house

A small book with something of everything that 0.1.0 could keep: see `main`. It is made anew only
to add something to it; times and secrets are others then, and so is the file.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

import labelbook
from tests.house.readings import readings

DEVICES = {name: f"device-of-{name}-0123456789" for name in ("Anna", "Ben", "Clara")}
GONE = 4_194_303
"""The number of a process that is most unlikely to live."""


def old(name: str) -> Any:
    """Return something of 0.1.0 by "module:name"; other versions have it elsewhere."""
    module, _, attribute = name.partition(":")
    return getattr(import_module(f"labelbook.{module}"), attribute)


def packed(source: Path, files: Iterable[Path], out: Path, extra: dict[str, bytes]) -> Path:
    """Write files of a folder, and some bytes under other names, into a zip."""
    with zipfile.ZipFile(out, "w") as writing:
        for file in sorted(files):
            writing.write(file, file.relative_to(source).as_posix())
        for name, data in extra.items():
            writing.writestr(name, data)
    return out


def make(place: Path, work: Path) -> Any:
    """Make the book in `place` and return it, open. work: a folder for what passes."""
    numerals = import_module("labelbook.demo.numerals")
    numerals.write(work, seed=11, samples=100, processes=1)
    drawn = work / "numerals"
    files = sorted([*(drawn / "train").rglob("*.png"), *(drawn / "val").rglob("*.png")])
    late = files[::9]
    first = packed(
        drawn, set(files) - set(late), work / "first.zip", {"train/i/no-image.png": b"<html>"}
    )
    test = packed(
        drawn / "label_book", (drawn / "label_book").rglob("*.png"), work / "test.zip", {}
    )
    book: Any = labelbook.create(place, first, test=test, author="Anna")[0]
    edited(book, packed(drawn, late, work / "second.zip", {}))
    seen(book)
    judged(book)
    grown(book)
    told(book)
    rest(book, work)
    asked(book)
    return book


def edited(book: Any, second: Path) -> None:
    """Two authors change, undo, redo, tag, exclude, move and import; two versions are named."""
    train = book.samples().filter(split="train")
    ids = train["sample"].to_list()
    book.save_version("raw", author="Anna", note="as it came")
    book.relabel(ids[3], "v", author="Anna", message="five, not four")
    book.exclude(ids[4:8], author="Ben", message="doodles")
    book.tag(ids[:5], "look", author="Ben")
    book.untag(ids[1], "look", author="Anna")
    book.tag(ids[2], "kept:label", author="Anna")
    book.set_split(ids[20:24], "val", author="Anna")
    wrong = book.relabel(ids[9], "x", author="Ben")
    book.undo(wrong.id, author="Anna")
    again = book.relabel(ids[10], "ix", author="Ben")
    book.undo(again.id, author="Ben")
    book.redo(again.id, author="Ben")
    book.restore(ids[7], author="Ben")
    book.relabel(ids[12], None, author="Anna")
    book.relabel(ids[13], "xi", author="Anna")
    book.import_(second, author="Ben", message="more of them")
    book.edit(
        [old("journal.records:Edit")("label", [ids[14]], "ii", None)],
        author="Anna",
        message="from a script",
        key="a-key-of-a-page",
    )
    book.save_version("mended", author="Ben")


def seen(book: Any) -> None:
    """Embeddings, maps, issues with the own net, the snapshot on disk."""
    book.embed()
    book.project()
    book.train_eyes()
    book.find_issues()


def judged(book: Any) -> None:
    """Runs of `linear` on both versions, an attribution, a forecast that came true, one open."""
    for version in ("raw", "mended"):
        book.judge(version, model="linear", seeds=2)
    book.attribute("raw", "mended", model="linear")
    edit = old("journal.records:Edit")
    ids = book.samples().filter(split="train", excluded=False)["sample"].to_list()
    done = [edit("excluded", ids[30:33], "1", [None] * 3)]
    book.forecast(done, seeds=2)
    book.edit(done, author="Anna", message="three less")
    book.judge("now", model="linear", seeds=2)
    book.forecast([edit("label", [ids[34]], "vii", None)], seeds=2)


def grown(book: Any) -> None:
    """Laws, a recipe, children (one of which strays), candidates, a drawing, pieces."""
    book.discover_laws(["mirror-left-right", "erase-left"])
    book.set_laws({("mirror-left-right", "i"): "stays"}, author="Anna", message="looks the same")
    book.set_laws({("mirror-left-right", "iv"): "becomes vi"}, author="Ben")
    book.set_laws({("mirror-left-right", "vii"): "forbidden"}, author="Ben")
    book.set_recipe(book.recipe() + "\n")
    kept = book.samples().filter(excluded=False)
    total = kept.height - kept.filter(split="test").height + 8
    order = old("book.planning:Order")(total=total, seed=5, author="Anna", message="a few more")
    assert book.grow(order).changeset.added > 0
    child = book.samples().filter(origin="augmented")["sample"].to_list()[0]
    (parent, *_) = book.lineage(child).parents
    book.relabel(parent, "x", author="Ben", message="a parent that changes its label")
    val = book.samples().filter(split="val", label="ii", excluded=False)["sample"].to_list()[:2]
    boost = old("book.boosting:BoostOrder")("ii", "iii", tuple(val), 6, author="Anna")
    candidates = book.boost(boost)
    book.leave_out(candidates.id, [0, 3], author="Ben")
    book.take_candidates(candidates.id, [1], author="Anna")
    sample = (
        book.samples().filter(split="train", label="iii", excluded=False)["sample"].to_list()[0]
    )
    ink = book.drawing(sample)
    png = _with_a_stroke(book.image_path(sample))
    book.draw(png, "iv", parents=[sample], author="Ben", tags=["pair:1"], pair=sample)
    for label in ("i", None):
        book.keep_piece(ink, label, author="Anna", source=sample)
    book.put_piece_away(2, author="Ben")


def _with_a_stroke(path: Path) -> bytes:
    pixels = np.array(Image.open(path).convert("L"))
    pixels[8:-8, 6:9] = 30
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG")
    return out.getvalue()


def told(book: Any) -> None:
    """Threads of several kinds, proposals, a link with answers, a vote, rules."""
    anchor = old("discuss.records:Anchor")
    wish = old("discuss.records:Wish")
    vote = old("discuss.votes:NewVote")
    ids = book.samples().filter(split="train", excluded=False)["sample"].to_list()
    about = ids[40:43]
    first = book.start_thread(anchor("samples", tuple(about)), "Which is it?", author="Anna").id
    book.comment(first, "I say **four**, @Ben, see #3.", author="Anna")
    book.comment(first, "Five.", author="Ben")
    book.mark_read(first, book.last_entry, person="Anna")
    pair = book.start_thread(
        anchor("pair", classes=("iv", "vi")), "Four or six?", author="Ben", body="Seen often."
    ).id
    square = ((-0.5, -0.5), (0.5, -0.5), (0.5, 0.5))
    book.start_thread(
        anchor("region", tuple(about), lens="style", outline=square), "These", author="Clara"
    )
    book.start_thread(anchor("changeset", changeset=2), "Sure?", author="Clara")
    book.start_thread(anchor("versions", versions=("raw", "mended")), "Better?", author="Clara")
    book.set_thread_state(pair, "waiting", author="Ben")
    for at, decide in enumerate((None, "apply", "decline")):
        before = book.sample(about[at]).label
        made = book.propose(
            [wish(about[at], "label", before, "vii" if before == "viii" else "viii", "so")],
            author="Clara",
            reason="they look alike",
            thread=first,
        )
        if decide == "apply":
            book.apply_proposal(made.id, author="Anna")
        elif decide == "decline":
            book.decline_proposal(made.id, author="Anna", note="no")
    _, secret = book.make_link(first, about, "Which numeral?", author="Anna")
    for place, sample in enumerate(about[:2]):
        given = vote(sample, "class", DEVICES["Clara"], "Clara", "v", "clearly")
        book.answer(secret, place, given)
    book.finish_answers(secret, device=DEVICES["Clara"], voter="Clara", note="nice")
    book.make_link(first, about[:1], "Once?", author="Ben", once=True)
    book.revoke_link(2, author="Ben")
    round = book.start_round(pair, about, "Four or six?", author="Anna").id
    for who, labels in {"Anna": ("iv", "vi"), "Ben": ("iv", "iv"), "Clara": ("iv", None)}.items():
        for sample, label in zip(about, labels, strict=False):
            verdict = "class" if label else "unsure"
            book.vote(round, vote(sample, verdict, DEVICES[who], who, label))
    book.step_round(round, "reveal", about[0], author="Anna")
    book.propose_consensus(round, author="Anna")
    border = book.write_rule(
        "border", "iv", "A *four*, if in doubt.", author="Anna", samples=about[:2], thread=pair
    )
    book.write_rule("definition", "i", "One stroke.", author="Ben")
    book.write_rule("border", "iv", "A four.", author="Ben", samples=about, replaces=border.id)
    book.write_rule("not", "v", "No tick.", author="Ben", samples=about[:1])
    book.retire_rule(book.rules("v")[0].id, author="Anna")


def rest(book: Any, work: Path) -> None:
    """A data card, a spreadsheet that came back, the links of a shared server."""
    book.set_card(description="Numerals, drawn", license="CC0-1.0", creator="Anna")
    book.write_sheet(work / "sheet.csv", "csv", samples=book.samples()["sample"].to_list()[:3])
    with (work / "sheet.csv").open(newline="") as reading:
        rows = list(csv.DictReader(reading))
    rows[0]["comment"], rows[1]["label"] = "a comment from far away", "viii"
    with (work / "filled.csv").open("w", newline="") as writing:
        sheet = csv.DictWriter(writing, list(rows[0]))
        sheet.writeheader()
        sheet.writerows(rows)
    book.propose_sheet(work / "filled.csv", author="Clara")
    book.set_setting("invitation:viewer", "a-secret-of-0.1.0")


def asked(book: Any) -> None:
    """Jobs that ended, one that was killed, a run that was stopped, and what waits to be done."""
    with book.job_here("issues") as tell:
        tell(9, 9, "searching for issues")
    cancelled = old("jobs.records:Cancelled")
    try:
        with book.job_here("laws") as tell:
            tell(1, 4, "asking the samples")
            raise cancelled
    except cancelled:
        pass
    folder = old("jobs.folder:Folder")(book.directory / "cache" / "jobs" / "3")
    folder.ask("embed")
    folder.started(GONE)
    folder.tell(40, 120, 7.5, "embedding: 40 of 120 new images")
    (folder.path / "running.lock").touch()
    folder.log.write_text("a line of its log\n")
    store = old("evaluate.store:Store")(book.directory / "cache" / "runs")
    run = next(run for run in book.runs() if run.seed == 0)
    model = old("evaluate.records:Model")("contest", {"epochs": 5})
    named = old("evaluate.store:run_id")(run.data, model, 0)
    stopped = replace(
        run,
        id=named,
        model="contest",
        settings={"epochs": 5},
        state="running",
        scores={},
        of_epochs=5,
    )
    curve = np.arange(8, dtype=np.float32).reshape(2, 4)
    np.save(store.begin(stopped) / "curve.npy", curve)
    wish = import_module("labelbook.book.wish")
    evaluation = import_module("labelbook.book.evaluation")
    attributing = import_module("labelbook.book.attributing")
    held = book.samples().filter(excluded=False)
    total = held.height - held.filter(split="test").height + 3
    wish.put(book, "grow", old("book.planning:Order")(total=total, seed=8, author="Ben"))
    wanted = old("evaluate.wishes:Wanted")
    evaluation.wish(book, wanted("raw", "linear", [7]))
    question = attributing.question(book, "raw", "mended", model="linear", seeds=2, by="changeset")
    attributing.wish(book, question)


def main(out: Path) -> None:
    """Make the book, ask it everything, and write both files."""
    # So small a book would not keep its snapshot on disk.
    vars(import_module("labelbook.book.kept_snapshot"))["LARGE"] = 0
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "book"
        with make(place, Path(folder) / "work") as book:
            found = readings(book)
        # What a model is made of again, and what the small pictures are made of.
        for cached in ("models", "thumbnails"):
            shutil.rmtree(place / "cache" / cached, ignore_errors=True)
        (out / "book_0_1_0.json").write_text(
            json.dumps(found, indent=None, ensure_ascii=False, separators=(",", ":")) + "\n"
        )
        with zipfile.ZipFile(
            out / "book_0_1_0.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9
        ) as writing:
            for file in sorted(place.rglob("*")):
                if file.is_file():
                    writing.write(file, Path("book") / file.relative_to(place))
        size = (out / "book_0_1_0.zip").stat().st_size
        print(f"{size:,} bytes, {len(found)} topics, labelbook {labelbook.__version__}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
