"""What the speed benchmarks share: paired rounds, bare products, and how a ratio is printed."""

import os
import time

import numpy as np
from threadpoolctl import threadpool_info

ROUNDS = int(os.environ.get("ROUNDS", "7"))


def cpu_time(function):
    start = time.process_time()
    function()
    return time.process_time() - start


def paired(functions, rounds=ROUNDS):
    """CPU times of each function, by name: each round calls all, so a change of clock hits all."""
    times = {name: [] for name in functions}
    for function in functions.values():  # imports, compilation and first touches do not count
        function()
    for _ in range(rounds):
        for name, function in functions.items():
            times[name].append(cpu_time(function))
    return times


def ratios(times, base="bare products"):
    """Median of the paired ratios to the base, and the ratio of the fastest rounds."""
    limit = times[base]
    return {
        name: (float(np.median(np.divide(found, limit))), min(found) / min(limit))
        for name, found in times.items()
    }


def report(title, times, targets=None, base="bare products"):
    print(f"\n{title}; base: {base}, {1e3 * min(times[base]):.1f} ms")
    for name, (median, fastest) in ratios(times, base).items():
        target = (targets or {}).get(name)
        goal = f"  (goal {target})" if target else ""
        print(f"  {name:38} median {median:7.3f}  fastest {fastest:7.3f}{goal}", flush=True)


def core_type():
    found = (f"{x['internal_api']} {x.get('architecture', '')}".strip() for x in threadpool_info())
    return ", ".join(sorted(set(found)))
