import pytest

from polyattn import _arguments as memory


@pytest.fixture
def one_gibibyte(monkeypatch):
    monkeypatch.setattr(memory, "_memory", lambda: 2**30)


def test_what_fits_passes(one_gibibyte):
    memory.refuse_if_too_large("call", (2**17, 2**10), 8, "use less")


def test_what_does_not_fit_is_refused_with_its_size(one_gibibyte):
    message = (
        r"^call: an array of 131073 x 1024 needs 1\.0 GiB, "
        r"and this machine has 1\.0 GiB; use less$"
    )
    with pytest.raises(ValueError, match=message):
        memory.refuse_if_too_large("call", (2**17 + 1, 2**10), 8, "use less")
    with pytest.raises(ValueError, match=r"needs 7,450,580\.5 GiB"):
        memory.refuse_if_too_large("call", (10**12, 10**3), 8, "use less")


def test_a_size_beyond_every_float_is_refused(one_gibibyte):
    with pytest.raises(ValueError, match=r"GiB; use less$"):
        memory.refuse_if_too_large("call", (10**400,), 8, "use less")


def test_a_container_counts(monkeypatch):
    physical = memory._memory()
    assert physical > 2**20
    monkeypatch.setattr(memory.Path, "read_text", lambda *_, **__: "1048576\n")
    assert memory._memory() == 2**20
    monkeypatch.setattr(memory.Path, "read_text", lambda *_, **__: "max\n")
    assert memory._memory() >= physical


def test_a_machine_without_such_files_has_a_limit_too(monkeypatch):
    def missing(*_, **__):
        raise FileNotFoundError

    def unknown(*_):
        raise ValueError

    monkeypatch.setattr(memory.Path, "read_text", missing)
    monkeypatch.setattr(memory.os, "sysconf", unknown)
    assert memory._memory() == 8 * 2**30
