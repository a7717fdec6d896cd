"""Model files of llama.cpp (GGUF), with the three types of tensors that SmolLM2's file has."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["read_gguf"]

Array = NDArray[np.float32]
KINDS = "BbHhIif?--Qqd"
"""The types of a value by their number, as the letters of `struct`."""
TEXT, LIST = 8, 9
BLOCK = 32
"""So many weights share a scale."""


def read_gguf(path: Path) -> tuple[dict[str, Any], dict[str, Array]]:
    """Return what the file says of its model, and its tensors in float32."""
    file = _Reader(path.read_bytes())
    magic, version = file.number("I"), file.number("I")
    if (magic, version) != (0x46554747, 3):
        raise SystemExit(f"{path.name} is no GGUF file of version 3")
    tensors, facts = file.number("Q"), file.number("Q")
    told = {file.text(): file.value(file.number("I")) for _ in range(facts)}
    entries = []
    for _ in range(tensors):
        name = file.text()
        shape = [file.number("Q") for _ in range(file.number("I"))]
        entries.append((name, shape[::-1], file.number("I"), file.number("Q")))
    start = -(-file.place // 32) * 32  # tensors begin at a multiple of 32 bytes
    return told, {
        name: FLAT[kind](file.raw[start + offset :], int(np.prod(shape))).reshape(shape)
        for name, shape, kind, offset in entries
    }


class _Reader:
    """Numbers and texts one after another."""

    def __init__(self, raw: bytes) -> None:
        self.raw, self.place = memoryview(raw), 0

    def number(self, letter: str) -> Any:
        """Return the next number."""
        (found,) = struct.unpack_from("<" + letter, self.raw, self.place)
        self.place += struct.calcsize("<" + letter)
        return found

    def text(self) -> str:
        """Return the next text, whose length stands before it."""
        start = self.place + 8
        self.place = start + self.number("Q")
        return bytes(self.raw[start : self.place]).decode()

    def value(self, kind: int) -> Any:
        """Return the next value of a kind."""
        if kind == LIST:
            inner = self.number("I")
            return [self.value(inner) for _ in range(self.number("Q"))]
        return self.text() if kind == TEXT else self.number(KINDS[kind])


def plain(raw: memoryview, size: int) -> Array:
    """Return numbers that are stored as they are."""
    return np.frombuffer(raw, "<f4", size)


def in_bytes(raw: memoryview, size: int) -> Array:
    """Return weights of the type Q8_0: blocks of a scale and 32 signed bytes."""
    layout = np.dtype([("scale", "<f2"), ("steps", "i1", BLOCK)])
    blocks = np.frombuffer(raw, layout, size // BLOCK)
    return np.asarray(blocks["scale"].astype(np.float32)[:, None] * blocks["steps"])


def in_nibbles(raw: memoryview, size: int) -> Array:
    """Return weights of the type Q4_1: a scale, a least weight, and 32 steps of four bits.

    The lower halves of the 16 bytes are the first 16 steps, the upper halves the others.
    """
    layout = np.dtype([("scale", "<f2"), ("least", "<f2"), ("pairs", "u1", BLOCK // 2)])
    blocks = np.frombuffer(raw, layout, size // BLOCK)
    steps = np.concatenate([blocks["pairs"] & 15, blocks["pairs"] >> 4], axis=-1)
    scale, least = (blocks[name].astype(np.float32)[:, None] for name in ("scale", "least"))
    return np.asarray(scale * steps + least)


FLAT: dict[int, Callable[[memoryview, int], Array]] = {0: plain, 3: in_nibbles, 8: in_bytes}
"""What makes numbers of a tensor's bytes, by the number of its type."""
