"""The time of an epoch: labelbook's fixed model against the same model in Keras, on one core.

Promises: an epoch takes at most 0.8 times as long as under Keras with TensorFlow, and three seeds
on two cores take at most 1.6 times as long as one Keras run.

Every turn trains the same number of epochs (1,797 images and 543 to validate on, the contest's
size; random pixels) in a process of its own that is bound to one core and may use one thread; the
turns alternate. The time is the processor's, without start and first epoch, so that what else the
machine does disturbs it least; the ratio is that of the medians. Three seeds are three such
processes on two cores: one and a half times an epoch, if they do not disturb each other; here it is
measured, by the clock, against one Keras process by the clock, so only a quiet machine tells.

Keras is measured on PyTorch, which the development environment has, and on TensorFlow where
--tensorflow names a Python that has it (`python -m venv tf; tf/bin/pip install tensorflow-cpu`).
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from timing import Figure, machine, report

TRAIN, VAL, CLASSES, BATCH = 1_797, 543, 10, 8
ONE, THREE = 0.8, 1.6


def data() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return train images and labels, then those of val."""
    rng = np.random.default_rng(0)
    images = rng.normal(0, 60, (TRAIN + VAL, 32, 32, 3)).astype(np.float32)
    labels = rng.integers(0, CLASSES, TRAIN + VAL)
    return images[:TRAIN], labels[:TRAIN], images[TRAIN:], labels[TRAIN:]


def ours(epochs: int) -> list[float]:
    """Train with labelbook; returns the processor's seconds after each epoch."""
    import tempfile

    import torch

    from labelbook.evaluate.models.contest import training

    torch.set_num_threads(1)
    images, labels, val, val_labels = data()
    empty = images[:0]
    task = training.TrainingTask(
        images={"train": images, "val": val, "test": empty},
        labels={"train": labels, "val": val_labels, "test": labels[:0]},
        classes=CLASSES,
        seed=0,
        epochs=epochs,
    )
    ticks: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "last.pt"
        training.train(task, kept, lambda rows: ticks.append(time.process_time()))
    return ticks


def with_keras(backend: str, epochs: int) -> list[float]:
    """Train with Keras as the contest did; returns the processor's seconds after each epoch."""
    os.environ["KERAS_BACKEND"] = backend
    if backend == "tensorflow":
        tf: Any = importlib.import_module("tensorflow")
        tf.config.threading.set_intra_op_parallelism_threads(1)
        tf.config.threading.set_inter_op_parallelism_threads(1)
    else:
        import torch

        torch.set_num_threads(1)
    keras: Any = importlib.import_module("keras")
    base = keras.applications.ResNet50(include_top=False, weights=None, input_shape=(32, 32, 3))
    pooled = keras.layers.GlobalAveragePooling2D()(base.get_layer("conv2_block3_out").output)
    model = keras.Model(base.input, keras.layers.Dense(CLASSES)(pooled))
    model.compile(
        optimizer=keras.optimizers.Adam(1e-4),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    images, labels, val, val_labels = data()
    ticks: list[float] = []
    told = keras.callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, logs: ticks.append(time.process_time())
    )
    model.fit(
        images,
        labels,
        batch_size=BATCH,
        epochs=epochs,
        validation_data=(val, val_labels),
        validation_batch_size=128,
        verbose=0,
        callbacks=[told],
    )
    return ticks


def start(python: str, what: str, epochs: int, core: int) -> subprocess.Popen[str]:
    """Start one turn in a process of its own on one core."""
    command = [python, __file__, "--turn", what, "--epochs", str(epochs), "--core", str(core)]
    quiet = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": ""}
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=quiet
    )


def result(process: subprocess.Popen[str]) -> tuple[float, float]:
    """Return the median seconds of an epoch by the processor, and of an epoch by the clock."""
    out, _ = process.communicate()
    if process.returncode != 0:
        sys.exit(f"{process.args!r} failed")
    found = json.loads(out.splitlines()[-1])
    return float(found["processor"]), float(found["clock"])


def turn(what: str, epochs: int, core: int) -> None:
    """Be one turn: train, and print the seconds."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {core} if core >= 0 else {0, 1})
    began = time.perf_counter()
    ticks = ours(epochs + 1) if what == "labelbook" else with_keras(what, epochs + 1)
    clock = (time.perf_counter() - began) / (epochs + 1)
    print(json.dumps({"processor": median(np.diff(ticks)), "clock": clock}))


def main() -> None:
    """Measure, print the table, and fail where a promise is not kept."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tensorflow", metavar="PYTHON", help="a Python that has TensorFlow")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=2, help="of each turn, after a first one")
    parser.add_argument("--turn", help=argparse.SUPPRESS)
    parser.add_argument("--core", type=int, default=0, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.turn:
        turn(options.turn, options.epochs, options.core)
        return
    print(machine())
    peers = {"torch": sys.executable}
    if options.tensorflow:
        peers["tensorflow"] = options.tensorflow
    times: dict[str, list[float]] = {what: [] for what in ("labelbook", *peers)}
    clocks: dict[str, list[float]] = {what: [] for what in ("labelbook", *peers)}
    for _ in range(options.rounds):
        for what in times:
            python = peers.get(what, sys.executable)
            processor, clock = result(start(python, what, options.epochs, 0))
            times[what].append(processor)
            clocks[what].append(clock)
    for what, seconds in times.items():
        shown = " ".join(f"{each:.2f}" for each in seconds)
        print(f"{what}: {shown} s an epoch, median {median(seconds):.2f} s")
    mine = median(times["labelbook"])
    figures = [
        Figure(f"an epoch, labelbook / Keras on {peer}", mine / median(times[peer]), ONE)
        for peer in peers
    ]
    began = time.perf_counter()
    for process in [start(sys.executable, "labelbook", options.epochs, -1) for _ in range(3)]:
        result(process)
    three = (time.perf_counter() - began) / (options.epochs + 1)
    figures += [
        Figure(
            f"three seeds on two cores by the clock, / one Keras on {peer}",
            three / median(clocks[peer]),
            THREE,
        )
        for peer in peers
    ]
    if not report("the fixed model", figures):
        sys.exit(1)


if __name__ == "__main__":
    main()
