r"""The symbols of the book and what they stand for, in SymPy: one source for proofs and pages.

A statement is written with the short letters, as on the page; :func:`unfold` replaces them by what
they stand for, by the one table of ``polyattn.symbolic.table``. The letters stand in a module a
subject, and no two are one symbol or print alike:

* ``model``: ``a``, ``b``, ``c``, ``d``, ``t``, ``n``, ``beta`` and ``theta``; the scores ``p``,
  ``q``, ``r`` and their powers ``P``, ``Q``, ``R``; attention weights ``f_star``, ``u_star``,
  ``G_star``, ``w_o``, ``u_o``; ``ROWS``, the entries of :math:`C`;
* ``heads``: one row of any positive numbers (chapter 16);
* ``layer``: the entries of :math:`AA^\top`, and the rows of C as sums over classes of rows;
* ``neuron``: one random sign vector, ``s_1``, ``s_g``, ``s_d``, ``K``, ``S``, and the
  pre-activations ``V_star``, ``V_s``, ``V_o``, ``X``;
* ``pair``: two data sets; :func:`on` puts an expression on data set 0 or 1;
* ``phases``: the degrees and the multiples of :math:`\log n` that have a name; :func:`raised` puts
  an expression at a higher degree;
* ``softmax``: one row under any kernel, and softmax on the data;
* ``noise``, ``any_noise``, ``cures``, ``gaussian``, ``gaussian_rows``, ``gaussian_means`` and
  ``drowned``: with noise (chapters 13 to 13c);
* ``learned``: neurons with any weights, and output noise (chapter 15);
* ``several``: k planted rows (chapter 14);
* ``vectors``: one vector of scores (chapter 10).

Three more are imported by their name: ``polyattn.symbolic.chances``, binomial tails and what is
counted over all sign vectors, ``polyattn.symbolic.limits``, limits as the data grow (what a way of
growing is stands in ``growth``), and ``polyattn.symbolic.sketches`` (chapter 12).

All values of rows, thresholds and pre-activations are in units of :math:`\sqrt{\log n}`.
"""

from polyattn.symbolic.any_noise import *  # noqa: F403
from polyattn.symbolic.cures import *  # noqa: F403
from polyattn.symbolic.drowned import *  # noqa: F403
from polyattn.symbolic.gaussian import *  # noqa: F403
from polyattn.symbolic.gaussian_means import *  # noqa: F403
from polyattn.symbolic.gaussian_rows import *  # noqa: F403
from polyattn.symbolic.heads import *  # noqa: F403
from polyattn.symbolic.layer import *  # noqa: F403
from polyattn.symbolic.learned import *  # noqa: F403
from polyattn.symbolic.model import *  # noqa: F403
from polyattn.symbolic.neuron import *  # noqa: F403
from polyattn.symbolic.noise import *  # noqa: F403
from polyattn.symbolic.pair import *  # noqa: F403
from polyattn.symbolic.phases import *  # noqa: F403
from polyattn.symbolic.several import *  # noqa: F403
from polyattn.symbolic.softmax import *  # noqa: F403
from polyattn.symbolic.table import *  # noqa: F403
from polyattn.symbolic.vectors import *  # noqa: F403
