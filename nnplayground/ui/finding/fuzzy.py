"""How well a few typed letters fit a name."""

_WORD_START, _INSIDE, _SCATTERED, _ELSEWHERE = 80.0, 60.0, 30.0, 10.0
_LENGTH_COST = 0.05


def fit(query: str, name: str, also: str = "") -> float | None:
    """How well each word of a query fits a name; larger is better, None is not at all.

    A word fits best at the beginning of the name, then at the beginning of a word of it, inside, with its letters
    scattered but in order and beginning at a word (``mp2`` in MaxPool2d), and worst in ``also``.
    """
    total = 0.0
    for word in query.casefold().split():
        best = _fit_word(word, name)
        if best is None and word in also.casefold():
            best = _ELSEWHERE
        if best is None:
            return None
        total += best
    return total - _LENGTH_COST * len(name)


def _fit_word(word: str, name: str) -> float | None:
    folded = name.casefold()
    if folded.startswith(word):
        return 120.0 if folded == word else 100.0
    starts = _word_starts(name)
    at = folded.find(word)
    if at >= 0:
        return _WORD_START if any(folded.startswith(word, start) for start in starts) else _INSIDE - 0.1 * at
    return max((s for start in starts if (s := _scattered(word, folded, start, starts)) is not None), default=None)


def _word_starts(name: str) -> list[int]:
    """Where words begin: after a gap, at a capital behind a small letter, at a digit behind a letter."""
    return [
        i
        for i, letter in enumerate(name)
        if letter.isalnum()
        and (
            i == 0
            or not name[i - 1].isalnum()
            or (letter.isupper() and name[i - 1].islower())
            or (letter.isdigit() and name[i - 1].isalpha())
        )
    ]


def _scattered(word: str, folded: str, start: int, starts: list[int]) -> float | None:
    """Letters in order from ``start``, each at the next word where that can be; the fewer jumps the better."""
    if len(word) < 2 or folded[start : start + 1] != word[0]:
        return None
    at, jumps = start, 0
    for letter in word[1:]:
        if folded[at + 1 : at + 2] == letter:
            at += 1
            continue
        at_word = next((s for s in starts if s > at and folded[s] == letter), -1)
        at = at_word if at_word >= 0 else folded.find(letter, at + 1)
        if at < 0:
            return None
        jumps += 1 if at_word >= 0 else 3
    return max(_SCATTERED - 2 * jumps - 0.1 * start, _ELSEWHERE + 1) if jumps <= 2 * len(word) else None
