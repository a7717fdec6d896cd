"""The weights of tokens under orthogonal noise, with or without a cure."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, Literal, NamedTuple, TypeAlias

from polyattn.data import SelfAttentionData
from polyattn.kernels import Kernel, Polynomial

Cure: TypeAlias = Literal["none", "unit norm", "no diagonal", "subtract"]
"""What is done about noise: nothing; queries and keys of unit norm; no token attends to itself;
the power of the noise is subtracted from every self-score."""


class Weights(NamedTuple):
    """Weights of tokens over that of the score q, as balls or as Fractions."""

    planted: Any  # the planted row of itself
    own: Any  # every other row of itself
    mate: Any  # two rows of one group
    far: Any  # two rows of different groups
    key: Any  # what the key of the planted row is multiplied by


def ball_weights(kernel: Kernel, data: SelfAttentionData, power: Fraction, cure: Cure) -> Weights:
    def ratio(score: Fraction, reference: Fraction = data.q) -> Any:
        return kernel.log_ratio(score, reference, data.n).exp()

    def root(score: Fraction, reference: Fraction) -> Any:
        return (kernel.log_ratio(score, reference, data.n) / 2).exp()

    return _weights(data, power, cure, ratio, root)


def exact_weights(
    call: str, kernel: Kernel, data: SelfAttentionData, power: Fraction, cure: Cure
) -> Weights:
    halves = 2 if cure == "unit norm" else 1
    if not isinstance(kernel, Polynomial) or (kernel.degree / halves).denominator != 1:
        wanted = "even" if halves == 2 else "whole"
        raise ValueError(
            f"{call}: exact=True needs a polynomial kernel of {wanted} degree, got {kernel!r}; "
            "leave exact out: the floats are rounded once"
        )
    degree = kernel.degree.numerator

    def ratio(score: Fraction, reference: Fraction = data.q) -> Fraction:
        return (score / reference) ** degree

    def root(score: Fraction, reference: Fraction) -> Fraction:
        return (score / reference) ** (degree // 2)

    return _weights(data, power, cure, ratio, root)


def _weights(
    data: SelfAttentionData,
    power: Fraction,
    cure: Cure,
    ratio: Callable[..., Any],
    root: Callable[[Fraction, Fraction], Any],
) -> Weights:
    seen = Fraction(0) if cure == "subtract" else power
    planted, own = ratio(data.p + seen), ratio(data.q + seen)
    key = ratio(data.q)  # 1
    if cure == "unit norm":
        key = root(data.q + power, data.p + power)
        planted = planted * key
    if cure == "no diagonal":
        planted = own = 0 * key
    return Weights(planted, own, ratio(data.q), ratio(data.r), key)
