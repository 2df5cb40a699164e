"""Texts without secrets: what is hidden, what is never touched, and what comes through however it is cut."""

from __future__ import annotations

import itertools
import json
from base64 import b64encode
from collections import deque
from collections.abc import Callable
from html import escape
from random import Random
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jupyter_client.session import json_packer

from colab_safe.guard import cleaning
from colab_safe.guard.cleaning import Cleaner, UnfinishedText
from colab_safe.guard.guard import Guard
from colab_safe.guard.hits import plain
from colab_safe.guard.messages import clean_content, withheld
from colab_safe.guard.passwords import PasswordFields
from colab_safe.guard.recognised import Recognised
from colab_safe.guard.sources import Sources
from colab_safe.guard.watched import Watched
from colab_safe.spellings import MASK, spellings
from tests.samples import SAMPLES
from tests.tokens import github_token

TOKEN = github_token(19)
OTHER = github_token(20)  # which only the rules know
ODD = "p'%<s\\/w@rd+" + TOKEN[4:24]
RULES = Recognised()


def watching(*values: str) -> Watched:
    watched = Watched()
    for value in values:
        assert watched.add(value, "NAME")
    return watched


def cleaner(*values: str) -> Cleaner:
    return Cleaner(watching(*values), RULES)


@pytest.mark.parametrize("secret", [TOKEN, ODD], ids=["plain", "odd"])
@pytest.mark.parametrize(
    "spell",
    [
        str,
        repr,
        json.dumps,
        escape,
        lambda text: quote(text, safe=""),
        lambda text: text.encode().hex(),
        "\x1b[31m".join,
        lambda text: f"{text[:9]}\x1b[0m{text[9:]}",
        lambda text: f"{text}\x1b[0m",
        lambda text: f"{text[:9]}\x1b[\x1b[3\x1b\x1b[0m{text[9:]}",
    ],
    ids=[
        "raw",
        "repr",
        "JSON",
        "HTML",
        "URL",
        "hex",
        "colours",
        "a colour",
        "colour after it",
        "unfinished colours",
    ],
)
def test_every_spelling_is_hidden(spell, secret: str) -> None:  # type: ignore[no-untyped-def]
    cleaned = cleaner(secret).clean(f"before {spell(secret)} after")
    shown = plain(cleaned.text).text
    assert shown.strip("\"'") in (
        f"before {MASK} after",
        f"before '{MASK}' after",
        f'before "{MASK}" after',
    )
    assert cleaned.names == {"NAME"}


ORDINARY = (
    "production", "us-east-1", "/content/drive/MyDrive/keys/gh.json", "localhost", "https://example.org/x", "changeme",
    "gpt-4o", "12345", "password", "True", "my-project", "Administrator",
)  # fmt: skip


@pytest.mark.parametrize("value", ORDINARY)
def test_an_ordinary_word_is_never_hidden(value: str) -> None:
    assert not Watched().add(value, "NAME")


def test_what_is_easy_to_meet_by_chance_is_hidden_as_a_whole_word_only() -> None:
    clean = cleaner("Xk4mPq9w2").clean
    assert clean("is Xk4mPq9w2, aXk4mPq9w2b").text == f"is {MASK}, aXk4mPq9w2b"


def test_names_never_contain_values() -> None:
    watched = watching(TOKEN)
    assert watched.names == {"NAME": 1}
    assert TOKEN not in repr(watched)


@pytest.mark.parametrize("known", [True, False], ids=["watched", "only a rule knows it"])
@pytest.mark.parametrize("cut", range(len(TOKEN) + 1))
@pytest.mark.parametrize("between", ["nothing", "a pause", "another message"])
def test_a_token_that_is_cut_anywhere(cut: int, between: str, known: bool) -> None:
    stream = UnfinishedText(cleaner(TOKEN if known else ODD))
    shown = stream.feed(f"token: {TOKEN[:cut]}").text
    if between != "nothing":
        shown += (stream.pause() if between == "a pause" else stream.finish()).text
    shown += stream.feed(f"{TOKEN[cut:]}\n").text + stream.finish().text
    assert not any(TOKEN[start : start + 20] in shown for start in range(len(TOKEN) - 19))
    assert MASK in shown
    assert shown.startswith("token: ") and shown.endswith("\n")


def test_an_unfinished_word_is_shown_after_a_pause() -> None:
    stream = UnfinishedText(cleaner(TOKEN))
    assert stream.feed("\r 40% 4/10 [00:01").text == "\r 40% 4/10 "
    assert stream.due is not None
    assert stream.pause().text == "[00:01"
    assert stream.due is None
    assert stream.feed("<00:02]").text == "<00:02]"


def test_a_private_key_is_hidden_although_its_lines_come_one_by_one() -> None:
    lines = [f"{TOKEN[4:]}{TOKEN[4:32]}"] * 3
    kind = "PRIVATE KEY-----"
    pieces = [f"-----BEGIN {kind}\n", *(f"{line}\n" for line in lines), f"-----END {kind}\n", "x\n"]
    stream = UnfinishedText(cleaner("Xk4mPq9w2"))
    shown = "".join(stream.feed(piece).text + stream.pause().text for piece in pieces[:3])
    assert shown == ""
    shown = "".join(stream.feed(piece).text for piece in pieces[3:]) + stream.finish().text
    assert not any(line in shown for line in lines)


PIECES = st.lists(
    st.one_of(
        st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
        st.sampled_from([TOKEN, "\n", " ", TOKEN[4:16], TOKEN[:9], f"{TOKEN} ", "\x1b[0m", "x" * 40]),
    )
)  # fmt: skip


@given(PIECES, st.lists(st.integers(0, 400)), st.booleans())
def test_nothing_leaks_and_nothing_is_lost(
    pieces: list[str], cuts: list[int], pausing: bool
) -> None:
    text = "".join(pieces)
    places = [0, *sorted(cut for cut in cuts if cut < len(text)), len(text)]
    stream = UnfinishedText(cleaner(TOKEN))
    shown = ""
    for start, end in itertools.pairwise(places):
        shown += stream.feed(text[start:end]).text + (stream.pause().text if pausing else "")
    shown += stream.finish().text
    assert TOKEN not in shown
    if TOKEN[:4] not in text:
        assert shown == text


def test_nothing_that_is_passed_changes_and_pictures_stay() -> None:
    picture = "iVBOR" + TOKEN
    deep = [{TOKEN: 1}, 2]
    data = {"image/png": picture, "text/html": f"<b>{TOKEN}</b>", "application/json": deep}
    cleaned = clean_content("display_data", {"data": data, "transient": {}}, cleaner(TOKEN))
    assert data["text/html"] == f"<b>{TOKEN}</b>"
    assert deep == [{TOKEN: 1}, 2]
    assert cleaned and cleaned.content == {
        "data": {
            "image/png": picture,
            "text/html": f"<b>{MASK}</b>",
            "application/json": [{MASK: 1}, 2],
        },
        "transient": {},
    }


def test_what_the_metadata_say_of_a_picture_is_searched() -> None:
    said = {"image/png": {"alt": f"by {TOKEN}", "width": 3}}
    content = {"data": {"image/png": "iVBOR"}, "metadata": said, "transient": {}}
    cleaned = clean_content("display_data", content, cleaner(TOKEN))
    assert cleaned and cleaned.content["metadata"] == {
        "image/png": {"alt": f"by {MASK}", "width": 3}
    }


def test_a_text_that_was_harmless_is_hidden_once_its_value_is_known() -> None:
    watched = Watched()
    known = Cleaner(watched, Recognised())
    word = "Zx8-" + OTHER[4:14]  # which no rule knows
    content = {"data": {"text/plain": word}}
    assert clean_content("display_data", content, known) is None
    watched.add(word, "NAME")
    cleaned = clean_content("display_data", content, known)
    assert cleaned and cleaned.content["data"] == {"text/plain": MASK}


def test_a_value_is_hidden_although_a_thread_searched_while_it_was_added(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    watched = watching(ODD)
    known = Cleaner(watched, RULES)
    word = "Zx8-" + OTHER[4:14]
    prepare = watched._prepare
    monkeypatch.setattr(watched, "_prepare", lambda: (known.find(word), prepare()))
    watched.add(word, "NAME")
    assert known.find(word)


class Numbers:
    """As numpy's arrays say what is in them."""

    dtype = SimpleNamespace(kind="i")

    def __iter__(self) -> Any:
        raise AssertionError("an array of numbers may be long")


@pytest.mark.parametrize(
    "make",
    [
        lambda text: {text},
        lambda text: iter([text]),
        lambda text: {"deep": [{"a": (x for x in ({text},))}]},
        lambda text: {text: 1}.keys(),
        lambda text: deque([text, b"x"]),
        str.encode,
    ],
    ids=["set", "iterator", "deep", "keys", "deque", "bytes"],
)
def test_what_becomes_text_in_json_is_searched(make: Callable[[str], Any]) -> None:
    for text, expected in ((TOKEN, MASK), ("hello", "hello")):
        content = {"data": {"application/json": make(text)}, "metadata": {}}
        cleaned = clean_content("display_data", content, cleaner(TOKEN))
        packed = json_packer((cleaned.content if cleaned else content)["data"]).decode()
        assert TOKEN not in packed and b64encode(TOKEN.encode()).decode() not in packed
        assert expected in packed or b64encode(expected.encode()).decode() in packed


def test_numbers_are_not_looked_at() -> None:
    content = {"data": {"application/json": {"x": Numbers(), "y": 1.5, "z": None}}}
    assert clean_content("display_data", content, cleaner(TOKEN)) is None


@pytest.mark.parametrize("kind", ["comm_msg", "display_data"])
def test_rules_do_not_change_the_state_of_widgets(kind: str) -> None:
    content = {"data": {"text/plain": OTHER, "text/html": TOKEN}}
    cleaned = clean_content(kind, content, cleaner(TOKEN))
    assert cleaned is not None
    shown = OTHER if kind == "comm_msg" else MASK
    assert cleaned.content["data"] == {"text/plain": shown, "text/html": MASK}


def test_a_first_look_misses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A short text is searched only if it has a keyword or a value in some case of its letters."""
    odd = ["Пароль-ÉÀ7xQ", "密码キー密码キー漢字", "İstanbul-ß9/\xff<", "UPPER-7XQ9/LOWER"]
    known = cleaner(TOKEN, ODD, *odd)
    lines = [make(Random(number)).text for number, make in enumerate(SAMPLES.values())]
    spelled = [spell for value in (TOKEN, ODD, *odd) for spell in spellings(value)]
    texts = [*lines, *spelled, "\0".join(["text/html", *spelled])]
    looked = [known.find(text) for text in texts]
    monkeypatch.setattr(cleaning, "_SHORT", -1)
    assert looked == [known.find(text) for text in texts]
    assert len([found for found in looked if found]) > 400


KNOWING = cleaner(ODD, "É密码" + ODD)


@given(
    st.text(max_size=60), st.sampled_from(["ghp_", "AKIA", TOKEN, ODD[:9], ODD, "\x1b[0m", "É密"])
)
def test_a_first_look_misses_nothing_in_any_text(text: str, inside: str) -> None:
    searched = f"{text[:30]}{inside}{text[30:]}"
    looked = KNOWING.find(searched)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cleaning, "_SHORT", -1)
        assert looked == KNOWING.find(searched)


@pytest.mark.parametrize(
    "kind",
    ["stream", "display_data", "execute_result", "error", "execute_reply", "comm_msg", "unknown"],
)
def test_nothing_of_a_withheld_message_is_left(kind: str) -> None:
    content = {"text": TOKEN, "data": {"x": TOKEN}, "evalue": TOKEN, "traceback": [TOKEN]}
    fields = {
        "stream": {"text"},
        "error": {"evalue", "traceback"},
        "execute_reply": {"evalue", "traceback"},
    }.get(kind, {"data"})
    passed = {name: content[name] for name in fields}
    assert TOKEN not in json.dumps(withheld(kind, passed, "note"))


def test_the_members_of_a_json_secret_are_hidden() -> None:
    watched = Watched()
    key = "\n".join(["-----BEGIN PRIVATE KEY-----", *[TOKEN[4:] + TOKEN[4:32]] * 2])
    secret = json.dumps({"type": "service_account", "private_key": key, "project": "my-project"})
    Sources(watched).add_certain(secret, "Colab secret SERVICE")
    shown = Cleaner(watched, RULES).clean(repr(json.loads(secret))).text
    assert TOKEN[4:] not in shown
    assert "my-project" in shown and "service_account" in shown


def test_password_fields_are_hidden_however_short() -> None:
    learned: list[object] = []
    fields = PasswordFields(lambda value, name: learned.append(value))
    opened = {"comm_id": "1", "data": {"state": {"_model_name": "PasswordModel", "value": "abc"}}}
    typed = {"comm_id": "1", "data": {"method": "update", "state": {"value": "abcd"}}}
    other = {"comm_id": "2", "data": {"state": {"value": "abcd"}}}
    assert fields.hidden(opened)["data"]["state"]["value"] == MASK
    assert fields.hidden(typed)["data"]["state"]["value"] == MASK
    assert fields.hidden(other) == other
    assert learned == ["abc", "abcd"]


@pytest.mark.parametrize("size", range(4, len(TOKEN)))
def test_the_rest_of_a_secret_that_comes_after_the_end_of_its_cell_is_hidden(size: int) -> None:
    """The pipe of a child process is read by a thread of its own, which may be late."""
    guard = Guard()
    assert guard.watched.add(TOKEN, "NAME")
    sent: list[Any] = []

    def send(socket: Any, message: Any, content: Any = None, *_: Any, **__: Any) -> None:
        sent.append(content if isinstance(message, str) else message["content"])

    def say(kind: str, **content: Any) -> None:
        parent = {"msg_id": "m1", "msg_type": "execute_request"}
        message = {
            "header": {"msg_type": kind},
            "msg_type": kind,
            "parent_header": parent,
            "content": content,
        }
        guarded(None, message)

    guarded = guard.wrapped(send)
    say("status", execution_state="busy")
    say("stream", name="stdout", text=f"it is {TOKEN[:size]}")
    say("status", execution_state="idle")
    say("stream", name="stdout", text=f"{TOKEN[size:]}\nend\n")
    guard.end()
    shown = "".join(each.get("text", "") for each in sent)
    assert "it is " in shown and "end" in shown
    assert all(TOKEN[start : start + 12] not in shown for start in range(len(TOKEN) - 11))


def test_a_word_that_a_secret_begins_with_is_shown() -> None:
    text = UnfinishedText(cleaner(f"production-{TOKEN[4:]}"))
    shown = text.feed("in production").text + text.finish().text
    assert shown == "in production"
