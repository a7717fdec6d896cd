"""What a prover is asked: an implication between rational functions of real variables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Obligation:
    """An implication between rational relations, and what it is for.

    `defines` says that the statement makes no sense without it.
    """

    hypotheses: tuple[Any, ...]
    conclusion: Any
    note: str = ""
    defines: bool = False

    def __str__(self) -> str:
        return f"{self.note}: {self.conclusion}" if self.note else str(self.conclusion)
