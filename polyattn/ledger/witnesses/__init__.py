"""What looks at a statement without its proof: models of a network, and random points."""

from polyattn.ledger.claim import Step
from polyattn.ledger.witnesses.counted import Counted
from polyattn.ledger.witnesses.dense import Dense, Values
from polyattn.ledger.witnesses.far_out import FarOut
from polyattn.ledger.witnesses.far_out_vector import FarOutVector
from polyattn.ledger.witnesses.law import Law
from polyattn.ledger.witnesses.observed import Observed
from polyattn.ledger.witnesses.sampled import Sampled
from polyattn.ledger.witnesses.walk import Walk

__all__ = [
    "Counted",
    "Dense",
    "FarOut",
    "FarOutVector",
    "Law",
    "Observed",
    "Sampled",
    "Values",
    "Walk",
    "seen_by",
]


def seen_by(*witnesses: Walk | Sampled | FarOut, of: tuple[str, ...] = ()) -> tuple[Step, ...]:
    """Return a step for each witness, called as it calls itself; `of` as in a step.

    Examples
    --------
    >>> [step.name for step in seen_by(Walk(Dense), Walk(Law), Sampled())]
    ['dense network', 'closed form and binomial tails', 'intervals']
    """
    return tuple(Step(witness.name, (witness,), of) for witness in witnesses)
