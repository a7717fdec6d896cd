"""Chapter 9c: powers and their tangents at 1."""

from __future__ import annotations

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.once import once

# The base and the exponent of a power.
TANGENT = _z, _e = sp.symbols("z e", real=True, cls=sp.Dummy)


@once
def below_its_tangent() -> Derivation:
    r"""Show :math:`z^e\le1+e(z-1)` for :math:`0<e\le1`.

    With :math:`M` for the right side, e times the first and 1 - e times the second tangent below
    add up to :math:`\log M-e\log z\ge0`.
    """
    mean = 1 + _e * (_z - 1)
    line = Derivation(given=(_z > 0, _e > 0, _e <= 1)).have(mean > 0).have(mean / _z > 0)
    line.have(sp.log(mean / _z) >= 1 - _z / mean, by=rules.above_hyperbola(mean / _z))
    line.have(sp.log(mean) >= 1 - 1 / mean, by=rules.above_hyperbola(mean))
    product = rules.log_of_product(mean / _z, _z)
    line.have(sp.Eq(sp.log(mean), sp.log(mean / _z) + sp.log(_z)), by=product)
    line.have(_e * sp.log(mean / _z) >= _e * (1 - _z / mean))
    line.have((1 - _e) * sp.log(mean) >= (1 - _e) * (1 - 1 / mean))
    line.have(_e * (1 - _z / mean) + (1 - _e) * (1 - 1 / mean) >= 0)
    line.have(_e * sp.log(_z) <= sp.log(mean))
    larger = rules.grows(sp.exp, _e * sp.log(_z), sp.log(mean))
    return line.have(_z**_e <= mean, by=(rules.power(_z, _e), larger))


@once
def above_its_tangent() -> Derivation:
    r"""Show :math:`z^e\ge1+e(z-1)` for :math:`e\ge1`, first where the right side is positive."""
    low = 1 + _e * (_z - 1)
    given, goal = (_z > 0, _e >= 1), _z**_e >= low
    line = Derivation(given=(*given, low > 0)).have(_z / low > 0)
    line.have(sp.log(_z / low) >= 1 - low / _z, by=rules.above_hyperbola(_z / low))
    line.have(sp.log(_z) >= 1 - 1 / _z, by=rules.above_hyperbola(_z))
    product = rules.log_of_product(_z / low, low)
    line.have(sp.Eq(sp.log(_z), sp.log(_z / low) + sp.log(low)), by=product)
    line.have((_e - 1) * sp.log(_z) >= (_e - 1) * (1 - 1 / _z))
    line.have(sp.Eq(1 - low / _z + (_e - 1) * (1 - 1 / _z), 0))
    line.have(_e * sp.log(_z) >= sp.log(low))
    larger = rules.grows(sp.exp, sp.log(low), _e * sp.log(_z))
    line.have(goal, by=(rules.power(_z, _e), larger))
    other = Derivation(given=(*given, low <= 0)).have(goal, by=rules.power(_z, _e))
    return Derivation(given=given).cases(goal, (low > 0, line), (low <= 0, other))
