"""Worker processes, started without the main program of the process that starts them.

A process that multiprocessing starts runs its parent's main program once more, to find there what
it is asked to do. A plain script without `if __name__ == "__main__":` would so begin its work again
in each of them. What labelbook asks of its processes lies in its own modules: they start without
the main program's module, which also spares them its imports.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from threading import Lock
from types import ModuleType
from typing import TYPE_CHECKING, ClassVar

from labelbook.core import registry

if TYPE_CHECKING:
    from multiprocessing.popen_forkserver import Popen

if sys.platform == "win32":
    from multiprocessing.context import SpawnContext as _System
    from multiprocessing.context import SpawnProcess as _SystemProcess
else:
    from multiprocessing import forkserver
    from multiprocessing.context import ForkServerContext as _System
    from multiprocessing.context import ForkServerProcess as _SystemProcess

_MAIN = "__main__"
_STARTING = Lock()


def cores() -> int:
    """Return how many processor cores this process may use, which can be fewer than there are."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def pool(processes: int, load: Sequence[str]) -> ProcessPoolExecutor:
    """Return a pool of processes, with the plugins of this one.

    load: modules that they share, loaded once for all.
    """
    return ProcessPoolExecutor(
        processes,
        mp_context=context(load),
        initializer=registry.load_files,
        initargs=(registry.plugin_files(),),
    )


def context(load: Sequence[str]) -> BaseContext:
    """Return what starts processes: a small server forks them, whatever threads run here.

    Windows cannot fork: there each process begins from nothing, and loads what it needs itself.
    """
    found = _Context()
    if sys.platform != "win32":
        found.set_forkserver_preload(list(load))
    return found


def warm_up(load: Sequence[str]) -> None:
    """Begin to load what the processes need, while this one does something else."""
    context(load)
    if sys.platform != "win32":
        forkserver.ensure_running()


class _Process(_SystemProcess):
    @staticmethod
    def _Popen(process_obj: BaseProcess) -> Popen:  # noqa: N802  (named by multiprocessing)
        with _STARTING, _without_main():
            return _SystemProcess._Popen(process_obj)


class _Context(_System):
    Process: ClassVar[type[_Process]] = _Process

    def get_context(self, method: str | None = None) -> BaseContext:  # type: ignore[override]
        return self if method is None else super().get_context(method)


@contextmanager
def _without_main() -> Iterator[None]:
    """Put an empty module in the place of the main program."""
    main = sys.modules[_MAIN]
    sys.modules[_MAIN] = ModuleType(_MAIN)
    try:
        yield
    finally:
        sys.modules[_MAIN] = main
