"""Numbers as a person says them: three significant digits, thousands apart, a unit. Never a raw float."""

import math

from PySide6.QtCore import QCoreApplication

from nnplayground.spec import wording

_MINUS = "\N{MINUS SIGN}"
_PREFIXES = ("", "k", "M", "G", "T", "P")


def number(x: float) -> str:
    """Three significant digits: ``0.0812``, ``25,700``, ``1.2×10⁻⁵``."""
    if math.isnan(x):
        return QCoreApplication.translate("say", "not a number")
    if math.isinf(x):
        return "∞" if x > 0 else f"{_MINUS}∞"
    if x == 0:
        return "0"
    rounded = float(f"{x:.3g}")
    if 1e-4 <= abs(rounded) < 1e6:
        text = f"{rounded:,.0f}" if abs(rounded) >= 100 else f"{rounded:#.3g}"
    else:
        mantissa, exponent = f"{rounded:.2e}".split("e")
        text = f"{mantissa.rstrip('0').rstrip('.')}{wording.power(int(exponent))}"
    return text.replace("-", _MINUS, 1)


def within(x: float, low: float, high: float) -> str:
    """The same, but with more digits where those do not tell the numbers of a range apart: ``10,000,001.3``."""
    return fixed(x, high - low) if math.isfinite(x) and is_far(low, high) else number(x)


def is_far(low: float, high: float) -> bool:
    """Whether a range is so far from zero that its numbers have the first digits in common."""
    return 0 < 100 * (high - low) < max(abs(low), abs(high))


def fixed(x: float, span: float) -> str:
    """A number with the digits that a hundredth of a span needs."""
    return f"{x:,.{max(0, 2 - math.floor(math.log10(span)))}f}".replace("-", _MINUS)


def in_power(x: float, power: int, decimals: int) -> str:
    """A number in a given power of ten: ``0.75×10⁶``, so that numbers beside each other can be compared."""
    return f"{x / 10.0**power:.{decimals}f}{wording.power(power)}".replace("-", _MINUS, 1)


def count(n: int) -> str:
    """A whole number with its thousands apart: ``12,345``."""
    return f"{n:,}".replace("-", _MINUS)


def short_count(n: float) -> str:
    """A large number in little space, three digits wherever it is rounded: ``650``, ``25.7 k``, ``1.20 M``."""
    return _scaled(n, 1000, 1000, padded=True).rstrip()


def bytes_text(size: float) -> str:
    """A size of memory or of a file: ``24 KB``, ``212 MB``, ``1.4 GB``. 1 KB is 1,000 bytes."""
    text = _scaled(size, 1000, 1000)
    return f"{text}B" if text.endswith(" ") else f"{text.replace('k', 'K')}B"


def percent(share: float, digits: int = 1) -> str:
    """A share, 0 to 1, in percent: ``97.6 %``, ``100 %``."""
    if math.isnan(share):
        return number(share)
    text = f"{share * 100:.{digits}f}"
    return f"{text.removesuffix('.' + '0' * digits) if float(text) == 100 else text} %"


def duration(seconds: float) -> str:
    """A time as said aloud: ``35 ms``, ``4 s``, ``1 min 15 s``, ``2 h 5 min``."""
    if 0 < seconds < 1:
        return QCoreApplication.translate("say", "{0} ms").format(max(1, round(seconds * 1000)))
    whole = round(seconds)
    if whole < 60:
        return QCoreApplication.translate("say", "{0} s").format(whole)
    if whole < 3600:
        return QCoreApplication.translate("say", "{0} min {1} s").format(*divmod(whole, 60))
    return QCoreApplication.translate("say", "{0} h {1} min").format(*divmod(round(whole / 60), 60))


def _scaled(value: float, step: int, limit: float, padded: bool = False) -> str:
    """Three significant digits, a space and the prefix of the power of ``step``.

    Args:
        padded: Keep trailing zeros before a prefix, so that numbers beside each other read alike.
    """
    index, scaled = 0, float(value)
    while abs(float(f"{scaled:.3g}")) >= limit and index < len(_PREFIXES) - 1:
        index, scaled = index + 1, scaled / step
    rounded = float(f"{scaled:.3g}")
    text = f"{rounded:#.3g}".rstrip(".") if padded and index else f"{rounded:g}"
    return f"{text} {_PREFIXES[index]}".replace("-", _MINUS)
