"""A token that a terminal, a box, a table or `textwrap` wrapped is found whole, with one span per line."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from random import Random
from string import ascii_letters, digits

import pytest

import colab_safe.views.wrapped
from colab_safe.detect.builtin import engine
from colab_safe.redact import redact
from colab_safe.scan import scan
from tests.samples import SAMPLES
from tests.tokens import github_token

ENGINE = engine()
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


def in_metadata(text: object) -> bytes:
    return json.dumps(
        {"nbformat": 4, "nbformat_minor": 5, "metadata": {"note": text}, "cells": []}
    ).encode()


# What ends at a blank or at the end of its line, whatever is around it: commands, options, headers, URLs of several parts.
UNQUOTED = (
    "password",
    "authorization-",
    "azure-shared-access-key",
    "curl-user",
    "docker-login",
    "youcom-",
    "google-chat-webhook",
    "google-signed-url",
    "login-token",
    "npmrc-auth",
    "session-cookie",
)
SINGLE = {
    id: sample
    for id, sample in ((id, make(Random(f"{id} 5"))) for id, make in SAMPLES.items())
    if len(sample.secret) >= 16 and "\n" not in sample.text and not any(word in id for word in UNQUOTED)
}  # fmt: skip


@pytest.mark.parametrize("written", ["{}", "{}\nbye", "I got\n{}", "x = '{}'"])
@pytest.mark.parametrize("place", [in_metadata, notebook])
@pytest.mark.parametrize("at", [0.3, 0.5, 0.8])
def test_a_literal_that_is_broken_by_a_line_end_is_named_whole_or_not_at_all(
    at: float, place: Callable[[str], bytes], written: str
) -> None:
    cut_short = {}
    for id, sample in list(SINGLE.items())[::11]:
        broken = f"{sample.secret[: int(at * len(sample.secret))]}\n{sample.secret[int(at * len(sample.secret)) :]}"
        text = written.format(sample.text.replace(sample.secret, broken))
        quoted = f"{broken}'" in text or f'{broken}"' in text or f'{broken}\\"' in text
        if quoted or (place is in_metadata and text.endswith(broken)):
            found = [
                each.secret.reveal() for each in scan(place(text), "a.ipynb", [ENGINE]).findings
            ]
            if found and sample.secret not in found:
                cut_short[id] = found
    assert cut_short == {}


# Rules that know the second line of such a literal by itself, as another credential or as a shorter one.
SHORTER = {"x-access-token": 25, "ngrok-token": 4, "alpaca-secret": 4, "unleash-token": 4, "surveymonkey-token": 4}  # fmt: skip


@pytest.mark.parametrize("place", [in_metadata, notebook])
@pytest.mark.parametrize("id", SHORTER)
def test_the_second_line_of_a_literal_is_not_named_alone(
    id: str, place: Callable[[str], bytes]
) -> None:
    sample, cut = SINGLE[id], SHORTER[id]
    broken = f"{sample.secret[:cut]}\n{sample.secret[cut:]}"
    data = place(sample.text.replace(sample.secret, broken))
    assert [each.secret.reveal() for each in scan(data, "a.ipynb", [ENGINE]).findings] == [
        sample.secret
    ]


@pytest.mark.parametrize("before", ["the 'keys'", "keys:", "'see", "a = 'x'"])
def test_a_line_behind_one_that_opens_no_literal_is_all_of_a_value(before: str) -> None:
    found = scan(notebook(f"{before}\n{TOKEN}\n"), "a.ipynb", [ENGINE]).findings
    assert [each.secret.reveal() for each in found] == [TOKEN]


TREES = {
    "a notebook's metadata": lambda value: {"metadata": {"note": value}, "cells": []},
    "a cell's metadata": lambda value: {"metadata": {}, "cells": [cell({"a": [value]})]},
    "the state of a widget": lambda value: {"metadata": {"widgets": {WIDGETS: {"state": {"m": {"model_name": "TextModel", "state": {"value": value}}}}}}, "cells": []},
    "JSON that is displayed": lambda value: {"metadata": {}, "cells": [cell({}, {"application/json": {"b": value, "c": "d"}})]},
    "a key": lambda value: {"metadata": {value: 1}, "cells": []},
}  # fmt: skip
WIDGETS = "application/vnd.jupyter.widget-state+json"


def cell(metadata: dict[str, object], data: dict[str, object] | None = None) -> dict[str, object]:
    shown = {"output_type": "display_data", "metadata": {}, "data": data or {}}
    return {"cell_type": "code", "id": "a", "metadata": metadata, "source": "f()", "execution_count": 1, "outputs": [shown]}  # fmt: skip


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("cuts", [(5,), (27,), (39,), (15, 30), (12, 17, 33)])
@pytest.mark.parametrize("tree", TREES)
def test_a_token_that_line_ends_break_in_a_value_is_redacted_whole(
    tree: str, cuts: tuple[int, ...], ends: str
) -> None:
    parts = [TOKEN[start:end] for start, end in pairwise((0, *cuts, len(TOKEN)))]
    written = {"nbformat": 4, "nbformat_minor": 5, **TREES[tree](ends.join(parts))}
    data = json.dumps(written).encode()
    (finding,) = scan(data, "a.ipynb", [ENGINE]).findings
    assert (finding.rule, finding.secret.reveal()) == ("github-pat", TOKEN)
    redacted = redact(data, "a.ipynb", [ENGINE]).data.decode()
    assert not [TOKEN[n : n + 8] for n in range(len(TOKEN) - 7) if TOKEN[n : n + 8] in redacted]


def test_values_of_a_tree_are_separate() -> None:
    data = in_metadata([f"{TOKEN[:27]}", TOKEN[27:]])
    assert not scan(data, "a.ipynb", [ENGINE]).findings


def test_a_string_of_a_tree_ends_there_although_a_carriage_return_takes_its_quote_away() -> None:
    data = in_metadata({"token": f"{TOKEN[:-5]}\r", "source": [], "x9Y8": 1})
    (finding,) = scan(data, "a.ipynb", [ENGINE]).findings
    assert finding.secret.reveal() == TOKEN[:-5]
    assert redact(data, "a.ipynb", [ENGINE]).redacted == (finding,)


LONG = "q7" + "".join(Random(4).choices(ascii_letters + digits, k=108))
NEXT_LINES = ["y = 1", "y=1", "PORT=", "debug: true", "key:", "done", "[b]", "import os", "class A:", "    run()", "Zq8xWv3bNm4kLp9Q = 1"]  # fmt: skip


@pytest.mark.parametrize("width", [None, 120, 132, 140])
@pytest.mark.parametrize("following", NEXT_LINES)
def test_the_next_line_is_not_a_part_of_a_value(following: str, width: int | None) -> None:
    line = f"api_token = {LONG}"
    text = f"[a]\n{line:>{width or len(line)}}\n{following}\n"
    found = scan(notebook(text), "a.ipynb", [ENGINE]).findings
    assert [each.secret.reveal() for each in found] == [LONG]


def test_each_line_of_a_list_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each may be the first part of a value that the following 400 go on with."""
    look, seen = colab_safe.views.wrapped.part_after, []

    def counted(*given: object) -> object:
        seen.append(given)
        return look(*given)  # type: ignore[arg-type]

    monkeypatch.setattr("colab_safe.views.wrapped.part_after", counted)
    beginnings = [f"gh{letter}_" for letter in "oprsu"] * 80
    assert not scan(notebook("\n".join(beginnings)), "a.ipynb", [ENGINE]).findings
    assert len(seen) <= 2 * len(beginnings)
