"""Byte-level pair encoding, as SmolLM2 and GPT-2 have it: bytes joined by a list of merges."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

__all__ = ["BytePairs"]

_WORDS = re.compile(r"'(?:s|t|re|ve|m|ll|d)| ?[^\W\d_]+|\d| ?(?:[^\s\w]|_)+|\s+")
"""A word with the space before it, a digit, marks. Right for texts with single spaces."""


class BytePairs:
    """A tokenizer from a vocabulary and merges, the first merge before all others."""

    def __init__(self, tokens: Sequence[str], merges: Sequence[str]) -> None:
        self._number = {token: number for number, token in enumerate(tokens)}
        self._rank = {tuple(merge.split(" ")): rank for rank, merge in enumerate(merges)}

    def numbers(self, text: str) -> list[int]:
        """Return the rows of the table of embeddings."""
        words = ("".join(_LETTERS[byte] for byte in word.encode()) for word in _WORDS.findall(text))
        return [self._number[part] for word in words for part in self._merged(list(word))]

    def _merged(self, parts: list[str]) -> list[str]:
        """Return a word's letters, joined by one merge after another until none applies."""
        while True:
            ranks = [self._rank.get(pair, len(self._rank)) for pair in pairwise(parts)]
            if min(ranks, default=len(self._rank)) == len(self._rank):
                return parts
            place = ranks.index(min(ranks))
            parts = [*parts[:place], parts[place] + parts[place + 1], *parts[place + 2 :]]


def _letters() -> list[str]:
    """Return a letter that can be seen for each of the 256 bytes."""
    seen = [*range(33, 127), *range(161, 173), *range(174, 256)]
    unseen = iter(range(256, 512))
    return [chr(byte if byte in seen else next(unseen)) for byte in range(256)]


_LETTERS = _letters()
