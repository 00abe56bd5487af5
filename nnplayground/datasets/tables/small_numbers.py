"""Whole numbers up to 999 from the bytes of a table, without making a text of each: ten times as fast."""

import numpy as np

_LINE_END, _ZERO, _DIGITS = 10, 48, 3
_LEAST = np.array([0, 0, 10, 100], np.int16)
"""The smallest number of so many digits."""


def small_numbers(lines: bytes, delimiter: str, width: int) -> np.ndarray | None:
    """The numbers of whole lines, int16 ``(rows, width)``; None if the lines hold anything else."""
    lines = lines.replace(b"\r\n", b"\n")
    data = np.frombuffer(lines if lines.endswith(b"\n") else lines + b"\n", np.uint8)
    is_line_end = data == _LINE_END
    ends = np.flatnonzero(is_line_end | (data == ord(delimiter)))
    rows, rest = divmod(len(ends), width)
    lengths = np.diff(ends, prepend=-1) - 1
    if rest or not rows or lengths.min() < 1 or lengths.max() > _DIGITS:
        return None
    if is_line_end.sum() != rows or not is_line_end[ends[width - 1 :: width]].all():
        return None
    digits = data - np.uint8(_ZERO)  # what lies below 0 comes out far above 9
    if (digits <= 9).sum() != len(data) - len(ends):
        return None
    values = digits[ends - 1].astype(np.int16)
    for place in range(1, _DIGITS):
        longer = np.flatnonzero(lengths > place)
        values[longer] += np.int16(10**place) * digits[ends[longer] - 1 - place]
    if (values < _LEAST[lengths]).any():  # 007 is no number: it may be a code
        return None
    return values.reshape(rows, width)
