"""Every problem that the program can raise has its sentence, and every sentence is used. Read from the source."""

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import NamedTuple

import pytest

import nnplayground
from nnplayground.spec.problems import UNFINISHED, PlaygroundError, Problem
from nnplayground.spec.sentences import SENTENCES

PACKAGE = Path(nnplayground.__file__).parent
RAISERS = ("Problem", "PlaygroundError", "_note", "_Refused", "_Wrong")
"""What is called with a code; ``node`` and ``severity`` are not for the sentence."""


class Use(NamedTuple):
    """A place that makes a problem; ``args`` None where they are not written down there."""

    place: str
    code: str
    args: set[str] | None


def sources() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def codes(node: ast.expr | None) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from codes(node.body)
        yield from codes(node.orelse)


def given(call: ast.Call, name: str) -> set[str] | None:
    """The names of the arguments that the call hands to the sentence."""
    keywords = {keyword.arg: keyword.value for keyword in call.keywords}
    if name != "Problem":
        named = {"file"} if name == "_Wrong" else set()  # whoever reads a file says which one
        return None if None in keywords else (set(keywords) - {"node"}) | named
    args = keywords.get("args")
    if args is None:
        return set()
    if isinstance(args, ast.Dict) and all(isinstance(key, ast.Constant) for key in args.keys):
        return {key.value for key in args.keys}
    if isinstance(args, ast.Call) and getattr(args.func, "id", "") == "_named":
        return {"layer", *(keyword.arg for keyword in args.keywords)}
    return None


def uses() -> Iterator[Use]:
    for path, tree in sources():
        for node in ast.walk(tree):
            name = getattr(node.func, "id", getattr(node.func, "attr", "")) if isinstance(node, ast.Call) else ""
            if name not in RAISERS:
                continue
            keywords = {keyword.arg: keyword.value for keyword in node.keywords}
            for code in codes(keywords.get("code") or (node.args[0] if node.args else None)):
                yield Use(f"{path.relative_to(PACKAGE)}:{node.lineno}", code, given(node, name))


def gaps(code: str) -> set[str]:
    return {field.partition(".")[0] for _, field, _, _ in Formatter().parse(SENTENCES[code]) if field is not None}


USES = list(uses())


def test_the_source_is_read():
    assert len(USES) > 60
    assert {"cycle", "bad_value", "diverged", "cpu_only", "download_offline"} <= {use.code for use in USES}


@pytest.mark.parametrize("use", USES, ids=lambda use: f"{use.place}-{use.code}")
def test_the_sentence_exists_and_its_gaps_are_filled(use):
    assert use.code in SENTENCES
    if use.args is not None:
        assert gaps(use.code) <= use.args, f"{use.place} leaves gaps open"


def test_every_sentence_is_used():
    written = set()
    for path, tree in sources():
        if path.name != "sentences.py":
            written |= {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    assert set(SENTENCES) - written == set()


@pytest.mark.parametrize("code", SENTENCES)
def test_sentences_are_sentences(code):
    text = SENTENCES[code]
    assert text[-1] in ".?}…" or "run: " in text  # a command is copied, so no full stop follows it
    assert text[0].isupper() or text[0] == "{"
    assert "  " not in text
    filled = Problem(code=code, args=dict.fromkeys(gaps(code), 7)).text()
    assert "{" not in filled
    error = PlaygroundError(code, **dict.fromkeys(gaps(code), 7))
    assert str(error) == filled


@pytest.mark.parametrize("code", sorted(UNFINISHED))
def test_what_is_not_finished_is_no_mistake(code):
    assert Problem(code=code).tone == "note"
