"""The commands laws and grow: label laws, and new samples by a recipe."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

import click

from labelbook.cli.kit import (
    as_dict,
    author_option,
    book_argument,
    changeset_line,
    job_here,
    json_option,
    message_option,
    open_book,
    plugin_option,
    plural,
    print_json,
    progress_bar,
)
from labelbook.errors import BadInput, NotFound

if TYPE_CHECKING:
    from typing import Unpack

    from labelbook.book import Book
    from labelbook.grow.compose import ComposeReport
    from labelbook.grow.laws.decisions import LawCell, LawTable
    from labelbook.grow.quotas import Plan


@click.command(epilog="Example:  labelbook laws numerals --discover")
@book_argument
@plugin_option
@click.option("--discover", is_flag=True, help="Test on the samples which laws hold.")
@click.option("--confirm", is_flag=True, help="Decide every law that the test is sure of.")
@click.option(
    "--set",
    "decided",
    multiple=True,
    metavar="TRANSFORM:CLASS=LAW",
    help="Decide a law: keeps, breaks, becomes CLASS, or open; may be repeated.",
)
@author_option
@message_option
@json_option
def laws(
    book: Path,
    discover: bool,
    confirm: bool,
    decided: tuple[str, ...],
    author: str,
    message: str,
    as_json: bool,
) -> None:
    """Show or decide what each transform makes of each class of BOOK.

    A law that nobody decided is shown in brackets where a test on samples proposes it; a question
    mark means that the test is not sure. Deciding is one changeset, which `labelbook undo` reverts.
    """
    wanted = dict(_parsed(text) for text in decided)
    with open_book(book) as opened:
        if discover:
            with progress_bar("Testing laws") as progress:
                opened.growth.discover_laws(progress=progress)
        if confirm:
            wanted = {**_clear(opened.growth.laws()), **wanted}
        made = opened.growth.set_laws(wanted, author=author, message=message) if wanted else None
        found = opened.growth.laws()
    if as_json:
        print_json({**asdict(found), "changeset": as_dict(made)})
        return
    _show_laws(found)
    if discover:
        _show_evidence(found)
    if made is not None:
        click.echo(changeset_line(made))
    elif found.seq is None and not any(cell.law for cell in found.cells):
        click.echo("No law is decided: --discover tests them on the samples, --set decides.")


def _parsed(text: str) -> tuple[tuple[str, str], str | None]:
    cell, equals, law = text.partition("=")
    transform, colon, label = cell.partition(":")
    if not (equals and colon and transform and label and law):
        raise BadInput(f"{text!r} is no law: write it like mirror-left-right:iv=becomes vi")
    return (transform.strip(), label.strip()), None if law.strip() == "open" else law.strip()


def _clear(table: LawTable) -> dict[tuple[str, str], str | None]:
    if table.seq is None:
        raise NotFound("the laws were not tested on the samples yet: add --discover")
    return {
        (cell.transform, cell.label): cell.proposal.law
        for cell in table.cells
        if cell.law is None and cell.proposal and cell.proposal.law and cell.proposal.sure
    }


def _show_laws(table: LawTable) -> None:
    cells = {(cell.transform, cell.label): _word(cell) for cell in table.cells}
    first = max((len(name) for name in (*table.classes, "class")), default=5)
    widths = {
        name: max(len(name), *(len(cells[name, label]) for label in table.classes), 4)
        for name in table.transforms
    }
    # Two screens' worth of columns are shown one below the other.
    for start in range(0, len(table.transforms), 4):
        some = table.transforms[start : start + 4]
        click.echo(f"{'class':<{first}}  " + "  ".join(f"{name:<{widths[name]}}" for name in some))
        for label in table.classes:
            line = "  ".join(f"{cells[name, label]:<{widths[name]}}" for name in some)
            click.echo(f"{label:<{first}}  {line}".rstrip())
        click.echo()


def _word(cell: LawCell) -> str:
    if cell.law is not None:
        return cell.law.replace("becomes ", "-> ")
    if cell.proposal is None or cell.proposal.law is None:
        return "-"
    law = cell.proposal.law.replace("becomes ", "-> ")
    return f"({law}{'' if cell.proposal.sure else '?'})"


def _show_evidence(table: LawTable) -> None:
    for cell in table.cells:
        if cell.proposal is not None:
            click.echo(f"{cell.transform} {cell.label}: {cell.proposal.reason}")
    click.echo()


class GrowOptions(TypedDict):
    """The options of `labelbook grow`, as its declarations below say."""

    recipe: Path | None
    total: int | None
    per_class: int | None
    seed: int
    compose: bool
    dry_run: bool
    preview: Path | None
    show_recipe: bool


@click.command(epilog="Example:  labelbook grow numerals --total 10000 --dry-run")
@book_argument
@plugin_option
@click.option(
    "--recipe", type=click.Path(path_type=Path), help="A TOML file.  [default: the book's own]"
)
@click.option("--total", type=int, help="Images in train and val afterwards.  [default: 10000]")
@click.option("--per-class", type=int, help="Samples of each class in train afterwards.")
@click.option("--seed", default=0, show_default=True, help="The same seed, the same images.")
@click.option(
    "--compose",
    is_flag=True,
    help="Remove strokes or add some of the same hand, instead of a recipe.",
)
@click.option("--dry-run", is_flag=True, help="Show the plan and make nothing.")
@click.option(
    "--preview",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write a PNG of the recipe on some samples and make nothing.",
)
@click.option("--show-recipe", is_flag=True, help="Print the book's recipe and make nothing.")
@author_option
@message_option
@json_option
def grow(
    book: Path, author: str, message: str, as_json: bool, **options: Unpack[GrowOptions]
) -> None:
    """Grow new samples from those in BOOK, by a recipe and the label laws, and add them to train.

    Small classes and rare styles get more children, and so do samples that a model gets wrong;
    samples with a label issue get none, and test is never used. One changeset, which `labelbook
    undo` reverts. With --compose, strokes are removed or lent by the same hand; results that a
    model is sure of are added, up to the total, others wait on the page as candidates.
    """
    with open_book(book) as opened:
        if options["show_recipe"]:
            click.echo(opened.growth.recipe(), nl=False)
            return
        from labelbook.grow.plan import GrowOrder

        if options["compose"]:
            _only(options, "recipe", "per_class", "dry_run", "preview")
            report = _composed(opened, options["total"], options["seed"], author, message)
            _show_composed(report, as_json=as_json)
            return
        text = None if options["recipe"] is None else opened.growth.read_recipe(options["recipe"])
        if options["preview"] is not None:
            data = opened.growth.preview(text, seed=options["seed"])
            _write_preview(options["preview"], data)
            return
        order = GrowOrder(
            options["total"],
            options["per_class"],
            options["seed"],
            text,
            author=author,
            message=message,
        )
        if options["dry_run"]:
            with progress_bar("Planning") as progress:
                plan = opened.growth.plan(order, progress=progress)
            made, failed = None, {}
        else:
            opened.growth.check(order)
            with job_here(opened, "grow") as tell, progress_bar("Growing", tell) as progress:
                grown = opened.growth.make(order, progress=progress)
            plan, made, failed = grown.plan, grown.changeset, grown.failed
    if as_json:
        print_json({"plan": asdict(plan), "changeset": as_dict(made), "failed": failed})
        return
    _show_plan(plan)
    for reason, count in failed.items():
        click.echo(f"{plural(count, 'image')} could not be made: {reason}")
    if made is not None:
        click.echo(changeset_line(made))
    elif options["dry_run"]:
        click.echo(f"{plural(plan.make, 'sample')} would be made; nothing was changed")
    else:
        click.echo("No sample is missing: nothing was made.")


def _composed(book: Book, total: int | None, seed: int, author: str, message: str) -> ComposeReport:
    from labelbook.grow.compose import ComposeOrder

    order = ComposeOrder(total, None, seed, author, message)
    book.growth.check(order)
    with job_here(book, "compose") as tell, progress_bar("Composing", tell) as progress:
        return book.growth.compose(order, progress=progress)


def _only(options: GrowOptions, *others: str) -> None:
    """Raise BadInput for an option that does not go with --compose."""
    given = [name for name, value in options.items() if name in others and value]
    if given:
        option = given[0].replace("_", "-")
        raise BadInput(f"--compose does not go with --{option}: use one of them")


def _show_composed(report: ComposeReport, *, as_json: bool) -> None:
    review = 0 if report.review is None else len(report.review.candidates)
    if as_json:
        made = as_dict(report.changeset)
        counts = {"added": report.added, "review": review, "dropped": report.dropped}
        print_json({"changeset": made, **counts, "missing": report.missing})
        return
    for label, count in report.added.items():
        click.echo(f"{label:<12}{count:>8,}")
    if report.changeset is not None:
        click.echo(changeset_line(report.changeset))
    else:
        click.echo("Nothing was added: the model is sure of none.")
    if report.missing:
        click.echo(
            f"{plural(report.missing, 'sample')} fewer than the total: {report.tried:,} attempts "
            "found no more that the model is sure of"
        )
    if review:
        click.echo(
            f"The model is not sure of {plural(review, 'more image')}: they wait in the book as "
            "candidates (on the page, Grow, Candidates)"
        )


def _write_preview(path: Path, data: bytes) -> None:
    if path.exists():
        raise BadInput(f"{path} exists already: choose another name, or remove it first")
    path.write_bytes(data)
    click.echo(f"A preview of the recipe was written to {path}; nothing was changed")


def _show_plan(plan: Plan) -> None:
    click.echo(
        f"{plural(plan.make, 'sample')} by the recipe {plan.recipe} {plan.version}, seed "
        f"{plan.seed}: train and val hold {plan.kept:,} images and will hold {plan.total:,}\n"
    )
    width = max(len("class"), *(len(each.label) for each in plan.classes))
    click.echo(f"{'class':<{width}}{'in train':>10}{'parents':>10}{'made':>10}{'then':>10}")
    for each in plan.classes:
        numbers = (each.have, each.parents, each.make, each.have + each.make)
        click.echo(f"{each.label:<{width}}" + "".join(f"{number:>10,}" for number in numbers))
    click.echo()
    for reason, count in plan.left_out.items():
        click.echo(f"No children of {plural(count, 'sample')} {reason}.")
    for reason in plan.reasons:
        click.echo(f"* {reason}")
    for law in plan.assumed:
        click.echo(f"  {law}")
    click.echo()
