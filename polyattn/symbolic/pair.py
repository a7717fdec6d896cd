r"""Two data sets that differ in a alone: every letter that depends on it, with an index."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import product
from typing import Any

import sympy as sp

from polyattn.symbolic.any_noise import NOISY_CHANCES
from polyattn.symbolic.chances import (
    FIRST_K,
    Pr,
    S_m,
    S_normal,
    S_soft,
    area,
    crossings,
    g_gamma,
    gamma,
    k,
)
from polyattn.symbolic.drowned import OF_A_LAYER
from polyattn.symbolic.gaussian import GAUSSIAN_CHANCES, OF_A_PAIR
from polyattn.symbolic.heads import ROW_OBSERVED
from polyattn.symbolic.learned import LEARNED, Vy_o, Vy_s, Vy_star, X_y, margin, p_y
from polyattn.symbolic.model import (
    G_star,
    P,
    Z_star,
    a,
    beta,
    f_star,
    log_pq,
    log_qr,
    p,
    q,
    r,
    t,
    theta,
    u_star,
)
from polyattn.symbolic.neuron import (
    P_active,
    V_o,
    V_o_up,
    V_s,
    V_s_up,
    V_star,
    V_star_up,
    X,
    X_up,
    p_theta,
)
from polyattn.symbolic.several import (
    SEVERAL_CHANCES,
    SEVERAL_DEPENDENT,
    SEVERAL_SUPREMA,
    P_several,
    log_two,
    p_several,
    p_two,
)
from polyattn.symbolic.sketches import SKETCHED
from polyattn.symbolic.table import DEFINITIONS, POWERS, Expr, define, letters, real
from polyattn.symbolic.vectors import VECTOR_CHANCES, VECTOR_OBSERVED

a0, a1, P0, P1 = real("a_0", "a_1", "P_0", "P_1")
# What the level of a data set tends to.
L, L_0, L_1 = real("L", "L_0", "L_1")
_p_theta = real(r"p_{\theta,0}", r"p_{\theta,1}")
_p_several = real(r"p_{\theta,k,0}", r"p_{\theta,k,1}")


def _first(dataset: int) -> dict[Any, Any]:
    """Return what has no formula: its name with an index."""
    named = {a: (a0, a1)[dataset], P: (P0, P1)[dataset], p_theta: _p_theta[dataset]}
    named |= {L: (L_0, L_1)[dataset], p_several: _p_several[dataset]}
    counts = {x: real(f"{x.name[:3]}{dataset},{x.name[3:]}") for x in FIRST_K.values()}
    return named | counts


_INDEXED = (_first(0), _first(1))
_OWN = {*_INDEXED[0]}


def on(expression: Expr, dataset: int) -> Expr:
    r"""Put an expression on data set 0 or 1.

    Parameters
    ----------
    expression : sympy.Expr
        Written with the letters without an index.
    dataset : {0, 1}
        Which of the two.

    Returns
    -------
    sympy.Expr
        With :math:`a`, :math:`P` and all that depends on them carrying the index; what has no
        name of its own with an index is written out.

    Raises
    ------
    ValueError
        If `dataset` is neither 0 nor 1.

    Examples
    --------
    >>> from polyattn.symbolic import f_star, w_o, on
    >>> on(f_star - w_o, 1)
    f^*_1 - w_o
    """
    if dataset not in (0, 1):
        raise ValueError(f"on: dataset must be 0 or 1, got {dataset!r}; there are two data sets")
    while stale := {x for x in expression.free_symbols if _unnamed(x)}:
        expression = expression.xreplace({x: (DEFINITIONS | POWERS)[x] for x in stale})
    return expression.xreplace(_INDEXED[dataset])


@cache
def _unnamed(letter: Any) -> bool:
    """Whether a letter depends on the data set and has no name with an index."""
    defined = letter in DEFINITIONS or letter in POWERS
    return defined and letter not in _INDEXED[0] and bool(letters(letter, powers=True) & _OWN)


# What depends on a, in the order of the definitions.
_DEPENDENT = (
    *(p, P, log_pq, Z_star, f_star, u_star, G_star),
    *(V_star, V_s, V_o, X, V_star_up, V_s_up, V_o_up, X_up, P_active),
    *(Vy_star, Vy_s, Vy_o, X_y, p_y),
    *SEVERAL_DEPENDENT,
)


def give_index(dependent: Iterable[Any]) -> None:
    """Give letters that depend on the data set an index, and the meaning that goes with it."""
    for letter, dataset in product(dependent, (0, 1)):
        table, indexed = DEFINITIONS if letter in DEFINITIONS else POWERS, _INDEXED[dataset]
        own = indexed.setdefault(letter, real(_with_index(letter, dataset)))
        define({own: on(table[letter], dataset)}, powers=table is POWERS)


def _with_index(symbol: Any, dataset: int) -> str:
    """Return the name of a letter with an index, as LaTeX can set it."""
    if symbol is P_active:
        return rf"\Pr[F_{{{dataset}}}>0]"
    if symbol is P_several:
        return rf"\Pr[F_{{k,{dataset}}}>0]"
    name: str = symbol.name
    if name.endswith("k}"):
        return f"{name[:-1]},{dataset}}}"
    if name.endswith("k}^+"):
        return f"{name[:-3]},{dataset}}}^+"
    if name.endswith(r"_\sigma"):
        return rf"{name[:-6]}{{\sigma,{dataset}}}"
    if name.endswith("_k"):
        return f"{name[:-1]}{{k,{dataset}}}"
    if name.endswith("_{t/k}"):
        return f"{name[:-1]},{dataset}}}"
    return f"{name[:-2]}_{{*,{dataset}}}" if name.endswith("_*") else f"{name}_{dataset}"


give_index(_DEPENDENT)
# How far the powers of k planted rows in k groups reach above a whole group, on data set 1.
D_k = real("D_k")
define({D_k: ((on(p, 1) / r) ** beta + (k - 1) * (on(p_two, 1) / r) ** beta) / t})
INDEXED = {letter for table in _INDEXED for letter in table.values()}
# What the chance that a neuron fires is, from its signs.
CHANCES = {p_theta: Pr(theta < X)} | {on(p_theta, i): Pr(on(X, i) > theta) for i in (0, 1)}
# Numbers of a whole network, or of two: they depend on all of its letters, and have no formula.
# Of these, what is a supremum or an integral over all thresholds depends on none.
OVER_THRESHOLDS = {S_m, S_soft, S_normal, area, margin, *SEVERAL_SUPREMA}
OBSERVED = {*OVER_THRESHOLDS, crossings, g_gamma, gamma, *FIRST_K.values()}
CHANCES |= VECTOR_CHANCES
OBSERVED |= VECTOR_OBSERVED | SKETCHED | ROW_OBSERVED | NOISY_CHANCES | SEVERAL_CHANCES
OBSERVED |= LEARNED | GAUSSIAN_CHANCES | OF_A_PAIR | OF_A_LAYER
OBSERVED |= {on(x, i) for x in (*FIRST_K.values(), *SEVERAL_CHANCES) for i in (0, 1)}
INDEXED_LAW = {on(letter, i) for letter in (p_theta, P_active) for i in (0, 1)}
INDEXED_NEURON = {on(letter, i) for letter in (V_star, V_s, V_o, X) for i in (0, 1)}

# What the logarithms in a statement are in those letters.
LOGARITHMS = {
    on(logarithm, dataset): on(letters, dataset)
    for logarithm, letters in (
        (sp.log(p / q), log_pq),
        (sp.log(q / r), log_qr),
        (sp.log(p / r), log_pq + log_qr),
        (sp.log(p_two / r), log_two),
    )
    for dataset in (0, 1)
} | {sp.log(p / q): log_pq, sp.log(p / r): log_pq + log_qr, sp.log(p_two / r): log_two}
