r"""Limits as the data grow: one function for each way of growing.

``Eq(Lim(x), y)`` says that :math:`x\to y`; a limit of infinity is said of the inverse,
``Eq(Lim(1/x), 0)``. The function, not an argument, says what grows:

* :class:`Lim`: the book's scaling. :math:`n\to\infty` with :math:`d-2=n^\delta`,
  :math:`t=n^{1-\delta}` and :math:`\beta=\kappa\log n`, where :math:`\delta` and :math:`\kappa` are
  fixed or tend to such limits; the entries, m and :math:`\theta` are fixed;
* :class:`LimWide`: the same, while m may change with n;
* :class:`LimBeyond`: the same with :math:`\beta\ge\kappa\log n`, at every such degree;
* :class:`LimLong`: the degree is fixed and :math:`n\to\infty`, however t and d change;
* :class:`LimMany`: the degree is fixed and :math:`d\to\infty`, however t changes;
* :class:`LimSlow`: the same, while m and :math:`\theta` may change with d;
* :class:`LimAny`: :math:`d\to\infty`, however t, the degree, m and :math:`\theta` change;
* :class:`LimVector`: chapter 10. :math:`n_v\to\infty` with :math:`\beta=\kappa\log n_v`;
* :class:`LimRows`: chapter 14. As ``Lim``, with :math:`k=n^\chi` planted rows;
* :class:`LimRowsBeyond`: the same with :math:`\beta\ge\kappa\log n`;
* :class:`LimNoise`: chapter 13c. As ``Lim``, with Gaussian noise of a fixed power :math:`\nu`;
* :class:`LimPower`: chapter 13b. The same with :math:`\nu=n^{\gamma_\nu}`.

``LimInf`` and the like are the lower limits, ``LimInf(x) >= y``. A relation between letters that
change, such as :math:`t\ge1`, is meant all along the way. As a term, a limit is a number that
depends on what stands in it alone, and where there is no limit nothing is known of it.
"""

from __future__ import annotations

import sympy as sp

from polyattn.symbolic.chances import eta, k, x, x_0, x_1
from polyattn.symbolic.cures import H_zeta, zeta
from polyattn.symbolic.gaussian import SPREAD, sigma, x_sigma
from polyattn.symbolic.growth import Limit, Way
from polyattn.symbolic.learned import nu_out
from polyattn.symbolic.model import (
    N,
    a,
    b,
    beta,
    c,
    d,
    epsilon,
    m,
    n,
    p,
    q,
    r,
    t,
    tau,
    theta,
)
from polyattn.symbolic.noise import P_nu, Q_nu, gamma_nu, nu
from polyattn.symbolic.pair import L_0, L_1, L, a0, a1, on
from polyattn.symbolic.phases import chi, delta, kappa
from polyattn.symbolic.softmax import P1_soft, P_soft, Q_soft, R_soft, alpha
from polyattn.symbolic.vectors import Lambda, entries, rho

_ENTRIES = {a, b, c, a0, a1, epsilon, alpha, rho, Lambda, x, x_0, x_1, eta, nu_out}
_NETWORK = {m, theta}
_SOFT = {P_soft: alpha * p, Q_soft: alpha * q, R_soft: alpha * r, P1_soft: alpha * on(p, 1)}
_SIZES = {t: 1 - delta, N: delta, n: sp.S.One, **_SOFT}
_SCALED = frozenset(_ENTRIES | {delta, kappa, L, L_0, L_1})
_GIVEN = (delta > 0, delta <= 1)


class Lim(Limit):
    r""":math:`n\to\infty`, :math:`d-2=n^\delta`, :math:`\beta=\kappa\log n`, all else fixed.

    Examples
    --------
    >>> from polyattn.symbolic import f_star
    >>> Lim(f_star)
    Lim(f^*)
    """

    way = Way(r"n\to\infty", _SIZES, "log", _SCALED | _NETWORK, _GIVEN)


class LimWide(Limit):
    """As :class:`Lim`, while m may change with n."""

    way = Way(r"n\to\infty", _SIZES, "log", _SCALED | {theta}, _GIVEN)


class LimBeyond(Limit):
    r"""As :class:`Lim` with :math:`\beta\ge\kappa\log n`."""

    way = Way(
        r"n\to\infty,\,\beta\ge\kappa\log n", _SIZES, "beyond", _SCALED | _NETWORK, _GIVEN
    )  # fmt: skip


class LimLong(Limit):
    r""":math:`n\to\infty` at a fixed degree, however t and d change."""

    way = Way(r"n\to\infty", {n: sp.S.One}, "fixed", frozenset(_ENTRIES | _NETWORK | {beta}))


class LimMany(Limit):
    r""":math:`d\to\infty` at a fixed degree, however t changes."""

    way = Way(r"d\to\infty", {N: sp.S.One}, "fixed", frozenset(_ENTRIES | _NETWORK | {beta}))


class LimAny(Limit):
    r""":math:`d\to\infty`, however t, the degree, m and :math:`\theta` change."""

    way = Way(r"d\to\infty", {N: sp.S.One}, "free", frozenset(_ENTRIES))


class LimSlow(Limit):
    r""":math:`d\to\infty` at a fixed degree, however t, m and :math:`\theta` change."""

    way = Way(r"d\to\infty", {N: sp.S.One}, "fixed", frozenset(_ENTRIES | {beta}))


class LimVector(Limit):
    r""":math:`n_v\to\infty` with :math:`\beta=\kappa\log n_v`, all else fixed (chapter 10)."""

    way = Way(
        r"n_v\to\infty", {entries: sp.S.One}, "log", frozenset(_ENTRIES | _NETWORK | {kappa, tau})
    )  # fmt: skip


_ROWS = _SCALED | _NETWORK | {chi}
_RATES = frozenset({delta, kappa, chi})


class LimRows(Limit):
    r"""As :class:`Lim`, with :math:`k=n^\chi` planted rows."""

    way = Way(r"n\to\infty", {**_SIZES, k: chi}, "log", _ROWS, (*_GIVEN, chi >= 0), _RATES)


class LimRowsBeyond(Limit):
    r"""As :class:`LimRows` with :math:`\beta\ge\kappa\log n`."""

    way = Way(
        r"n\to\infty,\,\beta\ge\kappa\log n",
        {**_SIZES, k: chi}, "beyond", _ROWS, (*_GIVEN, chi >= 0), _RATES,
    )  # fmt: skip


# Noise of one power, and what the one event allows: all but 1/n of the noise keeps within it.
NOISE = (
    nu > 0,
    sigma > 0,
    sp.Eq(nu, d * sigma**2),
    sp.Eq(x_sigma, sp.sqrt(2 * sp.log(4 * n**3))),
    sp.Eq(zeta, SPREAD),
)
# The allowed x is a power of a logarithm, and so scores are off by little: H = n^{o(1)}.
_SLOW = {x_sigma: sp.S.Zero, H_zeta: sp.S.Zero}
_NOISY = {P_nu: kappa * sp.log(p + nu), Q_nu: kappa * sp.log(q + nu)}


class LimNoise(Limit):
    r"""As :class:`Lim`, with noise of the power :math:`\nu` and the event of `lem:one-event`.

    :math:`\sigma^2=\nu/d` and :math:`\varepsilon=1/n`, so :math:`x_\sigma=\sqrt{2\log4n^3}`;
    and :math:`\zeta\to0` is what these allow, so that :math:`H_\zeta` is :math:`n^{o(1)}`. The
    letter :math:`\varepsilon` may change.
    """

    way = Way(
        r"n\to\infty",
        {**_SIZES, **_SLOW, **_NOISY},
        "log",
        (_SCALED | _NETWORK | {nu}) - {epsilon},
        (*_GIVEN, c > 0, *NOISE),
    )


class LimPower(Limit):
    r"""As :class:`LimNoise`, with noise of the power :math:`\nu=n^{\gamma_\nu+o(1)}`.

    Scores are off by :math:`\sigma x_\sigma\sqrt\nu` and less, so :math:`\zeta\to0` needs
    :math:`\gamma_\nu<\frac\delta2`.
    """

    way = Way(
        r"n\to\infty",
        {**_SIZES, **_SLOW, nu: gamma_nu},
        "log",
        (_SCALED | _NETWORK | {gamma_nu}) - {epsilon},
        (*_GIVEN, c > 0, gamma_nu >= 0, gamma_nu < delta / 2, *NOISE),
        frozenset({delta, kappa, gamma_nu}),
    )


class LimInfPower(Limit):
    """The lower limit that goes with :class:`LimPower`."""

    way, sign = LimPower.way, r"\liminf"


class LimInfNoise(Limit):
    """The lower limit that goes with :class:`LimNoise`."""

    way, sign = LimNoise.way, r"\liminf"


class LimInfRows(Limit):
    """The lower limit that goes with :class:`LimRowsBeyond`."""

    way, sign = LimRowsBeyond.way, r"\liminf"


class LimInf(Limit):
    """The lower limit that goes with :class:`Lim`."""

    way, sign = Lim.way, r"\liminf"


class LimInfBeyond(Limit):
    """The lower limit that goes with :class:`LimBeyond`."""

    way, sign = LimBeyond.way, r"\liminf"


class LimInfVector(Limit):
    """The lower limit that goes with :class:`LimVector`."""

    way, sign = LimVector.way, r"\liminf"


class LimInfSlow(Limit):
    """The lower limit that goes with :class:`LimSlow`."""

    way, sign = LimSlow.way, r"\liminf"


LOWER = {
    Lim: LimInf,
    LimBeyond: LimInfBeyond,
    LimSlow: LimInfSlow,
    LimVector: LimInfVector,
    LimNoise: LimInfNoise,
    LimPower: LimInfPower,
    LimRowsBeyond: LimInfRows,
}
