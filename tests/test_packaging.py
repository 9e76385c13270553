"""What is installed: bounded, pinned, and under licences that allow it."""

from __future__ import annotations

import re
import tomllib
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text())
PROJECT = SETTINGS["project"]
FREE = re.compile(
    r"MIT|BSD|Apache|ISC|PSF|Python Software Foundation|MPL|HPND|Unlicense|0BSD", re.I
)


def direct() -> list[Requirement]:
    extras = [name for names in PROJECT["optional-dependencies"].values() for name in names]
    return [Requirement(text) for text in PROJECT["dependencies"] + extras]


def pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    pinned = [line.split("==") for line in lines if line and not line.startswith("#")]
    return {name.lower().replace("_", "-"): version for name, version in pinned}


def test_every_direct_dependency_is_bounded() -> None:
    for requirement in direct():
        operators = {specifier.operator for specifier in requirement.specifier}
        assert operators == {">=", "<"}, requirement


def test_the_pinned_environment_satisfies_the_bounds() -> None:
    pinned = pins()
    for requirement in direct():
        assert requirement.specifier.contains(pinned[requirement.name.lower()]), requirement


def test_torch_is_pinned_for_the_parts_that_need_it() -> None:
    assert pins()["torch"] == "2.13.0"


def runtime() -> set[str]:
    """The direct dependencies and all that they need."""
    found: set[str] = set()
    waiting = [Requirement(text) for text in PROJECT["dependencies"]]
    while waiting:
        requirement = waiting.pop()
        if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
            continue
        if requirement.name in found:
            continue
        found.add(requirement.name)
        waiting += [Requirement(text) for text in metadata.requires(requirement.name) or []]
    return found


def licence_text(name: str) -> str:
    """The first lines of the licence that a distribution carries."""
    files = [path for path in metadata.files(name) or [] if "LICENSE" in path.name.upper()]
    return files[0].read_text()[:200] if files else ""


def test_no_licence_stands_in_the_way() -> None:
    for name in runtime():
        about = metadata.metadata(name)
        stated = about.get_all("License-Expression") or []
        stated += about.get_all("License") or []
        stated += about.get_all("Classifier") or []
        licence = " ".join(
            text[:200] for text in stated if text and ("License" in text or "::" not in text)
        )
        if not FREE.search(licence):
            # Where the metadata says nothing, the licence's own text does.
            licence = licence_text(name)
        assert FREE.search(licence), f"{name}: {licence}"
        assert not re.search(r"\bA?GPL|GNU (Affero )?General", licence), f"{name}: {licence}"


def test_the_licence_is_apache() -> None:
    assert PROJECT["license"] == "Apache-2.0"
    assert "Version 2.0, January 2004" in (ROOT / "LICENSE").read_text()


def test_what_git_ignores_of_the_package_because_it_is_built_is_in_the_wheel() -> None:
    ignored = (ROOT / ".gitignore").read_text().splitlines()
    built = {f"{line[1:]}**" for line in ignored if line.startswith("/src/labelbook/")}
    assert built == set(SETTINGS["tool"]["hatch"]["build"]["targets"]["wheel"]["artifacts"])
