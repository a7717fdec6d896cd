"""The encoder of chapter 16 in small, and the files made from it."""

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from polyattn.heads import profile
from real_heads import encoder, make, rules, selection
from real_heads.texts import TEXTS
from real_heads.wordpiece import WordPiece

PIECES = ["[UNK]", "[CLS]", "[SEP]", "the", "flag", "##s", "un", "##flag", "##ging", ",", "e"]


@pytest.fixture
def pieces(tmp_path):
    path = tmp_path / "vocab.txt"
    path.write_text("\n".join(PIECES), encoding="utf-8")
    return WordPiece(path)


def test_words_are_cut_into_the_longest_pieces_known(pieces):
    found = pieces.tokens("The flags, unflagging, É zzz", 99)
    assert found == (
        ["[CLS]", "the", "flag", "##s", ",", "un", "##flag", "##ging", ",", "e", "[UNK]", "[SEP]"]
    )
    assert pieces.numbers(found[:3]) == [1, 3, 4]
    assert pieces.tokens("the the the", 4) == ["[CLS]", "the", "the", "[SEP]"]


def small_model(path):
    """Write random weights of two layers of two heads of dimension 3, and return them."""
    rng = np.random.default_rng(0)
    shapes = {f"embeddings.{part}_embeddings.weight": (9, 6) for part in
              ("word", "position", "token_type")}  # fmt: skip
    linear = {}
    for layer in range(2):
        name = f"encoder.layer.{layer}"
        linear |= {f"{name}.attention.self.{part}": (6, 6) for part in ("query", "key", "value")}
        linear |= {f"{name}.attention.output.dense": (6, 6), f"{name}.intermediate.dense": (8, 6)}
        linear[f"{name}.output.dense"] = (6, 8)
        for norm in (f"{name}.attention.output", f"{name}.output"):
            shapes |= {f"{norm}.LayerNorm.{part}": (6,) for part in ("weight", "bias")}
    shapes |= {f"embeddings.LayerNorm.{part}": (6,) for part in ("weight", "bias")}
    for name, shape in linear.items():
        shapes |= {f"{name}.weight": shape, f"{name}.bias": shape[:1]}
    tensors = {name: rng.normal(size=shape).astype("<f4") for name, shape in shapes.items()}
    header, offset = {"__metadata__": {"format": "pt"}}, 0
    for name, tensor in tensors.items():
        end = offset + tensor.nbytes
        header[name] = {"dtype": "F32", "shape": tensor.shape, "data_offsets": [offset, end]}
        offset = end
    text = json.dumps(header).encode()
    body = b"".join(tensor.tobytes() for tensor in tensors.values())
    path.write_bytes(len(text).to_bytes(8, "little") + text + body)
    return {name: tensor.astype(float).tolist() for name, tensor in tensors.items()}


def dot(one, other):
    return math.fsum(x * y for x, y in zip(one, other, strict=True))


def affine(tensors, name, row):
    pairs = zip(tensors[f"{name}.weight"], tensors[f"{name}.bias"], strict=True)
    return [dot(weights, row) + bias for weights, bias in pairs]


def normalised(tensors, name, row):
    mean = sum(row) / len(row)
    deviation = math.sqrt(sum((x - mean) ** 2 for x in row) / len(row))
    scale, shift = tensors[f"{name}.LayerNorm.weight"], tensors[f"{name}.LayerNorm.bias"]
    return [(x - mean) / deviation * a + b for x, a, b in zip(row, scale, shift, strict=True)]


def plain_run(tensors, numbers):
    """The model one number at a time, after its description."""
    table = "embeddings.{}_embeddings.weight"
    parts = [tensors[table.format(part)] for part in ("word", "position", "token_type")]
    rows = [
        normalised(tensors, "embeddings", [x + y + z for x, y, z in zip(
            parts[0][number], parts[1][place], parts[2][0], strict=True)])
        for place, number in enumerate(numbers)
    ]  # fmt: skip
    for layer in range(2):
        name = f"encoder.layer.{layer}"
        q, k, v = ([affine(tensors, f"{name}.attention.self.{part}", row) for row in rows]
                   for part in ("query", "key", "value"))  # fmt: skip
        after = []
        for place, row in enumerate(rows):
            joined = []
            for head in (slice(0, 3), slice(3, 6)):
                scores = [dot(q[place][head], key[head]) / math.sqrt(3) for key in k]
                powers = [math.exp(score) for score in scores]
                joined += [
                    dot(powers, [value[head][i] for value in v]) / sum(powers) for i in range(3)
                ]
            joined = affine(tensors, f"{name}.attention.output.dense", joined)
            added = [x + y for x, y in zip(row, joined, strict=True)]
            row = normalised(tensors, f"{name}.attention.output", added)
            inner = affine(tensors, f"{name}.intermediate.dense", row)
            inner = [x * math.erfc(-x / math.sqrt(2)) / 2 for x in inner]
            outer = affine(tensors, f"{name}.output.dense", inner)
            added = [x + y for x, y in zip(row, outer, strict=True)]
            after.append(normalised(tensors, f"{name}.output", added))
        rows = after
    mean = [sum(column) / len(rows) for column in zip(*rows, strict=True)]
    return [x / math.hypot(*mean) for x in mean]


def test_the_forward_pass_is_the_model_one_number_at_a_time(tmp_path, monkeypatch):
    for name, value in {"LAYERS": 2, "HEADS": 2, "DIM": 3}.items():
        monkeypatch.setattr(encoder, name, value)
    tensors = small_model(tmp_path / "model.safetensors")
    small = encoder.Encoder(tmp_path / "model.safetensors")
    found, q, k, v = small.run([3, 1, 4, 1, 5])
    assert q.shape == k.shape == v.shape == (2, 2, 5, 3)
    # float32 through two layers
    np.testing.assert_allclose(found, plain_run(tensors, [3, 1, 4, 1, 5]), atol=2e-5)


@given(st.lists(st.integers(-50, 50), min_size=2, max_size=6), st.sampled_from([2, 4, 8]))
def test_a_rule_is_its_formula(row, degree):
    scores = [score / 8 + 0.01 for score in row]
    bases = {
        "s": scores,
        "degree + s": [degree + score for score in scores],
        "1 + (s - max) / degree": [max(0, 1 + (x - max(scores)) / degree) for x in scores],
        "s - min": [score - min(scores) for score in scores],
    }
    for name, rule in rules.RULES.items():
        total = math.fsum(base**degree for base in bases[name])
        if total:
            found = rule(degree)(np.array([scores]))[0]
            np.testing.assert_allclose(found, [b**degree / total for b in bases[name]], atol=1e-6)


def test_a_file_with_another_checksum_is_refused(tmp_path, monkeypatch):
    def install(command, check):
        folder = tmp_path / "installed"
        folder.mkdir()
        (folder / "model.safetensors").write_bytes(b"another")

    monkeypatch.setattr(make.subprocess, "run", install)
    with pytest.raises(SystemExit, match="has sha256 "):
        make._installed(tmp_path, make.SOURCE)


def test_the_stored_heads_say_where_they_come_from():
    with np.load(make.DATA / "encoder.npz") as stored:
        q, k, tokens = stored["q"], stored["k"], stored["tokens"]
        source = json.loads(str(stored["source"]))
    assert q.shape == k.shape == (6, 12, 128, 32)
    assert q.dtype == k.dtype == np.float16
    assert (tokens[0], tokens[-1]) == ("[CLS]", "[SEP]")
    words = "".join(token.removeprefix("##") for token in tokens[1:-1])
    assert TEXTS[0].lower().replace(" ", "").startswith(words)
    assert source == make.SOURCE
    assert source["licence"] == "Apache-2.0"


def test_the_record_is_of_the_same_model_and_of_these_rules():
    record = json.loads((make.DATA / "encoder.json").read_text(encoding="utf-8"))
    assert record.items() >= make.SOURCE.items()
    assert list(record["cosine"]) == list(rules.RULES)
    assert record["degrees"] == list(rules.DEGREES)
    # One entry of the plane is the rule whose offset is the degree.
    plane = record["cosine of (offset + s)^degree, a row for each offset"]
    assert [row[i] for i, row in enumerate(plane)] == record["cosine"]["degree + s"]


def test_the_stored_heads_have_a_profile():
    with np.load(make.DATA / "encoder.npz") as stored:
        measured = profile(stored["q"], stored["k"], scale=32**-0.5)
    assert measured.top_weight.shape == (6, 12, 128)
    assert 0.15 < measured.locked.mean() < 0.35
    assert np.isfinite(measured.degree).all()


def test_the_live_figure_has_rows_of_the_stored_heads():
    text = selection.OUT.read_text(encoding="utf-8")
    assert text == selection.selection(make.DATA / "encoder.npz"), "run: make heads"
    assert len(text) <= 60_000
    shown = json.loads(text)
    with np.load(make.DATA / "encoder.npz") as stored:
        q, k, tokens = stored["q"], stored["k"], stored["tokens"]
    assert shown["tokens"].split(" ") == tokens.tolist()
    for name, rows in shown["heads"].items():
        layer, head = (int(part) - 1 for part in name.split("."))
        for place, row in zip(shown["rows"], rows, strict=True):
            query = q[layer, head, place].astype(float)
            for score, key in zip(row, k[layer, head], strict=True):
                # to half a hundredth, and what 32 rounded products leave
                assert abs(score / 100 - dot(query, key) / 32**0.5) <= 0.005 + 1e-12
