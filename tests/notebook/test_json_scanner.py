"""The parser of the standard library, in a process that has not imported `json`."""

from __future__ import annotations

import subprocess
import sys

from tests.tools import PROJECT

BROKEN = ['{"a" 1}', '"abc', "[", "", "{,}", '{"a": tru}']
PROGRAM = """
import sys
from colab_safe.notebook.json_scanner import parse_value, string_end

def is_value_error(parse, text):
    assert not any(name.startswith("json") for name in sys.modules)
    try:
        parse(text, 0)
    except ValueError:
        [sys.modules.pop(name) for name in list(sys.modules) if name.startswith("json")]
        return True

text = '["a\\tb", 1, -2.5, null, true, Infinity]'
assert parse_value(text + " x") == (["a\\tb", 1, -2.5, None, True, float("inf")], len(text))
print([text for text in sys.argv[1:] if not is_value_error(parse_value, text)])
print(is_value_error(string_end, "abc"), string_end('abc" x', 0))
"""


def test_what_is_not_json_is_a_value_error_in_every_version_of_python() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *BROKEN],
        env={"PYTHONPATH": str(PROJECT)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.stdout, done.stderr) == ("[]\nTrue 4\n", "")
