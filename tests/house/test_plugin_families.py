"""One file of one's own adds to every family, on the command line, on the page and in its jobs."""

from __future__ import annotations

import json
import time
from pathlib import Path

import httpx
import numpy as np
import pytest
from PIL import Image

import labelbook
from tests.house import registries
from tests.server.fixtures import Served

SOURCE = Path(labelbook.__file__).parents[1]
PLUGIN = Path(__file__).parent / "plugin_of_four.py"
PATIENCE = 120
"""Seconds that a job may take on a busy machine."""
RECIPE = """name = "dark"
version = 1

[[step]]
transform = "darken"
chance = 1.0
"""


def labelbook_with_plugin(command: str, *words: str | Path) -> str:
    """Run a command with the plugin; returns what it printed."""
    done = registries.run([SOURCE], "-m", "labelbook", command, *words, "--plugin", PLUGIN)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book that the plugin's importer made, embedded by the plugin's embedder."""
    place = tmp_path_factory.mktemp("plugin")
    rng = np.random.default_rng(0)
    for split, count in (("train", 8), ("val", 3), ("test", 3)):
        for label, base in (("dark", 60), ("light", 180)):
            for number in range(count):
                file = place / "images" / split / label / f"{number}.png"
                file.parent.mkdir(parents=True, exist_ok=True)
                pixels = base + rng.integers(0, 40, (24, 24, 3))
                Image.fromarray(pixels.astype(np.uint8)).save(file)
    (place / "set.pointer").write_text(str(place / "images"))
    labelbook_with_plugin("create", place / "book", "--from", place / "set.pointer")
    labelbook_with_plugin("embed", place / "book", "--embedder", "mean-colour")
    return place / "book"


def test_its_importer_and_its_embedder_make_a_book(book: Path) -> None:
    found = registries.run([SOURCE], "-m", "labelbook", "status", book, "--json")
    assert json.loads(found.stdout)["samples"] == 28
    with labelbook.open(book) as opened:
        assert "mean-colour" in (opened.context.journal.setting("embedder") or "")


def test_its_model_evaluates_a_version(book: Path) -> None:
    words = ("--model", "shares", "--seeds", "2", "--json")
    report = json.loads(labelbook_with_plugin("evaluate", book, *words))
    assert report["model"] == "shares"
    assert report["scores"]["test"]["estimate"] == 0.5


def test_its_transform_grows_samples(book: Path, tmp_path: Path) -> None:
    recipe = tmp_path / "dark.toml"
    recipe.write_text(RECIPE)
    labelbook_with_plugin("grow", book, "--recipe", recipe, "--total", "26")
    with labelbook.open(book) as opened:
        grown = opened.samples().filter(opened.samples()["origin"] != "imported")
        assert grown.height == 4
        recipes = {opened.growth.lineage(sample).recipe or "" for sample in grown["sample"]}
    assert all("darken" in text for text in recipes)


def test_the_page_offers_what_it_adds_and_a_job_uses_it(book: Path) -> None:
    server = Served(book, "--plugin", str(PLUGIN))
    try:
        with httpx.Client(base_url=server.url) as page:
            registry = page.get("/api/registry").json()
            assert "pointer" in registry["importers"]
            for family, name in (
                ("embedders", "mean-colour"),
                ("transforms", "darken"),
                ("models", "shares"),
            ):
                assert name in {member["name"] for member in registry[family]}
            asked = {"model": "shares", "seeds": 3}
            job = page.post("/api/evaluate", json=asked).json()
            until = time.monotonic() + PATIENCE
            while job["state"] in ("waiting", "running"):
                assert time.monotonic() < until, job
                time.sleep(0.1)
                jobs = page.get("/api/jobs").json()["jobs"]
                job = next(item for item in jobs if item["id"] == job["id"])
            assert job["state"] == "done", job["message"]
            refused = page.post("/api/evaluate", json={"model": "nobody"}).json()
            assert "use contest, linear, command, shares" in refused["detail"]
    finally:
        server.kill()
