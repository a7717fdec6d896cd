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
from polyattn.symbolic.places import NAMES, length, place_of_factor, place_of_term, power_of
from polyattn.symbolic.shapes import common, fraction, is_monomial, is_sum_only, is_turned
from polyattn.symbolic.sketches import half
from polyattn.symbolic.table import Expr

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
        powers = {x: power_of(x) for x in terms}
        if all(powers.values()):  # the crowds of a row: P before Q before R
            signs = {x: x.could_extract_minus_sign() for x in terms}
            return sorted(terms, key=lambda x: (signs[x], powers[x], place_of_term(x)))
        return sorted(terms, key=place_of_term)

    def _print_Add(self, expr: Any, order: Any = None) -> str:
        number, rest = common(expr)
        if number != 1 and all(x.could_extract_minus_sign() for x in expr.args):
            return f"- {self._print(-expr)}"
        if number != 1:
            return self._product(sp.Mul(number, rest, evaluate=False))
        text = str(super()._print_Add(expr, order)).replace("+ -", "-")
        return re.sub(r"(?<=[\w)}\]] )- - ", "+ ", text)

    def _print_Mul(self, expr: Any) -> str:
        if expr.could_extract_minus_sign() and not is_sum_only(expr):
            text = self._factor(-expr)
            return text[2:] if text.startswith("- ") else f"- {text}"
        return self._product(expr)

    def _factor(self, expr: Any) -> str:
        """Print what stands behind a sign: a sum in brackets."""
        text: str = self._print(expr)
        return _in_brackets(text) if expr.is_Add else text

    def _product(self, expr: Any) -> str:
        number, rest = expr.as_coeff_Mul(rational=True)
        drawn = [common(x) for x in sp.Mul.make_args(rest)]
        number *= sp.prod(x for x, _ in drawn)
        rest = sp.Mul(*(x for _, x in drawn), evaluate=False)
        flipped = [x for x in rest.args if is_turned(x)] if rest.is_Mul else []
        if flipped:
            rest = sp.Mul(*(-x if x in flipped else x for x in rest.args), evaluate=False)
            if len(flipped) % 2:
                return "- " + self._product(sp.Mul(number, rest, evaluate=False))
        top, bottom = fraction(rest)
        if bottom.is_Mul:  # 2 (n + 1) (n + 3), not (2 (n + 1)) (n + 3)
            pulled = [common(x) for x in bottom.args]
            number /= sp.prod(x for x, _ in pulled)
            bottom = sp.Mul(*(x for _, x in pulled), evaluate=False)
        if bottom == 1 and number.q > 1 and not is_monomial(top):  # a half of something long
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
        members = sorted(sp.Mul.make_args(product), key=place_of_factor)
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
        over = text.startswith(r"\frac") and not inner.is_Add
        short = inner.is_Symbol or inner.is_Integer or over
        return rf"\log{raised} {text if short else _in_brackets(text)}"

    def _print_Symbol(self, expr: Any, style: str = "plain") -> str:
        if expr.name in NAMES:
            return NAMES[expr.name]
        if expr.name.startswith("\\"):  # written in TeX already
            return str(expr.name).replace(r"\\|", r"\|")
        text = _primed(super()._print_Symbol(expr, style))
        return text.replace(r"\epsilon", r"\varepsilon")

    def _print_Pow(self, expr: Any) -> str:
        top, bottom = fraction(expr)
        if bottom != 1:
            return rf"\frac{{{self._print(top)}}}{{{self._print(bottom)}}}"
        base = self._print(expr.base)
        own = isinstance(expr.base, sp.Function) and hasattr(expr.base, "_latex")
        long = expr.base.is_Symbol and any(x in base for x in _WIDE)
        primed = expr.base.is_Symbol and "'_" in base  # and a power: two raised signs
        if (own or long or primed) and expr.exp != sp.Rational(1, 2):
            inner = rf"{{{base}}}" if primed else _in_brackets(base)
            return rf"{inner}^{{{self._print(expr.exp)}}}"
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
        members = r",\allowbreak\ ".join(self._print(x) for x in sorted(expr.args, key=length))
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
