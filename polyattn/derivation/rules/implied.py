"""Rules for events of which one implies another, for every sign vector."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import DerivationError, Fact, conjuncts
from polyattn.derivation.rules.signs import ALWAYS, PLUS, negated, outside
from polyattn.symbolic.chances import Pr
from polyattn.symbolic.neuron import SIGNS
from polyattn.symbolic.table import letters


def _fact(name: str, conclusion: Any, hypotheses: tuple[Any, ...], proof: Derivation) -> Fact:
    return Fact(conclusion, hypotheses, name, proof.uses, (proof,))


def monotone(event: Any, proof: Derivation) -> Fact:
    r"""Compare two events: :math:`\Pr[A]\le\Pr[B]` where A implies B for every sign vector.

    Parameters
    ----------
    event : sympy.Boolean
        A.
    proof : Derivation
        Assumes A, what holds for every sign vector (:data:`EVERY`, :data:`OTHERS`) and what names
        no sign; its conclusion is B.

    Returns
    -------
    Fact
        ``Pr(A) <= Pr(B)``.

    Raises
    ------
    DerivationError
        If the proof assumes something else about the signs.
    """
    rest = outside(proof, (*ALWAYS, *conjuncts(event)), "monotone")
    return _fact("monotone", Pr(event) <= Pr(proof.conclusion), rest, proof)


def but_for(proof: Derivation, exceptions: tuple[Any, ...], event: Any = sp.true) -> Fact:
    r"""Return :math:`\Pr[A]\le\Pr[B]+\sum_i\Pr[C_i]` where A implies B, but for some exceptions.

    A lies within the union of B and the exceptions :math:`C_i`.

    Parameters
    ----------
    proof : Derivation
        Assumes A, that there is no exception, what holds for every sign vector and what names no
        sign; its conclusion is B.
    exceptions : tuple of sympy.Boolean
        The :math:`C_i`.
    event : sympy.Boolean
        A; always true if it is left out.

    Returns
    -------
    Fact
        With 1 for the probability of what is always true.

    Raises
    ------
    DerivationError
        If the proof assumes something else about the signs.
    """
    none = [x for one in exceptions for x in conjuncts(negated(one))]
    rest = outside(proof, (*ALWAYS, *conjuncts(event), *none), "but_for")
    share = sp.S.One if event == sp.true else Pr(event)
    most = Pr(proof.conclusion) + sum(map(Pr, exceptions))
    return _fact("union bound", share <= most, rest, proof)


def certain(proof: Derivation) -> Fact:
    r"""Return :math:`\Pr[B]=1` where B holds for every sign vector.

    Parameters
    ----------
    proof : Derivation
        Assumes what holds for every sign vector and what names no sign; its conclusion is B.
    """
    rest = outside(proof, ALWAYS, "certain")
    return _fact("certain", sp.Eq(Pr(proof.conclusion), 1), rest, proof)


def never(proof: Derivation) -> Fact:
    r"""Return :math:`\Pr[\text{not }B]=0` where B holds for every sign vector.

    Parameters
    ----------
    proof : Derivation
        Assumes what holds for every sign vector and what names no sign; its conclusion is B.
    """
    rest = outside(proof, ALWAYS, "never")
    return _fact("never", sp.Eq(Pr(sp.Not(proof.conclusion)), 0), rest, proof)


def one_triple(proof: Derivation, event: Any = sp.true) -> Fact:
    r"""Return :math:`\Pr[B]\ge\frac18\Pr[A]` where A, about K, and (+, +, +) imply B.

    The triple has probability :math:`\frac18` and is independent of K.

    Parameters
    ----------
    proof : Derivation
        Assumes A, the three signs (:data:`PLUS`), what holds for every sign vector, and what names
        no sign; its conclusion is B.
    event : sympy.Boolean
        A; always true if it is left out.

    Returns
    -------
    Fact
        ``Pr(B) >= Pr(A)/8``, or ``Pr(B) >= 1/8``.

    Raises
    ------
    DerivationError
        If A speaks of the three signs, or the proof assumes something else about them.
    """
    if event != sp.true and letters(event) & {*SIGNS}:
        raise DerivationError(f"one_triple: {event} must be about K alone")
    known = () if event == sp.true else conjuncts(event)
    rest = outside(proof, (*ALWAYS, *PLUS, *known), "one_triple")
    share = sp.S.One if event == sp.true else Pr(event)
    return _fact("one triple in eight", Pr(proof.conclusion) >= share / 8, rest, proof)
