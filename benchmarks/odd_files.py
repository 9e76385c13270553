"""Thousands of odd image files, taken through every command that looks at pixels.

    python benchmarks/odd_files.py [--files 5000] [--seed 12] [--keep FOLDER]

Prints how many commands failed and how many files vanished untold; both have to be 0. A file is
told when it is a sample, or listed as left out with its reason.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from PIL import Image

import labelbook
from labelbook.errors import LabelbookError

FORMATS = ("PNG", "JPEG", "WEBP", "TIFF", "GIF")
LABELS = ("a", "b", "c")
SIZES = (16, 128, 512)
Kind = Callable[[random.Random], tuple[str, bytes]]
"""Draws a file: its format and its bytes."""


def picture(lot: random.Random) -> Image.Image:
    """Draw a small picture of one of the usual modes."""
    size = lot.randint(1, 48), lot.randint(1, 48)
    mode = lot.choice(("RGB", "RGB", "L", "RGBA", "P", "1"))
    small = Image.frombytes("RGB", (4, 4), lot.randbytes(48))
    return small.resize(size, Image.Resampling.NEAREST).convert(mode)


def encoded(image: Image.Image, format: str, lot: random.Random) -> bytes:
    """Return a file of a format, sometimes with what formats may have."""
    out = io.BytesIO()
    options: dict[str, object] = {}
    if format == "JPEG":
        image = image.convert(lot.choice(("RGB", "L", "CMYK")))
        options = {"quality": lot.randint(5, 95), "progressive": lot.random() < 0.3}
    elif format == "TIFF":
        packings = ("raw", "tiff_lzw", "tiff_adobe_deflate", "packbits")
        deep = lot.choice((None, None, "I;16", "F", "I"))
        options = {"compression": lot.choice(packings)}
        image = image.convert("L").convert(deep) if deep else image
    elif format in ("GIF", "WEBP") and lot.random() < 0.3:
        options = {"save_all": True, "append_images": [picture(lot).resize(image.size)]}
    image.save(out, format, **options)
    return out.getvalue()


def exif(lot: random.Random) -> bytes:
    """Return an EXIF block whose entries are anybody's guess, its orientation among them."""
    order = lot.choice("<>")
    tags = (0x112, 0x10F, 0x132, 0x8769, 0x8825, 0x11A, 0x213, 0x9286, lot.randrange(65_536))
    entries = [
        struct.pack(
            f"{order}HHI", tag, lot.choice((*range(14), 99)), lot.choice((0, 1, 2, 7, 2**31))
        )
        + (struct.pack(f"{order}HH", lot.randrange(10), 0) if tag == 0x112 else lot.randbytes(4))
        for tag in sorted(lot.sample(tags, lot.randint(1, 6)))
    ]
    mark = b"II*\0" if order == "<" else b"MM\0*"
    at = lot.choice((8, 8, 8, 8, lot.randrange(200), 2**32 - 1))
    head = struct.pack(f"{order}IH", at, lot.choice((len(entries), 65_535)))
    return b"Exif\0\0" + mark + head + b"".join(entries) + lot.randbytes(lot.randrange(60))


def with_exif(lot: random.Random) -> tuple[str, bytes]:
    """Return a photo with an odd EXIF block."""
    format = lot.choice(("JPEG", "JPEG", "PNG", "WEBP"))
    block = exif(lot)
    image = picture(lot).convert("RGB")
    out = io.BytesIO()
    image.save(out, format, **({} if format == "JPEG" else {"exif": block[6:]}))
    data = out.getvalue()
    if format == "JPEG":
        data = data[:2] + b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block + data[2:]
    return format, data


def cut(lot: random.Random) -> tuple[str, bytes]:
    """Return a file without its end."""
    format = lot.choice(FORMATS)
    data = encoded(picture(lot), format, lot)
    return format, data[: lot.randrange(len(data))]


def mutated(lot: random.Random) -> tuple[str, bytes]:
    """Return a file some of whose bytes are others, doubled or gone."""
    format = lot.choice(FORMATS)
    data = bytearray(encoded(picture(lot), format, lot))
    for _ in range(lot.choice((1, 2, 4, 16))):
        at = lot.randrange(len(data)) if lot.random() < 0.5 else lot.randrange(min(len(data), 120))
        how = lot.random()
        if how < 0.6:
            data[at] = lot.randrange(256)
        elif how < 0.8:
            data[at : at + 4] = lot.choice((b"\xff" * 4, bytes(4), b"\x7f\xff\xff\xff"))
        elif how < 0.9:
            data[at:at] = data[at : at + lot.randrange(20)]
        elif len(data) > 40:
            del data[at : at + lot.randrange(20)]
    return format, bytes(data)


def whole(lot: random.Random) -> tuple[str, bytes]:
    """Return a file with nothing wrong."""
    format = lot.choice(FORMATS)
    return format, encoded(picture(lot), format, lot)


KINDS: tuple[Kind, ...] = (with_exif, cut, mutated, whole)


def write(folder: Path, count: int, seed: int) -> list[str]:
    """Write odd files as SPLIT/CLASS/FILE; returns their paths. The same seed gives the same."""
    lot = random.Random(seed)
    paths = []
    for number in range(count):
        kind = lot.choices(KINDS, (4, 2, 4, 1))[0]
        format, data = kind(lot)
        split = "val" if number % 10 == 9 else "train"
        name = f"{split}/{LABELS[number % 3]}/{number:05d}-{kind.__name__}.{format.lower()}"
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        paths.append(name)
    return paths


def commands(book: Path, data: Path, out: Path) -> Iterator[tuple[str, list[str]]]:
    """Return every command that looks at pixels, with its words."""
    yield "create", ["create", str(book), "--from", str(data)]
    yield "embed", ["embed", str(book)]
    yield "issues", ["issues", str(book), "--fast"]
    yield "sheet", ["sheet", str(book), str(out / "sheet.xlsx")]
    for format in ("folder", "zip", "csv", "parquet"):
        words = ["export", str(book), str(out / f"export.{format}"), "--format", format]
        yield f"export {format}", words
    yield "report", ["report", str(book), str(out / "report.html")]


def run(words: list[str]) -> tuple[int, str]:
    """Run a command of labelbook; returns its exit code and what it said."""
    done = subprocess.run(
        [sys.executable, "-m", "labelbook", *words],
        capture_output=True,
        text=True,
        errors="replace",
    )
    return done.returncode, done.stdout + done.stderr


def looked_at(book: Path) -> tuple[int, int, int]:
    """Show every sample as the page does: shown, told as unreadable, failed."""
    shown = told = failed = 0
    with labelbook.open(book) as opened:
        for sample in opened.samples()["sample"].to_list():
            for size in (*SIZES, None):
                try:
                    made = opened.image(sample) if size is None else opened.thumbnail(sample, size)
                    with Image.open(io.BytesIO(made.data)) as image:
                        image.load()
                    shown += 1
                except LabelbookError:
                    told += 1
                except Exception as error:
                    failed += 1
                    print(f"  sample {sample} at {size}: {type(error).__name__}: {error}")
    return shown, told, failed


def damage(data: Path, paths: list[str], seed: int) -> int:
    """Damage, empty and take away some files that were imported; returns how many."""
    lot = random.Random(seed + 1)
    chosen = lot.sample(paths, max(3, len(paths) // 50))
    for number, path in enumerate(chosen):
        if number % 3 == 0:
            (data / path).unlink(missing_ok=True)
        else:
            (data / path).write_bytes(b"" if number % 3 == 1 else lot.randbytes(300))
    return len(chosen)


def untold(book: Path, paths: list[str]) -> tuple[int, int, list[str]]:
    """Return the numbers of samples and of files left out, and the files that are neither."""
    code, said = run(["status", str(book), "--skipped", "--json"])
    assert code == 0, said
    left_out = {item["path"] for item in json.loads(said)["left_out"] if item["reason"]}
    with labelbook.open(book) as opened:
        samples = set(opened.samples()["path"].to_list())
    return len(samples), len(left_out), sorted(set(paths) - samples - left_out)


def main(count: int, seed: int, place: Path) -> int:
    """Make the files, run everything, print the figures; returns how many faults there were."""
    data, book, out = place / "data", place / "book", place / "out"
    out.mkdir(parents=True)
    paths = write(data, count, seed)
    failed: list[str] = []

    def all_commands(label: str, *, created: bool) -> None:
        for name, words in commands(book, data, out):
            if created and name == "create":
                continue
            started = time.perf_counter()
            code, said = run(words)
            seconds = time.perf_counter() - started
            print(f"{label}{name:<16} exit {code}  {seconds:6.1f} s", flush=True)
            if code or "site-packages" in said:
                failed.append(f"{name}: {said.strip()[-400:]}")

    all_commands("", created=False)
    samples, left_out, vanished = untold(book, paths)
    views = looked_at(book)
    print(f"{count:,} files: {samples:,} samples, {left_out:,} left out with a reason")
    print(f"views: {views[0]:,} shown, {views[1]:,} told as unreadable, {views[2]:,} failed")
    gone = damage(data, paths, seed)
    for file in out.iterdir():
        file.rename(place / f"first-{file.name}")
    # What was seen before is in the caches: everything is read anew.
    (book / "cache").rename(place / "first-cache")
    all_commands("after damage: ", created=True)
    views = looked_at(book)
    print(f"{gone:,} files damaged, emptied or taken away after the import")
    print(f"views: {views[0]:,} shown, {views[1]:,} told as unreadable, {views[2]:,} failed")
    for each in failed:
        print("FAILED", each)
    print(f"commands failed = {len(failed)}")
    print(f"files vanished untold = {len(vanished)} {vanished[:5] if vanished else ''}")
    return len(failed) + len(vanished) + views[2]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=12)
    parser.add_argument("--keep", type=Path, help="Where the files are left.")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        sys.exit(min(1, main(asked.files, asked.seed, asked.keep or Path(temporary) / "odd")))
