"""A computation as evidence, and how it says no."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from polyattn.ledger.claim import Claim, Outcome, Refutation


class SpotCheckError(ArithmeticError):
    """An instance at which a cited result does not hold, as its numbers have it."""


def confirm(holds: bool, instance: str) -> None:
    """Raise unless a cited result holds at an instance, with or without ``python -O``.

    Parameters
    ----------
    holds : bool
        Whether it does.
    instance : str
        Where it was tried; the words of the error.

    Raises
    ------
    SpotCheckError
        If it does not.

    Examples
    --------
    >>> confirm(1 + 1 == 2, "one and one")
    """
    if not holds:
        raise SpotCheckError(instance)


@dataclass(frozen=True)
class Computed:
    """A computation of any kind on the claim: ``function(claim, parts) -> (passed, detail)``.

    Where it fails, `detail` names a concrete instance, so it serves to refute mutations too.
    """

    kind: str
    function: Callable[[Claim, tuple[str, ...]], tuple[bool, str]]

    def check(self, claim: Claim, parts: tuple[str, ...]) -> Outcome:
        """Run the computation."""
        return Outcome(self.kind, *self.function(claim, parts))

    def refute(self, claim: Claim, parts: tuple[str, ...]) -> Refutation | None:
        """Return the instance where the computation disagrees."""
        passed, detail = self.function(claim, parts)
        return None if passed else Refutation(detail)
