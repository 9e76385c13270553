"""The command line: parse, call the book, print."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator, MutableMapping, Sequence
from importlib import import_module
from typing import Any

import click

from labelbook import __version__
from labelbook.cli.kit import BOOK
from labelbook.cli.needs import with_commands
from labelbook.cli.reading import undecided_text
from labelbook.errors import LabelbookError, Undecided

EPILOG = """\b
Example:
  labelbook demo
  labelbook create numerals --from data/
  labelbook serve numerals

\b
Environment:
  LABELBOOK_AUTHOR  your name in the history, instead of the login name
  LABELBOOK_DEBUG   set to 1, a failure of labelbook itself shows its traceback
"""


PLACES = {
    "demo": "start.demo",
    "create": "start.create",
    "import": "start.import_",
    "status": "start.status",
    "check": "files.check",
    "clean": "files.clean",
    "serve": "serve.serve",
    "columns": "columns.columns",
    "embed": "maps.embed",
    "issues": "issues.issues",
    "predictions": "computed.predictions",
    "embeddings": "computed.embeddings",
    "split": "issues_split.split",
    "unlabelled": "unlabelled.unlabelled",
    "laws": "grow.laws",
    "grow": "grow.grow",
    "evaluate": "evaluate.evaluate",
    "compare": "evaluate.compare",
    "apply": "exchange.apply",
    "export": "exchange.export",
    "card": "exchange.card",
    "sheet": "exchange_sheet.sheet",
    "report": "report.report",
    "threads": "discuss.threads",
    "rules": "discuss.rules",
    "classes": "classes.classes",
    "version": "review.version",
    "log": "review.log",
    "undo": "review.undo",
    "redo": "review.redo",
}
"""Every command, in the order in which one meets them, and where it is: MODULE.FUNCTION."""

FORMER = {"judge": "evaluate"}
"""Names that commands had in 0.1.0, which still work for one release."""


class _Loading(MutableMapping[str, click.Command]):
    """The commands, each loaded when it is asked for: none waits for the others."""

    def __init__(self) -> None:
        self._loaded: dict[str, click.Command | None] = dict.fromkeys(PLACES)

    def __getitem__(self, name: str) -> click.Command:
        found = self._loaded[name]
        if found is None:
            module, _, function = PLACES[name].partition(".")
            found = getattr(import_module(f"labelbook.cli.{module}"), function)
            self._loaded[name] = found
        return found

    def __setitem__(self, name: str, command: click.Command) -> None:
        self._loaded[name] = command

    def __delitem__(self, name: str) -> None:
        del self._loaded[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._loaded)

    def __len__(self) -> int:
        return len(self._loaded)


class Commands(click.Group):
    """The commands in the order in which one meets them; former names lead to today's."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names as they were added."""
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; an error names the command that helps."""
        try:
            return super().invoke(ctx)
        except Undecided as error:
            raise click.ClickException(undecided_text(error)) from error
        except LabelbookError as error:
            raise click.ClickException(with_commands(error, ctx.meta.get(BOOK))) from error

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command; a former name works and says the new one."""
        if cmd_name in FORMER:
            click.echo(f"`{cmd_name}` is now called `{FORMER[cmd_name]}`.", err=True)
        return super().get_command(ctx, FORMER.get(cmd_name, cmd_name))


@click.group(
    cls=Commands,
    commands=_Loading(),
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="labelbook")
@click.option(
    "-v",
    "--verbose",
    is_flag=True,
    help="Say on stderr what is slow, falls back or is removed.",
)
@click.pass_context
def cli(context: click.Context, verbose: bool) -> None:
    """Review a labelled image data set together, with a history that lasts.

    Every command takes the book's directory first. It exits 0 on success and 2 on bad input, which
    leaves the book as it was.
    """
    if verbose:
        import logging

        from labelbook.core import logs

        context.with_resource(logs.to_stderr(logging.INFO))


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; exits 0 on success, 2 on bad usage or input, 130 on Ctrl-C."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; every failure is one sentence on stderr."""
    try:
        code = cli.main(arguments, prog_name="labelbook", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except click.exceptions.Abort:
        click.echo("Stopped.", err=True)
        return 130
    except KeyboardInterrupt:
        click.echo("Stopped.", err=True)
        return 130
    except click.ClickException as error:
        context = getattr(error, "ctx", None)
        where = f" (see {context.command_path} --help)" if context else ""
        click.echo(f"Error: {error.format_message()}{where}", err=True)
        return 2
    except BrokenPipeError:
        # The reader has gone (`| head`): nothing more to say, also not at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        click.echo(f"Error: {_of_system(error)}", err=True)
        return 2
    except Exception as error:
        if os.environ.get("LABELBOOK_DEBUG"):
            raise
        click.echo(
            f"Error: labelbook failed ({type(error).__name__}: {error}); set LABELBOOK_DEBUG=1 "
            "to see where, and please report it",
            err=True,
        )
        return 1


def _of_system(error: OSError) -> str:
    """Return what the system refused, where, and what to do."""
    what = (error.strerror or str(error)).lower()
    where = f"{error.filename}: {what}" if error.filename else what
    if isinstance(error, PermissionError):
        return f"{where}: ask for the permission, or name another place"
    if error.errno == errno.ENOSPC:
        return f"{where}: make room on the disk and try again"
    return f"{where}: see whether it can be read and written"
