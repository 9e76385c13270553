"""split: a better split, proposed and applied."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from labelbook.cli import evaluate_text
from labelbook.cli.kit import (
    as_dict,
    author_option,
    book_argument,
    json_option,
    message_option,
    open_book,
    plural,
    print_json,
    progress_bar,
)

if TYPE_CHECKING:
    from labelbook.issues.resplit import SplitProposal, Standing


@click.command(epilog="Example:  labelbook split numerals --val 0.2 --dry-run")
@book_argument
@click.option("--val", default=0.2, show_default=True, help="Share of train and val in val.")
@click.option("--dry-run", is_flag=True, help="Show the split and change nothing.")
@click.option("--forecast", is_flag=True, help="With --dry-run: say what it would do to a model.")
@author_option
@message_option
@json_option
def split(
    book: Path,
    val: float,
    dry_run: bool,
    forecast: bool,
    author: str,
    message: str,
    as_json: bool,
) -> None:
    """Split train and val of BOOK anew: alike on both sides, no duplicate and no group across.

    Every class and style gets its share in val; duplicates, near-duplicates and the groups of group
    columns (labelbook columns) stay together; test stays as it is. One changeset,
    which `labelbook undo` takes back.
    """
    if forecast and not dry_run:
        raise click.UsageError("--forecast needs --dry-run: what is made already can be judged")
    expected = None
    with open_book(book) as opened:
        with progress_bar("Searching") as progress:
            proposal = opened.issues.propose_split(val, progress=progress)
        if forecast and proposal.moved:
            expected = opened.runs.forecast(proposal.edits), opened.runs.forecasts()
        made = None if dry_run else opened.issues.resplit(proposal, author=author, message=message)
    if as_json:
        print_json(
            {
                "before": asdict(proposal.before),
                "after": asdict(proposal.after),
                "moves": {name: len(ids) for name, ids in proposal.moves.items()},
                "changeset": as_dict(made),
                "forecast": None if expected is None else asdict(expected[0]),
            }
        )
        return
    _show(proposal)
    if made is not None:
        click.echo(f"Changeset {made.id}: {plural(made.size, 'sample')} moved")
    elif dry_run:
        click.echo(f"{plural(proposal.moved, 'sample')} would move; nothing was changed")
        if expected is not None:
            evaluate_text.show_forecast(*expected)
    else:
        click.echo("Nothing to move: the book is split so already.")


def _show(proposal: SplitProposal) -> None:
    before, after = proposal.before, proposal.after
    classes = [*dict.fromkeys([*after.counts["train"], *after.counts["val"]])]
    width = max(len("(no label)"), *(len(name) for name in classes))
    click.echo(f"{'':<{width}}{'before':>18}{'after':>18}")
    click.echo(f"{'class':<{width}}" + f"{'train':>9}{'val':>9}" * 2)
    for name in classes:
        cells = [
            of.counts[side].get(name, 0) for of in (before, after) for side in ("train", "val")
        ]
        click.echo(f"{name or '(no label)':<{width}}" + "".join(f"{cell:>9,}" for cell in cells))
    click.echo(f"{'leaks':<{width}}{before.leaks:>18,}{after.leaks:>18,}")
    if before.parted or after.parted or after.parted_test:
        click.echo(f"{'parted':<{width}}{before.parted:>18,}{after.parted:>18,}")
    click.echo(f"{'AUC':<{width}}{_auc(before):>18}{_auc(after):>18}")
    if after.leaks_test:
        click.echo(
            f"{plural(after.leaks_test, 'group')} of duplicates lie in test too: no split mends "
            "that; exclude them (labelbook issues --kind leak)"
        )
    if after.parted_test:
        click.echo(
            f"{plural(after.parted_test, 'group')} of a group column lie in test too: no split "
            "mends that (labelbook issues --kind leak)"
        )


def _auc(standing: Standing) -> str:
    if standing.auc is None:
        return "too few"
    return f"{standing.auc.value:.2f} ({standing.auc.low:.2f}-{standing.auc.high:.2f})"
