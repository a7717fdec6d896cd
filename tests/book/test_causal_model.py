"""The causal model of chapter 16 in small, and its record."""

import json
import math
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from real_heads import causal_record, gguf, make, rules
from real_heads.bytepairs import BytePairs
from real_heads.causal import Causal, rotated
from real_heads.reading import EDGES, reading, scores_of
from real_heads.runs import Run


def test_a_block_of_four_bits_is_its_scale_and_least_weight():
    pairs = bytes(low + 16 * high for low, high in zip(range(16), reversed(range(16)), strict=True))
    raw = struct.pack("<ee", 0.5, -2.0) + pairs
    found = gguf.in_nibbles(memoryview(raw), 32)[0].tolist()
    assert found == [0.5 * x - 2 for x in [*range(16), *reversed(range(16))]]


def test_a_block_of_bytes_is_its_scale_times_signed_steps():
    steps = [*range(-16, 16)]
    raw = struct.pack("<e32b", 0.25, *steps)
    assert gguf.in_bytes(memoryview(raw), 32)[0].tolist() == [0.25 * x for x in steps]


def text(words):
    return struct.pack("<Q", len(words.encode())) + words.encode()


def write_model(path, facts, tensors):
    """Write a GGUF file of plain numbers."""
    head, body = b"", b""
    for name, value in facts.items():
        kind, letter = (4, "I") if isinstance(value, int) else (6, "f")
        head += text(name) + struct.pack("<I" + letter, kind, value)
    head += text("words") + struct.pack("<IIQ", 9, 8, 2) + text("a") + text("é")
    for name, tensor in tensors.items():
        shape = tensor.shape[::-1]
        head += text(name) + struct.pack(f"<I{len(shape)}Q", len(shape), *shape)
        head += struct.pack("<IQ", 0, len(body))
        body += tensor.astype("<f4").tobytes() + b"\0" * (-tensor.nbytes % 32)
    start = struct.pack("<4sIQQ", b"GGUF", 3, len(tensors), len(facts) + 1) + head
    path.write_bytes(start + b"\0" * (-len(start) % 32) + body)


LAYERS, HEADS, SHARED, DIM, WIDTH, WORDS, BASE, LEAST = 2, 4, 2, 2, 8, 7, 100.0, 0.5
FACTS = {
    "llama.block_count": LAYERS,
    "llama.attention.head_count": HEADS,
    "llama.attention.head_count_kv": SHARED,
    "llama.rope.freq_base": BASE,
    "llama.attention.layer_norm_rms_epsilon": LEAST,
}


def small_tensors():
    shapes = {"token_embd": (WORDS, WIDTH), "output_norm": (WIDTH,)}
    for layer in range(LAYERS):
        parts = {
            "attn_norm": (WIDTH,), "attn_q": (HEADS * DIM, WIDTH), "attn_k": (SHARED * DIM, WIDTH),
            "attn_v": (SHARED * DIM, WIDTH), "attn_output": (WIDTH, HEADS * DIM),
            "ffn_norm": (WIDTH,), "ffn_gate": (5, WIDTH), "ffn_up": (5, WIDTH),
            "ffn_down": (WIDTH, 5),
        }  # fmt: skip
        shapes |= {f"blk.{layer}.{name}": shape for name, shape in parts.items()}
    rng = np.random.default_rng(0)
    return {
        f"{name}.weight": rng.normal(size=shape).astype("<f4") for name, shape in shapes.items()
    }


@pytest.fixture
def small(tmp_path):
    write_model(tmp_path / "model.gguf", FACTS, small_tensors())
    return Causal(tmp_path / "model.gguf")


def plain_run(tensors, numbers):
    """The model one number at a time, after its description."""
    matrix = {name.removesuffix(".weight"): x.astype(float).tolist() for name, x in tensors.items()}

    def times(name, row):
        return [math.fsum(a * b for a, b in zip(r, row, strict=True)) for r in matrix[name]]

    def normalised(name, row):
        size = math.sqrt(math.fsum(x * x for x in row) / len(row) + LEAST)
        return [x / size * scale for x, scale in zip(row, matrix[name], strict=True)]

    def turned(row, place):  # dim 2: one pair a head, by one radian a token
        pairs = zip(row[::2], row[1::2], strict=True)
        c, s = math.cos(place), math.sin(place)
        return [y for one, two in pairs for y in (one * c - two * s, one * s + two * c)]

    rows = [matrix["token_embd"][number] for number in numbers]
    for layer in range(LAYERS):
        name = f"blk.{layer}."
        inner = [normalised(f"{name}attn_norm", row) for row in rows]
        q, k = (
            [turned(times(f"{name}attn_{part}", row), place) for place, row in enumerate(inner)]
            for part in "qk"
        )
        v = [times(f"{name}attn_v", row) for row in inner]
        for place, row in enumerate(rows):
            joined = []
            for head in range(HEADS):
                own, shared = slice(2 * head, 2 * head + 2), slice(head // 2 * 2, head // 2 * 2 + 2)
                keys = [k[j][shared] for j in range(place + 1)]
                scores = [
                    sum(a * b for a, b in zip(q[place][own], key, strict=True)) for key in keys
                ]
                powers = [math.exp(score / math.sqrt(DIM)) for score in scores]
                values = [v[j][shared] for j in range(place + 1)]
                joined += [
                    sum(p * value[i] for p, value in zip(powers, values, strict=True)) / sum(powers)
                    for i in range(DIM)
                ]
            added = times(f"{name}attn_output", joined)
            row = [x + y for x, y in zip(row, added, strict=True)]
            inner_row = normalised(f"{name}ffn_norm", row)
            gate, up = (times(f"{name}ffn_{part}", inner_row) for part in ("gate", "up"))
            inner_row = [x / (1 + math.exp(-x)) * y for x, y in zip(gate, up, strict=True)]
            added = times(f"{name}ffn_down", inner_row)
            rows[place] = [x + y for x, y in zip(row, added, strict=True)]
    found = []
    for row, number in zip(rows, numbers[1:], strict=False):
        logits = times("token_embd", normalised("output_norm", row))
        found.append(logits[number] - math.log(math.fsum(map(math.exp, logits))))
    return found


def test_the_forward_pass_is_the_model_one_number_at_a_time(small):
    assert small.facts["words"] == ["a", "é"]
    run = small.run([3, 1, 4, 1, 5])
    assert run.q.shape == run.k.shape == run.v.shape == (LAYERS, HEADS, 5, DIM)
    # float32 through two layers
    np.testing.assert_allclose(run.out, plain_run(small_tensors(), [3, 1, 4, 1, 5]), atol=2e-4)


def test_a_token_does_not_see_those_after_it(small):
    for rule in (rules.uniform, *(rule(4) for rule in rules.RULES.values())):
        long, short = small.run([3, 1, 4, 1, 5], rule).out, small.run([3, 1, 4], rule).out
        np.testing.assert_allclose(long[:2], short, atol=1e-4)
        assert np.isfinite(long).all()


def test_another_file_is_refused(tmp_path):
    (tmp_path / "model.gguf").write_bytes(b"GGML" + bytes(60))
    with pytest.raises(SystemExit, match="is no GGUF file of version 3"):
        Causal(tmp_path / "model.gguf")


@given(st.integers(0, 5), st.integers(0, 5), st.integers(0, 5))
def test_a_product_of_rotated_vectors_depends_on_the_distance_alone(one, other, moved):
    q, k = np.random.default_rng(0).normal(size=(2, 1, 1, 8)).astype(np.float32)
    q, k = (rotated(np.repeat(x, 12, axis=1), 100.0)[0] for x in (q, k))
    assert q[one] @ k[other] == pytest.approx(q[one + moved] @ k[other + moved], abs=1e-5)
    assert np.linalg.norm(q[one]) == pytest.approx(np.linalg.norm(q[0]), rel=1e-5)


def test_pairs_of_bytes_are_merged_by_rank():
    tokens = ["t", "h", "e", "Ġ", "th", "the", "Ġthe", "he", "Ã", "©", "1", ",", "'s"]
    pairs = BytePairs(tokens, ["t h", "th e", "h e", "Ġ the", "' s"])
    found = [tokens[number] for number in pairs.numbers("the the, he's é11")]
    assert found == ["the", "Ġthe", ",", "Ġ", "he", "'s", "Ġ", "Ã", "©", "1", "1"]


def test_the_top_key_is_read_off_where_it_has_the_weight():
    scores = np.where(np.tri(3, dtype=bool), [[0.0, 0, 0], [9, 0, 0], [0, 9, 0]], -np.inf)
    values = np.array([[1.0, 0], [0, 1], [-1, 0]])
    found = reading(scores, values, [0])
    for kind in ("a word", "a sink"):  # a row each, in the last bin
        assert found[kind]["rows"] == [0] * (len(EDGES) - 1) + [1]
        assert found[kind]["read"][-1] == 1
        assert found[kind]["read"][0] is None


def test_scores_are_products_up_to_the_query():
    q, k = np.random.default_rng(1).normal(size=(2, 1, 1, 3, 4))
    found = scores_of(Run(q, q, k, k), causal=True)[0, 0]
    assert found[2, 1] == pytest.approx(sum(q[0, 0, 2] * k[0, 0, 1]) / 2, rel=1e-12)
    assert np.isneginf(found[0, 1:]).all()


def test_the_record_is_of_this_model_and_of_these_rules():
    record = json.loads((make.DATA / "causal.json").read_text(encoding="utf-8"))
    assert record.items() >= causal_record.SOURCE.items()
    assert record["licence"] == "Apache-2.0"
    assert list(record["perplexity"]) == list(rules.RULES)
    assert record["degrees"] == list(rules.DEGREES)
    rows = record["rows"]
    assert rows["number"] == 30 * 9 * (record["tokens"][0] - 1)
    verdicts = [rows[kind] for kind in ("locked", "detectable", "neither")]
    assert sum(verdicts) == pytest.approx(1, abs=2e-4)  # four digits each
    counted = [sum(record["reading"][kind]["rows"]) for kind in ("a word", "a sink")]
    assert sum(counted) == rows["number"]
    assert counted[1] / rows["number"] == pytest.approx(rows["first token"], abs=1e-4)


def test_the_record_s_softmax_is_the_reference_s():
    """Log probabilities that another implementation gave, of the same tokens."""
    record = json.loads((make.DATA / "causal.json").read_text(encoding="utf-8"))
    path = make.Path(causal_record.__file__).with_name("reference_causal.json")
    reference = json.loads(path.read_text(encoding="utf-8"))
    assert [len(numbers) for numbers in reference["numbers"]] == record["tokens"]
    chances = [chance for each in reference["log probabilities"] for chance in each]
    perplexity = math.exp(-math.fsum(chances) / len(chances))
    assert record["perplexity of the softmax"] == pytest.approx(perplexity, rel=1e-3)
