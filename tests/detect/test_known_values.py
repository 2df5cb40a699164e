"""Exact values in decoded texts: with their spans, however they are written, and which values are too easy to guess."""

from __future__ import annotations

import base64
import html
import json
import string
import unicodedata
from collections.abc import Callable
from random import Random
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from colab_safe.detect.engine import Engine, load
from colab_safe.detect.guessing import is_hard_to_guess, looks_like_a_credential
from colab_safe.detect.known_values import RULE, KnownValue, KnownValues
from colab_safe.model import Secret
from colab_safe.redact import redact
from colab_safe.report import FORMATS, without_secrets, write
from colab_safe.scan import scan
from tests.notebooks import Json, code, dump, markdown, notebook, output, stream
from tests.tokens import github_token

HEX = "9f86d081884c7d659a2f" + "eaa0c55ad015a3bf4f1b"
WITH_SIGNS = r"Kz9!v(w-T)q.7%Lm=4$\+"
FOREIGN = "Ключ-é7-Zq9-鍵-Wm4-x"
KEY = "-----BEGIN KEY-----\n" + "\n".join(
    base64.b64encode(bytes(range(n, n + 48))).decode() for n in (7, 61, 99)
)
# With a mark of its own, so that a built-in rule finds it as well.
TOKEN = github_token(7)


def engine(*values: str) -> KnownValues:
    return KnownValues([KnownValue(Secret(each), ("~/.netrc, machine h",)) for each in values])


def spans(values: list[str], text: str) -> list[tuple[int, int]]:
    return [(each.start, each.end) for each in engine(*values).find(["", text, ""])]


HEX_2 = HEX[::-1]


SPANS = {
    "alone": ([HEX], HEX, [(0, 40)]),
    "in a word": ([HEX], f"x{HEX}y", [(1, 41)]),
    "weak, in a word": (["Xk29!pqRz"], "aXk29!pqRzb", []),
    "weak, a word": (["Xk29!pqRz"], "a Xk29!pqRz.", [(2, 11)]),
    "signs of regular expressions": ([WITH_SIGNS], f"p='{WITH_SIGNS}'", [(3, 3 + len(WITH_SIGNS))]),
    "beyond Latin-1": ([FOREIGN], f"é {FOREIGN}", [(2, 2 + len(FOREIGN))]),
    "beyond Latin-1, others": ([FOREIGN], f"é {FOREIGN.replace('鍵', '鍬')}", []),
    "letters and accents apart": ([FOREIGN], unicodedata.normalize("NFD", FOREIGN), [(0, len(FOREIGN) + 1)]),
    "twice": ([HEX], f"{HEX}{HEX}", [(0, 40), (40, 80)]),
    "two values": ([HEX, HEX_2], f"{HEX_2},{HEX}", [(0, 40), (41, 81)]),
    "one in the other": ([HEX[:30], HEX, HEX[8:]], f" {HEX} {HEX[:30]} {HEX[8:]}", [(1, 41), (42, 72), (73, 105)]),
    "overlapping": ([HEX, HEX[20:] + HEX_2], HEX + HEX_2, [(0, 40), (20, 80)]),
    "lines": ([KEY], f"\n{KEY}\n", [(1, 1 + len(KEY))]),
    "lines, Windows": ([KEY], KEY.replace("\n", "\r\n"), [(0, len(KEY) + 3)]),
    "lines, indented": ([KEY], KEY.replace("\n", "\n  "), [(89, 153), (156, 220)]),
    "lines, the first is the same in all keys": ([KEY], "\n".join(KEY.splitlines()[:2]), []),
    "cut off": ([HEX], HEX[:-1], []),
    "nothing": ([], HEX, []),
}  # fmt: skip


@pytest.mark.parametrize(("values", "text", "expected"), SPANS.values(), ids=SPANS)
def test_exact_spans(values: list[str], text: str, expected: list[tuple[int, int]]) -> None:
    assert spans(values, text) == expected


@given(st.text(min_size=12), st.text(), st.text())
def test_a_value_is_found_between_any_texts(value: str, before: str, after: str) -> None:
    found = spans([value], f"{before}|{value}|{after}")
    start = len(before) + 1
    expected = (start, start + len(value))
    # A value that ends or begins with a part of itself may be found overlapping with another copy.
    assert any(one[0] <= expected[0] and expected[1] <= one[1] for one in found) or "\r\n" in value


SPELLINGS: dict[str, Callable[[str], list[Json]]] = {
    "source": lambda value: [code(f"x = {value!r}")],
    "source in pieces": lambda value: [code([f"x = '{value[:9]}", f"{value[9:]}'"])],
    "markdown": lambda value: [markdown(f"the key is {value}")],
    "stream in pieces": lambda value: [code("x", [stream([value[:5], value[5:]])])],
    "two streams": lambda value: [code("x", [stream(value[:7]), stream(value[7:])])],
    "HTML": lambda value: [code("x", [output(html=f"<td>{html.escape(value)}</td>")])],
    "JSON in a text": lambda value: [code("x", [stream(json.dumps({"a": value}))])],
    "JSON output": lambda value: [code("x", [output({"application/json": {"a": value}})])],
    "percent": lambda value: [code("x", [stream(f"https://a.example/?k={quote(value, safe='')}")])],
    "base64": lambda value: [
        code("x", [stream(base64.b64encode(f"me:{value}".encode()).decode())])
    ],
    "terminal": lambda value: [code("x", [stream(f"\x1b[1m{value[:6]}\x1b[0m{value[6:]}")])],
    "metadata": lambda value: [code("x", metadata={"tags": [value]})],
    "hexadecimal": lambda value: [code("x", [stream(f"me:{value}".encode().hex())])],
}


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("value", [HEX, WITH_SIGNS, FOREIGN], ids=["hex", "password", "foreign"])
def test_each_spelling_is_found_and_redacted(value: str, spelling: str) -> None:
    if value == FOREIGN and spelling in ("base64", "hexadecimal"):
        return  # views decode runs of ASCII, so that pictures stay undecoded
    data = dump(notebook(SPELLINGS[spelling](value)))
    report = scan(data, "a.ipynb", [engine(value)])
    assert {each.secret.reveal() for each in report.findings} == {value}
    assert {each.rule for each in report.findings} == {RULE}
    assert not any(each.is_random for each in report.findings)
    if "source" in spelling or spelling == "markdown":
        return
    redaction = redact(data, "a.ipynb", [engine(value)])
    assert not redaction.left
    assert not scan(redaction.data, "a.ipynb", [engine(value)]).findings


# A value in three parts, as programs wrap it, also decoded.
WRAPPED: dict[str, Callable[[str, str, str], str]] = {
    "terminal": lambda a, b, c: f"the key is {a}\n{b}\n{c} and more",
    "terminal, Windows": lambda a, b, c: f"{a}\r\n{b}\r\n{c}\r\n",
    "rich panel": lambda a, b, c: f"╭{'─' * 42}╮\n│ key {a:36} │\n│ {b:40} │\n│ {c:40} │\n╰{'─' * 42}╯\n",
    "table": lambda a, b, c: f"| key | {a} | 1 |\n|     | {b} |   |\n|     | {c} |   |\n",
    "aligned table": lambda a, b, c: f"key  {a}\n     {b}\n     {c}\nx    y",
    "pprint": lambda a, b, c: f"{{'key': '{a}'\n        '{b}'\n        '{c}'}}",
    "shell": lambda a, b, c: f"curl -u me:{a}\\\n{b}\\\n{c}\n",
    "e-mail": lambda a, b, c: f"> key: {a}\n> {b}\n> {c}\n",
    "colours": lambda a, b, c: f"\x1b[1mkey {a}\n{b}\x1b[0m\n{c}\n",
}  # fmt: skip


@pytest.mark.parametrize("layout", WRAPPED)
@pytest.mark.parametrize("value", [HEX, WITH_SIGNS, FOREIGN, "hW4-kiln_Sopha9"])
def test_a_wrapped_value_is_found_and_redacted(value: str, layout: str) -> None:
    text = WRAPPED[layout](value[:5], value[5:10], value[10:])
    data = dump(notebook([code("x", [stream(text)])]))
    (finding,) = scan(data, "a.ipynb", [engine(value)]).findings
    assert (finding.rule, finding.secret.reveal()) == (RULE, value)
    assert len(finding.location.spans) == 3
    redaction = redact(data, "a.ipynb", [engine(value)])
    assert not redaction.left
    assert value[10:] not in redaction.data.decode()


def test_a_passphrase_is_wrapped_at_its_blanks() -> None:
    value = "qmzt hvkd rwpx lbnj"
    data = dump(notebook([code("x", [stream("it is qmzt hvkd\nrwpx\nlbnj or so")])]))
    assert [each.secret.reveal() for each in scan(data, "a.ipynb", [engine(value)]).findings] == [
        value
    ]


BROKEN_OFF = {
    "the rest is other": f"{HEX[:20]}\n{HEX[:20]}\n",
    "something between": f"{HEX[:20]} x\n{HEX[20:]}\n",
    "the last line lacks a character": f"{HEX[:20]}\n{HEX[20:-1]}\n",
    "it ends": HEX[:20],
}


@pytest.mark.parametrize("text", BROKEN_OFF.values(), ids=BROKEN_OFF)
def test_a_part_of_a_value_is_not_the_value(text: str) -> None:
    data = dump(notebook([code("x", [stream(text)])]))
    assert not scan(data, "a.ipynb", [engine(HEX)]).findings


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-8-sig"])
def test_other_encodings_of_the_file(encoding: str) -> None:
    text = dump(notebook([code("x", [stream(HEX), stream(FOREIGN)])])).decode()
    [first, second] = scan(text.encode(encoding), "a.ipynb", [engine(HEX, FOREIGN)]).findings
    assert (first.secret.reveal(), second.secret.reveal()) == (HEX, FOREIGN)
    [span] = first.location.spans
    assert text.encode(encoding)[span.start : span.end].decode(encoding.removesuffix("-sig").replace("16", "16-le") if encoding == "utf-16" else encoding) == HEX  # fmt: skip


# Which rule names the secret, where a built-in one finds something, too: (values, source, rules with their secrets).
RULES = {
    "the same characters: the vendor's rule": ([TOKEN], f"'{TOKEN}'", {("github-pat", TOKEN)}),
    "by its name: the known value": ([WITH_SIGNS], f"password = '{WITH_SIGNS}'", {(RULE, WITH_SIGNS)}),
    "more than a token: the known value": ([f"{TOKEN}/{HEX}"], f"x {TOKEN}/{HEX}", {(RULE, f"{TOKEN}/{HEX}")}),
    "less than a token: the vendor's rule": ([TOKEN[4:34]], f"x = '{TOKEN}'", {("github-pat", TOKEN)}),
    "beside each other": ([HEX], f"'{TOKEN}' '{HEX}'", {("github-pat", TOKEN), (RULE, HEX)}),
}  # fmt: skip


@pytest.mark.parametrize(("values", "source", "expected"), RULES.values(), ids=RULES)
def test_one_finding_for_one_secret(
    values: list[str], source: str, expected: set[tuple[str, str]]
) -> None:
    engines: list[Engine] = [load("builtin"), engine(*values)]
    report = scan(dump(notebook([code(source)])), "a.ipynb", engines)
    assert {(each.rule, each.secret.reveal()) for each in report.findings} == expected
    assert len(report.findings) == len(expected)


def test_a_value_in_the_name_of_a_file() -> None:
    report = scan(dump(notebook([])), f"{HEX}.ipynb", [engine(HEX)])
    assert [each.rule for each in report.findings] == [RULE]
    assert HEX[:8] not in repr(without_secrets(report))


PLACES: dict[str, Callable[[str], Json]] = {
    "cell id": lambda value: code("1", id=value),
    "key of metadata": lambda value: code("1", metadata={value: 1}),
    "MIME type": lambda value: code("1", [output({value: "x"})]),
    "name of a stream": lambda value: code("1", [stream("x", value)]),
    "attachment": lambda value: markdown("1", attachments={value: {"text/plain": "x"}}),
    "type of a cell": lambda value: code("1", cell_type=value),
    "beside itself": lambda value: code(f"{value} {value[:-1]} {value[1:]}", [stream(value[::-1])]),
} | {name: (lambda value, make=make: make(value)[0]) for name, make in SPELLINGS.items()}


@settings(max_examples=30)
@given(
    st.lists(st.sampled_from(sorted(PLACES)), min_size=1, max_size=4),
    st.integers(0, 10**6),
)
def test_no_report_shows_a_part_of_a_value(places: list[str], seed: int) -> None:
    value = "".join(Random(seed).choices(string.ascii_letters + string.punctuation, k=24))
    data = dump(notebook([PLACES[place](value) for place in places]))
    report = scan(data, f"{value}/a.ipynb", [engine(value)])
    assert report.findings
    for format in sorted(set(FORMATS) - {"filter-repo"}):
        written = write(report, format)
        assert not any(value[at : at + 8] in written for at in range(len(value) - 7)), format


GUESSABLE = {
    "true", "", "postgres", "Sommer2024!", "Passw0rd!", "letmein2024", "correct", "hunter2", "jane.doe@example.com", "us-east-1",
    "localhost:5432", "my-company-production", "changeme-please-now", "your_token_here", "aaaaaaaaaaaaaaaa", "1234567890123456",
    "abcdefghijklmnop", "DataLoader42", "${SECRET_OF_THE_CI_1}", "tiger-Lamp7", "2024-01-31", "x" * 40_000,
}  # fmt: skip
HARD = {HEX, WITH_SIGNS, FOREIGN, TOKEN, KEY, HEX[:16], "hW4-kiln_Sopha9", "correct-horse-battery-staple", "qmzt hvkd rwpx lbnj"}  # fmt: skip
NAMES = {
    "gpt-4o-mini-2024-07-18", "/home/jo/.ssh/id_ed25519", "~/.kaggle/kaggle.json", r"C:\Users\jo\key2.json", "https://a.example/login/v2",
    "deep-learning-platform-for-teams", "arn:aws:iam::123456789012:role/x", "2024-11-26T10:00:00", "db.prod.internal.example.com",
    "/usr/lib/x86_64-linux-gnu:/opt/lib64", "en_US.UTF-8", "projects/my-proj/secrets/db-pass/versions/3", "ssh-ed25519", "12345678901234567890",
}  # fmt: skip


@pytest.mark.parametrize("value", sorted(GUESSABLE), ids=lambda value: value[:20])
def test_what_can_be_guessed_is_left_alone(value: str) -> None:
    assert not is_hard_to_guess(value)


@pytest.mark.parametrize("value", sorted(HARD), ids=lambda value: value[:20])
def test_what_nobody_guesses_is_looked_for(value: str) -> None:
    assert is_hard_to_guess(value)


@pytest.mark.parametrize("value", sorted(NAMES))
def test_names_and_places_are_not_credentials(value: str) -> None:
    assert not looks_like_a_credential(value)


@given(st.text(string.ascii_letters + string.digits, min_size=24, max_size=24))
def test_no_word_of_english_is_hard_to_guess_alone(text: str) -> None:
    assert is_hard_to_guess(text) or len(set(text)) < 24


@pytest.mark.parametrize(
    "alphabet", ["0123456789abcdef", string.ascii_letters + string.digits + "+/"]
)
def test_random_values_are_credentials(alphabet: str) -> None:
    random = Random(alphabet)
    values = ["".join(random.choices(alphabet, k=40)) for _ in range(500)]
    left = [
        each for each in values if not (is_hard_to_guess(each) and looks_like_a_credential(each))
    ]
    assert len(left) <= 5
