"""Chapter 6: the network as it is defined, neuron by neuron."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from operator import mul

from polyattn.derivation.evaluate import Point, holds
from polyattn.ledger.claim import Claim
from polyattn.ledger.witnesses import Dense
from polyattn.ledger.witnesses.sides import every_level
from polyattn.symbolic.model import m
from polyattn.symbolic.neuron import P_active, p_theta


def literal_network(claim: Claim, parts: tuple[str, ...]) -> tuple[bool, str]:
    """Compute F for every choice of two neurons on a small network, at every threshold."""
    network = Dense(4, 2, Fraction(1, 2), Fraction(3, 5), Fraction(2, 5), 3)
    neurons = [
        [sum(map(mul, row, signs), Fraction(0)) for row in network.output]
        for signs in product((1, -1), repeat=network.d)
    ]
    conclusion = claim.part("width").conclusion
    thresholds = every_level(network)
    for level in thresholds:
        active = sum(
            max(sum(max(x - level, Fraction(0)) for y in pair for x in y), Fraction(0)) > 0
            for pair in product(neurons, repeat=2)
        )
        values = {m: 2, p_theta: network.exceeds(level), P_active: Fraction(active, 16**2)}
        if not holds(conclusion, Point(values)):
            return False, f"{conclusion} fails at theta = {level}, m = 2, active {active} of 256"
    return (
        True,
        f"256 pairs of neurons at {len(thresholds)} thresholds, F computed as it is defined",
    )
