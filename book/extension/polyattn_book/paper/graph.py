"""What rests on what, on a page on its side: the same layout as on the site, drawn by TikZ."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.texescape import escape

from polyattn import ledger
from polyattn_book.dependency_graph import layout
from polyattn_book.ledger import PAGE, anchor, colour, page_of
from polyattn_book.ledger_pages import GRAPH
from polyattn_book.paper.structure import chapters, raw

_COLUMN, _ROW, _WIDTH = 36.5, 11.6, 30.0  # millimetres


def prepare(app: Sphinx, document: nodes.document) -> None:
    """Put the graph where the site has it folded."""
    results = app.env.polyattn_results  # type: ignore[attr-defined]
    for place in list(chapters(document)[PAGE].findall(nodes.container)):
        if GRAPH in place["classes"]:
            place.replace_self(raw(draw(results)))


def draw(results: dict[str, ledger.Result]) -> str:
    """Return the graph as LaTeX whose nodes link to the ledger's entries."""
    claims = ledger.claims()
    headings, spots = layout(claims)
    heads = [_heading(chapter, spot) for chapter, spot in headings.items()]
    edges = [_edge(spots[used], spots[label]) for label in claims for used in results[label].uses]
    boxes = [_node(claim, results[label], spots[label]) for label, claim in claims.items()]
    lines = "\n".join([*edges, *heads, *boxes])
    return f"\\begin{{bookgraph}}\n{lines}\n\\end{{bookgraph}}\n"


def _heading(chapter: int, spot: tuple[int, int]) -> str:
    x, y = _middle(spot)
    return f"\\node[bookcolumn] at ({x:.2f}mm,{y:.2f}mm) {{Chapter {chapter}}};"


def _edge(source: tuple[int, int], target: tuple[int, int]) -> str:
    (x0, y0), (x1, y1) = _middle(source), _middle(target)
    start = x0 + _WIDTH / 2
    if source[0] == target[0]:  # within a column: round the right side
        end, first, second = start, start + 3.4, start + 3.4
    else:
        end = x1 - _WIDTH / 2
        first = second = (start + end) / 2
    return (
        f"\\draw[bookedge] ({start:.2f}mm,{y0:.2f}mm) .. controls ({first:.2f}mm,{y0:.2f}mm) "
        f"and ({second:.2f}mm,{y1:.2f}mm) .. ({end:.2f}mm,{y1:.2f}mm);"
    )


def _middle(spot: tuple[int, int]) -> tuple[float, float]:
    return spot[0] * _COLUMN, -spot[1] * _ROW


def _node(claim: ledger.Claim, result: ledger.Result, spot: tuple[int, int]) -> str:
    x, y = _middle(spot)
    status = colour(result).removeprefix("status-")
    target = f"{page_of(claim.label)}:{anchor(claim.label)}"
    words = f"\\hyperref[\\detokenize{{{target}}}]{{\\color{{bookink}}{escape(claim.title)}}}"
    frame = f"draw=book{status}" + (",dashed" if status == "observed" else "")
    return f"\\node[bookbox,{frame}] at ({x:.2f}mm,{y:.2f}mm) {{{words}}};"
