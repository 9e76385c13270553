"""jsonl: a line of JSON for each sample, as many training scripts read."""

from __future__ import annotations

from pathlib import Path

from labelbook.core.atomic import appearing
from labelbook.core.types import Progress
from labelbook.exchange.export import DataSet, Exporter, ExportReport, exporters


def write(data: DataSet, out: Path, progress: Progress | None) -> ExportReport:
    """Write path, label and split of every sample that is not excluded."""
    samples = data.samples.filter(~data.samples["excluded"])
    with appearing(out, folder=False) as writing:
        samples.select("path", "label", "split").write_ndjson(writing)
    left_out = data.samples.height - samples.height
    return ExportReport(out, "jsonl", samples.height, {"excluded": left_out} if left_out else {})


exporters.add(
    Exporter(
        name="jsonl",
        title="JSON lines",
        says="path, label and split, a sample a line",
        suffix=".jsonl",
        write=write,
    )
)
