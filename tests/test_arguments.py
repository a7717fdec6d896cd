from fractions import Fraction

import numpy as np
import pytest

from polyattn import (
    Polynomial,
    PolynomialSketch,
    attention,
    attention_weights,
    network_output,
    pre_activations,
    sketched_attention,
)
from polyattn import _arguments as memory
from polyattn._arguments import plain_array
from polyattn.attention import exact_features, square_attention, surrogate_attention


@pytest.fixture
def one_gibibyte(monkeypatch):
    monkeypatch.setattr(memory, "_memory", lambda: 2**30)


def test_what_fits_passes(one_gibibyte):
    memory.refuse_if_too_large("call", (2**17, 2**10), 8, "use less")


def test_what_does_not_fit_is_refused_with_its_size(one_gibibyte):
    message = (
        r"^call: an array of 131073 x 1024 needs 1\.0 GiB, "
        r"and this machine has 1\.0 GiB; use less$"
    )
    with pytest.raises(ValueError, match=message):
        memory.refuse_if_too_large("call", (2**17 + 1, 2**10), 8, "use less")
    with pytest.raises(ValueError, match=r"needs 7,450,580\.5 GiB"):
        memory.refuse_if_too_large("call", (10**12, 10**3), 8, "use less")


def test_a_size_beyond_every_float_is_refused(one_gibibyte):
    with pytest.raises(ValueError, match=r"GiB; use less$"):
        memory.refuse_if_too_large("call", (10**400,), 8, "use less")


def test_a_container_counts(monkeypatch):
    physical = memory._memory()
    assert physical > 2**20
    monkeypatch.setattr(memory.Path, "read_text", lambda *_, **__: "1048576\n")
    assert memory._memory() == 2**20
    monkeypatch.setattr(memory.Path, "read_text", lambda *_, **__: "max\n")
    assert memory._memory() >= physical


def test_a_machine_without_such_files_has_a_limit_too(monkeypatch):
    def missing(*_, **__):
        raise FileNotFoundError

    def unknown(*_):
        raise ValueError

    monkeypatch.setattr(memory.Path, "read_text", missing)
    monkeypatch.setattr(memory.os, "sysconf", unknown)
    assert memory._memory() == 8 * 2**30


# One gate for arrays -------------------------------------------------------------------------

X = np.arange(1.0, 13.0).reshape(4, 3)
SKETCH = PolynomialSketch(2, 4, 3, random_state=0)
CALLS = {
    "attention": lambda x: attention(x, X, X, Polynomial(2)),
    "attention, keys": lambda x: attention(X, x, X, Polynomial(2)),
    "attention, values": lambda x: attention(X, X, x, Polynomial(2)),
    "attention_weights": lambda x: attention_weights(x, X, Polynomial(2)),
    "exact_features": exact_features,
    "transform": SKETCH.transform,
    "sketched_attention": lambda x: sketched_attention(X, X, x, SKETCH),
    "square_attention": lambda x: square_attention(X, x, X),
    "surrogate_attention": lambda x: surrogate_attention(x, X, X, 4),
    "pre_activations": lambda x: pre_activations(x, Polynomial(2), X.T),
    "pre_activations, signs": lambda x: pre_activations(X.T, Polynomial(2), x),
    "network_output": lambda x: network_output(x, Polynomial(2), X.T, 0),
}


class Metres(np.ndarray):
    """An array with a unit."""


class Speaks:
    """What is no array, and gives one: a tensor of another library."""

    def __init__(self, array):
        self.array = array

    def __array__(self, dtype=None, copy=None):
        return self.array


@pytest.mark.filterwarnings("ignore:the matrix subclass:PendingDeprecationWarning")
@pytest.mark.parametrize("name", CALLS)
def test_what_a_plain_array_would_lose_is_refused(name):
    call, spoken = CALLS[name], name.split(",")[0].replace("network_output", "pre_activations")
    masked = np.ma.masked_array(X, mask=X > 11)
    for value in (masked, [*X[:3], masked[3]], np.ma.masked_array(X, mask=True)):
        with pytest.raises(ValueError, match=f"{spoken}: .* has masked entries"):
            call(value)
    for value in (np.matrix(X), X.view(Metres), [X[0].view(Metres), *X[1:]]):
        with pytest.raises(TypeError, match=f"{spoken}: .* must be a plain array, got"):
            call(value)
    for value in (X + 0j, [[1j, 0, 0], *X.tolist()[1:]]):
        with pytest.raises(TypeError, match=f"{spoken}: .* must hold real numbers, got complex"):
            call(value)


@pytest.mark.parametrize("name", CALLS)
def test_what_loses_nothing_is_taken(name, tmp_path):
    call, right = CALLS[name], CALLS[name](X)
    on_disk = np.memmap(tmp_path / "x", X.dtype, "w+", shape=X.shape)
    on_disk[:] = X
    readable = X.copy()
    readable.setflags(write=False)
    for value in (
        X.astype(">f8"),
        X.astype(">i4"),
        np.ma.masked_array(X),
        on_disk,
        readable,
        memoryview(X),
        Speaks(X),
        Speaks(X.astype(">f8")),
        [tuple(row) for row in X.tolist()],
    ):
        found = call(value)
        assert np.array_equal(found, right)
        assert not isinstance(found, np.ndarray) or found.dtype == np.float64


def test_the_gate_keeps_entries_where_they_are_objects():
    given = [Fraction(1, 3), "0.1"]
    assert plain_array("call", "x", given, object).tolist() == given
    assert plain_array("call", "x", 0.5).shape == ()
    with pytest.raises(ValueError, match=r"^call: x must be a rectangular array, got rows of"):
        plain_array("call", "x", [[1], [1, 2]])
    with pytest.raises(ValueError, match=r"^call: x has masked entries"):
        plain_array("call", "x", [np.ma.masked, 0.5], object)
    assert plain_array("call", "x", X) is X
