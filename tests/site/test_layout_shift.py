"""No page jumps while it loads."""

import pytest

from tests.site.conftest import pages
from tests.site.test_explorables_look import SHIFTS

pytestmark = [pytest.mark.site, pytest.mark.slow]


@pytest.mark.parametrize("path", pages())
@pytest.mark.parametrize("width", [390, 1280])
def test_a_page_does_not_jump(visit, path, width):
    page = visit(path, width=width)
    page.evaluate(SHIFTS)
    page.wait_for_timeout(150)
    assert page.evaluate("window.shifts") <= 0.05
