"""The least that an import can do: read, hash and decode every file below a folder. No book.

This is what `create.py` holds `labelbook create` against: Pillow and SHA-256 in a plain pool of
processes, in chunks, with nothing kept but the hash and the size.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import multiprocessing
import os
from pathlib import Path

from PIL import Image

CHUNK = 64


def look_at(path: str) -> tuple[str, int, int]:
    """Read one file: its hash, width and height."""
    data = Path(path).read_bytes()
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        return hashlib.sha256(data).hexdigest(), image.width, image.height


def main() -> None:
    """Run the loop and print how many files there were."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    walked = os.walk(options.folder)
    found = [os.path.join(folder, name) for folder, _, names in walked for name in names]  # noqa: PTH118
    paths = [path for path in found if not path.endswith(".csv")]
    with multiprocessing.Pool(options.processes) as pool:
        print(len(pool.map(look_at, paths, CHUNK)))


if __name__ == "__main__":
    main()
