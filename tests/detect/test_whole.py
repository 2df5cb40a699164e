"""A credential of any kind is named whole or not at all, wherever it is written and whatever follows it.

If only a part were named, that part would be redacted, and the rest would count as clean.
"""

from __future__ import annotations

import string
from random import Random

import pytest

from colab_safe.detect.builtin import engine
from tests.samples import SAMPLES

ENGINE = engine()
CONTEXTS = {
    "Python": 'x = "{}"  # mine',
    "keyword argument": "f('{}', port=1)",
    "JSON": '{{"a": 1, "x": "{}", "b": 2}}',
    "JSON in a string": '"{{\\"x\\": \\"{}\\"}}"',
    "YAML": "x: {}\nb: 1\n",
    "shell": "export X={}; run",
    "shell, quoted": "export X='{}' && run",
    "INI": "[a]\nx = {}\ny = 1\n",
    "query of a URL": "https://a.example/p?x={}&y=1",
    "path of a URL": "https://a.example/x/{}/p",
    "user of a URL": "https://{}@a.example/p",
    "password of a URL": "https://ada:{}@a.example/p",
    "HTML attribute": "<a data-x='{}'>b</a>",
    "table cell": "<td>{}</td>",
    "Markdown table": "| x | {} | y |",
    "Markdown code": "This is `{}` here",
    "Markdown, bold": "**{}**",
    "log": "2026-01-01 12:00:00 INFO x={} done",
    "log, comma": "INFO got {}, retrying",
    "sentence": "The token is {}.",
    "parentheses": "Token({})",
    "CSV": "a,{},b",
    "percent encoding": "a%3D{}%26b",
}
# They end where their surroundings end them: tests/detect/test_values.py.
PASSWORDS = (
    "twitch-irc",
    "password",
    "-uri-",
    "login",
    "url-token",
    "curl-user",
    "auth-tuple",
    "session-cookie",
)
MORE = ["", "-", "_", ".", "+"]


def cut_short(texts: dict[str, tuple[str, str]]) -> dict[str, set[str]]:
    """By the kind of credential: the rules that name a part of it, where none names all of it.

    Args:
        texts: By kind, a text and the credential in it.
    """
    kinds = list(texts)
    whole: set[str] = set()
    rules: dict[str, set[str]] = {}
    for match in ENGINE.find([text for text, _ in texts.values()]):
        text, secret = texts[kinds[match.text]]
        first, last = text.index(secret), text.index(secret) + len(secret)
        if match.start < last and match.end > first:
            rules.setdefault(kinds[match.text], set()).add(match.rule.id)
        if match.start <= first and match.end >= last:
            whole.add(kinds[match.text])
    return {kind: names for kind, names in rules.items() if kind not in whole}


@pytest.mark.parametrize("context", CONTEXTS)
def test_a_credential_is_named_whole_or_not_at_all(context: str) -> None:
    secrets = {id: make(Random(f"{id} 5")).secret for id, make in SAMPLES.items()}
    usual = {id: secret for id, secret in secrets.items() if not {"\n", ":", "<"} & set(secret)}
    texts = {id: (CONTEXTS[context].format(secret), secret) for id, secret in usual.items()}
    assert cut_short(texts) == {}


@pytest.mark.parametrize(
    ("between", "size", "step"),
    [*((between, 60, 1) for between in MORE), ("", 5000, 7), ("-", 5000, 7)],
)
def test_a_longer_credential_is_named_whole_or_not_at_all(
    between: str, size: int, step: int
) -> None:
    texts: dict[str, tuple[str, str]] = {}
    for id, make in list(SAMPLES.items())[::step]:
        made = make(Random(f"{id} 5"))
        is_ended = made.secret.endswith(("=", "%3D", "-", "\n")) or any(
            word in id for word in PASSWORDS
        )
        if not is_ended:
            longer = made.secret + between + more_of(made.secret, size, Random(f"{id} {between}"))
            texts[id] = (made.text.replace(made.secret, longer), longer)
    assert cut_short(texts) == {}


def more_of(secret: str, size: int, random: Random) -> str:
    is_hexadecimal = set(secret[-12:]) <= set(string.hexdigits.lower())
    letters = "0123456789abcdef" if is_hexadecimal else string.ascii_letters + string.digits
    return "".join(random.choices(letters, k=size - 2)) + "q7"
