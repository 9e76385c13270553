"""The contest's model is Keras' own: same outputs, same steps, same count of parameters."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

# Keras' own notes on NumPy are not ours to mend.
pytestmark = pytest.mark.filterwarnings("ignore:__array__:DeprecationWarning")
os.environ["KERAS_BACKEND"] = "torch"
torch = pytest.importorskip("torch")
keras = pytest.importorskip("keras")

from labelbook.evaluate.models.contest import network, pixels  # noqa: E402
from labelbook.evaluate.models.contest.adam import KerasAdam  # noqa: E402
from labelbook.evaluate.models.contest.network import FixedModel, Unit  # noqa: E402
from labelbook.images.decode import open_rgb  # noqa: E402

CONTEST = Path(__file__).parents[3] / "shared" / "contest"
UNITS = {
    "stem": "conv1",
    **{
        f"blocks.{block}.{mine}": f"conv2_block{block + 1}_{theirs}"
        for block in range(3)
        for mine, theirs in (("around", 0), ("first", 1), ("second", 2), ("third", 3))
        if block == 0 or mine != "around"
    },
}


def keras_model() -> Any:
    """The contest's network, as the contest wrote it."""
    whole = keras.applications.ResNet50(include_top=False, weights=None, input_shape=(32, 32, 3))
    cut = whole.get_layer("conv2_block3_out").output
    pooled = keras.layers.GlobalAveragePooling2D()(cut)
    return keras.Model(whole.input, keras.layers.Dense(10)(pooled))


@pytest.fixture(scope="module")
def pair() -> tuple[FixedModel, Any]:
    """Our model and Keras' with the same weights, none of them zero."""
    ours, theirs = FixedModel(seed=3), keras_model()
    units = {name: part for name, part in ours.named_modules() if isinstance(part, Unit)}
    assert units.keys() == UNITS.keys()
    rng = np.random.default_rng(5)
    with torch.no_grad():
        for name, unit in units.items():
            for weight in (unit.bias, unit.gamma, unit.beta, unit.moving_mean):
                weight.add_(torch.from_numpy(rng.normal(0, 0.1, weight.shape).astype(np.float32)))
            copy(unit, theirs, UNITS[name])
    head = [weight.detach().numpy() for weight in (ours.head.weight.T, ours.head.bias)]
    theirs.layers[-1].set_weights(head)
    return ours, theirs


def copy(unit: Unit, theirs: Any, name: str) -> None:
    kernel = unit.kernel.detach().numpy()
    kernel = kernel[:, :, None, None] if kernel.ndim == 2 else kernel
    convolution = [np.ascontiguousarray(kernel.transpose(2, 3, 1, 0)), unit.bias.numpy()]
    theirs.get_layer(f"{name}_conv").set_weights(convolution)
    norm = (unit.gamma, unit.beta, unit.moving_mean, unit.moving_variance)
    theirs.get_layer(f"{name}_bn").set_weights([weight.detach().numpy() for weight in norm])


def some_images(count: int) -> np.ndarray:
    """Real images where they are there, else drawn ones; prepared, (n, 32, 32, 3)."""
    rng = np.random.default_rng(2)
    found = sorted(CONTEST.rglob("*.png"))[:: 2392 // count][:count]
    drawn = [rng.integers(0, 256, (60 + i, 90, 3), dtype=np.uint8) for i in range(count)]
    pictures = [np.asarray(open_rgb(path)) for path in found] or drawn
    return np.stack([pixels.prepared(picture) for picture in pictures])


def as_ours(images: np.ndarray) -> Any:
    return torch.from_numpy(images).permute(0, 3, 1, 2)


def test_it_has_as_many_parameters_as_the_contests(pair: tuple[FixedModel, Any]) -> None:
    ours, theirs = pair
    assert sum(weight.numel() for weight in ours.parameters()) == 232_330
    assert theirs.count_params() == 232_330


def test_it_answers_what_keras_answers(pair: tuple[FixedModel, Any]) -> None:
    ours, theirs = pair
    images = some_images(24)
    expected = keras.ops.convert_to_numpy(theirs(images, training=False))
    with torch.inference_mode():
        found = ours.eval()(as_ours(images)).numpy()
    assert np.abs(expected).max() > 0.5
    np.testing.assert_allclose(found, expected, atol=1e-4)
    softmax = torch.softmax(torch.from_numpy(expected.copy()), dim=1).numpy()
    given = network.probabilities(ours, as_ours(images), batch=7).numpy()
    np.testing.assert_allclose(given, softmax, atol=1e-4)


def test_a_training_step_is_keras_training_step(pair: tuple[FixedModel, Any]) -> None:
    ours, theirs = pair
    images, labels = some_images(8), np.arange(8) % 10
    theirs.compile(
        optimizer=keras.optimizers.Adam(1e-4),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    adam = KerasAdam(ours)
    before = {
        name: unit.kernel.detach().clone().numpy()
        for name, unit in ours.named_modules()
        if isinstance(unit, Unit)
    }
    truth = torch.from_numpy(labels)
    for step in range(3):
        expected = theirs.train_on_batch(images, labels)
        loss = torch.nn.functional.cross_entropy(adam.step(as_ours(images), truth), truth)
        assert float(loss) == pytest.approx(float(np.asarray(expected)), rel=1e-3), step
    for name, unit in ours.named_modules():
        if isinstance(unit, Unit):
            norm = theirs.get_layer(f"{UNITS[name]}_bn")
            kernel = theirs.get_layer(f"{UNITS[name]}_conv").get_weights()[0]
            mine, start = unit.kernel.detach().numpy(), before[name]
            yours = kernel.transpose(3, 2, 0, 1).reshape(mine.shape)
            # Adam moves every weight about equally far, so where a gradient is near zero its sign,
            # and with it the whole step, hangs on the order of a sum: few weights do that.
            assert np.abs(yours - mine).mean() < 0.1 * np.abs(yours - start).mean(), name
            gamma, _, mean, variance = norm.get_weights()
            np.testing.assert_allclose(unit.gamma.detach().numpy(), gamma, atol=4e-4)
            np.testing.assert_allclose(unit.moving_mean.numpy(), mean, rtol=1e-3, atol=2e-3)
            np.testing.assert_allclose(unit.moving_variance.numpy(), variance, rtol=2e-3, atol=1e-3)


def test_the_seed_fixes_the_weights_and_glorot_their_spread() -> None:
    first, again, other = FixedModel(seed=1), FixedModel(seed=1), FixedModel(seed=2)
    for left, right in zip(first.parameters(), again.parameters(), strict=True):
        assert torch.equal(left, right)
    assert not torch.equal(first.stem.kernel, other.stem.kernel)
    limit = (6 / (49 * (3 + 64))) ** 0.5
    kernel = first.stem.kernel.detach()
    assert float(kernel.abs().max()) == pytest.approx(limit, rel=0.01)
    assert float(kernel.var()) == pytest.approx(limit**2 / 3, rel=0.05)
    assert not first.stem.bias.any()
    assert not first.head.bias.any()


@pytest.mark.parametrize("count", [8, 5])
def test_the_gradients_are_those_that_pytorch_finds(count: int) -> None:
    model = FixedModel(seed=4)
    images, truth = as_ours(some_images(8))[:count], torch.arange(count)
    logits = model.train()(images)
    torch.nn.functional.cross_entropy(logits, truth).backward()
    with torch.no_grad():
        seen = model.see(images)
        one_hot = torch.nn.functional.one_hot(truth, 10)
        model.back((torch.softmax(seen, dim=1) - one_hot) / count)
    assert torch.allclose(seen, logits, atol=1e-5)
    trained = [(name, weight) for name, weight in model.named_parameters() if weight.requires_grad]
    for (name, weight), found in zip(trained, model.gradients(), strict=True):
        assert weight.grad is not None, name
        spread = float(weight.grad.abs().max())
        assert spread > 0, name
        assert float((weight.grad - found).abs().max()) < 1e-4 * spread, name


def test_the_moving_means_follow_the_batch_and_its_biased_variance() -> None:
    model = FixedModel(seed=1)
    with torch.no_grad():
        model.stem.bias.fill_(7.0)
    images = as_ours(some_images(8))
    kernel = model.stem.kernel.detach().clone()
    seen = (
        torch.nn.functional.conv2d(images, kernel, stride=2, padding=3).transpose(0, 1).flatten(1)
    )
    KerasAdam(model).step(images, torch.arange(8))
    mean, variance = seen.mean(1), seen.var(1, correction=0)
    moved = model.stem.moving_variance
    assert torch.allclose(moved, 0.99 + 0.01 * variance, rtol=1e-4)
    assert torch.allclose(model.stem.moving_mean, 0.01 * (mean + 7.0), rtol=1e-3, atol=1e-3)


def test_weights_laid_in_a_row_are_still_the_models() -> None:
    model = FixedModel(seed=2)
    before = {name: weight.clone() for name, weight in model.state_dict().items()}
    adam = KerasAdam(model)
    for name, weight in model.state_dict().items():
        assert torch.equal(weight, before[name]), name
    adam.weights.zero_()
    assert not any(weight.any() for weight in model.parameters() if weight.requires_grad)
    model.load_state_dict(before)
    assert adam.weights.any()
