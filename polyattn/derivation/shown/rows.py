r"""A derivation as rows: what stands in a line, why, and how the machine knows, in TeX and words.

Words hold formulas between dollar signs. What sets the rows, as HTML or for paper, adds nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from polyattn.derivation.shown.letters import TERMS, Letters
from polyattn.symbolic.printing import tex

if TYPE_CHECKING:
    from polyattn.derivation.certificates import Certificate
    from polyattn.derivation.chain import Derivation, Line
    from polyattn.derivation.fact import Fact
    from polyattn.derivation.linear import Combination

_SIGNS = {"=": "=", "<=": r"\le", "<": "<", ">=": r"\ge", ">": ">"}
_TURNS = {"iff": r"\iff", "if": r"\Longleftarrow", "then": r"\Longrightarrow"}
_KINDS = {
    "given": "It is among what is known.",
    "smt": "The solver z3 finds no counterexample over the reals.",
    "written": "In words:",
    "unchecked": "Nobody has checked it.",
}
_LABEL = re.compile(r"(thm|lem|cor|obs|def):[a-z0-9-]+(#.*)?")


@dataclass(frozen=True)
class Row:
    """One line as it is shown.

    Parameters
    ----------
    sign, term : str
        TeX: the relation to the line before, empty where there is none, and what stands here.
    reason : str
        Why, in words.
    labels : tuple of str
        The statements of the book that it rests on, ``"lem:x#part"``.
    rules : tuple of str
        The names of the rules.
    known : tuple of str
        How the machine knows, a sentence each.
    in_words : bool
        Whether the line is proved in words.
    inner : tuple of Derivation
        The derivations that it was made from.
    """

    sign: str
    term: str
    reason: str = ""
    labels: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    in_words: bool = False
    inner: tuple[Any, ...] = ()


def rows(derivation: Derivation) -> list[Row]:
    """Return the rows of a derivation, its first line first.

    Examples
    --------
    >>> from polyattn.derivation.chain import Derivation
    >>> from polyattn.symbolic import N, Q, R, t, u_o, w_o
    >>> chain = Derivation(w_o + N * u_o, given=(t > 0, Q > 0, R > 0, N > 0))
    >>> [(row.sign, row.term) for row in rows(chain.equal(1, "the weights add up to 1"))]
    [('', 'N u_{o} + w_{o}'), ('=', '1')]
    """
    start = [] if derivation.start is None else [Row("", tex(derivation.start))]
    return [*start, *(_row(line) for line in derivation.lines)]


def given(derivation: Derivation) -> list[str]:
    """Return what a derivation assumes, in TeX."""
    return [tex(h) for h in derivation.given]


def _row(line: Line) -> Row:
    sign = _SIGNS.get(line.sign) or _TURNS.get(line.sign, "")
    names = [fact.name for fact in line.by if fact.name]
    labels = tuple(dict.fromkeys(x for x in names if _LABEL.fullmatch(x)))
    rules = tuple(dict.fromkeys(x for x in names if x not in labels and x != "derivation"))
    return Row(
        sign,
        tex(line.term),
        _with_formulas(line.reason),
        labels,
        rules,
        tuple(_known(line)),
        line.evidence.kind == "written",
        tuple(inner for fact in line.by for inner in fact.inner),
    )


def _with_formulas(words: str) -> str:
    """Return words in which bare letters such as ``Z_*`` and ``f^*`` are formulas."""
    if "$" in words:
        return words
    return re.sub(r"(?<![\w$])([A-Za-z]{1,2}[_^][*\w]+|[PQRNSK])(?![\w$])", r"$\1$", words)


def _known(line: Line) -> list[str]:
    """Return how a line is known, a sentence each."""
    evidence = line.evidence
    if evidence.kind == "written":
        return [f"{_KINDS['written']} {evidence.text}"]
    found = [f"{_used(fact)}" for fact in line.by if _LABEL.fullmatch(fact.name)]
    if evidence.kind == "smt":
        return [*found, _KINDS["smt"]]
    if not evidence.certificates:
        said = evidence.text if evidence.kind == "symbolic" else _KINDS[evidence.kind]
        if evidence.kind == "given" and line.by:
            said = "" if found else "It is what the rule says."
        return [*found, _sentence(said)] if said else found
    main = dict.fromkeys(_certificate(one) for one in evidence.certificates if not one.note)
    sides = [one.note for one in evidence.certificates if one.note]
    return [*found, *main, *([_sides(sides)] if sides else [])]


def _sides(notes: list[str]) -> str:
    """Say what had to be shown for the line to make sense."""
    return f"Shown besides: {'; '.join(dict.fromkeys(notes))}."


def _used(fact: Fact) -> str:
    """Say what an instance of a statement gives, under which hypotheses."""
    conclusion = tex(fact.conclusion)
    if not fact.hypotheses:
        return f"{fact.name}: ${conclusion}$."
    return f"{fact.name}: ${conclusion}$, as ${r'$, $'.join(map(tex, fact.hypotheses))}$."


def _certificate(certificate: Certificate) -> str:
    """Show a certificate: the coordinates, and the polynomial or its parts in them."""
    if certificate.chart is None:
        return _sentence(certificate.text)
    letters = Letters(certificate)
    moved = [f"${x}={y}$" for x, y in letters.moved()]
    known = certificate.combination
    polynomial = None if known is not None else certificate.polynomial()
    _, _, found = certificate.text.partition(": ")
    if known is not None:
        found = _combination(known, letters)
    elif polynomial is not None:
        shown = letters.polynomial(polynomial.as_expr())
        found = f"the difference is a positive factor times ${shown}$; {found}"
    names = [f"${x}={y}$" for x, y in letters.abbreviated()]
    before = f"With {', '.join(moved)}: " if moved else ""
    behind = f", where {', '.join(names)}" if names else ""
    return _sentence(f"{before}{found}{behind}")


def _combination(known: Combination, letters: Letters) -> str:
    """Write a polynomial as multiples of what the hypotheses say is not negative."""
    target = letters.polynomial(known.target.as_expr())
    several = [(x.as_expr(), y.as_expr()) for x, y in known.parts]
    if several == [(1, known.target.as_expr())]:
        return f"${target}$ is not negative by hypothesis"
    parts = [letters.times(x, y) for x, y in several[:TERMS]]
    more = len(several) - TERMS
    parts += [rf"\dots\ \text{{({more} more)}}"] if more > 0 else []
    parts += [] if known.rest.is_zero else [letters.polynomial(known.rest.as_expr())]
    total = f"${target}={' + '.join(parts)}$"
    return f"{total}; each bracket is not negative by hypothesis"


def _sentence(words: str) -> str:
    text = words if "$" in words else re.sub(r"(?<!\w)(\w+_\w+)(?!\w)", r"$\1$", words)
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")
