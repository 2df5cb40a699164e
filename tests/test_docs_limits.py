"""docs/limits.md lists every limit of `colab_safe/limits.py`.

Run as a module, it writes the table anew.
"""

from __future__ import annotations

from colab_safe.limits import LIMITS
from tests.tools import PROJECT

PAGE = PROJECT / "docs" / "limits.md"
_HEAD = "| at most | because | not read beyond it |\n| --- | --- | --- |\n"


def table() -> str:
    """The table that belongs on the page."""
    rows = (
        f"| {each.most:,} {each.unit} | {each.reason} | {each.beyond} |\n"
        for each in LIMITS.values()
    )
    return _HEAD + "".join(rows)


def test_the_page_lists_every_limit() -> None:
    assert table() in PAGE.read_text("utf-8"), "run `python -m tests.test_docs_limits`"


if __name__ == "__main__":
    before, _, _ = PAGE.read_text("utf-8").partition(_HEAD)
    PAGE.write_text(before + table(), "utf-8")
