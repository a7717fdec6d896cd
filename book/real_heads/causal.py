"""SmolLM2-135M in NumPy: thirty layers of nine heads, with weights of any rule."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import special

from real_heads.encoder import softmax
from real_heads.gguf import read_gguf
from real_heads.runs import Run

__all__ = ["Causal", "rotated"]

Array = NDArray[np.float32]


class Causal:
    """The weights of the model, from its GGUF file."""

    def __init__(self, path: Path) -> None:
        self.facts, self._tensors = read_gguf(path)
        told = {name.partition(".")[2]: value for name, value in self.facts.items()}
        self._layers: int = told["block_count"]
        self._heads: int = told["attention.head_count"]
        self._shared: int = told["attention.head_count_kv"]
        self._base: float = told["rope.freq_base"]
        self._least: float = told["attention.layer_norm_rms_epsilon"]

    def run(self, numbers: list[int], weights: Callable[[Array], Array] = softmax) -> Run:
        """Return the log probability of each token after the first, and q, k, v of all heads.

        The scores that `weights` gets are those of the model, 1/sqrt(dim) included, and -inf
        for the keys after a query.
        """
        x = self._tensors["token_embd.weight"][numbers]
        hidden = np.triu(np.full((len(numbers),) * 2, -np.inf, np.float32), 1)
        every = []
        for layer in range(self._layers):
            inner = self._normalised(x, f"blk.{layer}.attn_norm")
            q = rotated(self._split(inner, f"blk.{layer}.attn_q", self._heads), self._base)
            k = rotated(self._split(inner, f"blk.{layer}.attn_k", self._shared), self._base)
            v = self._split(inner, f"blk.{layer}.attn_v", self._shared)
            # each key and value serves several heads, which lie beside each other
            k, v = (part.repeat(self._heads // self._shared, axis=0) for part in (k, v))
            every.append((q, k, v))
            scores = q @ k.swapaxes(1, 2) / np.sqrt(np.float32(q.shape[-1])) + hidden
            joined = (weights(scores) @ v).swapaxes(0, 1).reshape(len(x), -1)
            x = x + self._linear(joined, f"blk.{layer}.attn_output")
            inner = self._normalised(x, f"blk.{layer}.ffn_norm")
            gate = self._linear(inner, f"blk.{layer}.ffn_gate")
            up = self._linear(inner, f"blk.{layer}.ffn_up")
            x = x + self._linear(gate * special.expit(gate) * up, f"blk.{layer}.ffn_down")
        last = self._normalised(x[:-1], "output_norm") @ self._tensors["token_embd.weight"].T
        chances = special.log_softmax(last.astype(np.float64), axis=-1)
        chosen = chances[np.arange(len(last)), numbers[1:]]
        return Run(chosen, *map(np.array, zip(*every, strict=True)))

    def _linear(self, x: Array, name: str) -> Array:
        """Return x times a matrix of the model."""
        return np.asarray(x @ self._tensors[f"{name}.weight"].T)

    def _split(self, x: Array, name: str, heads: int) -> Array:
        """Return x times a matrix, of shape (heads, n, dim)."""
        return self._linear(x, name).reshape(len(x), heads, -1).swapaxes(0, 1)

    def _normalised(self, x: Array, name: str) -> Array:
        """Return rows brought to mean square 1, scaled as the model does."""
        size = np.sqrt(np.square(x).mean(axis=-1, keepdims=True) + np.float32(self._least))
        return np.asarray(x / size * self._tensors[f"{name}.weight"])


def rotated(x: Array, base: float) -> Array:
    """Return queries or keys, each pair of entries turned by an angle that grows with its place.

    The pair i of dim/2 turns by base^(-2i/dim) from one token to the next. A product of a query
    and a key then depends on the two places by their difference only.
    """
    places, dim = np.arange(x.shape[-2]), x.shape[-1]
    angles = np.multiply.outer(places, base ** (-np.arange(0, dim, 2) / dim))
    pairs = np.ascontiguousarray(x).view(np.complex64)
    return np.asarray(pairs * np.exp(1j * angles).astype(np.complex64)).view(np.float32)
