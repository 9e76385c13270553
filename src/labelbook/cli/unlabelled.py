"""unlabelled: the images without a label, in the order in which to label them."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from labelbook.cli.kit import book_argument, json_option, open_book, plural, print_json

if TYPE_CHECKING:
    from labelbook.unlabelled.records import QueueOrder, UnlabelledImage, UnlabelledQueue

ORDERS = ("useful", "certain", "path")
PATH = 60
"""Characters of a path that are shown: its end, which tells images apart."""


@click.command(epilog="Example:  labelbook unlabelled numerals --order certain --limit 50")
@book_argument
@click.option(
    "--order",
    type=click.Choice(ORDERS),
    default="useful",
    show_default=True,
    help="First what the suggestions learn most from, what is most certain, or as paths are.",
)
@click.option("--suggestion", metavar="CLASS", help="Only images for which this is suggested.")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="How many.")
@json_option
def unlabelled(book: Path, order: str, suggestion: str | None, limit: int, as_json: bool) -> None:
    """List the images of BOOK without a label, with the class that each probably has.

    Suggestions need embeddings (`labelbook embed`) and a few labels of two classes: the nearest
    labelled images vote; from about ten labels a class on, a model answers.
    """
    with open_book(book) as opened:
        wanted = cast("QueueOrder", order)
        found = opened.unlabelled.queue(wanted, limit=limit, suggestion=suggestion)
    if as_json:
        print_json(asdict(found))
        return
    click.echo(_about(found))
    if found.images:
        click.echo()
    for image in found.images:
        click.echo(_line(image))


def _about(found: UnlabelledQueue) -> str:
    if found.total == 0:
        return "Every image has a label."
    said = f"{plural(found.total, 'image')} without a label"
    if found.embedded == 0:
        return f"{said}; nothing is suggested before `labelbook embed`"
    if found.basis == "nothing":
        return f"{said}; suggestions come after three labels of two classes each"
    by = "the nearest of" if found.basis == "neighbours" else "a model that learned from"
    said = f"{said}; suggested by {by} {plural(found.labelled, 'label')}"
    if found.right is None:
        return said
    return f"{said} (right for {found.right:.0%} of them, each without having seen it)"


def _line(image: UnlabelledImage) -> str:
    path = image.path if len(image.path) <= PATH else f"...{image.path[3 - PATH :]}"
    if image.suggestion is None or image.confidence is None:
        return f"{path:<{PATH}}"
    return f"{path:<{PATH}}  {image.confidence:>4.0%}  {image.suggestion}"
