"""The order of the page: the place of a letter among factors, and of a term among terms."""

from __future__ import annotations

from typing import Any

import sympy as sp

# The order of factors, by the beginning of a letter's name; what is not here comes with the signs.
FACTORS = (
    *(
        "m",
        "a",
        "b",
        "c",
        "t",
        "N",
        "n",
        "d",
        "J",
        "h",
        "epsilon",
        "lambda",
        "delta",
        "kappa",
        "theta",
    ),
    *("beta", "s_", "y_", "f", "G", "u", "w", "z", "V", "x", "P", "Q", "R", "S", "K"),
)
SIZES = ("t", "N", "n", "d", "m")
# Letters whose names are no TeX.
NAMES = {
    "log(p/q)": r"\log\tfrac pq",
    "log(q/r)": r"\log\tfrac qr",
    "log(p/q)_0": r"\log\tfrac{p_0}q",
    "log(p/q)_1": r"\log\tfrac{p_1}q",
    "log(p'/r)": r"\log\tfrac{p'}r",
    "log(p'/r)_0": r"\log\tfrac{p'_0}r",
    "log(p'/r)_1": r"\log\tfrac{p'_1}r",
    "log(rho)": r"\log\rho",
    "log(Lambda)": r"\log\Lambda",
    "log(m/epsilon)": r"\log\tfrac m\varepsilon",
    "rho^beta": r"\rho^\beta",
    "Lambda^beta": r"\Lambda^\beta",
    "(1+s/beta)^beta": r"(1+\tfrac s\beta)^\beta",
    "epsilon": r"\varepsilon",
    "[both]": r"\pi_j\pi_k",
    "[same]": r"\gamma_{jk}",
    "score": r"\tfrac{(AA^\top)_{jk}}{\log n}",
    "half": "h",
    "beta/2": r"\tfrac\beta2",
    "l_i": r"\ell_i",
    "TV": r"\mathrm{TV}",
    "SNR": r"\mathrm{SNR}_\beta",
    "y_1^beta": r"y_1^\beta",
    "y_rest": r"\relax\textstyle\sum_{j>1}y_j^{2\beta}",
    "f_1(2 beta)": r"f_1(2\beta)",
}


def length(expr: Any) -> tuple[int, str]:
    """Return how long an expression is, and its text where two are as long."""
    return int(sp.count_ops(expr)), str(expr)


def place_of_letter(name: str) -> int:
    """Return a letter's place among factors: that of the longest beginning that is known."""
    fits = [start for start in FACTORS if name.startswith(start)]
    exact = [start for start in fits if start in (name, name.split("_")[0], name.split("^")[0])]
    return FACTORS.index(max(exact or fits, key=len)) if fits else len(FACTORS) // 2


def place_of_factor(member: Any) -> tuple[float, str]:
    """Numbers, then letters as listed, sums of sizes with the sizes, other sums, functions."""
    base = member.base if member.is_Pow and member.exp.is_Rational else member
    if _is_log(base):
        return len(FACTORS) + 3, str(member)
    if member.is_number:
        return -1 if member.is_Rational or member == sp.pi else len(FACTORS) + 2, str(member)
    if member.is_Pow and member.exp == sp.Rational(1, 2):
        return len(FACTORS) + 0.9, str(member)
    if base.is_Symbol:
        return place_of_letter(base.name), str(member)
    names = {x.name for x in base.free_symbols}
    if base.is_Add and names <= {*SIZES}:
        return FACTORS.index("t") - 0.5, str(member)
    if base.is_Add and {name[0] for name in names} <= {*"abc"}:
        return FACTORS.index("c") + 0.5, str(member)
    if base.is_Add:
        first = min((place_of_letter(name) for name in names), default=0)
        return len(FACTORS) + first / len(FACTORS) / 2, str(member)
    return len(FACTORS) + 1, str(member)


def _is_log(base: Any) -> bool:
    """Whether it is a logarithm of letters, or a letter that is shown as one."""
    if base.is_Symbol:
        return r"\log" in NAMES.get(base.name, base.name).partition("{")[0]
    return isinstance(base, sp.log) and not base.is_number


def power_of(term: Any) -> str:
    """Return the score, or the power of one, that a term has as a factor, without its index."""
    letters = [x.name.split("_")[0] for x in sp.Mul.make_args(term) if x.is_Symbol]
    found = [name for name in letters if name in {*"PQRpqr"}]
    return found[0] if len(found) == 1 else ""


def place_of_term(term: Any) -> tuple[Any, ...]:
    """Positive terms first; a number before fractions and products, behind plain letters."""
    negative = term.could_extract_minus_sign()
    if term.is_number:
        return negative, 0.5, (), ""
    bare = -term if negative else term
    plain = bare.is_Symbol
    first = sorted(place_of_factor(x) for x in sp.Mul.make_args(bare) if not x.is_number)
    later = plain and bare.name in {"t", "N", "n", "d", "m", "K", "S", "beta"}
    group = 0 if plain and later else 1
    return negative, group, tuple(place for place, _ in first), str(bare)
