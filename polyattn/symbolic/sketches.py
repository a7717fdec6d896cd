r"""The letters of chapter 12: the moments of a sketched score, and the quadratic nearest a power.

None of them has a formula: a witness observes them.
"""

from __future__ import annotations

from polyattn.symbolic.table import real

# The inner product of two vectors x and y; the sum of (x_i y_j + x_j y_i)^2 over i < j; the means
# of the sketched score and of its square over the signs of a sketch.
s, V, E_1, E_2 = real("s", "V", "E_1", "E_2")

# The coefficients of the quadratic; the mean of the squared scores of a row, and the mean that was
# expected; the weight of their quotient; the moment of order beta of a normal variable.
e_0, e_1, e_2 = real("e_0", "e_1", "e_2")
S_2, v, w_2, h = real("S_2", "v", "w_2", "h")
# The sums over a row of the quadratic, and of the powers.
Z_s, Z = real("Z_s", "Z")
