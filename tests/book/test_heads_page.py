"""The page on heads of one's own: its code runs from top to bottom and gives what it says."""

import ast
import re
from pathlib import Path

import numpy as np
import pytest

from polyattn.heads import profile, profile_of

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "book" / "heads.md").read_text(encoding="utf-8")
CELLS = [
    re.sub(r"^:tags:.*\n+", "", cell)
    for cell in re.findall(r"^```{code-cell} ipython3\n(.*?)^```", TEXT, re.DOTALL | re.M)
]
PIECES = re.findall(r"^```python\n(.*?)^```", TEXT, re.DOTALL | re.M)


def test_the_cells_run_in_their_order(monkeypatch, capsys):
    monkeypatch.chdir(ROOT / "book")
    names = {}
    for cell in CELLS:
        exec(cell, names)
    said = capsys.readouterr().out.splitlines()
    # what the first lines print, counted from the arrays another way
    weights = np.exp(names["scores"] - names["scores"].max(-1, keepdims=True))
    weights /= weights.sum(-1, keepdims=True)
    for line, head in zip(said[:2], (2, 7), strict=True):
        locked = int((weights[head].max(-1) > 0.5).sum())
        assert line.startswith(f"head {head + 1}: detectable ")
        assert f" locked {locked}, " in line
    assert said[2:] == [
        "top_key 2",
        f"top_weight {weights[7, 7].max():.4g}",
        f"degree {names['measured'].degree[7, 7]:.4g}",
        f"half_degree {names['measured'].half_degree[7, 7]:.4g}",
    ]


class Tensor:
    """As much of PyTorch's as the page asks for."""

    def __init__(self, array):
        self.array = np.asarray(array)

    def __getitem__(self, at):
        return Tensor(self.array[at])

    def detach(self):
        return self

    float = double = detach

    def unflatten(self, dim, sizes):
        assert dim == -1
        return Tensor(self.array.reshape(*self.array.shape[:-1], *sizes))

    def transpose(self, one, other):
        return Tensor(np.swapaxes(self.array, one, other))

    def numpy(self):
        return self.array


class Layer:
    """A projection that calls its hooks."""

    def __init__(self, out):
        self.out, self.hooks = Tensor(out), []

    def register_forward_hook(self, hook):
        self.hooks.append(hook)

    def __call__(self):
        for hook in self.hooks:
            hook(self, (), self.out)


class Node:
    def __init__(self, /, **parts):
        vars(self).update(parts)


def test_the_hooks_on_a_bert_catch_each_head_s_queries_and_keys():
    """Heads lie beside each other in the last axis of a projection."""
    rng = np.random.default_rng(0)
    q, k = rng.normal(size=(2, 3, 5, 4))  # heads, n, dim
    flat = [np.concatenate(list(part), axis=-1)[None] for part in (q, k)]
    layers = [Layer(out) for out in flat]
    own = Node(query=layers[0], key=layers[1])
    attention = Node(self=own)

    class Model(Node):
        def __call__(self, **inputs):
            for layer in reversed(layers):  # whichever comes first
                layer()

    model = Model(
        encoder=Node(layer=[Node(attention=attention)]), config=Node(num_attention_heads=3)
    )
    names = {"model": model, "inputs": {}, "layer": 0, "profile": profile}
    exec(PIECES[1], names)
    np.testing.assert_array_equal(names["q"], q)
    np.testing.assert_array_equal(names["k"], k)
    expected = profile_of(np.einsum("hid,hjd->hij", q, k) / 2)
    np.testing.assert_array_equal(names["measured"].top_key, expected.top_key)


@pytest.mark.parametrize("causal", [False, True])
def test_logarithms_of_weights_have_the_profile_of_the_scores(causal):
    scores = np.random.default_rng(1).normal(size=(2, 6, 6))
    masked = np.where(np.tri(6), scores, -np.inf) if causal else scores
    weights = np.exp(masked) / np.exp(masked).sum(-1, keepdims=True)
    with np.errstate(divide="ignore"):
        found, expected = profile_of(np.log(weights)), profile_of(scores, causal=causal)
    for name in ("top_weight", "range", "snr", "effective_keys", "degree", "half_degree"):
        one, other = getattr(found, name), getattr(expected, name)
        np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-12, err_msg=name)


def test_the_other_pieces_are_python():
    assert len(PIECES) == 3
    for piece in PIECES:
        ast.parse(piece)
