"""Attention: dense for any kernel, and in linear time by sketches and exact features."""

from polyattn.attention._features import exact_features
from polyattn.attention._sketch import PolynomialSketch
from polyattn.attention._sketched import sketched_attention, square_attention
from polyattn.attention._surrogate import surrogate_attention
from polyattn.attention.dense import attention, attention_weights

__all__ = [
    "PolynomialSketch",
    "attention",
    "attention_weights",
    "exact_features",
    "sketched_attention",
    "square_attention",
    "surrogate_attention",
]
