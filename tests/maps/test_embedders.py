"""Other embedders: what can be had works, what cannot is one sentence that names what can."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

import labelbook
from labelbook import Book
from labelbook.demo import numerals
from labelbook.errors import BadInput, NotFound, NotReady
from labelbook.maps import choose
from labelbook.maps.choose import FEWEST
from labelbook.maps.embedders import CHARACTERS, DEFAULT
from labelbook.maps.records import Embeddings
from tests.conftest import draw

Shape = list[str | int | None]
BOTH = f"{DEFAULT}+{CHARACTERS}"


def graph(path: Path, kind: int, shape: Shape, out: Shape) -> Path:
    """Write an ONNX file that gives its input back, averaged or as it is."""
    images = helper.make_tensor_value_info("images", kind, shape)
    made = helper.make_tensor_value_info("out", TensorProto.FLOAT, out)
    nodes = [helper.make_node("Cast", ["images"], ["out"], to=TensorProto.FLOAT)]
    if len(out) == 2:
        axes = [2, 3] if shape[1] == 3 else [1, 2]
        nodes = [
            helper.make_node("Cast", ["images"], ["floats"], to=TensorProto.FLOAT),
            helper.make_node("ReduceMean", ["floats"], ["out"], axes=axes, keepdims=0),
        ]
    model = helper.make_model(
        helper.make_graph(nodes, "net", [images], [made]),
        opset_imports=[helper.make_opsetid("", 17)],
        ir_version=8,
    )
    onnx.save(model, path)
    return path


@pytest.mark.parametrize(
    ("kind", "shape", "out"),
    [
        (TensorProto.FLOAT, ["n", 3, 32, 32], ["n", 3]),
        (TensorProto.FLOAT, [1, 3, 16, 24], [1, 3]),
        (TensorProto.FLOAT, ["n", 3, "h", "w"], ["n", 3, "h", "w"]),
        (TensorProto.UINT8, ["n", 32, 32, 3], ["n", 3]),
    ],
)
def test_an_onnx_file_embeds(
    tiny_book: Book,
    tmp_path: Path,
    kind: int,
    shape: Shape,
    out: Shape,
) -> None:
    path = graph(tmp_path / "net.onnx", kind, shape, out)
    tiny_book.map.choose(str(path))
    assert tiny_book.map.embed().embedded == 12
    found = tiny_book.map.embeddings()
    assert found.name.startswith("net-")
    assert found.vectors.shape == (12, 3)
    # Grey images have the same mean in every channel, before any scaling.
    if kind == TensorProto.UINT8:
        assert np.allclose(found.vectors[:, 0], found.vectors[:, 2])
        assert found.vectors.max() > 50
    assert tiny_book.map.build() == ("content", "style")


def test_files_that_are_no_embedder_are_one_sentence(tiny_book: Book, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="there is no file"):
        tiny_book.map.choose("never.onnx")
    (tmp_path / "text.onnx").write_text("<html>")
    with pytest.raises(BadInput, match="is no ONNX file that runs here"):
        tiny_book.map.choose(str(tmp_path / "text.onnx"))
    flat = helper.make_model(
        helper.make_graph(
            [helper.make_node("Identity", ["x"], ["y"])],
            "flat",
            [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 7])],
            [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", 7])],
            [numpy_helper.from_array(np.zeros(1, dtype=np.float32), "unused")],
        ),
        opset_imports=[helper.make_opsetid("", 17)],
        ir_version=8,
    )
    onnx.save(flat, tmp_path / "flat.onnx")
    with pytest.raises(BadInput, match="an embedder takes one input"):
        tiny_book.map.choose(str(tmp_path / "flat.onnx"))
    assert tiny_book.journal.setting("embedder") is None


def test_what_cannot_be_had_names_what_can(tiny_book: Book) -> None:
    with pytest.raises(NotFound, match=r"timm:resnet18 .*: use efficientnet-lite0, pp-ocrv4 or"):
        tiny_book.map.choose("timm:resnet18")
    with pytest.raises(NotFound, match=r"use efficientnet-lite0, .*several joined"):
        tiny_book.map.choose("clip+dino")


@pytest.fixture
def numerals_book(tmp_path: Path) -> Iterator[Book]:
    if find_spec("rapidocr_onnxruntime") is None:
        pytest.skip("the weights of pp-ocrv4 are not installed")
    drawn = numerals.write(tmp_path / "drawn", seed=3, samples=400)
    book, _ = labelbook.create(tmp_path / "book", drawn.images)
    with book:
        yield book


def test_on_numerals_the_embedder_that_reads_is_chosen_and_it_says_why(numerals_book: Book) -> None:
    name, why = numerals_book.map.choose("auto")
    assert CHARACTERS in name
    assert "share its class" in why
    assert f"% with {DEFAULT}" in why
    assert numerals_book.map.embed().embedder == name
    assert numerals_book.map.embeddings().name == name
    joined = numerals_book.map.embeddings(BOTH)
    assert joined.vectors.shape[1] == sum(joined.parts) == 768 + 720
    alone = numerals_book.map.embeddings(CHARACTERS)
    assert np.array_equal(joined.vectors[:, 768:], alone.vectors)


def test_too_few_samples_keep_the_default_and_it_says_why(tiny_book: Book) -> None:
    name, why = tiny_book.map.choose("auto")
    assert name == DEFAULT
    assert FEWEST > 12
    assert "12 labelled samples of 3 classes are too few" in why


def test_without_any_readable_image_the_default_stays(tmp_path: Path) -> None:
    path = draw(tmp_path / "one" / "train" / "i" / "only.png", 1)
    book, _ = labelbook.create(tmp_path / "book", tmp_path / "one")
    path.unlink()
    with book:
        assert book.map.choose("auto") == (DEFAULT, "no image can be embedded")
        assert book.map.build() == ()
        with pytest.raises(NotReady):
            book.map.chart()


def test_copies_have_no_vote() -> None:
    rng = np.random.default_rng(0)
    codes = np.repeat(rng.integers(1, 3, 60), 2)
    # Noise that knows no class, but everything is there twice with the same label.
    rows = np.repeat(rng.normal(size=(60, 16)), 2, axis=0)
    seen = Embeddings("noise", np.arange(120), rows.astype(np.float16), (16,))
    assert choose.accuracy(seen, codes) < 0.75
