r"""The rule for staircases with equal steps: at some threshold a count is gained, on balance."""

from __future__ import annotations

from typing import Any, NamedTuple

import sympy as sp

from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import Fact
from polyattn.derivation.rules.signs import NONE, SOME
from polyattn.derivation.rules.there import best_there, outside_place, same_for_all, there
from polyattn.symbolic.chances import k, x
from polyattn.symbolic.model import N, theta
from polyattn.symbolic.neuron import K, X, s_1, s_d, s_g
from polyattn.symbolic.pair import on

_FIRES, _STAYS = on(X, 0) > theta, on(X, 1) > theta
_HALF = sp.floor(N / 2)


class Windows(NamedTuple):
    r"""Three intervals :math:`(u,v]`, each moved by every whole number, and the threshold.

    A neuron is at the place x where the sign of the bias is plus, and at ``x - shift`` where it is
    minus. `like` and `unlike` are where the patterns :math:`(+,+)` and :math:`(+,-)` of
    :math:`s_1,s_g` gain the count :math:`K=N`, `lost` is where :math:`(-,+)` loses it.
    """

    level: Any
    shift: Any
    like: tuple[Any, Any]
    unlike: tuple[Any, Any]
    lost: tuple[Any, Any]

    @property
    def place(self) -> Any:
        """Where the neuron is."""
        return x - self.shift * (1 - s_d) / 2

    @property
    def at(self) -> Any:
        """Say that the threshold is at the place x."""
        return sp.Eq(theta, self.level, evaluate=False)

    def gained(self, own: int) -> tuple[Any, ...]:
        """Say of a whole number k that the place is in its window, and that k signs are minus."""
        low, high = self.like if own == 1 else self.unlike
        signs = (sp.Eq(s_1, 1), sp.Eq(s_g, own), k >= 0, k <= _HALF, sp.Eq(K, N - k), *SOME)
        return (*signs, self.place > k + low, self.place <= k + high)

    def in_lost(self) -> tuple[Any, ...]:
        """Say that the place is in the window of what is lost; one count further for (-, -)."""
        down = N - K + (1 - s_g) / 2
        return (self.place > down + self.lost[0], self.place <= down + self.lost[1])


def gained_somewhere(
    windows: Windows,
    kept: tuple[Derivation, Derivation],
    gained: tuple[Derivation, Derivation],
    lost: tuple[Derivation, Derivation],
    then: Derivation,
    index: Any = _HALF,
    rare: Derivation | None = None,
) -> Fact:
    r"""Return what follows from :math:`p_1\ge p_0+\frac18\binom Nh2^{-N}`: some x gains so much.

    Let :math:`W,G,L` be the windows, :math:`h\le\frac N2` the index, :math:`a(j)=\binom Nj2^{-N}`,
    and let :math:`f(z)` be the number of integers j with :math:`z\in j+W`, plus that for G, minus
    twice that for L. It has period 1, and its integral over a period is
    :math:`|W|+|G|-2|L|>0`, or more if W or G is empty. So for some :math:`k\ge1` the x with
    :math:`f\ge k` have a larger measure than those with :math:`f\le-k`, and one of them has
    :math:`f(x)\ge k` and :math:`f(x-s)\ge1-k`, with s the shift. Move x by a whole number so
    that the largest j of a window W or G in which x or :math:`x-s` lies is h.

    Gains with :math:`0\le j\le h` are there, and those below 0 have no atom. As :math:`j\ge x` or
    :math:`j\ge x-1+u_L` for a gain at x, :math:`x\le h+1`, and no loss i with
    :math:`i<x-u_L` is above it; the losses are at i on :math:`(-,+)` and at :math:`i-1` on
    :math:`(-,-)`, both for x and for :math:`x-s`. There are k gains more than losses at x, and
    at most :math:`k-1` less at :math:`x-s`. Match each loss with a gain at its own place, or, for
    those, with one of the k, so that a gain of h remains: a does not fall up to h.

    If W is 1 long at least and does not begin after G, the largest j of all is one of :math:`x\in
    j+W`. Then x is in :math:`h+W`, so that by `rare` :math:`p_0\le T(N-h+1)` too.

    Parameters
    ----------
    windows : Windows
        Its terms name no sign, and neither k nor the threshold; `level` alone may name x.
    kept : (Derivation, Derivation)
        With a plus sign on the feature nothing is lost: assume :math:`X_0>\theta`,
        :math:`s_1=1` and what holds for every sign vector, and :data:`SOME` and :data:`NONE`;
        conclude :math:`X_1>\theta`.
    gained : (Derivation, Derivation)
        Assume ``windows.at`` and ``windows.gained(1)``, ``windows.gained(-1)``; conclude
        :math:`X_1>\theta` and :math:`X_0\le\theta`.
    lost : (Derivation, Derivation)
        Assume ``windows.at``, :math:`x\le h+1`, :math:`s_1=-1` and what holds for every sign
        vector, h being :math:`\lfloor\frac N2\rfloor`. The first assumes
        :math:`X_0>\theta\ge X_1` and :data:`SOME` as well, and concludes ``windows.in_lost()``;
        the second :data:`NONE`, and concludes :math:`X_0\le\theta`.
    then : Derivation
        Assumes what is so at the threshold, ``there(index)``, the tail if `rare` is handed in; its
        conclusion is ``GAP >= B``.
    index : sympy.Expr
        h, a whole number.
    rare : Derivation, optional
        Assumes ``windows.at``, :math:`x\le h+v_W`, :math:`X_0>\theta` and what holds for every
        sign vector; concludes :math:`K\ge N-h+1`.

    Returns
    -------
    Fact
        ``S_m >= B``, for :math:`0\le u_L\le v_L`, :math:`v_W\le0`, :math:`v_G\le1-u_L`, a shift
        that is not negative and :math:`|W|+|G|>2|L|`; the assumptions that name no sign too.

    Raises
    ------
    DerivationError
        If a derivation concludes or assumes something else.
    """
    numbers = (windows.shift, *windows.like, *windows.unlike, *windows.lost)
    sense = same_for_all(numbers, windows.level, "gained_somewhere")
    at, first, second = windows.at, sp.Eq(s_1, 1), sp.Eq(s_1, -1)
    low = (at, x <= _HALF + 1, second)
    some, none = lost
    asked = [
        *(
            (proof, (first, _FIRES, *signs), (_STAYS,))
            for proof, signs in zip(kept, (SOME, NONE), strict=True)
        ),
        *(
            (proof, (at, *windows.gained(own)), (_STAYS, sp.Not(_FIRES)))
            for proof, own in zip(gained, (1, -1), strict=True)
        ),
        (some, (*low, _FIRES, sp.Not(_STAYS), *SOME), windows.in_lost()),
        (none, (*low, *NONE), (sp.Not(_FIRES),)),
    ]
    (start, high), (one, other), (begin, end) = windows.like, windows.unlike, windows.lost
    proofs: tuple[Derivation, ...] = (*kept, *gained, *lost, then)
    said: tuple[Any, ...] = there(index)[1:]
    if rare is not None:
        asked.append((rare, (at, x <= index + high, _FIRES), (K >= N - index + 1,)))
        proofs, said = (*proofs, rare), there(index)
    rest = [
        h
        for proof, inside, wanted in asked
        for h in outside_place(proof, inside, wanted, "gained_somewhere")
    ]
    best, more = best_there(then, index, said, "gained_somewhere")
    needed = [*more, begin >= 0, begin <= end, high <= 0, other <= 1 - begin]
    needed += [windows.shift >= 0, high - start + other - one > 2 * (end - begin), *sense, *rest]
    needed += [high - start >= 1, start <= one] if rare is not None else []
    uses = frozenset().union(*(proof.uses for proof in proofs))
    kept_ones = tuple(x for x in dict.fromkeys(needed) if x != sp.true)
    return Fact(best, kept_ones, "at some threshold", uses, proofs)
