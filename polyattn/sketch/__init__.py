"""Polynomial attention in linear time: sketches, exact features of degree 2, a surrogate."""

from polyattn.sketch._attention import sketched_attention, square_attention
from polyattn.sketch._features import exact_features
from polyattn.sketch._polynomial import PolynomialSketch
from polyattn.sketch._surrogate import surrogate_attention

__all__ = [
    "PolynomialSketch",
    "exact_features",
    "sketched_attention",
    "square_attention",
    "surrogate_attention",
]
