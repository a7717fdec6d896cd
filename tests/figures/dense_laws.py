"""What the dense network says of two small data sets: every sign vector, and nothing shared."""

import itertools

import numpy as np

from polyattn import Polynomial, SelfAttentionData, pre_activations

PARTS = {"b": "0.6", "c": "0.4"}
PAIR = [SelfAttentionData(62, 4, a=a, **PARTS) for a in ("0.1", "0.9")]
TINY = [SelfAttentionData(6, 2, a=a, **PARTS) for a in ("0.1", "0.9")]


def dense_laws(pair, degree):
    """The values of X on both data sets, for every sign vector, from the dense network."""
    signs = np.array(list(itertools.product((-1, 1), repeat=pair[0].d))).T
    found = []
    for data in pair:
        A = data.matrix(exact=True).astype(float)
        found.append(np.sort(pre_activations(A, Polynomial(degree), signs).max(axis=0)))
    return found


def gap(laws, width, theta):
    silent = [np.mean(law <= theta + 1e-12) ** width for law in laws]
    return silent[0] - silent[1]
