"""Registries of extensions: from a file of labelbook, an installed package, or a given file.

Plugins run code, so only what is installed or named on the command line is read, never anything
from a book's folder.
"""

from __future__ import annotations

import pkgutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from threading import RLock
from types import MappingProxyType
from typing import Generic, Protocol, TypeVar

from labelbook.errors import BadInput

LATER = 100
"""The place of a member that does not say where it stands: behind labelbook's own."""


class Member(Protocol):
    """What every family has: a name, and a place among the others (lower = earlier)."""

    @property
    def name(self) -> str:
        """What people write to choose it."""

    @property
    def place(self) -> int:
        """Where it stands in a list; members of one place stand by name."""


_PLUGIN = "plugin:"
"""How the modules of plugin files are called."""

T = TypeVar("T", bound=Member)


class Registry(Generic[T]):
    """The members of one family. They are read at the first use, so that imports stay quick.

    group: of the entry points through which installed packages add. what: a member in messages, as
    "kind of issue". package: the folder of labelbook's own, every module of which is imported.
    former: names of earlier versions -> the names of today; both are understood.
    """

    def __init__(
        self,
        group: str,
        *,
        what: str,
        package: str,
        former: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.group = group
        self.former = former
        self.what = what
        self.broken: list[str] = []
        self._package = package
        self._members: dict[str, T] = {}
        self._sources: dict[str, str] = {}
        self._lock = RLock()
        self._state = "unread"

    def add(self, member: T) -> T:
        """Add a member, also by a module that is being imported; raises BadInput for a taken name.

        Takes no lock: whoever imports a plugin meanwhile must never wait for one who reads them.
        """
        source = str(sys._getframe(1).f_globals.get("__name__", "an unnamed module"))
        held = self._sources.setdefault(member.name, source)
        if held != source or member.name in self._members:
            raise BadInput(
                f"two of a {self.what} are called {member.name!r}, one in {held} and one in "
                f"{source}: rename one of them, or uninstall its package"
            )
        self._members[member.name] = member
        return member

    def get(self, name: str) -> T:
        """Return a member by its name; raises BadInput, naming those that there are."""
        self._read()
        name = self.today(name)
        if name not in self._members:
            missing = "".join(f" ({problem})" for problem in self.broken)
            raise BadInput(f"{name!r} is no {self.what}: use {', '.join(self.names)}{missing}")
        return self._members[name]

    def today(self, name: str) -> str:
        """Return what a name is called now; names that never changed are returned as they are."""
        return self.former.get(name, name)

    @property
    def names(self) -> list[str]:
        """The names of all members in their order."""
        return [member.name for member in self]

    def __iter__(self) -> Iterator[T]:
        self._read()
        members = list(self._members.values())
        return iter(sorted(members, key=lambda member: (member.place, member.name)))

    def __contains__(self, name: object) -> bool:
        self._read()
        return isinstance(name, str) and self.today(name) in self._members

    def __len__(self) -> int:
        self._read()
        return len(self._members)

    def _read(self) -> None:
        if self._state == "read":
            return
        with self._lock:
            if self._state != "unread":
                return  # Asked by a module that is being imported for it, or read meanwhile.
            self._state = "reading"
            try:
                for module in pkgutil.iter_modules(import_module(self._package).__path__):
                    import_module(f"{self._package}.{module.name}")
                self._read_installed()
                self._state = "read"
            finally:
                self._state = "read" if self._state == "read" else "unread"

    def _read_installed(self) -> None:
        """Import what installed packages add; one that fails is logged and the others go on."""
        # Loaded here: `labelbook --help`, which asks for no member, need not wait for them.
        import logging
        from importlib.metadata import entry_points

        for point in entry_points(group=self.group):
            try:
                point.load()
            except Exception as error:  # Whatever somebody else's code raises.
                package = point.dist.name if point.dist else point.value
                problem = (
                    f"the plugin {point.name} of {package} could not be loaded "
                    f"({type(error).__name__}: {error}): update or uninstall {package}"
                )
                self.broken.append(problem)
                logging.getLogger("labelbook.core").warning("%s", problem)


def plugin_files() -> list[str]:
    """Return the files that were loaded as plugins here, in order: for processes started here."""
    return [name.removeprefix(_PLUGIN) for name in sys.modules if name.startswith(_PLUGIN)]


def load_files(paths: Iterable[str]) -> None:
    """Import files that add members, as `load_file` does."""
    for path in paths:
        load_file(Path(path))


def load_file(path: Path) -> None:
    """Import a file that adds members, once; raises BadInput where it is not there or fails."""
    name = f"{_PLUGIN}{path.resolve()}"
    if name in sys.modules:
        return
    spec = spec_from_file_location(name, path)
    if not path.is_file() or spec is None or spec.loader is None:
        raise BadInput(f"there is no file {path} with Python code: name the plugin's .py file")
    module = module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        del sys.modules[name]
        raise BadInput(
            f"{path} cannot be used as a plugin ({type(error).__name__}: {error}): mend it first"
        ) from error
