"""A chart of a million steps beside one of a thousand: repainting, pointing, taking in what arrives."""

import time

import numpy as np

from nnplayground.ui.main_window import MainWindow
from nnplayground.ui.views.charts import MetricChart
from nnplayground.ui.views.curves import RunCurves
from tests.benchmarks.child import in_window
from tests.benchmarks.figures import Figure, Options
from tests.benchmarks.inside import work

TITLE = "a chart of a million steps"
FEW, MANY = 1_000, 1_000_000
PER_EPOCH = 1_000
REPORT = 100
"""Steps of one report."""
ROUNDS = 60


def _curves(steps: int) -> RunCurves:
    rng = np.random.default_rng(0)
    curves = RunCurves()
    epochs = np.arange(1, steps + 1) / PER_EPOCH
    loss = np.exp(-3 * epochs / epochs[-1]) + 0.1 * rng.normal(size=steps) ** 2
    curves.append_steps(epochs, {"loss": loss, "measure": 1 - loss / 4}, seconds=epochs)
    curves.total_epochs = float(epochs[-1]) * 1.2
    return curves


def inside(window: MainWindow) -> dict[str, list[float]]:
    """Milliseconds of each repaint, hover and report, for both lengths."""
    chart = window.loss_plot
    found: dict[str, list[float]] = {}
    for name, steps in (("few", FEW), ("many", MANY)):
        window.charts.board.begin(_curves(steps))
        found[f"{name}_open"] = _carry_on(chart)
        work(0.2)
        found[f"{name}_paint"] = [_paint(chart) for _ in range(ROUNDS)]
        found[f"{name}_hover"] = [_hover(chart, share) for share in np.linspace(0.1, 0.9, ROUNDS)]
        found[f"{name}_report"] = [_report(chart) for _ in range(ROUNDS)]
        window.charts.board.choose(log_x=True)
        found[f"{name}_log"] = [_paint(chart) for _ in range(ROUNDS)]
        window.charts.board.choose(log_x=False, smoothing=0.9)
        found[f"{name}_smooth"] = _carry_on(chart)
        window.charts.board.choose(smoothing=0.96)
    return found


def _carry_on(chart: MetricChart) -> list[float]:
    """A very long curve is drawn in parts: each of them."""
    parts = [_paint(chart)]
    while chart.picture.behind:
        parts.append(_paint(chart))
    return parts


def _paint(chart: MetricChart) -> float:
    start = time.perf_counter()
    chart.refresh()
    chart.plot.viewport().repaint()
    return (time.perf_counter() - start) * 1000


def _hover(chart: MetricChart, share: float) -> float:
    low, high = chart.plot.shown[0]
    start = time.perf_counter()
    chart.plot.hovered.emit(low + share * (high - low))
    chart.plot.viewport().repaint()
    return (time.perf_counter() - start) * 1000


def _report(chart: MetricChart) -> float:
    curves = chart.board.curves
    last = curves.metrics["loss"].training.x[-1]
    epochs, values = last + np.arange(1, REPORT + 1) / PER_EPOCH, np.full(REPORT, 0.2)
    start = time.perf_counter()
    curves.append_steps(epochs, {"loss": values, "measure": values})
    chart.refresh()
    return (time.perf_counter() - start) * 1000


def measure(options: Options) -> list[Figure]:
    """Medians, and how many times as long the million takes."""
    found = in_window("charts", profile=options.profile)
    words = {
        "paint": "repaint", "hover": "point at a step", "report": "take in 100 steps",
        "log": "repaint, logarithmic time",
        "smooth": "smooth otherwise, each part", "open": "draw for the first time, each part",
    }  # fmt: skip
    figures = []
    for name, text in words.items():
        few, many = (float(np.median(found[f"{length}_{name}"])) for length in ("few", "many"))
        figures += [Figure(f"{text}, a million steps", many, "ms"), Figure(f"{text}, beside a thousand", many / few)]
    return figures
