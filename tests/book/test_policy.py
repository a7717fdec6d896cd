"""The content policy of a page, from its text."""

import base64
import hashlib
from pathlib import Path

from polyattn_book.page import fonts_asked_by_script, mended, versioned
from polyattn_book.policy import hashes, policy, with_policy

PAGE = """<html><head><meta charset="utf-8" /><title>t</title>
<script>let a = 1;</script><script src="a.js"></script><script type="text/x-data">{}</script>
<style>p { color: red }</style></head><body><script>let a = 1;</script></body></html>"""


def test_inline_scripts_are_allowed_by_hash_once_and_data_is_no_script():
    digest = base64.b64encode(hashlib.sha256(b"let a = 1;").digest()).decode()
    assert hashes(PAGE, "script") == [f"'sha256-{digest}'"]
    assert len(hashes(PAGE, "style")) == 1


def test_another_script_has_another_policy():
    assert policy(PAGE) != policy(PAGE.replace("a = 1", "a = 2"))


def test_katex_is_allowed_to_stand_in_a_page_that_has_formulas_to_set():
    path = Path(__file__).parents[2] / "book" / "extension" / "polyattn_book" / "katex.min.js"
    digest = base64.b64encode(hashlib.sha256(path.read_bytes()).digest()).decode()
    assert digest not in policy(PAGE)
    assert digest in policy(PAGE.replace("<body>", '<body><code class="tex">x</code>'))


def test_the_style_sheets_of_other_pages_are_allowed_too():
    assert "style-src 'self' 'sha256-x';" in policy("<html>", ["'sha256-x'"])


def test_the_policy_stands_behind_the_character_set_and_before_all_scripts():
    page = with_policy(PAGE)
    assert page.index("charset") < page.index("Content-Security-Policy") < page.index("<title>")
    assert with_policy("<p>bare").startswith("<meta")


def test_what_a_policy_forbids_or_the_book_does_not_use_goes():
    page = (
        '<button onclick="window.print()">x</button><script type="text/x-thebe-config">a</script>'
    )
    assert mended(page) == "<button>x</button>"


def test_the_search_alone_loads_its_index():
    script = '<script src="{}"></script>\n'
    names = ("../_static/searchtools.js", "../_static/language_data.js", "../searchindex.js")
    kept = script.format("../_static/theme.js")
    page = kept + "".join(map(script.format, names))
    assert mended(page) == kept
    assert mended(page, searches=True) == page


def test_style_sheets_and_scripts_carry_the_checksum_of_what_they_are_now(tmp_path):
    """One written after the pages has none, one that alone has changed since has an older one."""
    link = '<link rel="stylesheet" type="text/css" href="a.css{}" />'
    script = '<script defer="defer" src="a.js{}"></script>'
    for text, sum_ in (("p {}", "904994dc"), ("p {}\r", "904994dc"), ("q {}", "28f5f3b9")):
        for name, asset in (("a.css", link), ("a.js", script)):
            (tmp_path / name).write_bytes(text.encode())
            assert versioned(asset.format("?v=1"), tmp_path) == asset.format(f"?v={sum_}")
        assert versioned(link.format(""), tmp_path) == link.format(f"?v={sum_}")
    for kept in (script.format(""), link.format("?digest=1"), script.format("?digest=1")):
        assert versioned(kept, tmp_path) == kept
    away = '<script src="https://example.org/a.js?v=1"></script>'
    assert versioned(away, tmp_path) == away


def test_fonts_are_asked_for_once_by_a_script_of_the_page_itself():
    link = '<link rel="preload" as="font" type="font/woff2" crossorigin href="f/{}.woff2">\n'
    page = "<head>{}<title>t</title>{}</head>"
    better = fonts_asked_by_script(page.format(link.format("a"), link.format("b")))
    assert "<link" not in better
    assert better.count('["f/a.woff2", "f/b.woff2"]') == 1
    assert better.index("<script>") < better.index("<title>")
    assert fonts_asked_by_script(better) == better
    assert len(hashes(better, "script")) == 1


def test_what_unfolds_the_contents_has_a_name():
    toggle = '<span class="toctree-toggle" role="presentation"></span></summary>'
    assert mended(f"<summary>{toggle}") == f'<summary aria-label="The pages below">{toggle}'
