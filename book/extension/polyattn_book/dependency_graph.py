"""What rests on what, as one SVG: a column a chapter, an arrow from a statement to its use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape

from polyattn import ledger

_WIDTH, _HEIGHT, _COLUMN, _ROW = 176, 34, 236, 50
_TOP = 46


def draw(
    claims: Mapping[str, ledger.Claim],
    results: Mapping[str, ledger.Result],
    place: Callable[[str], str],
) -> str:
    """Return the graph as an SVG whose nodes link to the statements."""
    spots = layout(claims)
    chapters = sorted({claim.chapter for claim in claims.values()})
    width = len(chapters) * _COLUMN
    height = _TOP + _ROW * max(y for _, y in spots.values()) + _ROW
    parts = [
        f'<text class="chapter" x="{i * _COLUMN + _WIDTH / 2}" y="20">Chapter {chapter}</text>'
        for i, chapter in enumerate(chapters)
    ]
    for label, claim in claims.items():
        parts += [_edge(spots[used], spots[label]) for used in claim.uses]
    for label, claim in claims.items():
        parts.append(_node(claim, results[label], spots[label], place(label)))
    return (
        '<div class="ledger-graph" tabindex="0" role="group" aria-label="Dependency graph">'
        f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'xmlns="http://www.w3.org/2000/svg">'
        f"<title>What rests on what: {len(claims)} statements</title>{''.join(parts)}</svg></div>\n"
    )


def layout(claims: Mapping[str, ledger.Claim]) -> dict[str, tuple[int, int]]:
    """Return each statement's column and row."""
    chapters = sorted({claim.chapter for claim in claims.values()})
    rows = dict.fromkeys(chapters, 0)
    spots = {}
    for label, claim in claims.items():
        spots[label] = (chapters.index(claim.chapter), rows[claim.chapter])
        rows[claim.chapter] += 1
    return spots


def _corner(spot: tuple[int, int]) -> tuple[int, int]:
    return spot[0] * _COLUMN, _TOP + spot[1] * _ROW


def _edge(source: tuple[int, int], target: tuple[int, int]) -> str:
    (x0, y0), (x1, y1) = _corner(source), _corner(target)
    y0, y1 = y0 + _HEIGHT // 2, y1 + _HEIGHT // 2
    if source[0] == target[0]:  # within a chapter: round the right side
        bend = x0 + _WIDTH + 34
        path = f"M{x0 + _WIDTH} {y0}C{bend} {y0} {bend} {y1} {x1 + _WIDTH} {y1}"
    else:
        middle = (x0 + _WIDTH + x1) // 2
        path = f"M{x0 + _WIDTH} {y0}C{middle} {y0} {middle} {y1} {x1} {y1}"
    return f'<path class="edge" d="{path}"/>'


def _node(claim: ledger.Claim, result: ledger.Result, spot: tuple[int, int], link: str) -> str:
    x, y = _corner(spot)
    status = str(result.status or "definition").split(",")[0]
    words = claim.title if len(claim.title) <= 27 else claim.title[:26].rstrip() + "…"
    name = f"{claim.title}: {result.status or 'a definition'}"
    return (
        f'<a href="{escape(link)}"><title>{escape(name)}</title>'
        f'<rect class="node {claim.kind} status-{status}" x="{x}" y="{y}" rx="4" '
        f'width="{_WIDTH}" height="{_HEIGHT}"/>'
        f'<text x="{x + _WIDTH / 2}" y="{y + _HEIGHT / 2 + 4}">{escape(words)}</text></a>'
    )
