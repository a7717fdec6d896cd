"""The degree at which a row gives itself a weight."""

from __future__ import annotations

from fractions import Fraction
from typing import NoReturn

from polyattn.data import SelfAttentionData
from polyattn.degrees._roots import power_sum_degree
from polyattn.exact import ExactNumber, exact_number


def self_weight_degree(
    call: str,
    data: SelfAttentionData,
    score: Fraction,
    weight: ExactNumber,
    what: str = "the self-weight",
) -> float:
    """Return the degree at which a row with this self-score gives itself a weight."""
    share = exact_number(weight, "weight", call)
    most = most_weight(data, score)
    if not Fraction(1, data.n) < share < most:
        refuse_weight(call, weight, what, f"1/{data.n}", most)
    terms = [(Fraction(data.n - data.copies), data.r / score)]
    rest = 1 / share - 1
    if score == data.q:
        rest -= data.copies - 1  # the group ties with the row
    elif data.copies > 1:
        terms.append((Fraction(data.copies - 1), data.q / score))
    return power_sum_degree(call, terms, rest)


def most_weight(data: SelfAttentionData, score: Fraction) -> Fraction:
    """Return what the self-weight tends to: a row whose score is q ties with its group."""
    return Fraction(1) if score > data.q else Fraction(1, data.copies)


def refuse_weight(call: str, weight: object, what: str, least: str, most: Fraction) -> NoReturn:
    """Raise, as no degree gives that weight."""
    raise ValueError(
        f"{call}: no degree gives the weight {weight}; "
        f"{what} runs from {least} to {most}, use a weight strictly between"
    )
