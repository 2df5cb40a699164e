"""What is found of a secret is all of it, in every surroundings, and after `redact` no part of it is left in any view.

A part that is named alone is redacted alone, and then the notebook counts as clean with the rest in it.
"""

from __future__ import annotations

import html
import json
import re
import shlex
import string
from collections import defaultdict
from collections.abc import Callable
from random import Random
from typing import Any
from urllib.parse import quote, unquote

import pytest

from colab_safe.blots import marker
from colab_safe.detect.builtin import engine
from colab_safe.redact import redact
from colab_safe.scan import scan
from tests.notebooks import code, dump, notebook, output, stream
from tests.samples import SAMPLES

ENGINES = [engine()]
# No four of these letters are in the texts around a password, or in what replaces it.
LETTERS = "fhjkmqxzBFGHJKLMNQUVXYZ"
Carrier = Callable[[str, str], dict[str, Any]]


def hard_wrapped(text: str, width: int = 80) -> str:
    return "\n".join(text[at : at + width] for at in range(0, len(text), width)) + "\n"


def boxed(text: str, width: int = 34) -> str:
    lines = [text[at : at + width] for at in range(0, len(text), width)]
    body = "".join(f"│ {line:{width}} │\n" for line in lines)
    return f"╭{'─' * (width + 2)}╮\n{body}╰{'─' * (width + 2)}╯\n"


def column(name: str, value: str) -> str:
    head = f"<tr><th></th><th>user</th><th>{name}</th></tr>"
    row = f"<tr><th>0</th><td>ada</td><td>{html.escape(value)}</td></tr>"
    return f"<table><thead>{head}</thead><tbody>{row}</tbody></table>"


QUOTED: dict[str, Carrier] = {
    "JSON": lambda name, value: stream(json.dumps({"user": "ada", name: value, "port": 1})),
    "JSON, indented": lambda name, value: stream(json.dumps({"user": "ada", name: value}, indent=2)),
    "Python": lambda name, value: stream(f"{name} = {value!r}  # mine\n"),
    "Python, an argument": lambda name, value: stream(f"f(x, {name}={value!r}, port=1)\n"),
    "Python, a dictionary": lambda name, value: output(plain=repr({"user": "ada", name: value})),
    "shell": lambda name, value: stream(f"export {name.upper()}={shlex.quote(value)}; run\n"),
    "URL, a query": lambda name, value: stream(f"GET https://h.example/p?{name}={quote(value, safe='')}&y=1 ok\n"),
    "URL, a password": lambda name, value: stream(f"postgresql://ada:{quote(value, safe='')}@db.example/x\n"),
    "HTML, a value": lambda name, value: output(html=f'<input name="{name}" value="{html.escape(value)}">'),
    "HTML, an attribute": lambda name, value: output(html=f"<a data-{name}='{html.escape(value)}'>b</a>"),
    "HTML, a cell": lambda name, value: output(html=f"<table><tr><th>{name}</th><td>{html.escape(value)}</td></tr></table>"),
    "HTML, a column": lambda name, value: output(html=column(name, value)),
}  # fmt: skip
# A backslash and a letter may be an escape here, and where there are no quotes a blank may end the value.
PRINTED: dict[str, tuple[Carrier, str]] = {
    "YAML, quoted": (lambda name, value: stream("db:\n  {}: '{}'\n".format(name, value.replace("'", "''"))), "\\"),
    "printed, quoted": (lambda name, value: stream(f"\x1b[1m{name}\x1b[0m=\x1b[32m'{value}'\x1b[0m\n"), "\\"),
    "wrapped": (lambda name, value: stream(hard_wrapped(f"{'.' * 50} {name} = '{value}'")), "\\%"),
    "a box": (lambda name, value: stream(boxed(f"{name} = '{value}'")), "\\%"),
    "YAML": (lambda name, value: stream(f"db:\n  {name}: {value}\n  port: 1\n"), " \\"),
    "an .env file": (lambda name, value: stream(f"A=1\n{name.upper()}={value}\nB=2\n"), " \\"),
    "INI": (lambda name, value: stream(f"[db]\n{name} = {value}\nport = 1\n"), " \\"),
    "a table": (lambda name, value: output({"text/markdown": f"| name | value |\n|---|---|\n| {name} | {value} |\n"}), " \\|"),
    "a log": (lambda name, value: stream(f"2026-01-01 12:00 INFO {name}={value} done\n"), " \\"),
    "a box, without quotes": (lambda name, value: stream(boxed(f"the {name}: {value}")), " \\%"),
}  # fmt: skip
CARRIERS = {name: (carrier, "") for name, carrier in QUOTED.items()} | PRINTED
SIGNS = [sign for sign in string.printable[:95] if not sign.isalnum()]


def passwords(without: str) -> list[str]:
    """Passwords with each sign at each place; a blank at an end belongs to what is around."""
    random = Random(16)

    def part(size: int) -> str:
        return "".join(random.choices(LETTERS, k=size - 2)) + random.choice("2345679") + "Q"

    made = []
    for sign in SIGNS:
        if sign not in without:
            made += [part(6) + sign + part(7), part(6) + sign * 2 + part(7)]
        if sign not in without and sign != " ":
            made += [sign + part(12), part(12) + sign]
            made += [part(9) + sign + part(20) + sign + part(9)]
    return made


def left_of(secrets: list[str], carrier: Carrier, names: list[str], run: int) -> tuple[int, list[str]]:  # fmt: skip
    """How many secrets are found, and those of which something is redacted and something is not.

    Args:
        secrets: One for each cell.
        carrier: Makes its output.
        names: What each secret is called.
        run: How many characters of a secret count as a part of it.
    """
    cells = [code("f()", [carrier(*each)]) for each in zip(names, secrets, strict=True)]
    data = dump(notebook(cells))
    rules: dict[int, set[str]] = defaultdict(set)
    for finding in scan(data, "a.ipynb", ENGINES).findings:
        rules[finding.location.place.cell or 0].add(finding.rule) if finding.blocks else None
    redacted = json.loads(redact(data, "a.ipynb", ENGINES).data)["cells"]
    left = []
    for number, ids in rules.items():
        secret = secrets[number - 1]
        text = json.dumps(redacted[number - 1]["outputs"], ensure_ascii=False)
        for rule in ids:
            text = text.replace(marker(rule), "")
        views = [text, json.loads(text.replace("\\n", "")), html.unescape(text), unquote(text)]
        parts = (secret[at : at + run] for at in range(len(secret) - run + 1))
        if any(part in str(view) for part in parts for view in views):
            left.append(secret)
    return len(rules), left


@pytest.mark.parametrize("carrier", CARRIERS)
def test_of_a_password_all_is_redacted_or_nothing(carrier: str) -> None:
    made, without = CARRIERS[carrier]
    secrets = passwords(without)
    found, left = left_of(secrets, made, ["db_password"] * len(secrets), 4)
    assert left == []
    assert found >= len(secrets) * (0.9 if carrier in QUOTED else 0.75)


# Such an address is two credentials, and each has a rule.
PAIRS = ("google-chat-webhook", "google-service-account")


@pytest.mark.parametrize("carrier", ["JSON", "wrapped", "a box"])
def test_of_a_token_all_is_redacted_or_nothing(carrier: str) -> None:
    samples = {id: make(Random(f"{id} 5")) for id, make in SAMPLES.items() if id not in PAIRS}
    usual = [
        each for each in samples.values() if "\n" not in each.secret and "://" not in each.secret
    ]
    names = [re.search(r'environ\["([^"]+)"\]', each.text) for each in usual]
    secrets = [each.secret for each in usual]
    found, left = left_of(
        secrets, CARRIERS[carrier][0], [name[1] if name else "x" for name in names], 8
    )
    assert left == []
    assert found >= len(secrets) * (0.85 if carrier in QUOTED else 0.4)
