"""Results that are cached for a while; each cache belongs to the object that uses it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, Generic, TypeVar, cast

T = TypeVar("T")


class Memory(Generic[T]):
    """The answers that were asked for lately, at most `most` of them; safe between threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._known: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what is remembered under a key, or make it; two may make the same at once."""
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key]
        made = make()
        self.put(key, made)
        return made

    def put(self, key: Hashable, value: T) -> None:
        """Remember a value; the one asked for longest ago is forgotten for it."""
        with self._lock:
            self._known[key] = value
            while len(self._known) > self._most:
                self._known.popitem(last=False)


class Memo:
    """The memories of one book by name; they end with it."""

    def __init__(self) -> None:
        self._memories: dict[str, Memory[Any]] = {}
        self._things: dict[str, Any] = {}
        self._lock = Lock()

    def memory(self, name: str, most: int) -> Memory[Any]:
        """Return the memory of a name, made with room for `most` answers at its first use."""
        with self._lock:
            return self._memories.setdefault(name, Memory(most))

    def once(self, name: str, make: Callable[[], T]) -> T:
        """Return the one thing of a name, made at its first use; others wait for it meanwhile."""
        with self._lock:
            if name not in self._things:
                self._things[name] = make()
            return cast("T", self._things[name])

    def clear(self) -> None:
        """Forget everything: the next questions read all of it anew."""
        with self._lock:
            self._memories.clear()
            self._things.clear()
