"""Plugins: a package that is installed, a file that is named, and one that is broken."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import labelbook
from labelbook import Book
from labelbook.core import registry
from labelbook.core.registry import Registry
from labelbook.errors import BadInput
from labelbook.issues.kinds import IssueKind
from tests.house import registries

SOURCE = Path(labelbook.__file__).parents[1]
EXAMPLE = Path(__file__).parents[2] / "examples" / "labelbook-glare"


def install(package: Path, target: Path) -> None:
    """Lay a package out as an installer does: its modules, and beside them its entry points."""
    project = tomllib.loads((package / "pyproject.toml").read_text())["project"]
    for module in package.glob("*.py"):
        (target / module.name).write_text(module.read_text())
    told = target / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    told.mkdir(parents=True)
    (told / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    )
    lines = []
    for group, points in project["entry-points"].items():
        lines += [f"[{group}]", *(f"{name} = {value}" for name, value in points.items())]
    (told / "entry_points.txt").write_text("\n".join(lines) + "\n")


def test_what_an_installed_package_adds_is_on_the_command_line_and_on_the_page(
    tiny_book: Book, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    site.mkdir()
    install(EXAMPLE, site)
    place, out = tiny_book.directory, tmp_path / "labels.jsonl"
    tiny_book.close()
    told = registries.seen([SOURCE, site], place, out, "jsonl")
    assert "glare" in told["issues"]["counts"]
    assert "glare" in {kind["name"] for kind in told["registry"]["issue_kinds"]}
    assert "jsonl" in {format["name"] for format in told["registry"]["exporters"]}
    assert told["registry"]["problems"] == []
    assert told["export"].startswith('{"path":')
    assert told["sent"] == [200, 'attachment; filename="book.jsonl"']


def test_a_broken_package_is_named_and_takes_nothing_with_it(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    install(EXAMPLE, site)
    (site / "labelbook_glare.py").write_text("import a_module_that_is_not_there\n")
    words = (
        "from labelbook.issues.kinds import issue_kinds\n"
        "from labelbook.exchange.export import exporters\n"
        "print(issue_kinds.names, exporters.names, issue_kinds.broken)"
    )
    done = registries.run([SOURCE, site], "-c", words)
    assert done.returncode == 0, done.stderr
    assert "'duplicate'" in done.stdout
    assert "'jsonl'" in done.stdout
    assert "update or uninstall labelbook-glare" in done.stdout
    assert done.stderr.count("labelbook-glare") == 2  # One sentence, which names it twice.


def test_a_file_of_ones_own_adds_a_kind_for_one_command(tiny_book: Book, tmp_path: Path) -> None:
    plugin, place = EXAMPLE / "labelbook_glare.py", tiny_book.directory
    tiny_book.close()
    named = ("-m", "labelbook", "issues", place, "--plugin", plugin, "--kind", "glare", "--json")
    done = registries.run([SOURCE], *named)
    assert done.returncode == 0, done.stderr
    assert '"glare": ' in done.stdout
    done = registries.run([SOURCE], "-m", "labelbook", "issues", place, "--kind", "glare")
    assert done.returncode == 2
    assert "'glare' is not one of mislabelled, not-a-class" in done.stderr


def test_a_file_that_fails_or_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"there is no file .*mine\.py"):
        registry.load_file(tmp_path / "mine.py")
    (tmp_path / "mine.py").write_text("1 / 0\n")
    with pytest.raises(BadInput, match=r"cannot be used as a plugin \(ZeroDivisionError"):
        registry.load_file(tmp_path / "mine.py")


def test_two_of_one_name_are_refused_and_both_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    family: Registry[IssueKind] = Registry("none", what="kind of issue", package="labelbook.demo")
    kind = IssueKind("odd", "Odd", "odd", lambda view: [])
    family.add(kind)
    monkeypatch.setitem(globals(), "__name__", "another.module")
    with pytest.raises(BadInput, match=r"'odd', one in \S+test_plugins and one in another.module"):
        family.add(kind)


def test_an_unknown_name_is_told_with_those_that_there_are() -> None:
    family: Registry[IssueKind] = Registry("none", what="kind of issue", package="labelbook.demo")
    for place, name in ((5, "late"), (1, "early"), (5, "also-late")):
        family.add(IssueKind(name, name, name, lambda view: [], place=place))
    with pytest.raises(BadInput, match="'x' is no kind of issue: use early, also-late, late"):
        family.get("x")
