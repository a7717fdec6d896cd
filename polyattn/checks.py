"""Refuse an argument of the wrong kind, and say what to give instead."""

from __future__ import annotations

from fractions import Fraction

from polyattn.data import SelfAttentionData, VectorData
from polyattn.kernels import Kernel

__all__ = [
    "require_kernel",
    "require_larger",
    "require_pair",
    "require_self_attention",
    "require_vector",
]


def require_self_attention(call: str, data: object, name: str = "data") -> None:
    """Raise unless an argument is self-attention data.

    Parameters
    ----------
    call, name : str
        The call and the argument to name in the error.
    data : object
        The argument.

    Raises
    ------
    TypeError
        If `data` is something else.

    Examples
    --------
    >>> require_self_attention("demo", SelfAttentionData(4, a=1, b=1, c=1))
    """
    if not isinstance(data, SelfAttentionData):
        raise TypeError(
            f"{call}: {name} must be a SelfAttentionData, got {type(data).__name__}; "
            "make one with SelfAttentionData(d, copies, a=..., b=..., c=...)"
        )


def require_vector(call: str, data: object) -> None:
    """Raise unless an argument is vector data.

    Parameters
    ----------
    call : str
        The call to name in the error.
    data : object
        The argument.

    Raises
    ------
    TypeError
        If `data` is something else.

    Examples
    --------
    >>> require_vector("demo", VectorData(2))
    """
    if not isinstance(data, VectorData):
        raise TypeError(
            f"{call}: data must be a VectorData, got {type(data).__name__}; "
            "make one with VectorData(n, ratio)"
        )


def require_kernel(call: str, kernel: object) -> None:
    """Raise unless an argument is a kernel.

    Parameters
    ----------
    call : str
        The call to name in the error.
    kernel : object
        The argument.

    Raises
    ------
    TypeError
        If `kernel` is something else, a bare degree for instance.

    Examples
    --------
    >>> from polyattn.kernels import Polynomial
    >>> require_kernel("demo", Polynomial(2))
    """
    if not isinstance(kernel, Kernel):
        raise TypeError(
            f"{call}: kernel must be Polynomial or Softmax, got {kernel!r}; "
            "use Polynomial(degree) or Softmax(scale)"
        )


def require_pair(call: str, data0: SelfAttentionData, data1: SelfAttentionData) -> None:
    r"""Raise unless two constructions are a :math:`\mathcal D_0` and its :math:`\mathcal D_1`.

    Parameters
    ----------
    call : str
        The call to name in the error.
    data0, data1 : SelfAttentionData
        The two, which must be equal but for :math:`a_0<a_1`.

    Raises
    ------
    TypeError
        If one is not self-attention data.
    ValueError
        If they differ in more than `a`, or the first has the larger one.

    Examples
    --------
    >>> pair = [SelfAttentionData(4, a=a, b=1, c=1) for a in (0, 1)]
    >>> require_pair("demo", *pair)
    """
    require_self_attention(call, data0, "data0")
    require_self_attention(call, data1, "data1")
    for name in ("d", "copies", "b", "c"):
        first, second = getattr(data0, name), getattr(data1, name)
        if first != second:
            raise ValueError(
                f"{call}: the two constructions may differ in a alone, got {name} = {first} "
                f"and {second}; use the same {name}"
            )
    require_larger(call, data0.a, data1.a)


def require_larger(call: str, a0: Fraction, a1: Fraction) -> None:
    r"""Raise unless the planted feature of :math:`\mathcal D_1` is the larger one.

    Parameters
    ----------
    call : str
        The call to name in the error.
    a0, a1 : Fraction
        The features of the two data sets.

    Raises
    ------
    ValueError
        If not ``a0 < a1``.

    Examples
    --------
    >>> require_larger("demo", Fraction(0), Fraction(1))
    """
    if not a0 < a1:
        raise ValueError(
            f"{call}: the second construction must have the larger a, got {a0} and {a1}; "
            "give D_0 first and D_1 second"
        )
