"""One query to z3, alone: run as a script in a process of its own, or called in a browser."""

from __future__ import annotations

import json
import sys
from typing import Any


def answer(job: dict[str, Any]) -> list[Any]:
    """Return z3's verdict on SMT-LIB text, and the numbers that it gives the names where sat."""
    import z3

    solver = z3.SolverFor("QF_NRA")
    solver.set("timeout", job["milliseconds"])
    solver.set("random_seed", job["seed"])
    solver.from_string(job["script"])
    verdict = str(solver.check())
    point = {}
    if verdict == "sat":
        model = solver.model()
        for name in job["names"]:
            value = model.eval(z3.Real(name), model_completion=True)
            if z3.is_algebraic_value(value):
                value = value.approx(30)
            point[name] = value.as_fraction().as_integer_ratio()
    return [verdict, point]


if __name__ == "__main__":
    print(json.dumps(answer(json.load(sys.stdin))))
