"""What the pages that the build writes share: a table, and the order of the pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from docutils import nodes
from sphinx.environment import BuildEnvironment

Cell: TypeAlias = str | nodes.Node | Sequence[nodes.Node]


def table(
    heads: Sequence[str], rows: Iterable[Iterable[Cell]], name: str, widths: Sequence[int] = ()
) -> nodes.table:
    """Return a table of words, nodes, or several nodes a cell.

    Parameters
    ----------
    heads : sequence of str
        The words above the columns.
    rows : iterable of iterables
        The cells.
    name : str
        The table's style class.
    widths : sequence of int, optional
        The columns' widths on paper, in parts of their sum; equal without them.
    """
    made = nodes.table(classes=[name])
    group = nodes.tgroup(cols=len(heads))
    made += group
    group += [nodes.colspec(colwidth=width) for width in widths or [1] * len(heads)]
    head, body = nodes.thead(), nodes.tbody()
    group += [head, body]
    head += _row(heads)
    body += [_row(cells) for cells in rows]
    return made


def _row(cells: Iterable[Cell]) -> nodes.row:
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", "", *_nodes(x))) for x in cells))


def _nodes(cell: Cell) -> Sequence[nodes.Node]:
    if isinstance(cell, str):
        return [nodes.Text(cell)]
    return [cell] if isinstance(cell, nodes.Node) else cell


def in_order(env: BuildEnvironment) -> list[str]:
    """Return the pages in the order in which a reader meets them."""
    return list(_from(env, env.config.root_doc))


def _from(env: BuildEnvironment, page: str) -> Iterator[str]:
    yield page
    for below in env.toctree_includes.get(page, []):
        yield from _from(env, below)
