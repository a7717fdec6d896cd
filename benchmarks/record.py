"""Write the stored record of how long attention takes: ``python benchmarks/record.py``.

Chapter 12 draws its measured curves from ``polyattn/figures/benchmarks.json``, which this writes.
Seconds are CPU time on one thread, the least of a few calls; float32, head dimension 64.
"""

from __future__ import annotations

import datetime
import json
import platform
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_info, threadpool_limits

from polyattn import Polynomial, PolynomialSketch, Softmax, attention, sketched_attention
from polyattn.attention import square_attention, surrogate_attention

DIM, LOCAL = 64, 128
DENSE = [2**power for power in range(10, 16)]
LINEAR = [2**power for power in range(10, 19)]
TARGET = Path(__file__).parents[1] / "polyattn" / "figures" / "benchmarks.json"


def sketched(degree: int, size: int) -> Callable:
    sketch = PolynomialSketch(degree, size, DIM, random_state=0)
    return lambda q, k, v: sketched_attention(q, k, v, sketch)


METHODS = {
    "softmax": (lambda q, k, v: attention(q, k, v, Softmax("1/8")), DENSE),
    "dense, degree 4": (lambda q, k, v: attention(q, k, v, Polynomial(4)), DENSE),
    "exact features, degree 2": (square_attention, LINEAR),
    "sketch, degree 4, size 32": (sketched(4, 32), LINEAR),
    "sketch, degree 4, size 64": (sketched(4, 64), LINEAR),
    "sketch, degree 8, size 32": (sketched(8, 32), LINEAR),
    "sketch, degree 8, size 64": (sketched(8, 64), LINEAR),
    "surrogate, degree 4": (
        lambda q, k, v: surrogate_attention(q, k, v, 4, local=LOCAL),
        LINEAR,
    ),
}


def rows(n: int) -> Iterable[np.ndarray]:
    draw = np.random.default_rng(0)
    return [draw.standard_normal((n, DIM), dtype=np.float32) for _ in range(3)]


def seconds(method: Callable, n: int) -> float:
    """Return the least CPU time of a few calls, more of them where they are short."""
    arrays = rows(n)
    found: list[float] = []
    while len(found) < 3 or (sum(found) < 0.5 and len(found) < 20):
        start = time.process_time()
        method(*arrays)
        found.append(time.process_time() - start)
        if found[-1] > 10:
            break
    return min(found)


def processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next(line.split(": ")[1] for line in lines if line.startswith("model name"))


def blas() -> str:
    names = {"openblas": "OpenBLAS"}
    return "; ".join(
        f"{names.get(x['internal_api'], x['internal_api'])} {x['version']}, {x['architecture']}"
        for x in threadpool_info()
        if x["user_api"] == "blas"
    )


def main() -> None:
    series = []
    with threadpool_limits(1, user_api="blas"):
        for name, (method, lengths) in METHODS.items():
            found = []
            for n in lengths:
                found.append(seconds(method, n))
                print(f"{name:32} n = {n:7,}  {found[-1]:9.4f} s", flush=True)
            series.append({"method": name, "dtype": "float32", "n": lengths, "seconds": found})
    record = {
        "date": datetime.date.today().isoformat(),
        "machine": processor(),
        "blas": blas(),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "threads": 1,
        "dim": DIM,
        "local": LOCAL,  # of the surrogate
        "series": series,
    }
    TARGET.write_text(json.dumps(record, indent=1) + "\n")


if __name__ == "__main__":
    sys.exit(main())
