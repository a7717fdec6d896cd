"""Rules of logic alone."""

from __future__ import annotations

import sympy as sp

from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import DerivationError, Fact
from polyattn.symbolic.limits import Limit


def discharged(proof: Derivation) -> Fact:
    """Return that what a derivation assumes implies what it shows.

    Parameters
    ----------
    proof : Derivation
        Checked line by line under its own `given`.

    Returns
    -------
    Fact
        An implication, under no hypotheses.

    Raises
    ------
    DerivationError
        If it shows a limit.
    """
    if proof.conclusion.has(Limit):
        raise DerivationError("discharged: a limit is no statement about one size")
    conclusion = sp.Implies(sp.And(*proof.given), proof.conclusion)
    return Fact(conclusion, (), "derivation", proof.uses, (proof,))
