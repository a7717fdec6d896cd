r"""Formulas as the book prints them: letters, factors and terms in the order of the page.

SymPy sorts sums by degree and prints :math:`-2Nbu^*+af^*+b+c`; here it is
:math:`af^*+b+c-2bNu^*`. Nothing depends on the order in which an expression was made.
"""

from __future__ import annotations

import re
from typing import Any

import sympy as sp
from sympy.printing.latex import LatexPrinter

from polyattn.symbolic.breaking import BROAD, LONG, breakable, width
from polyattn.symbolic.model import beta
from polyattn.symbolic.sketches import half
from polyattn.symbolic.table import Expr

# The order of factors, by the beginning of a letter's name; what is not here comes with the signs.
_FACTORS = (
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
_SIZES = ("t", "N", "n", "d", "m")
# Letters whose names are no TeX.
_NAMES = {
    "log(p/q)": r"\log\tfrac pq",
    "log(q/r)": r"\log\tfrac qr",
    "log(p/q)_0": r"\log\tfrac{p_0}q",
    "log(p/q)_1": r"\log\tfrac{p_1}q",
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
# An even degree is twice a whole number, which is no news on a page.
_IN_WORDS = {sp.Eq(beta, 2 * half): r"\beta\ \text{even}"}
# What something is larger than, and not smaller.
_THRESHOLDS = {sp.Symbol(name, real=True) for name in ("theta", "x", "x_0", "x_1")}
# What takes in the factors behind it; a logarithm does too, but stands last.
_TAKES_IN = (r"\max_{", r"\lim", r"\mathbb{E}\,", r"\sum")
# Letters with these in their TeX stand in brackets under a power.
_WIDE = ("^", r"\sum", r"\log", r"\tfrac", r"\pi_j\pi_k", r"\relax")
SIGNS = {"==": "=", ">=": r"\ge", "<=": r"\le", ">": ">", "<": "<", "!=": r"\ne"}


def tex(expression: Expr) -> str:
    r"""Return an expression or a relation in TeX, in the order of the page.

    Parameters
    ----------
    expression : sympy.Expr or sympy.Boolean
        What is to be printed.

    Returns
    -------
    str
        TeX without delimiters; long ones can be broken at their outer signs.

    Examples
    --------
    >>> from polyattn.symbolic import N, a, b, c, f_star, u_star
    >>> print(tex(a * f_star + b + c - 2 * b * N * u_star))
    a f^{*} + b + c - 2 b N u^{*}
    """
    return breakable(str(_Printer().doprint(expression)))


class _Printer(LatexPrinter):  # type: ignore[misc]
    """SymPy's own, but for order, names, relations and maxima."""

    def __init__(self) -> None:
        super().__init__({"ln_notation": False, "mul_symbol": None})

    def _as_ordered_terms(self, expr: Any, order: Any = None) -> list[Any]:
        terms = sp.Add.make_args(expr)
        powers = {x: _power_of(x) for x in terms}
        if all(powers.values()):  # the crowds of a row: P before Q before R
            signs = {x: x.could_extract_minus_sign() for x in terms}
            return sorted(terms, key=lambda x: (signs[x], powers[x], _place_of_term(x)))
        return sorted(terms, key=_place_of_term)

    def _print_Add(self, expr: Any, order: Any = None) -> str:
        number, rest = _common(expr)
        if number != 1 and all(x.could_extract_minus_sign() for x in expr.args):
            return f"- {self._print(-expr)}"
        if number != 1:
            return self._product(sp.Mul(number, rest, evaluate=False))
        text = str(super()._print_Add(expr, order)).replace("+ -", "-")
        return re.sub(r"(?<=[\w)}\]] )- - ", "+ ", text)

    def _print_Mul(self, expr: Any) -> str:
        if expr.could_extract_minus_sign() and not _is_sum_only(expr):
            text = self._factor(-expr)
            return text[2:] if text.startswith("- ") else f"- {text}"
        return self._product(expr)

    def _factor(self, expr: Any) -> str:
        """Print what stands behind a sign: a sum in brackets."""
        text: str = self._print(expr)
        return _in_brackets(text) if expr.is_Add else text

    def _product(self, expr: Any) -> str:
        number, rest = expr.as_coeff_Mul(rational=True)
        drawn = [_common(x) for x in sp.Mul.make_args(rest)]
        number *= sp.prod(x for x, _ in drawn)
        rest = sp.Mul(*(x for _, x in drawn), evaluate=False)
        flipped = [x for x in rest.args if _is_turned(x)] if rest.is_Mul else []
        if flipped:
            rest = sp.Mul(*(-x if x in flipped else x for x in rest.args), evaluate=False)
            if len(flipped) % 2:
                return "- " + self._product(sp.Mul(number, rest, evaluate=False))
        top, bottom = _fraction(rest)
        if bottom.is_Mul:  # 2 (n + 1) (n + 3), not (2 (n + 1)) (n + 3)
            pulled = [_common(x) for x in bottom.args]
            number /= sp.prod(x for x, _ in pulled)
            bottom = sp.Mul(*(x for _, x in pulled), evaluate=False)
        if bottom == 1 and number.q > 1 and not _is_monomial(top):  # a half of something long
            rest = self._bracketed(top) if top.is_Add else self._factors(top, 1)
            return rf"\tfrac{{{number.p}}}{{{number.q}}}\,{rest}"
        if bottom == 1 and number.q == 1:
            return self._factors(top, number)
        above, below = self._factors(top, number.p), self._factors(bottom, number.q)
        if width(above) > BROAD and width(above) > 3 * width(below):  # no line can break within it
            above = _in_brackets(above) if top.is_Add else above
            return rf"\frac{{1}}{{{below}}}\,{above}"
        return rf"\frac{{{above}}}{{{below}}}"

    def _factors(self, product: Any, number: Any) -> str:
        """Print a product in a line, its number first."""
        members = sorted(sp.Mul.make_args(product), key=_place_of_factor)
        members = [x for x in members if x != 1]
        if len(members) == 1 and number == 1:
            return str(self._print(members[0]))
        parts = [*map(self._before_others, members[:-1]), *map(self._bracketed, members[-1:])]
        if number != 1 or not parts:
            parts.insert(0, str(number))
        text = parts[0]
        for part in parts[1:]:
            text += (r" \cdot " if part[0].isdigit() and text[-1].isdigit() else " ") + part
        return text

    def _bracketed(self, member: Any) -> str:
        text: str = self._print(member)
        wide = member.is_Add or (member.is_Mul and member.could_extract_minus_sign())
        wide = wide or isinstance(member, sp.Max | sp.Min) or (member.is_number and text[0] == "-")
        return _in_brackets(text) if wide else text

    def _before_others(self, member: Any) -> str:
        """Print a factor that others follow: in brackets what would take them in."""
        text = self._bracketed(member)
        return _in_brackets(text) if text.removeprefix(r"\relax ").startswith(_TAKES_IN) else text

    def _print_log(self, expr: Any, exp: Any = None) -> str:
        """Leave the brackets away where a letter, a number or a fraction follows."""
        (inner,) = expr.args
        text: str = self._print(inner)
        raised = f"^{{{exp}}}" if exp else ""
        fraction = text.startswith(r"\frac") and not inner.is_Add
        short = inner.is_Symbol or inner.is_Integer or fraction
        return rf"\log{raised} {text if short else _in_brackets(text)}"

    def _print_Symbol(self, expr: Any, style: str = "plain") -> str:
        if expr.name in _NAMES:
            return _NAMES[expr.name]
        if expr.name.startswith("\\"):  # written in TeX already
            return str(expr.name).replace(r"\\|", r"\|")
        text = _primed(super()._print_Symbol(expr, style))
        return text.replace(r"\epsilon", r"\varepsilon")

    def _print_Pow(self, expr: Any) -> str:
        top, bottom = _fraction(expr)
        if bottom != 1:
            return rf"\frac{{{self._print(top)}}}{{{self._print(bottom)}}}"
        base = self._print(expr.base)
        own = isinstance(expr.base, sp.Function) and hasattr(expr.base, "_latex")
        long = expr.base.is_Symbol and any(x in base for x in _WIDE)
        if (own or long) and expr.exp != sp.Rational(1, 2):
            return rf"{_in_brackets(base)}^{{{self._print(expr.exp)}}}"
        return str(super()._print_Pow(expr))

    def _print_Relational(self, expr: Any) -> str:
        if expr in _IN_WORDS:
            return _IN_WORDS[expr]
        turned = isinstance(expr, sp.Lt | sp.Le) and (expr.lhs.is_number or expr.lhs in _THRESHOLDS)
        shown = expr.reversed if turned and not expr.rhs.is_number else expr
        return f"{self._print(shown.lhs)} {SIGNS[shown.rel_op]} {self._print(shown.rhs)}"

    def _print_And(self, expr: Any) -> str:
        return self._listed(expr, r",\allowbreak\ ")

    def _print_Or(self, expr: Any) -> str:
        return self._listed(expr, r"\ \text{or}\ ", sp.And)

    def _listed(self, expr: Any, between: str, *bare: Any) -> str:
        return between.join(self._claim(x, *bare) for x in sorted(expr.args, key=str))

    def _claim(self, claim: Any, *bare: Any) -> str:
        """Print a part of what is said: in brackets where it is composed.

        A comma holds closer than "or", and both closer than an arrow: those kinds are bare.
        """
        text: str = self._print(claim)
        simple = (sp.core.relational.Relational, *bare)
        composed = isinstance(claim, sp.logic.boolalg.BooleanFunction)
        return _in_brackets(text) if composed and not isinstance(claim, simple) else text

    def _print_Not(self, expr: Any) -> str:
        return rf"\text{{not}}\ {self._claim(expr.args[0])}"

    def _print_Implies(self, expr: Any, altchar: Any = None) -> str:
        premise, consequence = (self._claim(x, sp.And, sp.Or, sp.Not) for x in expr.args)
        return rf"{premise} \ \Longrightarrow\ {consequence}"

    def _print_Equivalent(self, expr: Any, altchar: Any = None) -> str:
        sides = sorted(expr.args, key=sp.count_ops)
        return r" \iff ".join(self._claim(x, sp.And, sp.Or, sp.Not) for x in sides)

    def _print_Max(self, expr: Any, exp: Any = None) -> str:
        return self._extreme("max", expr, exp)

    def _print_Min(self, expr: Any, exp: Any = None) -> str:
        return self._extreme("min", expr, exp)

    def _extreme(self, name: str, expr: Any, exp: Any) -> str:
        members = r",\allowbreak\ ".join(self._print(x) for x in sorted(expr.args, key=_length))
        raised = f"^{{{exp}}}" if exp else ""
        return rf"\{name}{raised}\big\{{{members}\big\}}"

    def _print_floor(self, expr: Any, exp: Any = None) -> str:
        return str(super()._print_floor(expr, exp))


def _primed(text: str) -> str:
    r"""Write ``V_{o 0}`` as ``V_{o,0}``, ``w_{o'}`` as ``w_{o}'``, ``beta'`` in Greek."""
    text = re.sub(r"_\{(\w|\*) (\d)\}", r"_{\1,\2}", text)
    text = re.sub(r"^(beta|kappa|alpha|theta)'", r"\\\1'", text)
    text = text.replace(",beta", r",\beta")
    text = re.sub(r"(?<=[{,])([a-z]{3,})(?=[,}])", r"\\text{\1}", text)
    return re.sub(r"_\{(\w+)'\}", r"_{\1}'", text)


def _in_brackets(text: str) -> str:
    """Put a text in brackets that fit; in those of something long a line can be broken."""
    tall = any(x in text for x in (r"\frac", r"\sqrt", r"\binom", r"\left"))
    if tall and width(text) > LONG:
        return rf"\bigg({text}\bigg)"
    return rf"\left({text}\right)" if tall else f"({text})"


def _fraction(product: Any) -> tuple[Any, Any]:
    """Return top and bottom; what is under a root goes under one, e^(-x) stays on top."""
    top: list[Any] = []
    bottom: list[Any] = []
    roots = [sp.S.One, sp.S.One]
    for factor in sp.Mul.make_args(product):
        power = factor.exp if factor.is_Pow else sp.S.One
        below = factor.is_Pow and power.could_extract_minus_sign()
        if abs(power) == sp.Rational(1, 2):
            inner, under = sp.fraction(factor.base)
            roots[below] *= inner
            roots[not below] *= under
        else:
            (bottom if below else top).append(1 / factor if below else factor)
    if roots[0] != 1 and roots[1] != 1:
        top.append(sp.Pow(roots[0] / roots[1], sp.Rational(1, 2), evaluate=False))
    elif roots != [1, 1]:
        (top if roots[1] == 1 else bottom).append(sp.sqrt(roots[0] * roots[1], evaluate=False))
    return sp.Mul(*top, evaluate=False), sp.Mul(*bottom, evaluate=False)


def _common(term: Any) -> tuple[Any, Any]:
    """Draw the number out of a sum that has it in each term: (2, a + b) for 2a + 2b."""
    numbers = {abs(x.as_coeff_Mul(rational=True)[0]) for x in sp.Add.make_args(term)}
    if not term.is_Add or len(numbers) > 1:
        return sp.S.One, term
    (number,) = numbers
    return number, sp.Add(*(x / number for x in term.args))


def _is_turned(factor: Any) -> bool:
    """Whether a sum is a number less letters, such as 3 - d in the place of -(d - 3)."""
    if not factor.is_Add or factor.as_coeff_Add()[0] <= 1:
        return False
    return all(x.could_extract_minus_sign() for x in factor.as_coeff_Add()[1].as_ordered_terms())


def _is_monomial(product: Any) -> bool:
    return all(x.as_base_exp()[0].is_Symbol for x in sp.Mul.make_args(product))


def _is_sum_only(expr: Any) -> bool:
    """Whether the only minus sign would have to be drawn out of a sum."""
    return bool(expr.as_coeff_Mul()[0] > 0)


def _length(expr: Any) -> tuple[int, str]:
    return int(sp.count_ops(expr)), str(expr)


def _place_of_letter(name: str) -> int:
    """Return a letter's place among factors: that of the longest beginning that is known."""
    fits = [start for start in _FACTORS if name.startswith(start)]
    exact = [start for start in fits if start in (name, name.split("_")[0], name.split("^")[0])]
    return _FACTORS.index(max(exact or fits, key=len)) if fits else len(_FACTORS) // 2


def _place_of_factor(member: Any) -> tuple[float, str]:
    """Numbers, then letters as listed, sums of sizes with the sizes, other sums, functions."""
    base = member.base if member.is_Pow and member.exp.is_Rational else member
    if _is_log(base):
        return len(_FACTORS) + 3, str(member)
    if member.is_number:
        return -1 if member.is_Rational or member == sp.pi else len(_FACTORS) + 2, str(member)
    if member.is_Pow and member.exp == sp.Rational(1, 2):
        return len(_FACTORS) + 0.9, str(member)
    if base.is_Symbol:
        return _place_of_letter(base.name), str(member)
    names = {x.name for x in base.free_symbols}
    if base.is_Add and names <= {*_SIZES}:
        return _FACTORS.index("t") - 0.5, str(member)
    if base.is_Add and {name[0] for name in names} <= {*"abc"}:
        return _FACTORS.index("c") + 0.5, str(member)
    if base.is_Add:
        first = min((_place_of_letter(name) for name in names), default=0)
        return len(_FACTORS) + first / len(_FACTORS) / 2, str(member)
    return len(_FACTORS) + 1, str(member)


def _is_log(base: Any) -> bool:
    """Whether it is a logarithm of letters, or a letter that is shown as one."""
    if base.is_Symbol:
        return r"\log" in _NAMES.get(base.name, base.name).partition("{")[0]
    return isinstance(base, sp.log) and not base.is_number


def _power_of(term: Any) -> str:
    """Return the score, or the power of one, that a term has as a factor, without its index."""
    letters = [x.name.split("_")[0] for x in sp.Mul.make_args(term) if x.is_Symbol]
    found = [name for name in letters if name in {*"PQRpqr"}]
    return found[0] if len(found) == 1 else ""


def _place_of_term(term: Any) -> tuple[Any, ...]:
    """Positive terms first; a number before fractions and products, behind plain letters."""
    negative = term.could_extract_minus_sign()
    if term.is_number:
        return negative, 0.5, (), ""
    bare = -term if negative else term
    plain = bare.is_Symbol
    first = sorted(_place_of_factor(x) for x in sp.Mul.make_args(bare) if not x.is_number)
    later = plain and bare.name in {"t", "N", "n", "d", "m", "K", "S", "beta"}
    group = 0 if plain and later else 1
    return negative, group, tuple(place for place, _ in first), str(bare)
