r"""The rule for a window longer than a step's part on which counts are lost: one is gained."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import Fact
from polyattn.derivation.rules.placed import Windows
from polyattn.derivation.rules.signs import NONE, PLUS, SOME
from polyattn.derivation.rules.there import best_there, outside_place, same_for_all, there
from polyattn.symbolic.chances import x
from polyattn.symbolic.model import N, theta
from polyattn.symbolic.neuron import K, X, s_1
from polyattn.symbolic.pair import on

_CALL = "gained_beside"
_FIRES, _STAYS = on(X, 0) > theta, on(X, 1) > theta


def gained_beside(
    windows: Windows,
    index: Any,
    kept: tuple[Derivation, Derivation],
    gained: Derivation,
    lost: tuple[Derivation, Derivation],
    rare: Derivation,
    far: Derivation,
    then: Derivation,
) -> Fact:
    r"""Return what follows from :math:`p_1\ge p_0+\frac1{16}\binom Nh2^{-N}`: some x gains so much.

    Let :math:`W=(u,v]` and L be the windows :math:`(+,+)` and `lost`, :math:`h\le\frac N2` the
    index, s the shift and :math:`a(j)=\binom Nj2^{-N}`. As :math:`|W|>|L|` and :math:`|L|<1`, the
    interval :math:`h+W` is part of no :math:`i+L`, and these leave room between any two; so there
    is an x in :math:`h+W` that is in none of them. There :math:`(+,+,+)` gains h, and nothing is
    lost where the sign of the bias is plus. Where it is minus, at most one whole number i has
    :math:`x-s\in i+L`; then :math:`i<x-s-u_L\le h-s`, and i is lost on :math:`(-,+)`,
    :math:`i-1` on :math:`(-,-)`, at most. By `far` :math:`4a(i)\le a(h)`, and
    :math:`a(i-1)\le a(i)`, so that :math:`8(p_1-p_0)\ge a(h)-\frac24a(h)`. By `rare`
    :math:`p_0\le T(N-h+1)`.

    Parameters
    ----------
    windows : Windows
        As for :func:`gained_somewhere`, but `like` is about the index alone, and `unlike` does not
        matter.
    index : sympy.Expr
        h, a whole number.
    kept : (Derivation, Derivation)
        As there.
    gained : Derivation
        Assumes ``windows.at``, that the three signs are plus, :math:`K=N-h` and
        :math:`x\in h+W`; concludes :math:`X_1>\theta` and :math:`X_0\le\theta`.
    lost : (Derivation, Derivation)
        As there.
    rare : Derivation
        Assumes ``windows.at``, :math:`x\le h+v`, :math:`X_0>\theta` and what holds for every sign
        vector; concludes :math:`K\ge N-h+1`.
    far : Derivation
        Assumes :math:`0\le K<h-s`; concludes :math:`4\binom NK\le\binom Nh`. Here K is any whole
        number.
    then : Derivation
        Assumes what is so at the threshold, ``there(index, 1/16)``; its conclusion is
        ``GAP >= B``.

    Returns
    -------
    Fact
        ``S_m >= B``, for :math:`0\le u_L\le v_L<u_L+1`, :math:`v\le0`, :math:`|W|>|L|` and a shift
        that is not negative; the assumptions that name no sign too.

    Raises
    ------
    DerivationError
        If a derivation concludes or assumes something else.
    """
    (low, high), (begin, end), at = windows.like, windows.lost, windows.at
    sense = same_for_all((windows.shift, low, high, begin, end), windows.level, _CALL)
    plus, minus = sp.Eq(s_1, 1), (at, x <= sp.floor(N / 2) + 1, sp.Eq(s_1, -1))
    own = (at, *PLUS, sp.Eq(K, N - index), x > index + low, x <= index + high)
    few = 4 * sp.binomial(N, K) <= sp.binomial(N, index)
    asked = [
        *(
            (proof, (plus, _FIRES, *signs), (_STAYS,))
            for proof, signs in zip(kept, (SOME, NONE), strict=True)
        ),
        (gained, own, (_STAYS, sp.Not(_FIRES))),
        (lost[0], (*minus, _FIRES, sp.Not(_STAYS), *SOME), windows.in_lost()),
        (lost[1], (*minus, *NONE), (sp.Not(_FIRES),)),
        (rare, (at, x <= index + high, _FIRES), (K >= N - index + 1,)),
        (far, (K < index - windows.shift,), (few,)),
    ]
    rest = [h for one in asked for h in outside_place(*one, _CALL)]
    best, more = best_there(then, index, there(index, sp.Rational(1, 16)), _CALL)
    needed = [*more, begin >= 0, begin <= end, end < begin + 1, high <= 0]
    needed += [windows.shift >= 0, high - low > end - begin, *sense, *rest]
    proofs = (*kept, gained, *lost, rare, far, then)
    uses = frozenset().union(*(proof.uses for proof in proofs))
    kept_ones = tuple(y for y in dict.fromkeys(needed) if y != sp.true)
    return Fact(best, kept_ones, "beside the steps", uses, proofs)
