"""The ladder: where a bound loses, line by line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

import traitlets

from polyattn.explorables.explorable import Explorable
from polyattn.explorables.parameters import Real, Whole
from polyattn.explorables.rungs import description

if TYPE_CHECKING:
    from polyattn.derivation.chain import Derivation
    from polyattn.figures.display import Illustration

__all__ = ["Ladder"]

_SEEN = 5  # sliders at once
_COUNTED = 1002  # features up to which a maximum over all counts is taken while one drags
_DEFAULT = ("thm:concentration", "locked")


class Ladder(Explorable):
    r"""The lines of a derivation as rungs at their values, while its letters move.

    Between two rungs lies what the step loses. Where a hypothesis fails, what follows from it is
    marked as not promised, and a line that is false there as false.

    Parameters
    ----------
    derivation : Derivation, optional
        A chain of expressions; part ``locked`` of ``thm:concentration`` if left out.
    **settings
        Where its sliders start.

    Raises
    ------
    TypeError
        If a setting is none of its letters.
    ValueError
        If the derivation is no chain of expressions, or no line of it has a number.

    Examples
    --------
    >>> from polyattn.derivation.chain import Derivation
    >>> from polyattn.symbolic import N, Q, R, t, u_o, w_o
    >>> chain = Derivation(w_o + N * u_o, given=(t > 0, Q > 0, R > 0, N > 0))
    >>> sorted(Ladder(chain.equal(1, "they add up"), degree=4).state())
    ['b', 'c', 'd', 'degree', 't']
    """

    key = "ladder"
    question = "Where does a bound lose?"
    alt = (
        "A ladder: each line of a derivation is a rung at its value on one scale, with its "
        "formula and its reason beside it. Between two rungs a shaded bar is what the step "
        "loses. Rungs that rest on a hypothesis that fails at the present setting are hollow "
        "and said to be not promised."
    )
    outputs: ClassVar = {}
    presets: ClassVar = {
        "Groups of one": {"t": 1},
        "10¹² tokens": {"d": 1002, "t": 10**9},
        "Degree 100": {"degree": 100},
        "Degree 3": {"degree": 3},
    }

    degree = Real(11, 0.1, 30, "degree β", step=0.05, least=0.001, most=1e5)
    theta = Real(0.7, -0.5, 3, "threshold θ", step=0.005, least=-100, most=100)
    epsilon = Real(0.1, 0.001, 0.999, "missing weight ε", step=0.001, least=1e-9, most=1)
    tau = Real(0.5, 0.01, 0.99, "threshold τ", step=0.01, least=1e-6, most=1)
    width = Whole(64, 1, 10**6, "neurons m", log=True, most=10**9)
    d = Whole(1002, 4, 10**6, "features d", log=True)
    t = Whole(1000, 1, 10**9, "copies t", log=True, most=10**12)
    a = Real(0.9, 0, 2, "planted feature a", step=0.01, most=100)
    a1 = Real(0.9, 0.01, 2, "planted feature of D₁, a₁", step=0.01, least=0, most=100)
    a0 = Real(0.1, 0, 2, "planted feature of D₀, a₀", step=0.01, most=100)
    x0 = Real(4, 0.1, 8, "height x₀", step=0.05, least=0, most=100)
    x1 = Real(2, 0.1, 8, "height x₁", step=0.05, least=0, most=100)
    plus = Whole(0, 0, 999, "plus signs K", most=10**6)
    b = Real(0.6, 0.05, 2, "group feature b", step=0.01, least=0.001, most=100)
    c = Real(0.4, 0.05, 2, "bias c", step=0.01, least=0.001, most=100)

    def __init__(self, derivation: Derivation | None = None, **settings: Any) -> None:
        self.derivation = _default() if derivation is None else derivation
        self._described, letters = description(self.derivation)
        if all(rung["at"] is None for rung in self._described["rungs"]):
            raise ValueError(f"Ladder: no line of {self.derivation!r} has a number")
        # The sizes of the data are asked for together.
        self._letters = letters | ({"d", "t"} if letters & {"d", "t"} else set())
        super().__init__(**settings)

    @property
    def link(self) -> str:
        """Its key with the statement that it shows: a page may hold several ladders."""
        shown = self.derivation.proved
        plain = shown in ("", "#".join(_DEFAULT))
        return self.key if plain else "-".join([self.key, *re.findall(r"[a-z0-9]+", shown)])

    def sliders(self) -> dict[str, Any]:
        """Return the traits of the letters that the derivation has."""
        every = self.parameters().items()
        return {name: trait for name, trait in every if name in self._letters}

    @traitlets.default("table")  # type: ignore[untyped-decorator]
    def _describe(self) -> dict[str, Any]:
        table: dict[str, Any] = super()._describe()
        state = self.state()
        for place, (name, slider) in enumerate(table["parameters"].items()):
            own = {"default": state[name], "more": place >= _SEEN}
            table["parameters"][name] = slider | own | self._ends(name)
        lines = range(len(self._described["rungs"]))
        names = {f"line-{i}": f"line {i + 1}" for i in lines}
        presets = {
            label: {name: value for name, value in setting.items() if name in self._letters}
            for label, setting in table["presets"].items()
        }
        kept = {label: x for label, x in presets.items() if x}
        return table | {"outputs": names, "presets": kept} | self._described

    def _ends(self, name: str) -> dict[str, str]:
        """Return narrower ends of a slider where a number takes long."""
        slow = any(node[0] in ("largest", "gap") for node in self._described["tape"])
        if name != "d" or not slow:
            return {}
        return {"high": str(_COUNTED), "most": str(_COUNTED)}

    def room(self) -> str:
        """Return how many lines it has, long ones for more, with a line for seven hypotheses."""
        long = sum(len(rung["text"]) // 50 for rung in self._described["rungs"])
        more = long / 2 + len(self._described["given"]) // 7
        return f"--lines: {len(self._described['rungs']) + more:g}"

    def still(self) -> Illustration:
        """Draw the ladder at the present setting."""
        from polyattn.explorables.ladder_still import drawn

        return drawn(self.derivation, self._described, self.exact(), self.alt)


def _default() -> Derivation:
    """Return a derivation of the ledger, which stands above and is loaded when it is asked for."""
    from polyattn.derivation.chain import unchecked
    from polyattn.ledger.catalogue import find

    label, part = _DEFAULT
    claim = find(label)
    with unchecked():
        found: Any = claim.proofs[part](claim.part(part))
    return found  # type: ignore[no-any-return]  # one derivation, as its part says
