"""`sweep` over a real cluster of Dask: the same table as in this process, and the same errors."""

import pytest

from polyattn import MaximalPreactivation, Polynomial, SelfAttentionData, sweep

distributed = pytest.importorskip("dask.distributed")


def activates(degree, width):
    data = SelfAttentionData(1002, 10, a="0.9", b="0.6", c="0.4")
    return MaximalPreactivation(data, Polynomial(degree), width).sf("0.5")


def fails_at_three(degree):
    if degree == 3:
        raise ValueError("three")
    return degree


@pytest.fixture(scope="module")
def executor():
    cluster = distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
    )
    with cluster, distributed.Client(cluster) as client, client.get_executor() as executor:
        yield executor


def test_the_table_is_that_of_one_process(executor):
    grid = {"degree": [1, 2, 3, 4], "width": [1, 30]}
    assert (sweep(activates, grid, executor) == sweep(activates, grid)).all()


def test_a_workers_error_names_its_parameters(executor):
    with pytest.raises(RuntimeError, match="the call at degree=3 raised ValueError: three"):
        sweep(fails_at_three, {"degree": [1, 2, 3, 4]}, executor)
