"""What one network says, or two data sets side by side: signs, thresholds, probabilities."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import Any

from polyattn import symbolic as s
from polyattn.ledger.witnesses.dense import Values
from polyattn.ledger.witnesses.law import Law, some_of
from polyattn.ledger.witnesses.pairs import crossings
from polyattn.symbolic import chances as ch


@cache
def network(model: Any, size: tuple[int, int], entries: Any, degree: int) -> Any:
    """Return one object a network, so that its cached properties serve every statement."""
    return model(*size, *map(Fraction, entries), degree)


def indexed(*sides: Values) -> Values:
    """Put the letters of two data sets side by side."""
    return {s.on(x, i): value for i, side in enumerate(sides) for x, value in side.items()}


@cache
def signs_of(*models: Any) -> list[Values]:
    """Every sign vector, or one for each cell, with X after one more plus sign."""
    if len(models) > 1:
        return [indexed(*pair) for pair in zip(*map(signs_of, models), strict=True)]
    found = []
    for point in models[0].sign_vectors:
        first, own, bias, plus = (int(point[x]) for x in (s.s_1, s.s_g, s.s_d, s.K))
        further = models[0].cells.get((first, own, bias, plus + 1))  # none is left to flip: None
        found.append(point if further is None else point | {s.X_up: further})
    return found


@cache
def every_level(*models: Any) -> list[Fraction]:
    """Every value of X on any of the data sets, the points between, and one beyond either end."""
    atoms = sorted({x for model in models for x, _ in model.atoms})
    between = [(x + y) / 2 for x, y in pairwise(atoms)]
    return sorted([atoms[0] - 1, *atoms, *between, atoms[-1] + 1])


def law(models: tuple[Any, ...], point: Values, names: set[Any]) -> Values:
    """Return the probability that a neuron fires, and what else is known at a threshold."""
    theta = point[s.theta]
    found: Values = {}
    for index, model in enumerate(models):
        one, some = (s.on(x, index) if len(models) > 1 else x for x in (s.p_theta, s.P_active))
        found[one] = _chance(model, theta)
        if isinstance(model, Law) and s.m in point:  # 1 - (1 - p)^m would lose a small p
            found[some] = some_of(found[one], point[s.m])
    if names & set(ch.FIRST_K.values()):
        cells, others = models[0].cells, range(models[0].d - 2)
        for triple, letter in ch.FIRST_K.items():
            firing = (plus for plus in others if cells[(*triple, plus)] > theta)
            found[letter] = Fraction(next(firing, models[0].d - 2))
    if ch.crossings in names:
        found[ch.crossings] = crossings(models[0], models[1], theta)
    return found


@cache
def _chance(model: Any, theta: Fraction) -> Any:
    """Return Pr[X > theta], computed once: every mutation asks again."""
    return model.exceeds(theta)
