"""A function over a grid of parameters, in this process or over any executor."""

from __future__ import annotations

import pickle
import traceback
from collections.abc import Callable, Generator, Iterable, Mapping
from concurrent.futures import Executor, Future, as_completed
from contextlib import closing
from dataclasses import dataclass
from itertools import chain, product
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["sweep"]


def sweep(
    function: Callable[..., Any],
    grid: Mapping[str, Iterable[Any]],
    executor: Executor | None = None,
    *,
    progress: bool | None = None,
) -> NDArray[Any]:
    """Call a function at every point of a grid, and return a table.

    Parameters
    ----------
    function : callable
        Called with one keyword argument a parameter. It returns a number, or a mapping or named
        tuple of several results. For processes it must be importable, not a lambda.
    grid : mapping of str to iterable
        The values of each parameter; the last parameter varies fastest.
    executor : concurrent.futures.Executor or None, default None
        What runs the calls: a ``ProcessPoolExecutor``, a cluster's executor such as Dask's
        ``Client.get_executor()``. It is left open. None: this process, one call after another.
    progress : bool or None, default None
        Show a bar; None: where the error stream is a terminal.

    Returns
    -------
    structured array of shape (points,)
        A row a point, with a field a parameter, and a field ``value`` or a field a result. The
        values are those given: a field whose numbers have no common type that holds each of them
        exactly is of type object. Where only some calls return a result, the others have None.

    Raises
    ------
    TypeError
        If `function`, `grid` or `executor` is none, or the values of a parameter are not iterable
        or are one string, or a name of the results is no string.
    ValueError
        If a parameter has no values, or a name of the results already is a parameter's.
    RuntimeError
        If a call fails: with the parameters it failed at, and its own error as the cause. An
        error that cannot be sent between processes is replaced by one of the same name and
        words. Calls that have not started are cancelled.

    References
    ----------
    :pep:`3148` (executors).

    Examples
    --------
    >>> table = sweep(pow, {"base": [2, 3], "exp": [1, 2]})
    >>> table["value"]
    array([2, 4, 3, 9])
    """
    _refuse("function", callable(function), "a callable", function)
    _refuse("grid", isinstance(grid, Mapping), "a mapping of names to lists of values", grid)
    runs = executor is None or isinstance(executor, Executor)
    _refuse("executor", runs, "a concurrent.futures.Executor or None", executor)
    axes = {name: _values(name, values) for name, values in grid.items()}
    points = [dict(zip(axes, values, strict=True)) for values in product(*axes.values())]
    outcomes = _here(function, points) if executor is None else _on(executor, function, points)
    from tqdm.auto import tqdm

    rows = points.copy()
    hidden = None if progress is None else not progress
    with closing(outcomes), tqdm(outcomes, total=len(points), disable=hidden) as bar:
        for index, outcome in bar:
            if (error := outcome.error) is not None:
                where = ", ".join(f"{name}={value!r}" for name, value in points[index].items())
                raise RuntimeError(
                    f"sweep: the call at {where} raised {type(error).__name__}: {error}"
                ) from error
            rows[index] = points[index] | _named(outcome.result, axes)
    return _table(rows)


def _refuse(argument: str, fits: object, wanted: str, value: Any) -> None:
    if not fits:
        raise TypeError(f"sweep: {argument} must be {wanted}, got {value!r}")


def _values(name: str, values: Iterable[Any]) -> list[Any]:
    _refuse("the name of a parameter", name and isinstance(name, str), "a string", name)
    several = isinstance(values, Iterable) and not isinstance(values, str | bytes)
    if not several or getattr(values, "ndim", 1) == 0:
        raise TypeError(
            f"sweep: the values of {name} must be a list, got {values!r}; one value is a list too"
        )
    out = list(values)
    if not out:
        raise ValueError(f"sweep: {name} has no values; give at least one")
    return out


@dataclass(frozen=True)
class _Outcome:
    """What a call came to. Between processes, what could not be read there becomes a stand-in."""

    result: Any = None
    error: Exception | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        error = self.error or _unreadable(self.result)
        if error is None:
            return _Outcome, (self.result,)
        error.add_note("".join(traceback.format_exception(error)))  # a pickle has no traceback
        if _unreadable(error, sent=False):
            return _stand_in, (type(error).__name__, str(error), error.__notes__)
        return _Outcome, (None, error)


def _unreadable(value: Any, sent: bool = True) -> Exception | None:
    """Return what a reader of the pickle would meet; `sent`: leave what none can write."""
    try:
        data = pickle.dumps(value)
    except Exception as error:  # an executor's own pickler may do better with a result
        return None if sent else error
    try:
        pickle.loads(data)
    except Exception as error:
        return error
    return None


def _stand_in(name: str, words: str, notes: list[str]) -> _Outcome:
    error = type(name, (RuntimeError,), {})(words)
    error.__notes__ = notes
    return _Outcome(error=error)


def _outcome(function: Callable[..., Any], point: dict[str, Any]) -> _Outcome:
    """Call with the parameters in one piece: a cluster's submit has keywords of its own."""
    try:
        return _Outcome(function(**point))
    except Exception as error:
        return _Outcome(error=error)


_Outcomes: TypeAlias = Generator[tuple[int, _Outcome], None, None]


def _here(function: Callable[..., Any], points: list[dict[str, Any]]) -> _Outcomes:
    for index, point in enumerate(points):
        yield index, _outcome(function, point)


def _on(
    executor: Executor, function: Callable[..., Any], points: list[dict[str, Any]]
) -> _Outcomes:
    futures: dict[Future[_Outcome], int] = {}
    try:
        for index, point in enumerate(points):
            futures[executor.submit(_outcome, function, point)] = index
        for future in as_completed(futures):
            try:
                outcome = future.result()
            except Exception as error:  # a worker that died, a pickle that could not be written
                outcome = _Outcome(error=error)
            yield futures[future], outcome
    finally:  # after an error, or an interrupt
        for future in futures:
            future.cancel()


def _named(result: Any, axes: Mapping[str, Any]) -> dict[str, Any]:
    result = result._asdict() if hasattr(result, "_asdict") else result
    fields = dict(result) if isinstance(result, Mapping) else {"value": result}
    for name in fields:
        _refuse("the name of a result", name and isinstance(name, str), "a string", name)
    if taken := fields.keys() & axes.keys():
        raise ValueError(
            f"sweep: a result and a parameter are both called {min(taken)}; rename one"
        )
    return fields


def _table(rows: list[dict[str, Any]]) -> NDArray[Any]:
    import numpy as np

    columns = {name: [row.get(name) for row in rows] for name in chain.from_iterable(rows)}
    table = np.empty(len(rows), dtype=[(name, _kind(column)) for name, column in columns.items()])
    for name, column in columns.items():
        for index, value in enumerate(column):
            table[name][index] = value
    return table


def _kind(column: list[Any]) -> Any:
    """Return the type of a field: what NumPy makes of it if that changes no value, else object."""
    import numpy as np

    text = {isinstance(value, str) for value in column}
    try:
        array = np.array(column)
    except ValueError:  # sequences of several lengths
        return np.dtype(object)
    kept = array.ndim == 1 and len(text) == 1 and all(map(_same, array.tolist(), column))
    return array.dtype if kept else np.dtype(object)


def _same(kept: Any, given: Any) -> bool:
    """Compare as Python does, exactly: NumPy would round a whole number to a float first."""
    if kept is given:
        return True
    given = given.tolist() if hasattr(given, "tolist") else given
    return bool(kept == given or (kept != kept and given != given))
