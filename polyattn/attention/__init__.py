"""Attention: dense for any kernel, and in linear time by sketches and exact features."""

from polyattn.attention._features import exact_features
from polyattn.attention.dense import attention, attention_weights, weights_of
from polyattn.attention.linear import sketched_attention, square_attention
from polyattn.attention.sketch import PolynomialSketch
from polyattn.attention.surrogate import surrogate_attention

__all__ = [
    "PolynomialSketch",
    "attention",
    "attention_weights",
    "exact_features",
    "sketched_attention",
    "square_attention",
    "surrogate_attention",
    "weights_of",
]
