"""Dense networks whose scores are off by a little: what their powers and weights are then."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import product
from typing import Any

from polyattn import symbolic as s
from polyattn.ledger.claim import Step
from polyattn.ledger.witnesses.dense import Values
from polyattn.ledger.witnesses.noisy import Orthogonal
from polyattn.ledger.witnesses.observed import Observed
from polyattn.ledger.witnesses.walk import ENTRIES


def _nearly(names: set[Any]) -> Iterator[Values]:
    shares = map(Fraction, ("0", "1/10", "1/2", "9/10"))
    for size, entries, degree, share in product(((4, 1), (5, 2)), ENTRIES, (1, 2, 5), shares):
        a, b, c = map(Fraction, entries)
        model = Orthogonal(*size, a, b, c, degree, Fraction(1, 2))
        off = share * c**2
        draw = random.Random(str((size, entries, degree, share)))
        scores = [[x + off * draw.choice((-2, -1, 0, 1, 2)) / 2 for x in y] for y in model.scores]
        point: Values = {**model.construction, s.nu: model.scale**2, s.zeta: off}
        point |= {s.H_zeta: (c**2 / (c**2 - off)) ** degree}
        if s.f_in_up not in names:
            pairs = product(range(len(scores)), repeat=2)
            near: Iterable[Values] = (
                {s.s_j: scores[j][i], s.s_k: model.scores[j][i]} for j, i in pairs
            )
        else:
            row = 0 if s.P_nu in names else 1
            powers = [x**degree for x in scores[row]]
            itself = powers.pop(row)
            weight = itself / (itself + sum(powers))
            near = [{s.x_in_up: itself, s.x_out_up: sum(powers), s.f_in_up: weight}]
        for each in near:
            yield {x: Fraction(value) for x, value in (point | each).items()}


NEARLY = Step("dense network", (Observed(_nearly, "the dense network with scores that are off"),))
