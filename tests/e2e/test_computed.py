"""What other programs computed, on the page: added from a file, looked at, mapped, removed."""

from __future__ import annotations

import os
import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect

import labelbook
from tests.e2e.conftest import Open
from tests.e2e.test_accessibility import violations
from tests.server.fixtures import Served


@pytest.fixture
def files(book: Path, tmp_path: Path) -> Path:
    """Probabilities that speak against three labels, as logits too, and embeddings."""
    with labelbook.open(book) as opened:
        classes = opened.classes()
        labels = opened.samples().sort("sample")["label"].to_list()
    places = np.array([classes.index(label) for label in labels])
    places[:3] = (places[:3] + 1) % len(classes)
    probabilities = np.eye(len(classes))[places] * 0.7 + 0.3 / len(classes)
    np.save(tmp_path / "resnet.npy", probabilities)
    np.save(tmp_path / "logits.npy", np.log(probabilities))
    vectors = np.eye(len(classes))[places] + np.random.default_rng(0).random((len(places), 10))
    np.save(tmp_path / "clip.npy", vectors)
    return tmp_path


def picture(page: Page, name: str) -> None:
    """Keep a screenshot where one is asked for by LABELBOOK_PICTURES."""
    if folder := os.environ.get("LABELBOOK_PICTURES"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"))


def test_predictions_are_added_corrected_and_shown_in_the_sheet(
    server: Served, open_page: Open, files: Path
) -> None:
    page = open_page(server.url, "Anna")
    page.goto(f"{server.url}?view=issues")
    page.get_by_role("button", name="Predictions of a model").click()
    dialog = page.get_by_role("dialog", name="Predictions and embeddings")
    expect(dialog).to_contain_text("Nothing was added yet")
    dialog.get_by_label("File").set_input_files(str(files / "logits.npy"))
    dialog.get_by_role("button", name="Add them").click()
    expect(dialog.get_by_role("alert")).to_contain_text("does not say which row is which sample")
    dialog.get_by_label("The rows are in the order").check()
    dialog.get_by_role("button", name="Add them").click()
    expect(dialog.get_by_role("alert")).to_contain_text("are no probabilities")
    dialog.get_by_label("They are logits").check()
    picture(page, "computed-refused")
    dialog.get_by_role("button", name="Add them").click()
    expect(dialog.get_by_role("status")).to_contain_text("logits: probabilities of 120 samples")
    dialog.get_by_role("button", name="What it says of logits").click()
    expect(dialog).to_contain_text("Of 120 labels it speaks against 3.")
    expect(dialog.get_by_role("table", name="Classes that logits confuses")).to_be_visible()
    picture(page, "computed-1280")
    assert violations(page) == []
    dialog.get_by_role("button", name="Show them in the sheet").click()
    expect(dialog).not_to_be_visible()
    expect(page).to_have_url(re.compile("only="))


def test_embeddings_get_a_map_that_is_chosen_by_name_and_are_removed(
    server: Served, open_page: Open, files: Path
) -> None:
    page = open_page(server.url, "Anna")
    page.keyboard.press("m")
    page.goto(f"{server.url}?view=map&lens=added")
    page.get_by_role("button", name="Add embeddings …").click()
    dialog = page.get_by_role("dialog", name="Predictions and embeddings")
    dialog.get_by_role("radio", name=re.compile("Embeddings")).check()
    dialog.get_by_label("File").set_input_files(str(files / "clip.npy"))
    dialog.get_by_label("The rows are in the order").check()
    dialog.get_by_role("button", name="Add them").click()
    expect(dialog.get_by_role("status")).to_contain_text("clip: 120 samples with 10 numbers each")
    dialog.get_by_role("button", name="On the map by clip").click()
    chooser = page.get_by_role("group", name="Arrange")
    expect(chooser.get_by_role("button", name="By clip")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("canvas").first).to_be_visible(timeout=30_000)
    picture(page, "computed-map-1280")
    page.get_by_role("button", name="Add embeddings", exact=True).click()
    dialog.get_by_role("button", name="Remove clip").click()
    dialog.get_by_role("button", name="Remove it").click()
    expect(dialog.get_by_role("status")).to_have_text("clip was removed.")
    expect(dialog.get_by_role("list", name="Embeddings")).not_to_be_visible()


def test_the_dialog_fits_a_phone(server: Served, open_page: Open, files: Path) -> None:
    with labelbook.open(files / "book") as book:
        book.issues.add_predictions(files / "resnet.npy", in_order=True)
        book.map.add_embeddings(files / "clip.npy", in_order=True)
    page = open_page(server.url, "Anna")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{server.url}?view=map&lens=added")
    page.get_by_role("button", name="Add embeddings", exact=True).click()
    dialog = page.get_by_role("dialog", name="Predictions and embeddings")
    dialog.get_by_role("button", name="What it says of resnet").click()
    expect(dialog).to_contain_text("it speaks against 3")
    picture(page, "computed-390")
    box = dialog.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
