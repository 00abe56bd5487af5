"""Curves of a run for the tests of the charts."""

import numpy as np

from nnplayground.ui.views.curves import RunCurves


def a_run(steps=300, shift=0.0):
    curves = RunCurves()
    epochs = np.arange(1, steps + 1) / 100
    norm = np.full(steps, np.nan)
    norm[9::10] = 2.0
    curves.append_steps(
        epochs,
        {"loss": 2 * np.exp(-epochs) + shift, "measure": 1 - np.exp(-epochs), "rate": 0.1 / epochs,
         "gradient_norm": norm},
        seconds=epochs * 3,
    )  # fmt: skip
    for epoch in (1.0, 2.0):
        curves.append_check(epoch, {"loss": 0.5 / epoch, "measure": 0.4 * epoch})
    curves.append_measure("speed", 1.0, 100, 5000.0)
    curves.total_epochs = 3
    return curves
