r"""Rules for sums over the entries of a vector, and for the best gap of all thresholds."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import DerivationError, Fact, speaks_of
from polyattn.derivation.rules.signs import is_random
from polyattn.symbolic.chances import Pr
from polyattn.symbolic.model import N, m, tau
from polyattn.symbolic.vectors import (
    S_v,
    X_plain,
    X_spike,
    entries,
    g_i,
    g_squares,
    g_sum,
    r_i,
    r_sum,
    x_range,
)

# What holds for every entry of a vector without a spike, and for every one beside a spike.
ENTRY = (g_i >= 1, g_i <= x_range)
BESIDE = (r_i > 0, r_i <= 1)
# How many signs there are besides the first.
_COUNT = sp.Eq(N, entries - 1)


def summed(proof: Derivation, entry: Any = g_i) -> Fact:
    r"""Add an inequality up over the entries: for all n without a spike, or the n - 1 beside one.

    Parameters
    ----------
    proof : Derivation
        Assumes what holds for every entry (:data:`ENTRY` or :data:`BESIDE`) and what names none;
        its conclusion compares two polynomials of degree 2 (1 beside a spike) in the entry.
    entry : sympy.Symbol
        :math:`g_i` or :math:`r_i`.

    Returns
    -------
    Fact
        The sums compared: a number counts once for each entry.

    Raises
    ------
    DerivationError
        If the proof is of another form.
    """
    known, powers = (
        (ENTRY, (entries, g_sum, g_squares)) if entry == g_i else (BESIDE, (entries - 1, r_sum))
    )
    if entry not in (g_i, r_i):
        raise DerivationError(f"summed: {entry} is no entry of a vector")
    relation = proof.conclusion
    rest = tuple(h for h in proof.given if h not in known)
    if any(entry in h.free_symbols for h in rest) or not isinstance(relation, sp.Le | sp.Ge):
        raise DerivationError(f"summed: {relation} is shown for some entries alone, or no bound")
    sides = []
    for side in relation.args:
        terms = sp.Poly(side, entry).terms()
        if any(power >= len(powers) for (power,), _ in terms):
            raise DerivationError(f"summed: {side} is of too high a degree")
        sides.append(sum(factor * powers[power] for (power,), factor in terms))
    return Fact(relation.func(*sides), rest, "added up", proof.uses, (proof,))


def _gap(level: Any) -> Any:
    """Return by how much more often one of m neurons fires with a spike, backgrounds equal."""
    quiet, spike = (Pr(x > level) for x in (X_plain, X_spike))
    return (1 - (1 - spike) ** m) - (1 - (1 - quiet) ** m)


def gap_at(level: Any) -> Fact:
    r"""Return that :math:`S_m`, a supremum, is at least the gap at any one threshold.

    Parameters
    ----------
    level : sympy.Expr
        Names no sign.
    """
    if is_random(level):
        raise DerivationError(f"gap_at: {level} speaks of the signs; a threshold must be a number")
    return Fact(S_v >= _gap(level), (_COUNT,), "a supremum over thresholds")


def gap_below(proof: Derivation) -> Fact:
    r"""Return that :math:`S_m\le B` where the gap is at most B at every threshold.

    Parameters
    ----------
    proof : Derivation
        Of the gap at tau, ``<= B``; assumes nothing about tau.

    Raises
    ------
    DerivationError
        If B or an assumption names tau, or the proof ends in something else.
    """
    relation = proof.conclusion
    if not isinstance(relation, sp.Le | sp.Lt) or relation.lhs != _gap(tau):
        raise DerivationError(f"gap_below: {relation} is no bound on the gap at tau")
    if any(tau in speaks_of(x) for x in (relation.rhs, *proof.given)):
        raise DerivationError("gap_below: a bound for every threshold must not name one")
    given = (*proof.given, _COUNT)
    return Fact(S_v <= relation.rhs, given, "a supremum over thresholds", proof.uses, (proof,))
