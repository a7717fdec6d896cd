"""The rows that the live figure `your-head` shows: a few of the stored heads, in hundredths."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

OUT = Path(__file__).resolve().parents[2] / "polyattn" / "explorables" / "stored_heads.json"
HEADS = ((6, 8), (2, 9), (5, 9), (4, 2), (1, 1))
"""Layer and head, from 1: to one key beside others, ahead, a sink, mixed, a crowd."""
ROWS = (2, 7, 12, 15, 26, 29, 37, 45, 53, 66, 75, 85, 94, 99, 112, 120)
"""Positions of the queries, from 0: words spread over the paragraph."""


def selection(data: Path) -> str:
    """Return the scores of these rows of the stored queries and keys, as the text of a file."""
    with np.load(data) as stored:
        q, k = stored["q"].astype(np.float64), stored["k"].astype(np.float64)
        tokens = " ".join(str(token) for token in stored["tokens"])
        source = json.loads(str(stored["source"]))
    facts = {"model": source["model"], "licence": source["licence"], "unit": 0.01}
    facts |= {"tokens": tokens, "rows": ROWS}
    heads = {}
    for layer, head in HEADS:
        place = (layer - 1, head - 1)
        scores = q[place][list(ROWS)] @ k[place].T / 32**0.5
        heads[f"{layer}.{head}"] = np.rint(100 * scores).astype(int).tolist()
    text = json.dumps(facts | {"heads": heads}, ensure_ascii=False, separators=(",", ":"))
    return text.replace("[[", "[\n[").replace("],", "],\n") + "\n"
