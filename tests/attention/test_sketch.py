"""Linear-time attention against dense weights written out here, and the sketch against its mean."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import polyattn
from polyattn.attention import (
    PolynomialSketch,
    exact_features,
    sketched_attention,
    square_attention,
    surrogate_attention,
)

RNG = np.random.default_rng(7)
LENGTHS = [1, 2, 255, 256, 257, 600]  # a block has 256 rows


def arrays(n, dim=5, width=3, keys=None, rng=RNG):
    keys = n if keys is None else keys
    return [rng.standard_normal(shape) for shape in ((n, dim), (keys, dim), (keys, width))]


def dense(weights, v, causal=False):
    """Normalise rows of weights and average: nothing shared with the package."""
    weights = np.tril(weights) if causal else weights
    return weights @ v / weights.sum(axis=1, keepdims=True)


def sketched_weights(q, k, sketch, local=0):
    weights = (sketch.transform(q) @ sketch.transform(k).T) ** 2
    if local:
        near = np.arange(len(q))[:, None] // local == np.arange(len(k)) // local
        weights = np.where(near, (q @ k.T) ** sketch.degree, weights)
    return weights


# A relative error of 1e-12 leaves a factor of some hundred over n eps for these lengths; rows
# whose normaliser cancels do not occur, as all weights are squares.
def close(found, expected):
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("dim", [1, 2, 7])
def test_exact_features_square_the_score(dim):
    x, y, _ = arrays(20, dim)
    assert exact_features(x).shape == (20, dim * (dim + 1) // 2)
    close(exact_features(x) @ exact_features(y).T, (x @ y.T) ** 2)


@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("n", LENGTHS)
def test_square_attention_is_dense_attention_of_degree_two(n, causal):
    q, k, v = arrays(n)
    close(square_attention(q, k, v, causal), dense((q @ k.T) ** 2, v, causal))
    close(
        square_attention(q, k, v, causal),
        polyattn.attention(q, k, v, polyattn.Polynomial(2), causal),
    )


@pytest.mark.parametrize("local", [0, 1, 7, 300, 1000])
@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("n", LENGTHS)
def test_sketched_attention_is_the_dense_form_of_its_weights(n, causal, local):
    q, k, v = arrays(n)
    sketch = PolynomialSketch(4, 8, 5, random_state=n)
    found = sketched_attention(q, k, v, sketch, causal, local)
    close(found, dense(sketched_weights(q, k, sketch, local), v, causal))


@pytest.mark.parametrize(("queries", "keys"), [(1, 300), (300, 9), (257, 513)])
def test_queries_and_keys_may_differ_in_number(queries, keys):
    q, k, v = arrays(queries, keys=keys)
    sketch = PolynomialSketch(2, 4, 5, random_state=3)
    close(sketched_attention(q, k, v, sketch), dense(sketched_weights(q, k, sketch), v))
    close(square_attention(q, k, v), dense((q @ k.T) ** 2, v))


@pytest.mark.parametrize("size", [1, 2, 3, 40, 100])  # odd and even: features are cyclic
def test_many_features_are_taken_in_smaller_tiles(size):
    q, k, v = arrays(300)
    sketch = PolynomialSketch(8, size, 5, random_state=0)
    close(sketched_attention(q, k, v, sketch, True), dense(sketched_weights(q, k, sketch), v, True))


@given(
    n=st.integers(1, 12),
    local=st.integers(0, 13),
    causal=st.booleans(),
    degree=st.sampled_from([2, 4, 8, 16]),
    seed=st.integers(0, 2**32),
)
@settings(max_examples=60, deadline=None)
def test_any_block_and_degree(n, local, causal, degree, seed):
    q, k, v = arrays(n, dim=3, rng=np.random.default_rng(seed))
    sketch = PolynomialSketch(degree, 6, 3, random_state=seed)
    weights = sketched_weights(q, k, sketch, local)
    expected = dense(weights, v, causal)
    found = sketched_attention(q, k, v, sketch, causal, local)
    # Beside rounding in the sums: 2n + 3 log2(degree) roundings of the signs' products, squared.
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9 * np.abs(v).max())


def test_a_block_that_holds_all_rows_is_exact_attention():
    q, k, v = arrays(50)
    sketch = PolynomialSketch(8, 2, 5, random_state=0)
    exact = polyattn.attention(q, k, v, polyattn.Polynomial(8), causal=True)
    close(sketched_attention(q, k, v, sketch, True, 50), exact)


def test_the_scale_of_queries_and_keys_does_not_matter():
    q, k, v = arrays(40)
    sketch = PolynomialSketch(16, 8, 5, random_state=0)
    plain = sketched_attention(q, k, v, sketch)
    scales = 10.0 ** RNG.integers(-150, 150, (40, 1))
    close(sketched_attention(q * scales, k * 1e200, v, sketch), plain)
    close(sketched_attention(q, k * 1e-200, v * 1e300, sketch) / 1e300, plain)


def test_float32_stays_float32_and_integers_become_float64():
    q, k, v = arrays(70)
    sketch = PolynomialSketch(4, 16, 5, random_state=0)
    short = [x.astype(np.float32) for x in (q, k, v)]
    found = sketched_attention(*short, sketch, causal=True)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, sketched_attention(q, k, v, sketch, True), atol=1e-4)
    assert sketch.transform(short[0]).dtype == np.float32
    whole = np.arange(1, 6).reshape(1, 5)
    assert sketch.transform(whole).dtype == np.float64
    assert sketched_attention(whole, whole, [3], sketch).tolist() == [3.0]


@pytest.mark.parametrize("trailing", [(), (1,), (2, 3), (0,)])
def test_values_may_have_any_trailing_shape(trailing):
    q, k, _ = arrays(30)
    v = RNG.standard_normal((30, *trailing))
    assert square_attention(q, k, v, causal=True).shape == v.shape


# The sketch ----------------------------------------------------------------------------------


def all_signs(sketch):
    """Put every choice of signs into a sketch, one after the other."""
    shapes = [x.shape for x in sketch._signs]
    sizes = [int(np.prod(shape)) for shape in shapes]
    for signs in product((-1, 1), repeat=sum(sizes)):
        cut = np.split(np.array(signs, np.int8), np.cumsum(sizes)[:-1])
        sketch._signs = [x.reshape(shape) for x, shape in zip(cut, shapes, strict=True)]
        yield sketch


@pytest.mark.parametrize(("degree", "size", "dim"), [(2, 3, 2), (4, 2, 2), (4, 1, 3), (8, 1, 2)])
def test_over_all_signs_the_mean_is_the_power(degree, size, dim):
    x, y, _ = arrays(1, dim)
    products = [
        (s.transform(x) @ s.transform(y).T).item()
        for s in all_signs(PolynomialSketch(degree, size, dim, random_state=0))
    ]
    score = (x @ y.T).item()
    # means of at most 2^12 products, each of a few rounded factors
    scale = np.abs(products).max()
    assert abs(np.mean(products) - score ** (degree // 2)) < 1e-12 * scale
    assert np.mean(np.square(products)) > score**degree


@pytest.mark.parametrize("degree", [2, 4, 8, 16])
def test_drawn_sketches_are_unbiased(degree):
    """The seed is fixed. For another one the alarm is false about once in 60,000: 4 checks at 4.5
    standard errors, were the mean normal."""
    rng = np.random.default_rng(11)
    x, y = rng.standard_normal((2, 1, 4))
    x, y = x / np.linalg.norm(x), y / np.linalg.norm(y)
    y = (x + y / 2) / np.linalg.norm(x + y / 2)
    products = []
    for _ in range(400):
        sketch = PolynomialSketch(degree, 32, 4, random_state=rng)
        products.append((sketch.transform(x) @ sketch.transform(y).T).item())
    error = np.std(products, ddof=1) / np.sqrt(len(products))
    assert abs(np.mean(products) - (x @ y.T).item() ** (degree // 2)) < 4.5 * error
    assert error < 0.2  # or the check above says nothing


def test_a_seed_fixes_the_sketch_and_blocks_of_rows_do_not_change_it():
    x = RNG.standard_normal((600, 5))
    first, second, other = (PolynomialSketch(8, 9, 5, random_state=s) for s in (1, 1, 2))
    assert np.array_equal(first.transform(x), second.transform(x))
    assert not np.array_equal(first.transform(x), other.transform(x))
    close(first.transform(x)[300:400], first.transform(x[300:400]))
    assert repr(first) == "PolynomialSketch(degree=8, size=9, dim=5)"


# The surrogate -------------------------------------------------------------------------------


def surrogate_weights(q, k, degree, causal, local):
    scores = q @ k.T
    place = np.arange(len(q))[:, None], np.arange(len(k))
    near = (place[0] // local == place[1] // local) if local else np.zeros(scores.shape, bool)
    allowed = (place[0] >= place[1]) if causal else np.ones(scores.shape, bool)
    far = allowed & ~near
    weights = np.where(near & allowed, scores**degree, 0.0)
    for row in np.flatnonzero(far.any(axis=1)):
        square = scores[row, far[row]] ** 2
        variance = square.mean()
        height = np.prod(np.arange(1, degree, 2)) * variance ** (degree // 2)
        weights[row, far[row]] = height * (1 + degree / 2 * (square / variance - 1))
    return weights


@pytest.mark.parametrize(("causal", "local"), [(False, 0), (False, 7), (True, 7), (True, 300)])
@pytest.mark.parametrize("degree", [2, 4, 8])
@pytest.mark.parametrize("n", [1, 30, 290])
def test_the_surrogate_is_the_dense_form_of_its_weights(n, degree, causal, local):
    q, k, v = arrays(n)
    weights = surrogate_weights(q, k, degree, causal, local)
    assert (weights.sum(axis=1) > 0).all()  # as the lemma says
    expected = weights @ v / weights.sum(axis=1, keepdims=True)
    found = surrogate_attention(q, k, v, degree, causal, local)
    np.testing.assert_allclose(found, expected, rtol=1e-11, atol=1e-11)


def test_the_surrogate_beats_a_sketch_on_random_rows():
    q, k, v = arrays(600, dim=32, width=8, rng=np.random.default_rng(5))
    exact = polyattn.attention(q, k, v, polyattn.Polynomial(4))

    def error(found):
        return np.linalg.norm(found - exact) / np.linalg.norm(exact)

    assert error(surrogate_attention(q, k, v, 4)) < 0.6
    assert error(sketched_attention(q, k, v, PolynomialSketch(4, 32, 32, random_state=0))) > 0.8


# Bad input -----------------------------------------------------------------------------------


@pytest.mark.parametrize("degree", [3, 1, 0, -2, 6, 2.5, "5/2"])
def test_a_degree_that_is_no_power_of_two(degree):
    message = "degree must be a power of two from 2 on, got .*use 2, 4, 8"
    with pytest.raises(ValueError, match=f"PolynomialSketch: {message}"):
        PolynomialSketch(degree, 8, 4)
    q, k, v = arrays(3)
    with pytest.raises(ValueError, match=f"surrogate_attention: {message}"):
        surrogate_attention(q, k, v, degree)


def test_sizes_that_are_none():
    for name, size, dim in (("size", 0, 4), ("dim", 4, 0)):
        with pytest.raises(ValueError, match=f"PolynomialSketch: {name} must be at least 1, got 0"):
            PolynomialSketch(4, size, dim)
    with pytest.raises(TypeError, match=r"size must be a whole number, got 2\.5"):
        PolynomialSketch(4, 2.5, 4)
    with pytest.raises(TypeError, match="degree must be a number"):
        PolynomialSketch(None, 2, 4)
    with pytest.raises(ValueError, match="use a smaller size or degree"):
        PolynomialSketch(4, 10**9, 10**9)


CALLS = {
    "sketched_attention": lambda q, k, v, **o: sketched_attention(
        q, k, v, PolynomialSketch(4, 8, 5, random_state=0), **o
    ),
    "square_attention": square_attention,
    "surrogate_attention": lambda q, k, v, **o: surrogate_attention(q, k, v, 4, **o),
}


@pytest.mark.parametrize("name", CALLS)
def test_arrays_that_do_not_fit(name):
    call, (q, k, v) = CALLS[name], arrays(6)
    bad = {
        r"q and k must have the same dim, got shapes \(6, 5\) and \(6, 4\)": (q, k[:, :4], v),
        r"q must have shape \(rows, dim\)": (q[0], k, v),
        "v must have one row a key": (q, k, v[:5]),
        "k must have at least one row": (q, k[:0], v[:0]),
        "holds NaN or infinity": (q * np.nan, k, v),
    }
    for message, given_arrays in bad.items():
        with pytest.raises(ValueError, match=f"{name}: .*{message}"):
            call(*given_arrays)
    with pytest.raises(ValueError, match=f"{name}: causal attention needs a key for every query"):
        call(q, k[:4], v[:4], causal=True, **({"local": 2} if "surrogate" in name else {}))
    with pytest.raises(TypeError, match=f"{name}: the arrays must share one type"):
        call(q.astype(np.float32), k, v)
    with pytest.raises(TypeError, match=f"{name}: q must hold real numbers, got complex128"):
        call(q.astype(complex), k, v)
    with pytest.raises(TypeError, match=f"{name}: v must hold float32, float64 or integers"):
        call(q, k, v > 0)


def test_a_sketch_of_another_dimension_or_none():
    q, k, v = arrays(6)
    sketch = PolynomialSketch(4, 8, 4, random_state=0)
    with pytest.raises(ValueError, match=r"q must have shape \(n, 4\), as the sketch has dim=4"):
        sketched_attention(q, k, v, sketch)
    with pytest.raises(ValueError, match=r"transform: x must have shape \(n, 4\).*got \(6, 5\)"):
        sketch.transform(q)
    with pytest.raises(TypeError, match="sketch must be a PolynomialSketch, got 4"):
        sketched_attention(q, k, v, 4)
    with pytest.raises(ValueError, match=r"exact_features: x must have shape \(n, dim\)"):
        exact_features(q[0])


def test_local_must_be_a_number_of_rows_and_the_causal_surrogate_needs_it():
    q, k, v = arrays(6)
    with pytest.raises(ValueError, match="local must be at least 0, got -1"):
        surrogate_attention(q, k, v, 4, local=-1)
    with pytest.raises(TypeError, match="local must be a whole number"):
        surrogate_attention(q, k, v, 4, local=2.5)
    with pytest.raises(ValueError, match="causal=True needs local blocks, got local=0"):
        surrogate_attention(q, k, v, 4, causal=True)


@pytest.mark.parametrize("name", CALLS)
def test_a_normaliser_that_is_not_positive_is_named(name):
    q, k, v = arrays(6)
    q[[2, 4]] = 0
    message = f"{name}: the normaliser of row 2 is 0, not a positive number .*first of 2 such rows"
    with pytest.raises(ValueError, match=message):
        CALLS[name](q, k, v)
    with pytest.raises(ValueError, match="normaliser of row 0 is 0"):
        CALLS[name](q, k * 0, v)


def test_features_that_overflow():
    sketch = PolynomialSketch(64, 4, 2, random_state=0)
    with pytest.raises(ValueError, match="a feature of degree 32 overflows float32"):
        sketch.transform(np.array([[1e3, 0]], np.float32))


def test_the_package_names_both():
    assert polyattn.PolynomialSketch is PolynomialSketch
    assert polyattn.sketched_attention is sketched_attention
