r"""The rule for a window on (+, +): at some threshold in it more is gained than is lost."""

from __future__ import annotations

from typing import Any, NamedTuple

import sympy as sp

from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import Fact
from polyattn.derivation.rules.signs import NONE, PLUS, SOME
from polyattn.derivation.rules.there import best_there, outside_place, same_for_all, there
from polyattn.symbolic.chances import k, x
from polyattn.symbolic.model import N, theta
from polyattn.symbolic.neuron import K, X, s_1, s_d, s_g
from polyattn.symbolic.pair import on

_CALL = "gained_on_average"
_FIRES, _STAYS = on(X, 0) > theta, on(X, 1) > theta
_HALF = sp.floor(N / 2)
_DOWN = N - K


class Window(NamedTuple):
    r"""The places at which :math:`(+,+,+)` gains a count, and where counts are lost; the threshold.

    A neuron is at the place x where the sign of the bias is plus, and at ``x - shift`` where it is
    minus. With j minus signs :math:`(+,+,+)` gains where
    :math:`gx+A\le j<gx+A+\Gamma`, with g the `slope`, A the `start`, :math:`\Gamma` the `length`.
    With :math:`s_1=-1` a count is lost on the steps of other rows, which begin at the two `steps`,
    or, up to `behind` below :math:`gz-A`, on those of the planted row. The `index` is the count
    that is gained, on balance.
    """

    level: Any
    shift: Any
    slope: Any
    start: Any
    length: Any
    steps: tuple[Any, Any]
    behind: Any
    index: Any = _HALF

    @property
    def place(self) -> Any:
        """Where the neuron is."""
        return x - self.shift * (1 - s_d) / 2

    @property
    def at(self) -> Any:
        """Say that the threshold is at the place x."""
        return sp.Eq(theta, self.level, evaluate=False)

    def gained(self) -> tuple[Any, ...]:
        """Say of a whole number k that x is in its window, and that k signs are minus."""
        first = self.slope * x + self.start
        signs = (*PLUS, x > 0, k >= 0, k <= self.index, sp.Eq(K, N - k), *SOME)
        return (*signs, first <= k, first + self.length > k)

    def low(self) -> tuple[Any, ...]:
        """Say that x is in the window of the index, where the feature is minus."""
        return (self.at, x > 0, self.slope * x + self.start <= self.index, sp.Eq(s_1, -1))

    def lost(self) -> tuple[tuple[tuple[Any, ...], tuple[Any, ...]], ...]:
        """Return three cases in which a count is lost, and what is then so."""
        begin, end = self.steps
        like, unlike, place = sp.Eq(s_g, 1), sp.Eq(s_g, -1), self.place
        own = self.slope * place > _DOWN + self.start
        near = self.slope * place <= _DOWN + self.start + self.behind
        return (
            ((like, place <= _DOWN + begin), (own, near)),
            ((like, place > _DOWN + begin), (place <= _DOWN + end,)),
            ((unlike,), (place > _DOWN + 1 + begin, place <= _DOWN + 1 + end)),
        )


def gained_on_average(
    window: Window,
    kept: tuple[Derivation, Derivation],
    gained: Derivation,
    lost: tuple[Derivation, Derivation, Derivation],
    none: Derivation,
    then: Derivation,
    rare: Derivation | None = None,
) -> Fact:
    r"""Return what follows from :math:`p_1\ge p_0+\frac18\binom Nh2^{-N}`: some x gains so much.

    Let :math:`h\le\frac N2` be the index, :math:`a(j)=\binom Nj2^{-N}`, let
    :math:`A,\Gamma,g,\lambda` be `start`, `length`, `slope` and `behind`, s the shift and
    :math:`\delta\ge0` the length of ``(begin, end)``. Let :math:`y=h-A-gx` run through
    :math:`[\Gamma-l,\Gamma)` with :math:`l=\min(1,\Gamma)`; then :math:`x>0`, as
    :math:`A+\Gamma\le h`. On :math:`(+,+,+)` the integers j with
    :math:`gx+A\le j\le h` are gained, since :math:`h<gx+A+\Gamma`, and they are above 0. They
    are :math:`\lfloor y\rfloor+1` many, h among them, and
    :math:`\int(\lfloor y\rfloor+1)\,dy=\Gamma`: for :math:`\Gamma<1` the number is 1, and over
    a unit interval from :math:`\Gamma-1` on the integral of :math:`\lfloor y\rfloor` is
    :math:`\Gamma-1`.

    A neuron with :math:`s_1=-1` and j minus signs is at a place z, which is x or :math:`x-s`;
    while y runs, gz runs through an interval of length l, and z through one of
    :math:`l/g\le1`. If it loses j, then on :math:`(-,+)` either
    :math:`gz-A-\lambda\le j<gz-A` or :math:`z-\mathrm{end}\le j<z-\mathrm{begin}`, and
    on :math:`(-,-)` the latter holds of :math:`j+1`. The number of integers in an interval,
    integrated while that moves by one unit or less, is no more than its length: in terms of y the
    three kinds add up to :math:`\lambda^++2g\delta` at most, and for both places to twice that,
    which is less than :math:`\Gamma`. So for some y fewer indices are lost, at both places
    together, than are gained at x on :math:`(+,+,+)`; elsewhere with :math:`s_1=1` none is lost.
    A lost j has :math:`0\le j<gx`, as :math:`A\ge0`, ``begin`` :math:`\ge0`, :math:`g\ge1`
    and hence :math:`0<z\le gz\le gx`; what is gained is at gx or above, and a does not fall up
    to h. Match each lost index with a gained one other than h: :math:`8(p_1-p_0)\ge a(h)`. As
    :math:`gx+A\le h`, by `rare` :math:`p_0\le T(N-h+1)` too.

    Parameters
    ----------
    window : Window
        Its terms name no sign, and neither k nor the threshold; `level` alone may name x.
    kept : (Derivation, Derivation)
        With a plus sign on the feature nothing is lost: assume :math:`X_0>\theta`,
        :math:`s_1=1` and what holds for every sign vector, and :data:`SOME` and :data:`NONE`;
        conclude :math:`X_1>\theta`.
    gained : Derivation
        Assumes ``window.at`` and ``window.gained()``; concludes :math:`X_1>\theta` and
        :math:`X_0\le\theta`.
    lost : (Derivation, Derivation, Derivation)
        Assume ``window.low()``, :math:`X_0>\theta\ge X_1`, what holds for every sign vector,
        :data:`SOME` and one case of ``window.lost()``; conclude what is so in that case.
    none : Derivation
        Assumes ``window.low()``, what holds for every sign vector and :data:`NONE`; concludes
        :math:`X_0\le\theta`.
    then : Derivation
        Assumes what is so at the threshold, ``there(index)``, the tail if `rare` is handed in; its
        conclusion is ``GAP >= B``.
    rare : Derivation, optional
        Assumes ``window.at``, :math:`gx+A\le h`, :math:`X_0>\theta` and what holds for every sign
        vector; concludes :math:`K\ge N-h+1`.

    Returns
    -------
    Fact
        ``S_m >= B``, for :math:`g\ge1`, A, s, ``begin`` and :math:`\delta` not negative,
        :math:`A+\Gamma\le h`, :math:`4g\delta<\Gamma` and
        :math:`2\lambda+4g\delta<\Gamma`; the assumptions that name no sign too.

    Raises
    ------
    DerivationError
        If a derivation concludes or assumes something else.
    """
    begin, end = window.steps
    numbers = (window.shift, window.slope, window.start, window.length, begin, end, window.behind)
    sense = same_for_all(numbers, window.level, _CALL)
    plus, low = sp.Eq(s_1, 1), window.low()
    asked = [
        *(
            (proof, (plus, _FIRES, *signs), (_STAYS,))
            for proof, signs in zip(kept, (SOME, NONE), strict=True)
        ),
        (gained, (window.at, *window.gained()), (_STAYS, sp.Not(_FIRES))),
        *(
            (proof, (*low, *case, _FIRES, sp.Not(_STAYS), *SOME), wanted)
            for proof, (case, wanted) in zip(lost, window.lost(), strict=True)
        ),
        (none, (*low, *NONE), (sp.Not(_FIRES),)),
    ]
    index = window.index
    proofs: tuple[Derivation, ...] = (*kept, gained, *lost, none, then)
    said = there(index) if rare is not None else there(index)[1:]
    if rare is not None:
        asked.append((rare, (low[0], low[2], _FIRES), (K >= N - index + 1,)))
        proofs = (*proofs, rare)
    rest = [h for one in asked for h in outside_place(*one, _CALL)]
    best, more = best_there(then, index, said, _CALL)
    both = 4 * window.slope * (end - begin)
    needed = [*more, window.slope >= 1, window.start >= 0, begin >= 0, begin <= end]
    needed += [window.shift >= 0, window.start + window.length <= index, both < window.length]
    needed += [2 * window.behind + both < window.length, *sense, *rest]
    uses = frozenset().union(*(proof.uses for proof in proofs))
    kept_ones = tuple(y for y in dict.fromkeys(needed) if y != sp.true)
    return Fact(best, kept_ones, "at some threshold", uses, proofs)
