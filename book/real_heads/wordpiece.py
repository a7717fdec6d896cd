"""WordPiece, as the uncased BERT models have it: words cut into the longest pieces known."""

from __future__ import annotations

import unicodedata
from pathlib import Path

__all__ = ["WordPiece"]


class WordPiece:
    """A tokenizer from a file with one piece a line."""

    def __init__(self, vocabulary: Path) -> None:
        self.pieces = vocabulary.read_text(encoding="utf-8").splitlines()
        self.number = {piece: number for number, piece in enumerate(self.pieces)}

    def tokens(self, text: str, most: int) -> list[str]:
        """Return the pieces of a text between [CLS] and [SEP], at most so many with these two."""
        found = [piece for word in _words(text) for piece in self._cut(word)]
        return ["[CLS]", *found[: most - 2], "[SEP]"]

    def numbers(self, tokens: list[str]) -> list[int]:
        """Return the rows of the table of embeddings."""
        return [self.number[token] for token in tokens]

    def _cut(self, word: str) -> list[str]:
        """Return the longest pieces of a word, from its beginning on."""
        pieces, start = [], 0
        while start < len(word):
            prefix = "##" if start else ""
            ends = range(len(word), start, -1)
            end = next((e for e in ends if prefix + word[start:e] in self.number), None)
            if end is None:
                return ["[UNK]"]
            pieces.append(prefix + word[start:end])
            start = end
        return pieces


def _words(text: str) -> list[str]:
    """Return words and marks in lower case, without accents."""
    plain = unicodedata.normalize("NFD", text.lower())
    kept = [letter for letter in plain if unicodedata.category(letter) != "Mn"]
    spaced = [letter if letter.isalnum() or letter.isspace() else f" {letter} " for letter in kept]
    return "".join(spaced).split()
