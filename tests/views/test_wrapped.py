"""A token that a terminal, a box, a table or `textwrap` wrapped is found whole, with one span per line."""

from __future__ import annotations

import json

import pytest

from colab_safe.detect.builtin import engine
from colab_safe.redact import redact
from colab_safe.scan import scan
from tests.tokens import github_token

TOKEN = github_token(5)
ONE, TWO, THREE = TOKEN[:14], TOKEN[14:34], TOKEN[34:]
LAYOUTS = {
    "hard wrap": f"{'-' * 66}{ONE}\n{TWO}{THREE}\n",
    "rich panel": f"╭{'─' * 22}╮\n│ token {ONE} │\n│ {TWO} │\n│ {THREE:20} │\n╰{'─' * 22}╯\n",
    "table": f"| name  | value                | n |\n| token | {TOKEN[:20]} | 1 |\n|       | {TOKEN[20:]:20} |   |\n| b     | y                    | 2 |\n",
    "aligned table": f"token  {TOKEN[:20]}  1\n       {TOKEN[20:]}\nb      y  2\n",
    "textwrap": f"The key we used is {ONE[:11]}\n{TOKEN[11:]}\nand it is fine\n",
    "pprint": f"{{'auth': 'Bearer '\n         '{TOKEN[:20]}'\n         '{TOKEN[20:]}'}}\n",
    "e-mail": f"> TOKEN={ONE}\n> {TWO}{THREE}\n",
    "shell": f"export TOKEN={ONE}\\\n{TWO}\\\n{THREE}\n",
}  # fmt: skip


def notebook(text: str) -> bytes:
    output = {"output_type": "stream", "name": "stdout", "text": text}
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "source": "f()", "execution_count": 1, "outputs": [output]}  # fmt: skip
    return json.dumps(
        {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}
    ).encode()


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_wrapped_token_is_found_whole_and_redacted(layout: str) -> None:
    data = notebook(LAYOUTS[layout])
    (finding,) = scan(data, "a.ipynb", [engine()]).findings
    assert (finding.rule, finding.secret.reveal()) == ("github-pat", TOKEN)
    assert len(finding.location.spans) > 1
    redacted = redact(data, "a.ipynb", [engine()]).data.decode()
    assert not [TOKEN[n : n + 8] for n in range(len(TOKEN) - 7) if TOKEN[n : n + 8] in redacted]


def test_lines_of_tokens_are_separate() -> None:
    tokens = [github_token(n) for n in range(3)]
    found = scan(notebook("\n".join(tokens) + "\n"), "a.ipynb", [engine()]).findings
    assert [each.secret.reveal() for each in found] == tokens
