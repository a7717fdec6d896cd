"""Several derivations one below another: the steps of a proof, or the parts of a statement."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from polyattn.derivation.shown.page import as_html, as_latex, as_math
from polyattn.derivation.shown.rows import given
from polyattn.symbolic.printing import tex

if TYPE_CHECKING:
    from polyattn.derivation.chain import Derivation

__all__ = ["Parts", "Steps"]


class Steps:
    """The steps of a proof, each a derivation; the last cell of a proof shows them in order.

    Parameters
    ----------
    *chains : Derivation
        The derivations.

    Examples
    --------
    >>> from polyattn import Derivation
    >>> from polyattn.symbolic import t
    >>> Steps(Derivation(t, given=(t > 1,)).more_than(0), Derivation(1 + t).equal(t + 1))
    Steps(Derivation(t > 0), Derivation(t + 1 = t + 1))
    """

    def __init__(self, *chains: Derivation) -> None:
        self._chains = chains

    def __iter__(self) -> Iterator[Derivation]:
        return iter(self._chains)

    def __repr__(self) -> str:
        return f"Steps({', '.join(map(repr, self._chains))})"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {
            "text/plain": repr(self),
            "text/html": "".join(self._pages()),
            "text/latex": "\n".join(map(as_latex, self._chains)),
        }

    def _pages(self) -> Iterator[str]:
        """Yield the chains as HTML; what one has assumed the next does not say again."""
        told: list[str] = []
        for chain in self._chains:
            yield as_html(chain, told=told)
            told = given(chain)


class Parts(dict[str, "Derivation"]):
    """The derivations of a statement by its parts; shown folded, each behind what it says.

    Parameters
    ----------
    parts : mapping of str to Derivation
        The parts.
    says : mapping of str to sympy.Boolean, optional
        What each part says, where its derivation has lines beside it.
    """

    def __init__(
        self, parts: Mapping[str, Derivation], says: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(parts)
        self._says = {name: chain.conclusion for name, chain in parts.items()} | dict(says or {})

    def __or__(self, other: Parts) -> Parts:  # type: ignore[override]
        """Return the parts of both."""
        return Parts({**self, **other}, self._says | other._says)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        folded = [
            f'<details class="part"><summary><em>{html.escape(name)}</em>: '
            f"{as_math(tex(self._says[name]))}</summary>"
            f"{as_html(chain)}</details>"
            for name, chain in self.items()
        ]
        return {
            "text/plain": repr(self),
            "text/html": f'<div class="derivation-parts">{"".join(folded)}</div>',
            "text/latex": "\n".join(map(as_latex, self.values())),
        }
