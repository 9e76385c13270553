"""Reads a PyTorch file of weights into numpy without PyTorch, and runs no code that it may hold.

The file is PyTorch's older format: five pickles (a magic number, a protocol number, facts about
the writing machine, the tensors' shapes, the names of the storages), then the storages one after
the other, each an int64 count and its numbers. Source: torch/serialization.py, `_legacy_save`.
"""

from __future__ import annotations

import pickle
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from labelbook.errors import Damaged

MAGIC = 0x1950A86A20F9469CFC6C
TYPES = {"FloatStorage": "<f4", "HalfStorage": "<f2", "LongStorage": "<i8"}

Weights = dict[str, npt.NDArray[Any]]


@dataclass(frozen=True)
class _Tensor:
    """A tensor whose numbers have not been read yet: a view of a storage, in elements."""

    storage: str
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]


class _Unpickler(pickle.Unpickler):
    """Knows ordered dictionaries, tensors and storages, and nothing else."""

    def __init__(self, file: BinaryIO, types: dict[str, str]) -> None:
        super().__init__(file)
        self.types = types

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _tensor
        if module == "torch" and name in TYPES:
            return TYPES[name]
        raise pickle.UnpicklingError(f"it asks for {module}.{name}")

    def persistent_load(self, pid: Any) -> str:
        _, dtype, key, _, _, _ = pid
        self.types[key] = dtype
        return str(key)


def _tensor(
    storage: str, offset: int, shape: tuple[int, ...], strides: tuple[int, ...], *_: object
) -> _Tensor:
    return _Tensor(storage, offset, shape, strides)


def read(path: Path) -> Weights:
    """Return the arrays of a file of weights by name.

    Raises Damaged for a file that is cut short, of another format, or asks for code.
    """
    try:
        with path.open("rb") as file:
            return _read(file)
    except (pickle.UnpicklingError, EOFError, ValueError, KeyError, TypeError) as error:
        raise Damaged(
            f"{path} is no file of weights that labelbook reads ({error}): install its package anew"
        ) from error


def _read(file: BinaryIO) -> Weights:
    types: dict[str, str] = {}
    load: Callable[[], Any] = lambda: _Unpickler(file, types).load()  # noqa: E731
    if load() != MAGIC:
        raise ValueError("the magic number is another")
    load(), load()
    tensors: dict[str, _Tensor] = load()
    storages: dict[str, npt.NDArray[Any]] = {}
    for key in load():
        count = int.from_bytes(file.read(8), "little")
        dtype = np.dtype(types[key])
        storages[key] = np.frombuffer(file.read(count * dtype.itemsize), dtype=dtype, count=count)
    return {name: _view(storages[tensor.storage], tensor) for name, tensor in tensors.items()}


def _view(storage: npt.NDArray[Any], tensor: _Tensor) -> npt.NDArray[Any]:
    last = tensor.offset + sum(
        (n - 1) * step for n, step in zip(tensor.shape, tensor.strides, strict=True)
    )
    if tensor.offset < 0 or min(tensor.strides, default=0) < 0 or last >= max(storage.size, 1):
        raise ValueError("a tensor lies outside its storage")
    strides = [step * storage.itemsize for step in tensor.strides]
    return np.lib.stride_tricks.as_strided(storage[tensor.offset :], tensor.shape, strides).copy()
