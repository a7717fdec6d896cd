"""What rests on what, as one SVG: chapter after chapter, a line from a statement to its use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from html import escape
from textwrap import wrap

from polyattn import ledger
from polyattn_book.ledger import colour

_WIDTH, _HEIGHT, _COLUMN, _ROW = 210, 40, 270, 56
_LETTERS = 36  # of a line in a box


def draw(
    claims: Mapping[str, ledger.Claim],
    results: Mapping[str, ledger.Result],
    place: Callable[[str], str],
) -> str:
    """Return the graph as an SVG whose nodes link to the statements."""
    headings, spots = layout(claims)
    width = _COLUMN * (1 + max(column for column, _ in spots.values()))
    height = _ROW * (1 + max(row for _, row in spots.values()))
    parts = [_heading(chapter, spot) for chapter, spot in headings.items()]
    for label in claims:
        parts += [_edge(spots[used], spots[label]) for used in results[label].uses]
    for label, claim in claims.items():
        parts.append(_node(claim, results[label], spots[label], place(label)))
    return (
        '<div class="ledger-graph" tabindex="0" role="group" aria-label="Dependency graph">'
        f'<svg viewBox="-1 0 {width} {height}" width="{width}" height="{height}" '
        'xmlns="http://www.w3.org/2000/svg">'
        f"<title>What rests on what: {len(claims)} statements</title>{''.join(parts)}</svg></div>\n"
    )


def layout(
    claims: Mapping[str, ledger.Claim],
) -> tuple[dict[int, tuple[int, int]], dict[str, tuple[int, int]]]:
    """Return the column and row of each chapter's heading and of each statement.

    Chapters stand under one another, as many as fit beside the longest one.
    """
    sizes = Counter(claim.chapter for claim in claims.values())
    headings, spots = {}, {}
    column = row = 0
    for chapter in sorted(sizes):
        if row + sizes[chapter] > max(sizes.values()):
            column, row = column + 1, 0
        headings[chapter] = (column, row)
        for label, claim in claims.items():
            if claim.chapter == chapter:
                row += 1
                spots[label] = (column, row)
        row += 1
    return headings, spots


def _corner(spot: tuple[int, int]) -> tuple[int, int]:
    return spot[0] * _COLUMN, spot[1] * _ROW


def _heading(chapter: int, spot: tuple[int, int]) -> str:
    x, y = _corner(spot)
    return f'<text class="chapter" x="{x + _WIDTH / 2}" y="{y + 26}">Chapter {chapter}</text>'


def _edge(source: tuple[int, int], target: tuple[int, int]) -> str:
    (x0, y0), (x1, y1) = _corner(source), _corner(target)
    y0, y1 = y0 + _HEIGHT // 2, y1 + _HEIGHT // 2
    if source[0] == target[0]:  # within a column: round the right side
        bend = x0 + _WIDTH + 34
        path = f"M{x0 + _WIDTH} {y0}C{bend} {y0} {bend} {y1} {x1 + _WIDTH} {y1}"
    else:
        middle = (x0 + _WIDTH + x1) // 2
        path = f"M{x0 + _WIDTH} {y0}C{middle} {y0} {middle} {y1} {x1} {y1}"
    return f'<path class="edge" d="{path}"/>'


def _node(claim: ledger.Claim, result: ledger.Result, spot: tuple[int, int], link: str) -> str:
    x, y = _corner(spot)
    lines = _lines(claim.title)
    middle = x + _WIDTH / 2
    first = y + _HEIGHT / 2 + 4 - 7.5 * (len(lines) - 1)
    words = " ".join(  # the space is for those who search or copy
        f'<tspan x="{middle}" y="{first + 15 * i}">{escape(line)}</tspan>'
        for i, line in enumerate(lines)
    )
    name = f"{claim.title}: {result.status or 'a definition'}"
    return (
        f'<a href="{escape(link)}"><title>{escape(name)}</title>'
        f'<rect class="node {claim.kind} {colour(result)}" x="{x}" y="{y}" rx="4" '
        f'width="{_WIDTH}" height="{_HEIGHT}"/>'
        f"<text>{words}</text></a>"
    )


def _lines(title: str) -> list[str]:
    """Return a title in as few lines as it takes, of much the same length."""
    count = len(wrap(title, _LETTERS))
    width = next(n for n in range(1, _LETTERS + 1) if len(wrap(title, n)) <= count)
    return wrap(title, width)
