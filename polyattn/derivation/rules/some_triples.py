r"""The rule for a chance from below: some of the eight triples of signs, each from a number on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy as sp

from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import DerivationError, Fact
from polyattn.derivation.rules.ladders import signs_are
from polyattn.derivation.rules.signs import BEST, EVERY, is_random, outside
from polyattn.symbolic.chances import FIRST_K, Pr, Tail
from polyattn.symbolic.model import N
from polyattn.symbolic.neuron import K

_CALL = "from_some_triples"


def from_some_triples(event: Any, starts: Mapping[tuple[int, ...], tuple[Any, Derivation]]) -> Fact:
    r"""Return :math:`\Pr[A]\ge\frac18\sum_s\Pr[K\ge l_s]`, a sum over some of the triples.

    Each triple has the probability :math:`\frac18` and is independent of K; given the triple, A
    happens where :math:`K\ge l_s`. Other triples add nothing negative.

    Parameters
    ----------
    event : sympy.Boolean
        A.
    starts : mapping of tuple to (sympy.Expr, Derivation)
        For some triples :math:`l_s`, a number, and a proof that assumes the triple,
        ``K >= l_s``, what holds for every sign vector, and what names no sign; its conclusion is
        A. It may assume :data:`BEST` too: then :math:`l_s\ge1` must be shown, as the best sign
        among the others is plus where one of them is.

    Returns
    -------
    Fact
        The same with the tails of N fair coins.

    Raises
    ------
    DerivationError
        If there is no triple, :math:`l_s` names a sign, or a proof concludes or assumes something
        else.
    """
    if not starts or not starts.keys() <= FIRST_K.keys():
        raise DerivationError(f"{_CALL}: {[*starts]} must be some of the triples of three signs")
    needed: list[Any] = []
    for triple, (start, proof) in starts.items():
        if is_random(start):
            raise DerivationError(f"{_CALL}: {start} speaks of the signs; it must be a number")
        if proof.conclusion != event:
            raise DerivationError(f"{_CALL}: {proof.conclusion} is not {event}")
        inside = (*EVERY, *signs_are(triple), sp.Ge(K, start, evaluate=False), BEST)
        needed += outside(proof, inside, _CALL)
        if BEST in proof.given:
            needed.append(sp.Ge(start, 1, evaluate=False))
    proofs = tuple(proof for _, proof in starts.values())
    total = sp.Add(*(Tail(N, start) for start, _ in starts.values())) / 8
    uses = frozenset().union(*(proof.uses for proof in proofs))
    kept = tuple(x for x in dict.fromkeys(needed) if x != sp.true)
    return Fact(Pr(event) >= total, kept, "some of the eight triples", uses, proofs)
