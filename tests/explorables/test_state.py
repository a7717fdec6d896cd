"""What a link may set: the page's own check of names and values, without a page."""

import pytest

from polyattn.explorables import DataSets
from tests.explorables.engine import call

PARAMETERS = DataSets().table["parameters"]


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("degree", "3", ""),
        ("degree", "-1", "degree lies between 0.001 and "),
        ("degree", "Infinity", "degree needs a number"),
        ("d", "4.5", "d needs a whole number"),
        ("stage", "powers", ""),
        # every object has these: they are neither parameters nor options
        *((name, "1", f"there is no parameter {name}") for name in ("constructor", "toString")),
        ("__proto__", "1", "there is no parameter __proto__"),
        ("stage", "constructor", "stage has no option constructor"),
        ("stage", "__proto__", "stage has no option __proto__"),
    ],
)
def test_what_a_link_may_set(name, text, reason):
    said = call("$state.refusal", PARAMETERS, name, text)
    assert said.startswith(reason)
    assert bool(said) == bool(reason)


def test_a_preset_leaves_one_parameter_as_it_is_where_asked():
    parameters = {"row": {"default": "2"}, "head": {"default": "6.8"}}
    for values, kept, expected in [
        ({"row": "4"}, None, {"row": "4", "head": "6.8"}),
        ({"row": "4"}, "head", {"row": "4"}),
        ({"head": "2.9"}, "head", {"row": "2", "head": "2.9"}),
    ]:
        assert call("$state.preset", parameters, values, kept) == expected


def test_the_parts_of_a_link():
    assert call("$state.address", "data-sets", {"d": "5", "t": "2"}) == "#data-sets?d=5&t=2"
    for other in ("", "#top", "#phase-map?d=5", "#data-sets"):
        assert call("$state.setBy", other, "data-sets") is None
