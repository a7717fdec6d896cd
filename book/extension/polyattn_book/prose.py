"""Words of the ledger as nodes of a page: formulas typeset, labels linked."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator

from docutils import nodes

_LABEL = (
    r"`?\b(?P<label>(?:thm|lem|cor|obs|def):[a-z0-9-]+)(?:#(?P<part>[a-z ,]+?)(?= applies|`))?`?"
)
_NAMED = {
    "langle": "⟨",
    "rangle": "⟩",
    "theta": "θ",
    "pi": "π",
    "gamma": "γ",
    "kappa": "κ",
    "alpha": "α",
    "beta": "β",
}
_MARKED = re.compile(r"\$(?P<formula>[^$]+)\$|" + _LABEL)


def inline(text: str, place: Callable[[str], str], known: Container[str]) -> Iterator[nodes.Node]:
    r"""Yield the nodes of a text with ``$formulas$`` and labels of statements.

    Parameters
    ----------
    text : str
        The text, such as "By `lem:counting`, $K\ge1$."
    place : callable
        Takes a label, returns the address of its statement.
    known : container of str
        The labels that have a place; others stay as they are.
    """
    done = 0
    for found in _MARKED.finditer(text):
        label = found["label"]
        if label and label not in known:
            continue
        if found.start() > done:
            yield nodes.Text(readable(text[done : found.start()]))
        done = found.end()
        if label:
            yield nodes.reference("", label, internal=True, refuri=place(label))
            if found["part"]:
                yield nodes.Text(f" ({found['part']})")
        else:
            yield nodes.math(found["formula"], found["formula"])
    if done < len(text):
        yield nodes.Text(readable(text[done:]))


def readable(words: str) -> str:
    r"""Return words in which a symbol's name, such as ``p_{\theta,0}``, reads as ``p_θ,0``."""
    words = re.sub(r"_\{([^{}]*)\}", r"_\1", words)
    words = re.sub(r"\\([a-z]+)", lambda name: _NAMED.get(name[1], name[1]), words)
    words = re.sub(r"⟨\{([^{}]*)\}", r"⟨\1", words)  # braces that only part a name from a sign
    return re.sub(r"(?<=\w)\{([^{}]*)\}", r"(\1)", words)
