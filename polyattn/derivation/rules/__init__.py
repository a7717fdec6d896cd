"""The rules for what algebra cannot do: each computes its conclusion from its premises.

A rule returns a :class:`~polyattn.derivation.fact.Fact`, so that a line rests on it as on a
statement of the book: ``chain.at_most(m * p, by=rules.union(p))``. What it needs is among the
fact's hypotheses, or is a derivation that was handed in; nothing of a conclusion is typed twice.
"""

from polyattn.derivation.rules.calculus import rate
from polyattn.derivation.rules.functions import above_hyperbola, grows, log_of_product, ranks
from polyattn.derivation.rules.limits import (
    continuous,
    eventually,
    exponential,
    lower_limit,
    squeezed,
    vanishes,
)
from polyattn.derivation.rules.logic import alike, discharged, stands_for
from polyattn.derivation.rules.neurons import more_likely, one_neuron, several, union
from polyattn.derivation.rules.powers import ordered, power, power_of_product
from polyattn.derivation.rules.signs import (
    BEST,
    EVERY,
    OTHERS,
    PLUS,
    certain,
    complement,
    hoeffding,
    mirrored,
    monotone,
    never,
    one_triple,
)
from polyattn.derivation.rules.sketches import (
    EVEN,
    POWER_OF_TWO,
    doubling,
    features,
    independent,
    mean_square,
    moment,
    nearest,
    one_column,
    row_sums,
    twice,
)
from polyattn.derivation.rules.vectors import (
    BESIDE,
    ENTRY,
    gap_at,
    gap_below,
    halves,
    in_interval,
    one_vector,
    summed,
    tail,
    turned,
    without,
)

__all__ = [
    "BESIDE",
    "BEST",
    "ENTRY",
    "EVEN",
    "EVERY",
    "OTHERS",
    "PLUS",
    "POWER_OF_TWO",
    "above_hyperbola",
    "alike",
    "certain",
    "complement",
    "continuous",
    "discharged",
    "doubling",
    "eventually",
    "exponential",
    "features",
    "gap_at",
    "gap_below",
    "grows",
    "halves",
    "hoeffding",
    "in_interval",
    "independent",
    "log_of_product",
    "lower_limit",
    "mean_square",
    "mirrored",
    "moment",
    "monotone",
    "more_likely",
    "nearest",
    "never",
    "one_column",
    "one_neuron",
    "one_triple",
    "one_vector",
    "ordered",
    "power",
    "power_of_product",
    "ranks",
    "rate",
    "row_sums",
    "several",
    "squeezed",
    "stands_for",
    "summed",
    "tail",
    "turned",
    "twice",
    "union",
    "vanishes",
    "without",
]
