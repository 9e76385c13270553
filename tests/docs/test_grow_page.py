"""docs/grow.md tells every transform, its strength and its limits."""

from __future__ import annotations

import re

import pytest

from labelbook.grow import quotas, recipes
from labelbook.grow.children_to_check import KEPT_CHILD
from labelbook.grow.laws import discover
from labelbook.grow.transforms import governed, transforms
from tests.docs.test_docs import blocks, page


@pytest.mark.parametrize("name", transforms.names)
def test_every_transform_is_described_with_its_limits(name: str) -> None:
    text = page("grow.md")
    strength = transforms.get(name).strength
    if strength is None:
        assert f"`{name}`" in text
        return
    row = re.search(rf"^\| `{name}` \| (.*)$", text, re.MULTILINE)
    assert row, name
    assert row.group(1).startswith(f"`{strength.name}`")
    assert row.group(1).endswith(f"| {strength.low:g} | {strength.high:g} |")


def test_what_has_a_law_stands_in_the_table_of_laws() -> None:
    listed = page("grow.md").split("Those that leave a class")[0].split("Those with a law")[1]
    assert set(re.findall(r"`([a-z0-9-]+)`", listed)) == set(governed())


def test_the_recipe_that_is_shown_can_be_read() -> None:
    (text,) = blocks(page("grow.md"), "toml")
    assert recipes.read(text, "gentle.toml").name == "gentle"


def test_numbers_are_those_of_the_program() -> None:
    text = " ".join(page("grow.md").split())
    assert f"From {discover.SEPARABLE:.1%}".replace("%", " %") in text
    assert f"{discover.SURE * 100:.1f} points" in text
    assert f"fewer than {discover.FEWEST} samples" in text
    assert f"more than {quotas.MOST} children" in text
    assert f"`{KEPT_CHILD}`" in text
    assert quotas.BOOST == 2
