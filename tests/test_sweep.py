import os
import threading
from collections import namedtuple
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
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


class TwoWordsError(ValueError):
    """Cannot be read from a pickle, like many an error with an ``__init__`` of its own."""

    def __init__(self, first, second):
        super().__init__(f"{first} {second}")


class LockedError(ValueError):
    """Cannot be written as a pickle."""

    def __init__(self, message):
        super().__init__(message)
        self.lock = threading.Lock()


class TwoWords:
    def __init__(self, first, second):
        self.both = first, second

    def __reduce__(self):
        return TwoWords, (self.both,)


def fails_unsendably(error):
    raise TwoWordsError("no", "way") if error == "read" else LockedError("no way")


def returns_unsendably(x):
    return TwoWords("no", "way")


def dies(x):
    os._exit(1)


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


@pytest.mark.parametrize(("error", "name"), [("read", "TwoWordsError"), ("written", "LockedError")])
def test_an_error_that_no_pickle_can_bring_is_told_by_its_name_and_words(error, name):
    with ProcessPoolExecutor(1) as executor:
        with pytest.raises(
            RuntimeError, match=rf"error='{error}' raised {name}: no way$"
        ) as caught:
            sweep(fails_unsendably, {"error": [error]}, executor)
        assert sweep(power, {"base": [2], "exponent": [3]}, executor)["value"] == 8  # not broken
    assert str(caught.value.__cause__) == "no way"
    assert "in fails_unsendably" in "".join(caught.value.__cause__.__notes__)


@pytest.mark.parametrize("kind", [None, ThreadPoolExecutor])
def test_where_nothing_is_sent_the_cause_is_the_error_itself(kind):
    executor = kind(1) if kind else None
    with pytest.raises(RuntimeError) as caught:
        sweep(fails_unsendably, {"error": ["read"]}, executor)
    assert type(caught.value.__cause__) is TwoWordsError
    if executor:
        executor.shutdown()


def test_a_result_that_cannot_be_read_again_is_told():
    with ProcessPoolExecutor(1) as executor:
        with pytest.raises(
            RuntimeError, match=r"^sweep: the call at x=1 raised TypeError: .*second"
        ):
            sweep(returns_unsendably, {"x": [1]}, executor)
        with pytest.raises(RuntimeError, match=r"^sweep: the call at x=1 raised "):
            sweep(dies, {"x": [1]}, executor)
        with pytest.raises(BrokenProcessPool):
            sweep(dies, {"x": [1]}, executor)


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
        ([2**60 + 1, 0.5], "O"),
        ([2**63 + 1, -1], "O"),
        ([np.uint64(2**63 + 1), np.int64(-1)], "O"),
        ([2**53, 0.5], "f"),
        (["a\0", "b"], "O"),
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


def test_not_a_number_is_a_number():
    assert sweep(lambda x: x, {"x": [0.0, float("nan")]})["value"].dtype.kind == "f"


def test_no_result_is_dropped_and_what_a_call_lacks_is_none():
    def call(x):
        return {"even": x} if x % 2 == 0 else {"odd": -x, "sign": "-"}

    table = sweep(call, {"x": [1, 2, 3, 4]})
    assert table.dtype.names == ("x", "odd", "sign", "even")
    assert table.tolist() == [
        (1, -1, "-", None), (2, None, None, 2), (3, -3, "-", None), (4, None, None, 4),
    ]  # fmt: skip


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


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((4, {}), "function must be a callable, got 4"),
        ((power, None), "grid must be a mapping of names to lists of values, got None"),
        ((power, [1]), r"grid must be a mapping of names to lists of values, got \[1\]"),
        ((power, {}, 4), "executor must be a concurrent.futures.Executor or None, got 4"),
        ((power, {}, ThreadPoolExecutor), "executor must be a concurrent.futures.Executor or None"),
        ((power, {1: [2]}), "the name of a parameter must be a string, got 1"),
        ((power, {"x": np.array(3)}), r"the values of x must be a list, got array\(3\)"),
        ((power, {"x": b"12"}), "the values of x must be a list, got b'12'"),
        ((lambda x: {x: 1}, {"x": [5, 6]}), "the name of a result must be a string, got 5"),
        ((lambda x: {"": 1}, {"x": [5, 6]}), "the name of a result must be a string, got ''"),
    ],
)
def test_arguments_of_the_wrong_kind_are_named(arguments, message):
    with pytest.raises(TypeError, match=f"^sweep: {message}"):
        sweep(*arguments)
