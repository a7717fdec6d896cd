"""Formulas in the order of the page, and in TeX that the page can set."""

import pytest
import sympy as sp

from polyattn import symbolic as s
from polyattn.derivation.rules import EVEN
from polyattn.symbolic.chances import Above, Largest, Pr, k
from polyattn.symbolic.limits import Lim
from polyattn.symbolic.model import N, P, Q, R, a, b, beta, c, d, f_star, m, n, t, theta, u_star
from polyattn.symbolic.printing import tex
from polyattn.symbolic.several import P_two
from polyattn.symbolic.sketches import Mean

PAGE = {
    a * f_star + b + c - 2 * b * N * u_star: "a f^{*} + b + c - 2 b N u^{*}",
    1 + (t - 1) * Q / P + (n - t) * R / P: r"1 + \frac{(t - 1) Q}{P} + \frac{(n - t) R}{P}",
    a + b + c - (a + 2 * b) * (1 - f_star): "a + b + c - (a + 2 b) (1 - f^{*})",
    d - 3: "d - 3",
    n - t: "n - t",
    -a / 2: r"- \frac{a}{2}",
    sp.sqrt(2 / (sp.pi * N)): r"\sqrt{\frac{2}{\pi N}}",
    sp.log(t * sp.sqrt(N)): r"\log \left(t \sqrt{N}\right)",
    sp.exp(-N * theta**2 / 2): r"e^{- \frac{N \theta^{2}}{2}}",
    (theta < s.X): r"X > \theta",
    (b * u_star <= f_star): r"b u^{*} \le f^{*}",
    Above(N, s.K): r"\Pr[\mathrm{Bin}(N,\tfrac12) > K]",
    f_star**2: "(f^{*})^{2}",
    s.on(P_two, 1) ** 2: "{P'_{1}}^{2}",
    sp.sqrt(s.on(P_two, 1)): r"\sqrt{P'_{1}}",
    s.g_sum**2: r"(\sum{g_i})^{2}",
    Mean(m) ** 2: r"(\mathbb{E}\,m)^{2}",
    s.on(s.V_o, 1): "V_{o,1}",
    Lim(a * f_star): r"\lim_{n\to\infty} a f^{*}",
    Lim(c + a * f_star): r"\lim_{n\to\infty} \left(a f^{*} + c\right)",
    beta / m: r"\frac{\beta}{m}",
    theta / 2 - c / 2: r"\tfrac{1}{2}\,(\theta - c)",
    -theta / 2 - c / 2: r"- \tfrac{1}{2}\,(c + \theta)",
    (2 * a + 2 * b) / (theta - c) - 1: r"\frac{2 (a + b)}{\theta - c} - 1",
    2 * a + 4 * b: "2 a + 4 b",
    P + (t - 1) * Q + t * N * R: "P + (t - 1) Q + t N R",
    (a + b) * s.G_star: "(a + b) G^{*}",
}
# What would say something else with fewer brackets, or in another order.
BRACKETS = {
    sp.log(Q / P + t / N): r"\log \left(\frac{t}{N} + \frac{Q}{P}\right)",
    sp.log(u_star + sp.Rational(7, 3)): r"\log \left(\frac{7}{3} + u^{*}\right)",
    t**beta * sp.log(t): r"t^{\beta} \log t",
    n**m * sp.log(t) ** 2: r"n^{m} \log^{2} t",
    t - (3 - d) * a: "t + a (d - 3)",
    Largest(k + N): r"\max_{0\le k\le N+1} \left(N + k\right)",
    Largest(k) * t**beta: r"(\max_{0\le k\le N+1} k) t^{\beta}",
    Mean(a + b): r"\mathbb{E}\,\left(a + b\right)",
    Mean(a) * Mean(b): r"(\mathbb{E}\,a) \mathbb{E}\,b",
    sp.Symbol("log(p/q)") ** 2: r"(\log\tfrac pq)^{2}",
    sp.Symbol("log(p/q)") * f_star: r"f^{*} \log\tfrac pq",
    b / ((2 * beta + 2) * (beta + 3)): r"\frac{b}{2 (\beta + 1) (\beta + 3)}",
    EVEN[0]: r"\beta\ \text{even}",
    sp.Symbol("beta/2") ** 2: r"(\tfrac\beta2)^{2}",
    sp.Not(sp.And(a > 0, b > 0)): r"\text{not}\ (a > 0,\allowbreak\ b > 0)",
    sp.And(c > 0, sp.Or(a > 0, b > 0)): r"(a > 0\ \text{or}\ b > 0),\allowbreak\ c > 0",
    sp.Implies(sp.Implies(a > 0, b > 0), c > 0): (
        r"(a > 0 \ \Longrightarrow\ b > 0) \ \Longrightarrow\ c > 0"
    ),
}


@pytest.mark.parametrize(("expression", "text"), (PAGE | BRACKETS).items(), ids=str)
def test_terms_and_factors_stand_as_on_the_page(expression, text):
    assert tex(expression) == text


def test_a_sum_of_eighths_keeps_its_brackets():
    total = sp.Mul(sp.Rational(1, 8), Pr(s.S > 0) + Pr(s.S < 0), evaluate=False)
    assert tex(total) == r"\tfrac{1}{8}\,(\Pr[S < 0] + \Pr[S > 0])"
