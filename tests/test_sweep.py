import threading
from collections import namedtuple
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from fractions import Fraction

import numpy as np
import pytest

from polyattn import Polynomial, SelfAttentionData, row_classes, sweep

Pair = namedtuple("Pair", ["total", "product"])


def power(base, exponent):
    return base**exponent


def planted_weight(a, degree):
    data = SelfAttentionData(1002, 10**9, a=a, b="0.6", c="0.4")
    rows = row_classes(data, Polynomial(degree))
    return {"weight": rows.planted_weight, "lost": rows.planted_weight_complement}


def fails_at_three(degree, width):
    if degree == 3:
        raise ZeroDivisionError(f"no {width}")
    return degree * width


def submit_keywords(key, workers, fn, self_):
    return key + workers + fn + self_


def assert_powers(table):
    assert table.dtype.names == ("base", "exponent", "value")
    assert table.tolist() == [(2, 1, 2), (2, 3, 8), (3, 1, 3), (3, 3, 27), (5, 1, 5), (5, 3, 125)]
    assert table["value"].dtype == np.int64


GRID = {"base": [2, 3, 5], "exponent": (1, 3)}


def test_every_point_of_the_grid_in_order():
    assert_powers(sweep(power, GRID))
    assert_powers(sweep(power, {"base": iter([2, 3, 5]), "exponent": range(1, 4, 2)}))


def test_threads_give_the_same_table():
    with ThreadPoolExecutor(3) as executor:
        assert_powers(sweep(power, GRID, executor))
        assert_powers(sweep(power, GRID, executor=executor))  # it is left open


def test_processes_give_the_same_table():
    grid = {"a": ["0.3", "0.9"], "degree": [1, Fraction(7, 2), 10**4]}
    with ProcessPoolExecutor(2) as executor:
        table = sweep(planted_weight, grid, executor)
    expected = sweep(planted_weight, grid)
    assert table.dtype == expected.dtype
    assert table.tolist() == expected.tolist()
    assert table.dtype.names == ("a", "degree", "weight", "lost")
    assert table["degree"].tolist() == [1, Fraction(7, 2), 10**4] * 2  # objects stay themselves
    assert table["weight"].dtype == np.float64
    assert table["a"].tolist() == ["0.3"] * 3 + ["0.9"] * 3


@pytest.mark.parametrize("kind", [None, ThreadPoolExecutor, ProcessPoolExecutor])
def test_an_error_comes_with_its_parameters(kind):
    grid = {"degree": [1, 2, 3], "width": [7]}
    executor = kind(1) if kind else None
    message = r"^sweep: the call at degree=3, width=7 raised ZeroDivisionError: no 7$"
    with pytest.raises(RuntimeError, match=message) as caught:
        sweep(fails_at_three, grid, executor)
    assert isinstance(caught.value.__cause__, ZeroDivisionError)
    if executor:
        executor.shutdown()


def test_an_error_cancels_what_has_not_started():
    started, failed = [], threading.Event()

    def work(point):
        started.append(point)
        if point == 0:
            raise ValueError("at once")
        failed.wait(30)  # the second call is held until the error has been raised

    with ThreadPoolExecutor(1) as executor:
        with pytest.raises(RuntimeError, match=r"the call at point=0 raised ValueError: at once"):
            sweep(work, {"point": range(100)}, executor)
        failed.set()
    assert set(started) <= {0, 1}


def test_an_error_stops_the_rest_in_process():
    started = []

    def work(point):
        started.append(point)
        raise ValueError

    with pytest.raises(RuntimeError, match=r"point=0"):
        sweep(work, {"point": range(100)})
    assert started == [0]


def test_parameters_may_bear_any_name():
    """A cluster's submit takes keywords such as key and workers; they are not taken for those."""
    grid = {"key": [1], "workers": [2], "fn": [3], "self_": [4]}
    with ThreadPoolExecutor(1) as executor:
        assert sweep(submit_keywords, grid, executor)["value"].tolist() == [10]


def test_several_results_have_a_field_each():
    table = sweep(lambda x, y: Pair(x + y, x * y), {"x": [1, 2], "y": [0.5]})
    assert table.dtype.names == ("x", "y", "total", "product")
    assert table["product"].tolist() == [0.5, 1.0]


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([1, 2.5], "f"),
        ([True, False], "b"),
        (["a", "bcd"], "U"),
        ([1, "0.1"], "O"),
        ([Fraction(1, 3)], "O"),
        ([Polynomial(2), Polynomial(3)], "O"),
        ([2**70], "O"),
        ([None, 1], "O"),
        ([[1, 2], [3, 4]], "O"),
        ([[1], [2, 3]], "O"),
        ([np.float32(1.5)], "f"),
    ],
    ids=str,
)
def test_fields_keep_the_values_given(values, kind):
    for table in (
        sweep(lambda x: 0, {"x": values}),
        sweep(lambda i: values[i], {"i": range(len(values))}),
    ):
        name = "x" if "x" in table.dtype.names else "value"
        assert table[name].dtype.kind == kind
        assert list(table[name]) == values


def test_a_grid_without_parameters_has_one_point():
    table = sweep(lambda: 3.5, {})
    assert table.shape == (1,)
    assert table["value"][0] == 3.5


def test_the_bar_is_shown_when_asked(capsys):
    sweep(power, GRID, progress=True)
    assert "6/6" in capsys.readouterr().err
    sweep(power, GRID, progress=False)
    sweep(power, GRID)  # no terminal here
    assert capsys.readouterr().err == ""


def test_bad_grids_are_refused():
    with pytest.raises(ValueError, match=r"^sweep: exponent has no values; give at least one$"):
        sweep(power, {"base": [1], "exponent": []})
    for bad in ("0.1", 3, None):
        with pytest.raises(TypeError, match=r"^sweep: the values of base must be a list, got "):
            sweep(power, {"base": bad, "exponent": [1]})
    with pytest.raises(ValueError, match=r"^sweep: a result and a parameter are both called value"):
        sweep(lambda value: 1, {"value": [1, 2]})
