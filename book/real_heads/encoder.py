"""all-MiniLM-L6-v2 in NumPy: six layers of twelve heads, with weights of any rule."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from real_heads.runs import Run

__all__ = ["Encoder", "softmax"]

Array = NDArray[np.float32]
LAYERS, HEADS, DIM = 6, 12, 32
LEAST_VARIANCE = 1e-12
"""What the model adds to a variance, from its config.json."""


softmax: Callable[[Array], Array] = partial(special.softmax, axis=-1)
"""The weights that the model was trained with."""


class Encoder:
    """The weights of the model, from its safetensors file."""

    def __init__(self, path: Path) -> None:
        raw = path.read_bytes()
        end = 8 + int.from_bytes(raw[:8], "little")
        header = json.loads(raw[8:end])
        self._tensors: dict[str, Array] = {}
        for name, entry in header.items():
            if entry.get("dtype") == "F32":
                first, last = entry["data_offsets"]
                flat = np.frombuffer(raw[end + first : end + last], "<f4")
                self._tensors[name] = flat.reshape(entry["shape"])

    def run(self, numbers: list[int], weights: Callable[[Array], Array] = softmax) -> Run:
        """Return the sentence embedding, and q, k and v of all heads.

        The scores that `weights` gets are those of the model, 1/sqrt(dim) included.
        """
        table = "embeddings.{}_embeddings.weight"
        x = self._tensors[table.format("word")][numbers]
        x = x + self._tensors[table.format("position")][: len(numbers)]
        x = self._normalised(x + self._tensors[table.format("token_type")][0], "embeddings")
        every = []
        for layer in range(LAYERS):
            name = f"encoder.layer.{layer}"
            q, k, v = (
                self._linear(x, f"{name}.attention.self.{part}")
                .reshape(-1, HEADS, DIM)
                .swapaxes(0, 1)
                for part in ("query", "key", "value")
            )
            every.append((q, k, v))
            mixed = weights(q @ k.swapaxes(1, 2) / np.sqrt(np.float32(DIM))) @ v
            joined = mixed.swapaxes(0, 1).reshape(x.shape)
            joined = self._linear(joined, f"{name}.attention.output.dense")
            x = self._normalised(x + joined, f"{name}.attention.output")
            inner = self._linear(x, f"{name}.intermediate.dense")
            inner = inner * (1 + special.erf(inner / np.sqrt(np.float32(2)))) / 2
            x = self._normalised(x + self._linear(inner, f"{name}.output.dense"), f"{name}.output")
        mean = x.mean(axis=0)
        return Run(mean / np.linalg.norm(mean), *map(np.array, zip(*every, strict=True)))

    def _linear(self, x: Array, name: str) -> Any:
        """Return x times a matrix of the model, plus its bias."""
        return x @ self._tensors[f"{name}.weight"].T + self._tensors[f"{name}.bias"]

    def _normalised(self, x: Array, name: str) -> Array:
        """Return rows brought to mean 0 and variance 1, scaled and shifted as the model does."""
        centred = x - x.mean(axis=-1, keepdims=True)
        deviation = np.sqrt(np.square(centred).mean(axis=-1, keepdims=True) + LEAST_VARIANCE)
        scale, shift = (self._tensors[f"{name}.LayerNorm.{part}"] for part in ("weight", "bias"))
        return np.asarray(centred / deviation * scale + shift)
