"""The command line: parse, call the book, print."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from labelbook import __version__
from labelbook.cli import files, history, making, seeing, serving
from labelbook.errors import LabelbookError

EPILOG = """\b
Example:
  labelbook create numerals --from data/
  labelbook serve numerals
"""


@click.group(
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="labelbook")
def cli() -> None:
    """Review a labelled image data set together, with a history that lasts."""


for command in (
    making.demo,
    making.create,
    making.import_,
    making.status,
    serving.serve,
    seeing.embed,
    files.apply,
    files.export,
    history.version,
    history.log,
    history.undo,
    history.redo,
):
    cli.add_command(command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; exits 0 on success, 2 on bad usage or input, 130 on Ctrl-C."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and give its exit code; every failure is one sentence on stderr."""
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
    except LabelbookError as error:
        click.echo(f"Error: {error}", err=True)
        return 2
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        click.echo(f"Error: {where}{error.strerror or error}", err=True)
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
