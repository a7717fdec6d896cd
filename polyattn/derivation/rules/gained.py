r"""The rule for a threshold at which nothing is lost, and one number of plus signs is gained."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import DerivationError, Fact, conjuncts
from polyattn.derivation.ranges import is_whole
from polyattn.derivation.rules.ladders import signs_are
from polyattn.derivation.rules.signs import BEST, EVERY, NONE, SOME, is_random, negated, outside
from polyattn.symbolic.chances import FIRST_K, Pr
from polyattn.symbolic.model import N
from polyattn.symbolic.neuron import K


def gained(
    event: Any,
    some: Derivation,
    none: Derivation,
    at: Derivation,
    triple: tuple[int, ...],
    count: Any,
) -> Fact:
    r"""Return :math:`\Pr[B]\ge\Pr[A]+\frac18\binom Nk2^{-N}`: all of A stays, and k is gained.

    A sign vector with A has B too, whether another group has a plus sign or none has; and those
    with a given triple and :math:`K=k`, of which there are :math:`\binom Nk` among
    :math:`2^{N+3}`, have B and not A.

    Parameters
    ----------
    event : sympy.Boolean
        A.
    some, none : Derivation
        Assume A, what holds for every sign vector and what names no sign; and of K and the best
        sign among the others :data:`SOME` and :data:`NONE`. Their conclusion is B.
    at : Derivation
        Assumes the triple, :math:`K=k` and what names no sign; its conclusion says B, and that
        there is no A. It may assume :data:`BEST` too: then :math:`k\ge1` must be shown, as the
        best sign among the others is plus where one of them is.
    triple : tuple of int
        The three signs.
    count : sympy.Expr
        k, a whole number that names no sign; between 0 and N, as must be shown.

    Raises
    ------
    DerivationError
        If a proof concludes or assumes something else, or k is no such number.
    """
    if triple not in FIRST_K or not is_whole(count) or is_random(count):
        raise DerivationError(f"gained: {triple} must be three signs, {count} whole and of no sign")
    happens = some.conclusion
    if none.conclusion != happens:
        raise DerivationError(f"gained: {none.conclusion} is not {happens}, which is kept")
    said, wanted = (*conjuncts(at.conclusion),), (*conjuncts(happens), *conjuncts(negated(event)))
    if not set(wanted) <= set(said):
        raise DerivationError(f"gained: {at.conclusion} does not say {sp.And(*wanted)}")
    rest = [*outside(some, (*EVERY, *SOME, *conjuncts(event)), "gained")]
    rest += outside(none, (*EVERY, *NONE, *conjuncts(event)), "gained")
    rest += outside(at, (*signs_are(triple), sp.Eq(K, count, evaluate=False), BEST), "gained")
    least = 1 if BEST in at.given else 0
    needed = (*rest, N >= 1, count >= least, count <= N)
    needed = tuple(h for h in dict.fromkeys(needed) if h != sp.true)
    more = Pr(event) + sp.binomial(N, count) / 2**N / 8
    proofs = (some, none, at)
    uses = frozenset().union(*(proof.uses for proof in proofs))
    return Fact(sp.Ge(Pr(happens), more, evaluate=False), needed, "one more", uses, proofs)
