"""The scripts of the live figures without a browser: what computes needs no page."""

import json
from functools import cache

from py_mini_racer import MiniRacer

from polyattn import explorables
from polyattn.explorables.bundle import joined

CLASSES = {
    getattr(explorables, name).key: getattr(explorables, name) for name in explorables.__all__
}

# JSON knows no infinity and no NaN: they come as text, which float() reads.
_HELPERS = """
const endless = (value) => typeof value === "number" && !Number.isFinite(value);
const plain = (_, value) => (endless(value) ? String(value) : value);
const shownBy = ({ compute }, table, settings) => settings.map((texts) => {
  const { outputs } = compute($state.numbersOf(table.parameters, texts), texts, table);
  return Object.fromEntries(Object.entries(outputs)
    .map(([name, one]) => [name, typeof one === "object" ? one : { value: one }]));
});
"""


@cache
def engine():
    made = MiniRacer()
    made.eval(
        joined(
            *CLASSES,
            "bounds",
            "file",
            "head-file",
            "law",
            "model",
            "numbers",
            "separability",
            "state",
        )
    )
    made.eval(_HELPERS)
    return made


def run(code):
    """The value of an expression in which a file's exports are ``$law.counts``, and so on."""
    return json.loads(engine().eval(f"JSON.stringify({code}, plain)"))


def call(function, *arguments):
    """What one of the scripts' functions returns, such as ``$law.layer``."""
    return run(f"{function}({', '.join(map(json.dumps, arguments))})")


def outputs(key, settings):
    """What a live figure shows at each setting: by name its value, and its complement if any."""
    explorable = CLASSES[key]()
    whole = [explorable.state() | setting for setting in settings]
    script = f"${key.replace('-', '_')}.explorable"
    return run(f"shownBy({script}, {json.dumps(explorable.table)}, {json.dumps(whole)})")
