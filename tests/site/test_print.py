"""A page on paper: light, with nothing folded away."""

import pytest

pytestmark = [pytest.mark.site, pytest.mark.slow]

PAGES = ["notebooks/05-low-degree.html", "notebooks/09a-detection.html"]
# What is folded and has words of its own, outside the controls of a live figure.
HIDDEN = """() => {
  const folded = '.bd-article details:not(.live *, .run-here) > :not(summary, .needs-kernel)';
  return [...document.querySelectorAll(folded)]
    .filter((part) => part.textContent.trim() && !part.checkVisibility())
    .map((part) => part.textContent.slice(0, 60));
}"""
STATE = """() => [document.documentElement.dataset.theme,
  document.querySelectorAll('details:not([open])').length]"""


@pytest.mark.parametrize("path", PAGES)
def test_what_is_folded_is_printed_without_any_script(visit, path):
    page = visit(path, javascript=False)
    assert page.locator(".bd-article details:not([open])").count() > 0
    assert page.evaluate(HIDDEN) != []
    page.emulate_media(media="print")
    assert page.evaluate(HIDDEN) == []


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("dark", [False, True])
def test_paper_is_light_and_unfolded_and_the_screen_stays(visit, path, dark):
    page = visit(path, dark=dark)
    theme, folded = page.evaluate(STATE)
    assert theme == ("dark" if dark else "light")
    assert folded > 0
    page.evaluate(f"addEventListener('beforeprint', () => {{ window.paper = ({STATE})(); }})")
    assert page.pdf().startswith(b"%PDF")
    assert page.evaluate("window.paper") == ["light", 0]
    assert page.evaluate(STATE) == [theme, folded]
    assert page.problems == []
