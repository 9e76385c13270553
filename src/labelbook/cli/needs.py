"""The commands that make what an error reports as missing."""

from __future__ import annotations

from pathlib import Path

from labelbook.errors import LabelbookError

COMMANDS: dict[str, tuple[str, str]] = {
    "book": ("labelbook create {book} --from FOLDER",) * 2,
    "embeddings": ("labelbook embed {book}", "labelbook embed {book} --embedder {of}"),
    "map": ("labelbook embed {book}",) * 2,
    "own model": ("labelbook issues {book} --own-model",) * 2,
    "issues": ("labelbook issues {book}",) * 2,
    "runs": ("labelbook evaluate {book}", "labelbook evaluate {book} --version {of}"),
    "contest runs": (
        "labelbook evaluate {book} --model contest",
        "labelbook evaluate {book} --version {of} --model contest",
    ),
    "linear runs": (
        "labelbook evaluate {book} --model linear",
        "labelbook evaluate {book} --version {of} --model linear",
    ),
    "command runs": (
        "labelbook evaluate {book} --model command --command …",
        "labelbook evaluate {book} --version {of} --model command --command …",
    ),
    "linear attribution": ("labelbook compare {book} {of} --attribute",) * 2,
    "contest attribution": ("labelbook compare {book} {of} --attribute --model contest",) * 2,
    "command attribution": ("labelbook compare {book} {of} --attribute --model command",) * 2,
    "test split": ("labelbook import {book} FOLDER --split test",) * 2,
    "val split": ("labelbook split {book}",) * 2,
    "edits": ("labelbook apply {book} EDITS",) * 2,
    "history": ("labelbook log {book}",) * 2,
    "laws": ("labelbook laws {book} --discover",) * 2,
    "recipe": ("labelbook grow {book} --show-recipe",) * 2,
    "another class": (
        "labelbook classes {book} remove CLASS --to OTHER",
        "labelbook classes {book} remove {of} --to OTHER",
    ),
    "follow links": ("--follow-links",) * 2,
    "path column": ("--path-column COLUMN",) * 2,
    "good rows": ("--good-rows",) * 2,
    "order": ("--order",) * 2,
    "softmax": ("--softmax",) * 2,
    "class columns": ("--classes A,B,…",) * 2,
    "added embeddings": ("labelbook embeddings {book} FILE",) * 2,
    "sheet": ("labelbook sheet {book}",) * 2,
}
"""What is needed -> the command, and the one for each of those that the error names.

What begins with dashes is an option of the command that was given.
"""


def with_commands(error: LabelbookError, book: Path | None) -> str:
    """Return an error as one line, with the commands that help. book: what the command was of."""
    message = " ".join(str(error).splitlines())
    if error.needs not in COMMANDS:
        return message
    plain, with_of = COMMANDS[error.needs]
    called = "BOOK" if book is None else str(book)
    commands = [with_of.format(book=called, of=of) for of in error.of] or [
        plain.format(book=called, of="")
    ]
    between = ";" if ": " in message else ":"
    joined = " and ".join(f"`{command}`" for command in commands)
    verb = "add" if plain.startswith("--") else "run"
    return f"{message}{between} {verb} {' '.join(joined.splitlines())}"
