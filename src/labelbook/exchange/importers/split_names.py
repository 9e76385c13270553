"""The names that people give to the folders of a split, and what they mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from labelbook.core.names import mended

WORDS = {
    "train": "train",
    "training": "train",
    "trainval": "train",
    "val": "val",
    "valid": "val",
    "validation": "val",
    "validate": "val",
    "dev": "val",
    "eval": "val",
    "evaluation": "val",
    "test": "test",
    "testing": "test",
    "tests": "test",
    "holdout": "test",
    "label_book": "test",
}
"""The words for a split that stand alone or beside others, as in `seg_train`."""

_ABROAD = {
    **dict.fromkeys(("entrenamiento", "treino", "treinamento", "apprentissage"), "train"),
    **dict.fromkeys(("entrainement", "entraînement", "addestramento"), "train"),
    **dict.fromkeys(("训练", "训练集", "訓練", "学習"), "train"),
    **dict.fromkeys(("validacion", "validación", "validacao", "validação"), "val"),
    **dict.fromkeys(("validazione", "validierung", "验证", "验证集", "検証"), "val"),
    **dict.fromkeys(("prueba", "pruebas", "teste", "testes"), "test"),
    **dict.fromkeys(("测试", "测试集", "テスト"), "test"),
}
"""The same words in Spanish, Portuguese, French, Italian, German, Chinese and Japanese."""

_ALL = {**WORDS, **_ABROAD}

AROUND = frozenset(
    (
        *("data", "dataset", "datasets", "example", "examples", "file", "files", "image"),
        *("images", "img", "imgs", "photo", "photos", "pic", "pics", "picture", "pictures"),
        *("sample", "samples", "set", "sets", "split", "splits"),
    )
)
"""Words beside the split that say nothing more."""

_GLUED = re.compile(
    r"(train|training|val|valid|validation|test|testing)(set|sets|data|images?|imgs?)"
)


@dataclass(frozen=True)
class SplitName:
    """A name that holds a word for a split. rest: its other words, as "seg" of `seg_train`."""

    split: str
    rest: str

    @property
    def certain(self) -> bool:
        """Whether the name says nothing but the split."""
        return not self.rest


def read(name: str, named: Mapping[str, str] | None = None) -> SplitName | None:
    """Return the split that a folder's name or a table's cell names, in any case; None for none.

    named: what people have settled, name -> split; it goes before the words.
    """
    plain = mended(name)
    if named and plain in named:
        return SplitName(named[plain], "")
    folded = plain.casefold()
    if folded in _ALL:
        return SplitName(_ALL[folded], "")
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", plain).casefold()
    words = [word for word in re.split(r"[^0-9a-z\u00c0-\uffff]+", spaced) if word]
    words = [_unglued(word) for word in words]
    found = {_ALL[word] for word in words if word in _ALL}
    if len(found) != 1:
        return None
    rest = [word for word in words if word not in _ALL and word not in AROUND]
    # A number beside it is a year, a size or a part: train2017, test 64x64, train-00001.
    rest = [word for word in rest if not re.fullmatch(r"\d+(x\d+)?(px|k)?", word)]
    return SplitName(found.pop(), " ".join(rest))


def _unglued(word: str) -> str:
    """The word for a split where another word or a number is glued to it: trainset, val2017."""
    bare = word.rstrip("0123456789")
    if bare in _ALL:
        return bare
    found = _GLUED.fullmatch(bare)
    return found[1] if found else word
