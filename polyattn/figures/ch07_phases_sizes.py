"""The sizes at which chapter 7 draws its phases."""

from __future__ import annotations

from polyattn.data import SelfAttentionData
from polyattn.exact import ExactNumber, exact_number

__all__ = ["SIZES", "data_of_size"]

SIZES = (3, 6, 12)
"""The numbers of tokens, as powers of ten."""


def data_of_size(n: int, delta: ExactNumber, **entries: ExactNumber) -> SelfAttentionData:
    r"""Return data with about n tokens in about :math:`n^\delta` groups.

    Parameters
    ----------
    n : int
        The number of tokens to come near.
    delta : number
        The exponent :math:`\delta`, from 0 to 1.
    **entries : number
        The entries a, b and c.

    Returns
    -------
    SelfAttentionData
        With :math:`d-2` and t the whole numbers next to :math:`n^\delta` and
        :math:`n^{1-\delta}`.

    Raises
    ------
    ValueError
        If an entry is out of range, or there are fewer than two groups.

    Examples
    --------
    >>> data = data_of_size(10**6, "0.8", a="0.9", b="0.6", c="0.4")
    >>> data.d - 2, data.copies, data.n
    (63096, 16, 1009536)
    """
    share = float(exact_number(delta, "delta", "data_of_size"))
    groups, copies = round(n**share), max(round(n ** (1 - share)), 1)
    return SelfAttentionData(groups + 2, copies, **entries)
