"""What the benchmarks share: quantiles, the memory of a process with its children, the table."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

SAMPLE_EVERY = 0.05
PROC = Path("/proc")


@dataclass(frozen=True)
class Figure:
    """What was measured beside what is promised: at most `promise`, or exactly, if `exact`."""

    name: str
    value: float
    promise: float
    exact: bool = False

    @property
    def kept(self) -> bool:
        """Return whether the promise holds."""
        return self.value == self.promise if self.exact else self.value <= self.promise


def report(title: str, figures: Iterable[Figure]) -> bool:
    """Print the table and each promise that does not hold; tell whether all of them do."""
    figures = list(figures)
    print(f"\n| {title} | measured | promise | ratio |\n|---|---|---|---|")
    for figure in figures:
        promise = f"{'' if figure.exact else '≤ '}{figure.promise:,g}"
        ratio = f"{figure.value / figure.promise:.2f}" if figure.promise else "-"
        print(f"| {figure.name} | {_number(figure.value)} | {promise} | {ratio} |")
    print()
    for figure in figures:
        if not figure.kept:
            print(f"NOT KEPT: {figure.name}: {_number(figure.value)}, not {figure.promise:,g}")
    return all(figure.kept for figure in figures)


def _number(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"


def quantile(values: Sequence[float] | npt.NDArray[np.float64], percent: float) -> float:
    """Return the value that `percent` of the values do not exceed."""
    return float(np.percentile(np.asarray(values), percent))


def run_quietly(command: Sequence[str], environment: Mapping[str, str] | None = None) -> float:
    """Run a command to its end and give the seconds; an error of it ends the benchmark.

    environment: of the process; None: as this one's.
    """
    started = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    seconds = time.perf_counter() - started
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} failed:\n{done.stderr or done.stdout}")
    return seconds


def peak_memory(command: Sequence[str]) -> float:
    """Run a command and give the most MiB that it and all its descendants held at one time.

    Sampled every 50 ms from the kernel's proportional set size, which counts a page that several
    processes share once. Where a system has no such count the figure is not a number.
    """
    peak = 0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        while running.poll() is None:
            peak = max(peak, sum(_held(process) for process in family(running.pid)))
            time.sleep(SAMPLE_EVERY)
    return peak / 2**20 if peak else float("nan")


def family(process: int) -> list[int]:
    """Return a process and all its descendants that live."""
    found = [process]
    for member in found:
        for children in (PROC / str(member) / "task").glob("*/children"):
            try:
                found += [int(child) for child in children.read_text().split()]
            except OSError:
                continue
    return found


def _held(process: int) -> int:
    """Bytes of a process, its share of what is shared; 0 when it has gone."""
    try:
        text = (PROC / str(process) / "smaps_rollup").read_text()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in text.splitlines() if line.startswith("Pss:"))


def machine() -> str:
    """Describe the machine in a line, without its name."""
    cores = os.cpu_count() or 1
    memory = ""
    if hasattr(os, "sysconf"):
        total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        memory = f"{total / 2**30:.0f} GiB of memory, "
    return f"{cores} cores, {memory}{platform.system()}, Python {platform.python_version()}"
