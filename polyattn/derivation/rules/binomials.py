r"""Rules for binomial coefficients and binomial tails."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import DerivationError, Fact, speaks_of
from polyattn.derivation.ranges import is_whole
from polyattn.derivation.rules.whole import runs_through_whole
from polyattn.derivation.terms import running
from polyattn.symbolic.chances import Tail
from polyattn.symbolic.model import N
from polyattn.symbolic.neuron import K


def binomial_positive(total: Any, chosen: Any) -> Fact:
    r"""Return :math:`\binom nk>0` for whole numbers :math:`0\le k\le n`."""
    _whole(total, chosen)
    return Fact(sp.binomial(total, chosen) > 0, (chosen >= 0, chosen <= total), "binomial")


def next_binomial(total: Any, chosen: Any) -> Fact:
    r"""Return :math:`\binom n{k+1}=\frac{n-k}{k+1}\binom nk` for whole :math:`0\le k\le n`."""
    _whole(total, chosen)
    step = (total - chosen) / (chosen + 1) * sp.binomial(total, chosen)
    known = (chosen >= 0, chosen <= total)
    return Fact(sp.Eq(sp.binomial(total, chosen + 1), step), known, "next binomial")


def absorbed(total: Any, chosen: Any) -> Fact:
    r"""Return :math:`\binom nk=\frac nk\binom{n-1}{k-1}` for whole numbers :math:`1\le k\le n`."""
    _whole(total, chosen)
    smaller = total / chosen * sp.binomial(total - 1, chosen - 1)
    known = (chosen >= 1, chosen <= total)
    return Fact(sp.Eq(sp.binomial(total, chosen), smaller), known, "absorption")


def mirrored_choice(total: Any, chosen: Any) -> Fact:
    r"""Return :math:`\binom nk=\binom n{n-k}` for whole numbers :math:`0\le k\le n`."""
    _whole(total, chosen)
    other = sp.binomial(total, total - chosen)
    return Fact(
        sp.Eq(sp.binomial(total, chosen), other), (chosen >= 0, chosen <= total), "mirrored"
    )


def half(total: Any) -> Fact:
    r"""Return :math:`\frac{n-1}2\le\lfloor\frac n2\rfloor\le\frac n2` for a whole number n."""
    _whole(total)
    middle = sp.floor(total / 2)
    return Fact(sp.And(middle >= (total - 1) / 2, middle <= total / 2), (), "half of a whole")


def peak(term: Any, top: Any, rises: Derivation, falls: Derivation | None = None) -> Fact:
    r"""Return :math:`x_K\le x_h` for :math:`0\le K\le N`: up to h a sequence rises, then it falls.

    Parameters
    ----------
    term : sympy.Expr
        :math:`x_K`.
    top : sympy.Expr
        The whole number h, which does not name K; between 0 and N, as must be shown.
    rises : Derivation
        Assumes ``K >= 0`` and ``K + 1 <= top``; its conclusion is :math:`x_{K+1}\ge x_K`.
    falls : Derivation, optional
        Assumes ``K >= top`` and ``K + 1 <= N``; its conclusion is :math:`x_{K+1}\le x_K`. Without
        it the fact is about :math:`K\le h`.

    Raises
    ------
    DerivationError
        If the two conclude something else, or assume something else about K.
    """
    hidden = speaks_of(top) | speaks_of(term.xreplace({K: sp.Dummy()})) | running(term)
    if not is_whole(top) or K in hidden:
        raise DerivationError(f"peak: {term} must name K in sight, and {top} be whole, without K")
    following = term.xreplace({K: K + 1})
    rest: list[Any] = []
    asked = [(rises, following >= term, (K >= 0, K + 1 <= top))]
    if falls is not None:
        asked.append((falls, following <= term, (K >= top, K + 1 <= N)))
    for proof, wanted, known in asked:
        if proof.conclusion != wanted:
            raise DerivationError(f"peak: {proof.conclusion} is not {wanted}")
        rest += [h for h in proof.given if h not in known]
    about = [h for h in rest if K in speaks_of(h)]
    if about:
        raise DerivationError(f"peak: {about[0]} speaks of K")
    needed = (K >= 0, K <= (top if falls is None else N), top >= 0, top <= N, *dict.fromkeys(rest))
    highest, proofs = term <= term.xreplace({K: top}), tuple(proof for proof, *_ in asked)
    uses = frozenset().union(*(proof.uses for proof in proofs))
    return Fact(highest, needed, "rises, then falls", uses, proofs)


def parity(goal: Any, even: Derivation, odd: Derivation, whole: Any) -> Fact:
    r"""Return a goal about every whole :math:`N\ge1`, from :math:`N=2k` and :math:`N=2k-1`.

    Parameters
    ----------
    goal : sympy.Boolean
        Names N, on which no other letter of it depends.
    even, odd : Derivation
        Assume ``whole >= 1`` at most; their conclusions are the goal for the two.
    whole : sympy.Symbol
        k, a SymPy integer that the goal does not name.

    Raises
    ------
    DerivationError
        If the two conclude something else, or assume something else.
    """
    if not runs_through_whole(whole) or whole in speaks_of(goal):
        raise DerivationError(f"parity: {whole} must be an integer that {goal} does not name")
    if N in speaks_of(goal.xreplace({N: sp.Dummy()})):
        raise DerivationError(f"parity: {goal} must name N in sight")
    for proof, number in ((even, 2 * whole), (odd, 2 * whole - 1)):
        if proof.conclusion != goal.subs(N, number):
            raise DerivationError(f"parity: {proof.conclusion} is not {goal} at {number}")
        if set(proof.given) - {whole >= 1}:
            raise DerivationError(f"parity: {proof.given} is more than {whole >= 1}")
    return Fact(goal, (N >= 1,), "even or odd", even.uses | odd.uses, (even, odd))


def wallis(whole: Any) -> Fact:
    r"""Return Wallis' product as the limit of :math:`c_k^2k` for :math:`c_k=\binom{2k}k4^{-k}`.

    The limit is :math:`1/\pi`; see J. Wallis, Arithmetica Infinitorum (1656), or G. E. Andrews,
    R. Askey, R. Roy, Special Functions (1999), 1.1.
    """
    if not runs_through_whole(whole):
        raise DerivationError(f"wallis: {whole} must be a SymPy integer")
    term = (sp.binomial(2 * whole, whole) / 2 ** (2 * whole)) ** 2 * whole
    return Fact(sp.Eq(sp.Limit(term, whole, sp.oo), 1 / sp.pi, evaluate=False), (), "Wallis")


def below_its_limit(term: Any, rises: Derivation, limit: Fact, whole: Any) -> Fact:
    r"""Return :math:`x_k<\lim x` for :math:`k\ge1` where the sequence rises strictly.

    Parameters
    ----------
    term : sympy.Expr
        :math:`x_k`.
    rises : Derivation
        Assumes ``whole >= 1`` at most; its conclusion is :math:`x_{k+1}>x_k`.
    limit : Fact
        ``Eq(Limit(term, whole, oo), value)``.
    whole : sympy.Symbol
        k, a SymPy integer.

    Raises
    ------
    DerivationError
        If they are not about this sequence.
    """
    if not runs_through_whole(whole) or set(rises.given) - {whole >= 1}:
        raise DerivationError(
            f"below_its_limit: {rises.given} is more than an integer {whole} >= 1"
        )
    if rises.conclusion != sp.Gt(term.xreplace({whole: whole + 1}), term, evaluate=False):
        raise DerivationError(f"below_its_limit: {rises.conclusion} is not that {term} rises")
    value = limit.conclusion.rhs
    if limit.conclusion.lhs != sp.Limit(term, whole, sp.oo) or whole in value.free_symbols:
        raise DerivationError(f"below_its_limit: {limit.conclusion} is not a limit of {term}")
    needed = (whole >= 1, *limit.hypotheses)
    uses, inner = rises.uses | limit.uses, (rises, *limit.inner)
    return Fact(term < value, needed, f"rises to {limit.name}", uses, inner)


def tail_falls(least: Any, more: Any) -> Fact:
    r"""Return :math:`T(x)\ge T(y)` for :math:`x\le y`, with T the tail of N fair coins."""
    needed = (sp.Le(least, more, evaluate=False),)
    return Fact(Tail(N, least) >= Tail(N, more), needed, "tails fall")


def _whole(*terms: Any) -> None:
    for term in terms:
        if not is_whole(term):
            raise DerivationError(f"a binomial coefficient of {term}, which is no whole number")
