r"""The symbols of the book and what they stand for, in SymPy: one source for proofs and pages.

Every letter of the self-attention data is a real SymPy symbol, and every letter that abbreviates
something has an entry in :data:`DEFINITIONS`. A statement is written with the short letters, as
on the page; :func:`unfold` replaces them by what they stand for:

* the model: ``a``, ``b``, ``c``, ``d``, ``t``, ``n``, ``beta`` and ``theta``;
* :math:`p = a^2 + b^2 + c^2`, :math:`q = b^2 + c^2`, :math:`r = c^2`, and their powers
  :math:`P = p^\beta`, :math:`Q = q^\beta`, :math:`R = r^\beta`, which stay letters in an
  algebraic proof (:data:`POWERS` holds what they are);
* attention weights: ``f_star``, ``u_star``, ``G_star`` of the planted row, ``w_o``, ``u_o`` of
  every other row; ``ROWS``, the entries of :math:`C`;
* one random sign vector: ``s_1``, ``s_g``, ``s_d``, ``K``, ``S``, and the pre-activations
  ``V_star``, ``V_s``, ``V_o``, ``X``;
* the degrees and the multiples of :math:`\log n` that have a name.

All values of rows, thresholds and pre-activations are in units of :math:`\sqrt{\log n}`.
:func:`on` puts an expression on data set 0 or 1, :func:`raised` at a higher degree.

The symbols carry no sign: an assumption such as ``b > 0`` is a hypothesis that a statement names.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import sympy as sp

Expr = Any  # SymPy ships no types


def _real(*names: str) -> Any:
    symbols = tuple(sp.Symbol(name, real=True) for name in names)
    return symbols if len(symbols) > 1 else symbols[0]


# The model. The algebra runs on t and N; d and n are defined from them.
a, b, c, t, N = _real("a", "b", "c", "t", "N")
d, n, beta, theta, epsilon = _real("d", "n", "beta", "theta", "epsilon")
m, delta, kappa, tau, rho = _real("m", "delta", "kappa", "tau", "rho")
p, q, r, P, Q, R = _real("p", "q", "r", "P", "Q", "R")

# Attention weights: the planted row (star) and every other row (o).
Z_star, Z_o = _real("Z_*", "Z_o")
f_star, u_star, G_star, w_o, u_o = _real("f^*", "u^*", "G^*", "w_o", "u_o")

# One neuron: the signs of the first, the planted group's and the last coordinate, the best sign
# among the other groups, the number K of plus signs among the other groups, and their sum S.
s_1, s_g, s_d, y_g, K, S = _real("s_1", "s_g", "s_d", "y_g", "K", "S")
V_star, V_s, V_o, X = _real("V_*", "V_s", "V_o", "X")
# The same once one more of the other groups has a plus sign.
V_star_up, V_s_up, V_o_up, X_up = _real("V_*^+", "V_s^+", "V_o^+", "X^+")
SIGNS = (s_1, s_g, s_d, y_g)

# Pr[X > theta] for one neuron, and Pr[F > 0] for m of them.
p_theta, P_active = _real("p_theta", r"\Pr[F>0]")

DEFINITIONS: dict[Any, Expr] = {
    d: N + 3,
    n: t * (N + 1),
    p: a**2 + b**2 + c**2,
    q: b**2 + c**2,
    r: c**2,
    Z_star: P + (t - 1) * Q + t * N * R,
    Z_o: t * Q + t * N * R,
    f_star: P / Z_star,
    u_star: t * R / Z_star,
    G_star: (P + (t - 1) * Q) / Z_star,
    w_o: t * Q / Z_o,
    u_o: t * R / Z_o,
    S: 2 * K - N,
    V_star: a * s_1 * f_star + b * s_g * G_star + b * u_star * S,
    V_s: a * s_1 * Q / Z_o + b * s_g * w_o + b * u_o * S,
    V_o: a * s_1 * R / Z_o + b * (w_o * y_g + u_o * (s_g + S - y_g)),
    X: c * s_d + sp.Max(V_star, V_s, V_o, evaluate=False),
    V_star_up: a * s_1 * f_star + b * s_g * G_star + b * u_star * (S + 2),
    V_s_up: a * s_1 * Q / Z_o + b * s_g * w_o + b * u_o * (S + 2),
    V_o_up: a * s_1 * R / Z_o + b * (w_o + u_o * (s_g + S + 1)),  # its own sign is plus now
    X_up: c * s_d + sp.Max(V_star_up, V_s_up, V_o_up, evaluate=False),
    P_active: 1 - (1 - p_theta) ** m,
}
POWERS: dict[Any, Expr] = {P: p**beta, Q: q**beta, R: r**beta}
# Letters for two logarithms, in proofs about multiples of log n.
log_pq, log_qr = _real("log(p/q)", "log(q/r)")
POWERS |= {log_pq: sp.log(p / q), log_qr: sp.log(q / r)}


class Row(NamedTuple):
    """One row of C: its entries at the feature, its own group, each other group, the bias."""

    feature: Expr
    own: Expr
    other: Expr
    bias: Expr


ROWS = {
    "planted": Row(a * f_star, b * G_star, b * u_star, c),
    "group": Row(a * Q / Z_o, b * w_o, b * u_o, c),
    "others": Row(a * R / Z_o, b * w_o, b * u_o, c),
}

# What the self-attention data assume. A claim names those that it needs.
MODEL = (a >= 0, b > 0, c > 0, beta > 0, t >= 1, d >= 4)

# Two data sets that differ in a alone.
a0, a1, P0, P1 = _real("a_0", "a_1", "P_0", "P_1")
_INDEXED: tuple[dict[Any, Any], dict[Any, Any]] = ({a: a0, P: P0}, {a: a1, P: P1})


def on(expression: Expr, dataset: int) -> Expr:
    r"""Put an expression on data set 0 or 1.

    Parameters
    ----------
    expression : sympy.Expr
        Written with the letters without an index.
    dataset : int
        0 or 1.

    Returns
    -------
    sympy.Expr
        With :math:`a`, :math:`P` and all that depends on them carrying the index.

    Examples
    --------
    >>> from polyattn.symbolic import f_star, w_o, on
    >>> on(f_star - w_o, 1)
    f^*_1 - w_o
    """
    return expression.xreplace(_INDEXED[dataset])


def _add_indexed() -> None:
    for symbol, meaning in [*DEFINITIONS.items(), *POWERS.items()]:
        table = DEFINITIONS if symbol in DEFINITIONS else POWERS
        for dataset in (0, 1):
            if meaning.free_symbols & (_INDEXED[dataset].keys() | {p_theta}):
                indexed = _INDEXED[dataset].setdefault(symbol, _real(_with_index(symbol, dataset)))
                table[indexed] = on(meaning, dataset)


def _with_index(symbol: Any, dataset: int) -> str:
    if symbol is P_active:
        return rf"\Pr[F_{{{dataset}}}>0]"
    name: str = symbol.name
    return f"{name[:-2]}_{{*,{dataset}}}" if name.endswith("_*") else f"{name}_{dataset}"


_INDEXED[0][p_theta], _INDEXED[1][p_theta] = _real(r"p_{\theta,0}", r"p_{\theta,1}")
_add_indexed()
INDEXED = {letter for table in _INDEXED for letter in table.values()}
INDEXED_LAW = {on(letter, i) for letter in (p_theta, P_active) for i in (0, 1)}
INDEXED_NEURON = {on(letter, i) for letter in (V_star, V_s, V_o, X) for i in (0, 1)}

# What the logarithms in a statement are in those letters.
LOGARITHMS = {
    on(logarithm, dataset): on(letters, dataset)
    for logarithm, letters in (
        (sp.log(p / q), log_pq),
        (sp.log(q / r), log_qr),
        (sp.log(p / r), log_pq + log_qr),
    )
    for dataset in (0, 1)
} | {sp.log(p / q): log_pq, sp.log(p / r): log_pq + log_qr}

# A second, higher degree: growth_p is p ** (beta_up - beta), so p ** beta_up = P * growth_p.
beta_up, growth_p, growth_q, growth_r = _real("beta'", "g_p", "g_q", "g_r")
POWERS |= {growth_p: p ** (beta_up - beta), growth_q: q ** (beta_up - beta)}
POWERS |= {growth_r: r ** (beta_up - beta)}


def raised(expression: Expr) -> Expr:
    r"""Put an expression at the degree :math:`\beta'`: its definitions, with P, Q, R grown.

    Examples
    --------
    >>> from polyattn.symbolic import w_o, raised
    >>> raised(w_o)
    Q*g_q*t/(N*R*g_r*t + Q*g_q*t)
    """
    return unfold(expression).xreplace({P: P * growth_p, Q: Q * growth_q, R: R * growth_r})


def unfold(expression: Expr, *, powers: bool = False, keep: tuple[Any, ...] = ()) -> Expr:
    r"""Replace every letter by what it stands for.

    Parameters
    ----------
    expression : sympy.Expr or sympy relation
        Written with the letters of this module.
    powers : bool, default False
        Whether P, Q, R are replaced too, by :math:`p^\beta` and so on.
    keep : tuple of sympy.Symbol, optional
        Letters to leave as they are.

    Returns
    -------
    sympy.Expr
        In a, b, c, t, N, the signs, and P, Q, R (or beta).

    Examples
    --------
    >>> from polyattn.symbolic import f_star, p, unfold
    >>> unfold(f_star)
    P/(N*R*t + P + Q*(t - 1))
    >>> unfold(p / 2)
    a**2/2 + b**2/2 + c**2/2
    """
    table = DEFINITIONS | POWERS if powers else DEFINITIONS
    while True:
        present = {s: table[s] for s in expression.free_symbols if s in table and s not in keep}
        if not present:
            return expression
        expression = expression.xreplace(present)


def letters(expression: Expr, *, powers: bool = False) -> set[Any]:
    """Return the letters of an expression, those that they stand for, and so on.

    Examples
    --------
    >>> from polyattn.symbolic import N, d, letters
    >>> letters(d) == {d, N}
    True
    """
    table = DEFINITIONS | POWERS if powers else DEFINITIONS
    found: set[Any] = set()
    todo = expression.free_symbols
    while todo:  # letter by letter: unfolding a whole maximum is slow
        found |= todo
        todo = {x for y in todo & table.keys() for x in table[y].free_symbols} - found
    return found


def at_signs(expression: Expr, signs: dict[Any, int]) -> Expr:
    """Fix some of the random signs, and leave the weights as letters.

    Examples
    --------
    >>> at_signs(V_star, {s_1: 1, s_g: -1})
    -G^**b + a*f^* + b*u^**(2*K - N)
    """
    fixed = set(signs)
    weights = tuple(x for x in DEFINITIONS if not letters(x) & {*fixed, K})
    values = {sign: sp.Integer(value) for sign, value in signs.items()}
    return unfold(expression, keep=weights).xreplace(values)


def _at_odds(count: Expr, odds: Expr, ratio: Expr) -> Expr:
    """Degree at which ``ratio ** beta`` is ``count * odds``."""
    return sp.log(count * odds) / sp.log(ratio)


# The weights at the higher degree.
f_up, u_up, w_up = _real("f^*'", "u^*'", "w_o'")
DEFINITIONS |= {f_up: raised(f_star), u_up: raised(u_star), w_up: raised(w_o)}
RAISED = {beta_up, f_up, u_up, w_up}

# How fast f_star and w_o change with the degree; an exponent and a level, for the power rule.
f_slope, w_slope, ell, L = _real("f^*_beta", "w_{o,beta}", "ell", "L")
for _slope, _weight in ((f_slope, f_star), (w_slope, w_o)):
    _scores = {x: sp.Symbol(x.name, positive=True) for x in (p, q, r)}
    _powers = {x: y.xreplace(_scores) for x, y in POWERS.items()}
    _derivative = sp.diff(unfold(_weight).xreplace(_powers), beta)
    POWERS[_slope] = _derivative.xreplace({y: x for x, y in _scores.items()})

# One row of attention under any kernel: two scores, the powers they turn into, the sum of all other
# powers, the factor g = lambda ** beta by which powers grow with the scores; and the weights.
s_j, s_k, lam, x_j, x_k, x_rest, g = _real("s_j", "s_k", "lambda", "x_j", "x_k", "x_{rest}", "g")
f_j, f_k, f_rest, f_scaled = _real("f_j", "f_k", "f_{rest}", "f_{scaled}")
DEFINITIONS |= {
    f_j: x_j / (x_j + x_rest),
    f_k: x_k / (x_j + x_rest),
    f_rest: x_rest / (x_j + x_rest),
    f_scaled: g * x_j / (g * x_j + g * x_rest),
}
# Two keys under softmax: their odds, and their odds when all scores grow by the factor lambda.
odds, odds_scaled, f_soft, f_soft_scaled = _real("z", "z_{scaled}", "f_{soft}", "f_{soft,scaled}")
DEFINITIONS |= {f_soft: odds / (odds + 1), f_soft_scaled: odds_scaled / (odds_scaled + 1)}
POWERS |= {odds: sp.exp(s_j - s_k), odds_scaled: sp.exp(lam * (s_j - s_k))}
POWERS |= {x_j: s_j**beta, x_k: s_k**beta, g: lam**beta}

# One entry of A A^T, in units of log n, with two indicators: both rows are the planted one; both
# are of one group. And how many entries each indicator marks.
score, both, same, n_both, n_same = _real("score", "[both]", "[same]", "n_{both}", "n_{same}")

# The rows of C as sums of weight times entry over the classes of rows; their l1 norms.
C_star = _real("C^*_1", "C^*_{own}", "C^*_{other}", "C^*_d")
C_s = _real("C^s_1", "C^s_{own}", "C^s_{other}", "C^s_d")
C_o = _real("C^o_1", "C^o_{own}", "C^o_{other}", "C^o_d")


def _row(feature: Expr, own: Expr, other: Expr, whole: Expr) -> tuple[Expr, ...]:
    """Return the row of C: by the weight of the planted row, own group, another group, all rows."""
    return a * feature, b * own, b * other, c * whole


_own = Q / Z_o + (t - 1) * Q / Z_o
DEFINITIONS |= dict(
    zip(
        (*C_star, *C_s, *C_o),
        (
            *_row(
                P / Z_star,
                P / Z_star + (t - 1) * Q / Z_star,
                t * R / Z_star,
                P / Z_star + (t - 1) * Q / Z_star + N * t * R / Z_star,
            ),
            *_row(Q / Z_o, _own, t * R / Z_o, _own + N * t * R / Z_o),
            *_row(R / Z_o, _own, t * R / Z_o, _own + N * t * R / Z_o),
        ),
        strict=True,
    )
)
norm_star, norm_s, norm_o = _real(r"\\|C^*\\|_1", r"\\|C^s\\|_1", r"\\|C^o\\|_1")
for _norm, _entries in ((norm_star, C_star), (norm_s, C_s), (norm_o, C_o)):
    DEFINITIONS[_norm] = _entries[0] + _entries[1] + N * _entries[2] + _entries[3]

# The degrees of `thm:concentration`, by how far the planted weight is from 1 or from 0.
epsilon_0, epsilon_1, omega = _real("epsilon_0", "epsilon_1", "omega")
_odds = (1 - epsilon) / epsilon
_max = sp.Max
DEGREE_LOCKED = _max(
    _at_odds(t - 1, 2 * _odds, p / q), _at_odds(n - t, 2 * _odds, p / r), evaluate=False
)
DEGREE_NOT_LOCKED = _max(
    _at_odds(t - 1, _odds, p / q), _at_odds(n - t, _odds, p / r), evaluate=False
)
DEGREE_SPREAD = _max(
    _at_odds(t - 1, 1 / _odds, p / q), _at_odds(n - t, 1 / _odds, p / r), evaluate=False
)
DEGREE_GROUPED = _at_odds(d - 3, _odds, q / r)
DEGREE_UNGROUPED = _at_odds(d - 3, omega / (1 - omega), q / r)  # w_o is omega there

# Degrees in units of log n, for d = n ** delta.
kappa_pr = 1 / sp.log(p / r)
kappa_pq = (1 - delta) / sp.log(p / q)
kappa_group = delta / sp.log(q / r)
# The latter two as letters: SymPy would cancel the logarithms of a statement about their mean.
k_pq, k_group = _real("kappa_pq", "kappa_group")
DEFINITIONS |= {k_pq: (1 - delta) / log_pq, k_group: delta / log_qr}
kappa_star = _max(kappa_pr, kappa_pq, evaluate=False)
kappa_det = (1 - delta / 2) / sp.log(on(p, 1) / r)

# Softmax of scale alpha on the same data: the powers of n that its scores turn into.
alpha = _real("alpha")
P_soft, Q_soft, R_soft = _real("P_{soft}", "Q_{soft}", "R_{soft}")
POWERS |= {x: sp.exp(alpha * y * sp.log(n)) for x, y in ((P_soft, p), (Q_soft, q), (R_soft, r))}
_SOFT = {P: P_soft, Q: Q_soft, R: R_soft}
f_soft_star, w_soft_o = _real("f^*_{soft}", "w_{o,soft}")
DEFINITIONS |= {f_soft_star: unfold(f_star).xreplace(_SOFT), w_soft_o: unfold(w_o).xreplace(_SOFT)}
# A polynomial of a score near 1, as a kernel.
f_near = _real("(1+s/beta)^beta")
POWERS[f_near] = (1 + s_j / beta) ** beta

# One vector of scores (chapter 10): n entries, n a letter of its own here; the ratio of the spike
# and the range of the background, raised to the degree; the spike's weight, and what the other
# entries add to the pre-activation.
entries = sp.Symbol("n", integer=True)
Lambda, x_rho, x_range, w, Y = _real("Lambda", "rho^beta", "Lambda^beta", "w", "Y")
# The sum S' of the other signs; the pre-activations of equal backgrounds without and with a spike.
S_rest, X_plain, X_spike = _real("S'", r"\langle{f_0},y\rangle", r"\langle{f_1},y\rangle")
DEFINITIONS |= {
    X_plain: (s_1 + S_rest) / entries,
    X_spike: w * s_1 + (1 - w) * S_rest / (entries - 1),
}
# One power of a background, the sum of all n and of their squares; the logarithms in a window.
g_i, g_sum, g_squares = _real("g_i", r"\sum{g_i}", r"\sum{g_i^2}")
log_rho, log_range, log_alarm = _real("log(rho)", "log(Lambda)", "log(m/epsilon)")
POWERS |= {x_rho: rho**beta, x_range: Lambda**beta, log_alarm: sp.log(m / epsilon)}
POWERS |= {log_rho: sp.log(rho), log_range: sp.log(Lambda)}
