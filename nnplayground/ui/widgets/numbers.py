"""Fields for whole numbers and for real numbers, the same under every locale.

Both tell apart what the user did from what the program set: ``value_edited`` comes from the user only, for each new
value; ``editing_finished`` comes once at the end of a gesture (button or key released, Enter, focus lost), so that a
whole gesture can become one step of undo. What is typed counts on Enter or when the focus goes.
"""

import math
import re

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QDoubleSpinBox, QSpinBox, QWidget

from nnplayground.spec.wording import setting
from nnplayground.ui.widgets.number_field import NumberField

_SMALLEST_ROUND = 1e-6
_LARGEST_INT = 2**31 - 1
_PADDED_POWER = re.compile(r"e(-?)\+?0*(\d+)$")
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}([,\N{NARROW NO-BREAK SPACE} ]\d{3})+")


class IntField(NumberField, QSpinBox):
    """A whole number within inclusive bounds.

    Args:
        zero: What is shown in place of the least value, 0, if that is no quantity: ``off``.
    """

    value_edited = Signal(int)
    editing_finished = Signal()

    def __init__(
        self,
        minimum: int = 0,
        maximum: int = _LARGEST_INT,
        *,
        unit: str = "",
        zero: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setSuffix(f" {unit}" if unit else "")
        self.set_bounds(minimum, maximum)
        self._set_up()
        if zero:
            self.setSpecialValueText(zero)

    def set_bounds(self, minimum: int, maximum: int) -> None:
        """Other bounds; a value outside moves to the nearest, without telling."""
        with QSignalBlocker(self):
            self.setRange(max(minimum, -_LARGEST_INT), min(maximum, _LARGEST_INT))

    def textFromValue(self, value: int) -> str:
        """Digits only."""
        return str(int(value))

    def valueFromText(self, text: str) -> int:
        """What was typed; ``4,096`` with its comma too."""
        value = self._parsed(text)
        return self.value() if value is None else int(value)

    def _parsed(self, text: str) -> float | None:
        plain = self._bare(text)
        if _GROUPED.fullmatch(plain):
            plain = re.sub(r"[^-+\d]", "", plain)
        return int(plain) if re.fullmatch(r"[+-]?\d+", plain) else None


class FloatField(NumberField, QDoubleSpinBox):
    """A real number, shown with the digits that it has: ``0.001``, ``1e-8``.

    A logarithmic field, for learning rates, goes 0.001, 0.002, 0.005, 0.01; a linear one adds ``step``. With the unit
    ``%`` a share is shown and typed in percent.
    """

    value_edited = Signal(float)
    editing_finished = Signal()

    def __init__(
        self,
        minimum: float = 0.0,
        maximum: float = 1e9,
        *,
        exclusive_minimum: bool = False,
        logarithmic: bool = False,
        step: float = 0.05,
        unit: str = "",
        zero: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._exclusive_minimum = exclusive_minimum
        self._logarithmic = logarithmic
        self._times = 100.0 if unit == "%" else 1.0
        self.setDecimals(18)  # the spin box rounds to its decimals; textFromValue decides what is shown
        self.setSingleStep(step)
        self.setSuffix(f" {unit}" if unit else "")
        self.setRange(minimum, maximum)
        self._set_up()
        if zero:
            self.setSpecialValueText(zero)

    def stepBy(self, steps: int) -> None:
        """Up and down: the next of 1, 2, 5, 10 ... in a logarithmic field, else a fixed step."""
        self._show_reason("")
        self.interpretText()
        value = self.value()
        for _ in range(abs(steps)):
            value = self._neighbour(value, up=steps > 0)
        value = min(max(value, self.minimum()), self.maximum())
        if not self._complaint(value):
            self.setValue(value)
            self.selectAll()

    def textFromValue(self, value: float) -> str:
        """Up to six significant digits, without trailing zeros, as one would type them."""
        return _PADDED_POWER.sub(r"e\1\2", f"{value * self._times:.6g}")

    def valueFromText(self, text: str) -> float:
        """What was typed, with a point or a single comma before the decimals."""
        value = self._parsed(text)
        return self.value() if value is None else value

    def _parsed(self, text: str) -> float | None:
        plain = self._bare(text)
        if _GROUPED.fullmatch(plain):
            return None  # 1,000 means a thousand to one person and one to another
        match = re.fullmatch(r"[+-]?(\d+[.,]?\d*|[.,]\d+)([eE][+-]?\d+)?", plain)
        value = float(plain.replace(",", ".")) / self._times if match else math.nan
        return value if math.isfinite(value) else None

    def _complaint(self, value: float) -> str:
        if self._exclusive_minimum and value <= self.minimum():
            return self.tr("More than {0}.").format(self._bound(self.minimum()))
        return super()._complaint(value)

    def _bound(self, value: float) -> str:
        return f"{setting(value * self._times)}{self.suffix()}"

    def _neighbour(self, value: float, *, up: bool) -> float:
        if not self._logarithmic:
            stepped = value + (self.singleStep() if up else -self.singleStep())
            return float(f"{stepped:.9g}") if abs(stepped) > 1e-12 else 0.0
        return _next_round(value, up=up)


def _next_round(value: float, *, up: bool) -> float:
    """The next of ... 0.1, 0.2, 0.5, 1, 2, 5 ... above or below a positive value; 1e-6 is next to 0."""
    if value < _SMALLEST_ROUND * (1 - 1e-9):
        return _SMALLEST_ROUND if up else 0.0
    if not up and value < _SMALLEST_ROUND * (1 + 1e-9):
        return 0.0
    decade = math.floor(math.log10(value))
    grid = [float(f"{mantissa}e{exponent}") for exponent in range(decade - 1, decade + 2) for mantissa in (1, 2, 5)]
    if up:
        return next(x for x in grid if x > value * (1 + 1e-9))
    return next(x for x in reversed(grid) if x < value * (1 - 1e-9))
