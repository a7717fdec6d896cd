r"""Rows as HTML for the site and for JupyterLab, and as LaTeX for paper.

Formulas stand as ``\(...\)``: JupyterLab sets them with MathJax, the book's builder with KaTeX.
A statement's label is a link that the builder fills in.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from polyattn.derivation.shown.rows import Row, given, rows
from polyattn.symbolic.printing import tex

if TYPE_CHECKING:
    from polyattn.derivation.chain import Derivation

# A statement in a sentence; behind it, where an instance is shown, a colon.
_LABEL = re.compile(
    r"`?\b(?P<reference>(?:thm|lem|cor|obs|def):[a-z0-9-]+(?:#[^:.;$<]+(?=: |$))?)`?"
)
# What a notebook needs; the site has the same rules, with its colours, in its style sheet.
_STYLE = """<style>
.derivation { overflow-wrap: anywhere; }
.derivation ol { list-style: none; margin: 0; padding: 0; }
.derivation li { display: grid; grid-template-columns: 2.8em minmax(0, 1fr) auto minmax(0, 17em);
  column-gap: .6em; align-items: baseline; padding: .25em 0; margin: 0; }
.derivation li > .sign { text-align: center; }
.derivation li > .beside { grid-column: 1 / 3; }
.derivation li > .why { grid-column: 4; font-size: .9em; }
.derivation li > .value { grid-column: 3; font-variant-numeric: tabular-nums; }
.derivation li > span, .derivation details > p { overflow: auto hidden; }
:is(.derivation, .derivation-parts) summary { cursor: pointer; list-style: disclosure-closed; }
:is(.derivation, .derivation-parts) [open] > summary { list-style: disclosure-open; }
:is(.derivation, .derivation-parts) details { padding-left: 1.2em; }
.derivation .in-words { font-variant: small-caps; }
</style>"""


def as_html(
    derivation: Derivation,
    values: Sequence[str] = (),
    note: str = "",
    told: Sequence[str] = (),
    seen: set[Any] | None = None,
) -> str:
    r"""Return a derivation as HTML.

    Parameters
    ----------
    derivation : Derivation
        Its lines.
    values : sequence of str, optional
        A number beside each row.
    note : str, optional
        What stands below it.
    told : sequence of str, optional
        Hypotheses in TeX that the reader has seen: they are not repeated.
    seen : set, optional
        The inner derivations that the reader has seen: what they say stands for them. It grows.

    Returns
    -------
    str
        A ``<div>`` that needs no script; formulas between ``\(`` and ``\)``.

    Examples
    --------
    >>> from polyattn.derivation.chain import Derivation
    >>> from polyattn.symbolic import N, Q, R, t, u_o, w_o
    >>> chain = Derivation(w_o + N * u_o, given=(t > 0, Q > 0, R > 0, N > 0))
    >>> r"\(\displaystyle 1\)" in as_html(chain.equal(1, "the weights add up to 1"))
    True
    """
    assumed = ", ".join(f"${x}$" for x in given(derivation) if x not in told)
    word = "And given" if told else "Given"
    head = f'<p class="given">{word} {_words(assumed)}</p>' if assumed else ""
    end = f'<p class="said">{_end(derivation)}</p>' if derivation.proved else ""
    below = f'<p class="note">{_words(note)}</p>' if note else ""
    lines = _list(derivation, values, set() if seen is None else seen)
    return f'<div class="derivation">{_STYLE}{head}{lines}{end}{below}</div>'


def _list(derivation: Derivation, values: Sequence[str], seen: set[Any]) -> str:
    shown = rows(derivation)
    numbers = [*values, *[""] * (len(shown) - len(values))]
    items = (_item(row, x, derivation, seen) for row, x in zip(shown, numbers, strict=True))
    return f"<ol>{''.join(items)}</ol>"


def _item(row: Row, value: str, derivation: Derivation, seen: set[Any]) -> str:
    if row.sign:
        left = f'<span class="sign">{_formula(row.sign)}</span><span>{_formula(row.term)}</span>'
    else:
        left = f'<span class="beside">{_formula(row.term)}</span>'
    number = f'<span class="value">{_words(value)}</span>' if value else ""
    return f"<li>{left}{number}{_why(row, derivation, seen)}</li>"


def _why(row: Row, outer: Derivation, seen: set[Any]) -> str:
    """Return the reason with the statements used; folded behind it, how the machine knows."""
    reason = _words(row.reason)
    by = ", ".join([*map(_link, row.labels), *map(_words, row.rules)])
    text = f"{reason} ({by})" if reason and by else reason or by
    if row.in_words:
        text = f'<span class="in-words">in words</span> {text}'.strip()
    inside = "".join(f'<p class="known">{_words(known)}</p>' for known in row.known)
    inside += "".join(_nested(inner, outer, seen) for inner in row.inner)
    if not inside:
        return f'<span class="why">{text}</span>' if text else ""
    summary = text or "how the machine knows"
    return f'<details class="why"><summary>{summary}</summary>{inside}</details>'


def _nested(inner: Derivation, outer: Derivation, seen: set[Any]) -> str:
    """Return a derivation within another: what it assumes besides, and its lines, once."""
    key = (inner.start, inner.given, tuple((line.sign, line.term) for line in inner.lines))
    if key in seen:
        return f'<p class="again">Shown before: {_words(f"${tex(inner.conclusion)}$")}.</p>'
    seen.add(key)
    assumed = ", ".join(f"${tex(h)}$" for h in inner.given if h not in outer.given)
    head = f'<p class="given">Given {_words(assumed)}</p>' if assumed else ""
    return f'<div class="inner">{head}{_list(inner, (), seen)}</div>'


def _end(derivation: Derivation) -> str:
    label, _, part = derivation.proved.partition("#")
    words = f", <em>{html.escape(part)}</em>" if part else ""
    return f"This is {_link(label)}{words}."


def _link(reference: str) -> str:
    label, _, part = reference.partition("#")
    named = f' <span class="part">({html.escape(part)})</span>' if part else ""
    return f'<a class="statement" data-label="{label}">{label}</a>{named}'


def _formula(formula: str) -> str:
    return as_math(rf"\displaystyle {formula}")


def as_math(formula: str) -> str:
    r"""Return TeX as a formula of a page; MathJax 3 has no word for where a line may break.

    Examples
    --------
    >>> print(as_math(r"\max\big\{x,\allowbreak\ y\big\} < z"))
    \(\max\big\{x,\ y\big\} &lt; z\)
    """
    plain = formula.replace(r"\allowbreak", "")
    return rf"\({html.escape(plain, quote=False)}\)"


def _words(text: str) -> str:
    """Escape words, link labels, and set what stands between dollar signs as formulas."""
    pieces = re.split(r"\$([^$]*)\$", text)
    pieces[::2] = [
        _LABEL.sub(lambda found: _link(found["reference"]), html.escape(piece, quote=False))
        for piece in pieces[::2]
    ]
    pieces[1::2] = map(as_math, pieces[1::2])
    return "".join(pieces)


def as_latex(derivation: Derivation, values: Sequence[str] = ()) -> str:
    r"""Return a derivation for paper: its lines and reasons; what is folded stays folded.

    Examples
    --------
    >>> from polyattn.derivation.chain import Derivation
    >>> print(as_latex(Derivation(given=()).have(True, "as it stands")))
    \begin{derivation}
    \derivationline{}{\text{True}}{as it stands}{}
    \end{derivation}
    """
    shown = rows(derivation)
    numbers = [*values, *[""] * (len(shown) - len(values))]
    lines = [*_given_on_paper(derivation), *map(_on_paper, shown, numbers)]
    if derivation.proved:
        label, _, part = derivation.proved.partition("#")
        lines.append(rf"\derivationend{{{label}}}{{{_words_on_paper(part)}}}")
    return "\n".join([r"\begin{derivation}", *lines, r"\end{derivation}"])


def _given_on_paper(derivation: Derivation) -> Iterator[str]:
    assumed = given(derivation)
    if assumed:
        yield rf"\derivationgiven{{{', '.join(f'${x}$' for x in assumed)}}}"


def _on_paper(row: Row, value: str) -> str:
    by = ", ".join([*map(_reference_on_paper, row.labels), *map(_words_on_paper, row.rules)])
    why = _words_on_paper(row.reason)
    reason = f"{why} ({by})" if why and by else why or by
    if row.in_words:
        reason = rf"\derivationinwords{{in words}} {reason}".strip()
    number = _words_on_paper(value)
    return rf"\derivationline{{{row.sign}}}{{{row.term}}}{{{reason}}}{{{number}}}"


def _reference_on_paper(reference: str) -> str:
    label, _, part = reference.partition("#")
    return rf"\derivationby{{{label}}}{{{_words_on_paper(part)}}}"


def _words_on_paper(text: str) -> str:
    """Escape words for TeX, name labels; what stands between dollar signs is TeX already."""
    pieces = text.split("$")
    pieces[::2] = [_plain_on_paper(piece) for piece in pieces[::2]]
    return "$".join(pieces)


def _plain_on_paper(words: str) -> str:
    pieces = _LABEL.split(words)  # the labels at the odd places
    return "".join(
        _reference_on_paper(piece) if k % 2 else re.sub(r"[#%&_^]", r"\\\g<0>{}", piece)
        for k, piece in enumerate(pieces)
    )
