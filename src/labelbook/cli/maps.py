"""embed: the embeddings and maps of a book."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from labelbook.cli.kit import (
    book_argument,
    job_here,
    json_option,
    open_book,
    plugin_option,
    plural,
    print_json,
    progress_bar,
)

SHOWN = 5


@click.command(epilog="Example:  labelbook embed numerals")
@book_argument
@plugin_option
@click.option(
    "--embedder",
    metavar="NAME",
    help="efficientnet-lite0 (the default), pp-ocrv4, both joined by +, a FILE.onnx, timm:NAME, or "
    "auto to choose by this book's own classes. The book keeps it.",
)
@click.option("--new-map", is_flag=True, help="Lay the maps out anew.")
@json_option
def embed(book: Path, embedder: str | None, new_map: bool, as_json: bool) -> None:
    """Embed the samples of BOOK that are not embedded yet, and put them on its maps.

    An interrupted run goes on where it stopped. What is on a map stays where it is.
    """
    with open_book(book) as opened, job_here(opened, "embed") as tell:
        why = ""
        if embedder is not None:
            with progress_bar("Choosing", tell) as progress:
                _, why = opened.map.choose(embedder, progress=progress)
        with progress_bar("Embedding", tell) as progress:
            report = opened.map.embed(progress=progress)
        with progress_bar("Mapping", tell) as progress:
            lenses = opened.map.build(
                afresh=new_map, progress=lambda _lens, done, total: progress(done, total)
            )
    if as_json:
        print_json(asdict(report) | {"maps": lenses, "why": why})
        return
    click.echo(
        f"{plural(report.embedded, 'image')} embedded by {report.embedder} "
        f"in {report.seconds:.1f} s, {report.known:,} known before"
    )
    if embedder == "auto":
        click.echo(f"Chosen: {report.embedder}, because {why}")
    click.echo(f"Maps: {', '.join(lenses)}" if lenses else "No image is embedded: there is no map")
    if report.left_out:
        click.echo(f"{plural(len(report.left_out), 'image')} left out:")
        for item in report.left_out[:SHOWN]:
            click.echo(f"  {item.reason}")
