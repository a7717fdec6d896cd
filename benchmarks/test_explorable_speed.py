"""How long an input handler of each live figure takes, in Chromium, at its largest parameters.

Run ``pytest benchmarks/test_explorable_speed.py -s -p no:cacheprovider``. The aim is 8 ms at the
median and 16 ms at p95: a frame. It is printed, not asserted: a busy machine is no defect.
What is drawn at rest, in slices between frames, is not the handler's and is left to finish.
"""

import shutil
from statistics import quantiles

import pytest
from playwright.sync_api import sync_playwright

from tests.site.bare import CLASSES, served
from tests.site.conftest import BROWSERS

# Each at the largest sizes that its sliders reach.
LARGEST = {
    "amplifier": "n=1000000000000&degree=20",
    "data-sets": "d=12&t=4",
    "planted-row": "d=1000000&t=1000000000&a=0.3&degree=20",
    "phase-map": "d=100000&t=1000000000&width=1000000",
    "sign-lottery": "d=10000&t=1000000000&width=1000000",
    "detection": "d=1002&t=1000000000&width=1000000",
    "dynamic-range": "n=1000000000000&width=1000000",
    "ladder": "d=1000000&t=1000000000&degree=30",
    "noise": "d=10000&t=1000000&width=1000000",
    "width-against-degree": "d=1002&t=1000000000&width=1000000",
    "thresholds": "d=100000&t=1000000000&width=1000000",
}
DRAG = """async (root) => {
  const times = {};
  for (const bar of root.querySelectorAll('.live > .controls input[type=range]')) {
    const [low, high] = [Number(bar.min), Number(bar.max)];
    const was = bar.value;
    times[bar.name] = [];
    for (let i = 0; i < 80; i += 1) {
      bar.value = low + (high - low) * (0.9 + 0.1 * Math.sin(i / 5));
      const start = performance.now();
      bar.dispatchEvent(new Event('input', { bubbles: true }));
      times[bar.name].push(performance.now() - start);
      await new Promise(requestAnimationFrame);
    }
    bar.value = was;
    bar.dispatchEvent(new Event('input', { bubbles: true }));
  }
  return times;
}"""


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.skip("no Chromium; on Debian: apt install chromium")
    with served(tmp_path_factory.mktemp("site")) as address, sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu"]
        browser = playwright.chromium.launch(executable_path=found, args=flags)
        page = browser.new_page(viewport={"width": 1280, "height": 1200})
        page.address = address
        yield page
        browser.close()


@pytest.mark.parametrize("key", sorted(CLASSES))
def test_input_handler(page, key, capsys):
    page.goto("about:blank")
    page.goto(f"{page.address}bare/{key}.html#{key}?{LARGEST[key]}")
    root = page.locator(f'[data-explorable="{key}"]')
    root.locator(".live").wait_for()
    page.wait_for_timeout(1500)
    with capsys.disabled():
        print(f"\n{key} at {LARGEST[key]}: median and p95 in ms")
        for name, times in root.evaluate(DRAG).items():
            cuts = quantiles(times, n=20)
            verdict = "" if cuts[9] <= 8 and cuts[18] <= 16 else "   more than a frame"
            print(f"  {name:8} {cuts[9]:5.1f} {cuts[18]:5.1f}{verdict}")
            assert min(times) > 0
