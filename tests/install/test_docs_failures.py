"""The table of failures in docs/installing.md must match causes.py: `python -m tests.install.test_docs_failures` writes it."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from colab_safe.install.packages.causes import CAUSES

PAGE = Path(__file__).parents[2] / "docs/installing.md"
START, END = "<!-- failures: start -->\n", "<!-- failures: end -->\n"
HEAD = "| what happened | likely cause | what to do |\n| --- | --- | --- |\n"
# What stands for the names in the texts, where the name itself in capitals would not do.
SAMPLES = {
    "refusal_401": "the token has expired, was revoked, or is for something else (depends on the server)",
    "refusal_403": "the token lacks a right, single sign-on, or a limit of requests (depends on the server)",
    "refusal_404": "it does not exist, or the token has no access to it (depends on the server)",
    "source": "where it comes from",
    "page": "the server's page of tokens",
    "repository": "OWNER/REPO",
    "reason": "the program's own words",
    "program": "pip or uv",
    "where": "the top folder",
    "compiler": " (and if there is no C compiler, that is said)",
}


def written() -> str:
    rows = [
        "| " + " | ".join(_cell(text) for text in (cause.what, cause.why, cause.do)) + " |\n"
        for cause in CAUSES
    ]
    return START + "\n" + HEAD + "".join(dict.fromkeys(rows)) + "\n" + END


def _cell(text: str) -> str:
    class Names(defaultdict[str, str]):
        def __missing__(self, name: str) -> str:
            return SAMPLES.get(name, name.upper())

    return text.format_map(Names()).replace("|", "\\|")


def _parts() -> tuple[str, str, str]:
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(START)
    _, _, after = rest.partition(END)
    return before, page[len(before) : len(page) - len(after)], after


def test_the_table_is_up_to_date() -> None:
    is_current = _parts()[1] == written()
    assert is_current, (
        "docs/installing.md is out of date: run `python -m tests.install.test_docs_failures`"
    )


if __name__ == "__main__":
    before, _, after = _parts()
    PAGE.write_text(before + written() + after, encoding="utf-8")
