"""`import polyattn` takes no longer than `import numpy`: both in fresh processes, in turns."""

import subprocess
import sys
import time

ROUNDS = 15


def seconds(statement):
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", statement], check=True)
    return time.perf_counter() - start


def test_importing_the_package():
    statements = ("pass", "import polyattn", "import polyattn.symbolic", "import numpy")
    times = {each: [] for each in statements}
    for _ in range(ROUNDS):
        for each in statements:
            times[each].append(seconds(each))
    # the least of several is what the machine needs when nothing else disturbs it
    bare, package, symbols, numpy = (min(times[each]) for each in statements)
    print(f"\nbare interpreter {bare * 1e3:.0f} ms; beyond it:", end=" ")
    print(f"polyattn {(package - bare) * 1e3:.0f} ms,", end=" ")
    print(f"polyattn.symbolic {(symbols - bare) * 1e3:.0f} ms,", end=" ")
    print(f"numpy {(numpy - bare) * 1e3:.0f} ms; ratio {(package - bare) / (numpy - bare):.2f}")
    assert package <= numpy
