"""A function over a grid of parameters, in this process or over any executor."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping
from concurrent.futures import Executor, Future, as_completed
from contextlib import closing
from functools import partial
from itertools import product
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
        A row a point, with a field a parameter, and a field ``value`` or a field a result.

    Raises
    ------
    TypeError
        If the values of a parameter are not iterable, or are one string.
    ValueError
        If a parameter has no values, or a name of the results already is a parameter's.
    RuntimeError
        If a call fails: with the parameters it failed at, and its own error as the cause. Calls
        that have not started are cancelled.

    References
    ----------
    :pep:`3148` (executors).

    Examples
    --------
    >>> table = sweep(pow, {"base": [2, 3], "exp": [1, 2]})
    >>> table["value"]
    array([2, 4, 3, 9])
    """
    axes = {name: _values(name, values) for name, values in grid.items()}
    points = [dict(zip(axes, values, strict=True)) for values in product(*axes.values())]
    calls = _in_process(function, points) if executor is None else _in(executor, function, points)
    from tqdm.auto import tqdm

    results: dict[int, dict[str, Any]] = {}
    hidden = None if progress is None else not progress
    with closing(calls), tqdm(calls, total=len(points), disable=hidden) as bar:
        for index, call in bar:
            try:
                result = call()
            except Exception as error:
                where = ", ".join(f"{name}={value!r}" for name, value in points[index].items())
                raise RuntimeError(
                    f"sweep: the call at {where} raised {type(error).__name__}: {error}"
                ) from error
            results[index] = _named(result, axes)
    return _table([{**point, **results[index]} for index, point in enumerate(points)])


def _values(name: str, values: Iterable[Any]) -> list[Any]:
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise TypeError(
            f"sweep: the values of {name} must be a list, got {values!r}; one value is a list too"
        )
    out = list(values)
    if not out:
        raise ValueError(f"sweep: {name} has no values; give at least one")
    return out


_Calls: TypeAlias = Generator[tuple[int, Callable[[], Any]], None, None]


def _in_process(function: Callable[..., Any], points: list[dict[str, Any]]) -> _Calls:
    for index, point in enumerate(points):
        yield index, partial(function, **point)


def _in(executor: Executor, function: Callable[..., Any], points: list[dict[str, Any]]) -> _Calls:
    futures: dict[Future[Any], int] = {}
    try:
        for index, point in enumerate(points):
            futures[executor.submit(_call, function, point)] = index
        for future in as_completed(futures):
            yield futures[future], future.result
    finally:  # after an error, or an interrupt
        for future in futures:
            future.cancel()


def _call(function: Callable[..., Any], point: dict[str, Any]) -> Any:
    """Call with the parameters in one piece: a cluster's submit has keywords of its own."""
    return function(**point)


def _named(result: Any, axes: Mapping[str, Any]) -> dict[str, Any]:
    result = result._asdict() if hasattr(result, "_asdict") else result
    fields = dict(result) if isinstance(result, Mapping) else {"value": result}
    if taken := fields.keys() & axes.keys():
        raise ValueError(
            f"sweep: a result and a parameter are both called {min(taken)}; rename one"
        )
    return fields


def _table(rows: list[dict[str, Any]]) -> NDArray[Any]:
    import numpy as np

    table = np.empty(len(rows), dtype=[(name, _kind([r[name] for r in rows])) for name in rows[0]])
    for name in rows[0]:
        for index, row in enumerate(rows):
            table[name][index] = row[name]
    return table


def _kind(column: list[Any]) -> Any:
    """Return the type of a field: what NumPy makes of plain numbers or of text, else object."""
    import numpy as np

    text = {isinstance(value, str) for value in column}
    try:
        array = np.array(column)
    except ValueError:  # sequences of several lengths
        return np.dtype(object)
    return array.dtype if array.ndim == 1 and len(text) == 1 else np.dtype(object)
