"""Redaction: the secret is removed, wherever and however it is written, and no other byte changes."""

from __future__ import annotations

import base64
import gzip
import html
import itertools
import json
import string
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from colab_safe.blots import marker
from colab_safe.command_line.main import main
from colab_safe.detect.engine import load
from colab_safe.redact import Redaction, redact
from colab_safe.scan import scan
from tests.notebooks import code, dump, error, markdown, notebook, output, stream
from tests.repository import Repository
from tests.tokens import github_token

TOKEN = github_token()
HALF = len(TOKEN) // 2
MARKER = marker("github-pat")


def _b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def redacted(tree: dict[str, Any], **spelling: Any) -> Redaction:
    return redact(dump(tree, **spelling), "a.ipynb", [load("builtin")])


def of_outputs(*outputs: dict[str, Any]) -> dict[str, Any]:
    return notebook([markdown("# é"), code("main()", outputs)], minor=5)


# Outputs before and after.
OUTPUTS = [
    pytest.param(stream(f"token {TOKEN}\n"), stream(f"token {MARKER}\n"), id="stream"),
    pytest.param(
        stream([f"a\n{TOKEN[:9]}", TOKEN[9:]]), stream([f"a\n{MARKER}", ""]), id="stream-in-pieces"
    ),
    pytest.param(
        stream(f"\x1b[31m{TOKEN[:9]}\x1b[0m{TOKEN[9:]}"),
        stream(f"\x1b[31m{MARKER}\x1b[0m"),
        id="colours-inside",
    ),
    pytest.param(output(html=f"<td>{TOKEN}</td>"), output(html=f"<td>{MARKER}</td>"), id="html"),
    pytest.param(
        output(html=f"<b>{TOKEN[:9]}</b>{TOKEN[9:]}<i>"),
        output(html=f"<b>{MARKER}</b><i>"),
        id="html-tag-inside",
    ),
    pytest.param(
        output(html="".join(f"&#{ord(c)};" for c in TOKEN)),
        output(html=html.escape(MARKER)),
        id="html-entities",
    ),
    pytest.param(
        output({"application/json": {"k": [TOKEN]}}),
        output({"application/json": {"k": [MARKER]}}),
        id="json",
    ),
    pytest.param(
        output(plain=_b64(f"key {TOKEN}!")), output(plain=_b64(f"key {MARKER}!")), id="base64"
    ),
    pytest.param(
        output(plain=_b64(_b64(f"key {TOKEN}!"))),
        output(plain=_b64(_b64(f"key {MARKER}!"))),
        id="base64-twice",
    ),
    pytest.param(
        output(plain=f"?t=%{ord(TOKEN[0]):02x}{TOKEN[1:]}&x"),
        output(plain=f"?t={MARKER}&x"),
        id="percent-encoding",
    ),
    pytest.param(
        error("E", TOKEN, ["Traceback", f"E: {TOKEN}"]),
        error("E", MARKER, ["Traceback", f"E: {MARKER}"]),
        id="error",
    ),
]
SPELLINGS = [
    pytest.param({}, id="jupyter"),
    pytest.param(
        {"indent": 2, "ensure_ascii": True, "newline": "\r\n", "final_newline": False},
        id="colab-crlf",
    ),
    pytest.param({"indent": None, "bom": True}, id="minified-bom"),
]


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize(("before", "after"), OUTPUTS)
def test_only_the_secret_changes(
    before: dict[str, Any], after: dict[str, Any], spelling: dict[str, Any]
) -> None:
    result = redacted(of_outputs(before), **spelling)

    assert result.data == dump(of_outputs(after), **spelling)
    assert result.left == ()
    assert {finding.rule for finding in result.redacted} == {"github-pat"}


@pytest.mark.parametrize(
    "place",
    [
        pytest.param(
            lambda text: code("x", metadata={"form": {"value": text}}), id="cell-metadata"
        ),
        pytest.param(
            lambda text: markdown("x", attachments={"a.txt": {"text/plain": text}}), id="attachment"
        ),
    ],
)
def test_metadata_and_attachments_are_redacted(place: Callable[[str], dict[str, Any]]) -> None:
    result = redacted(notebook([place(TOKEN)]))

    assert result.data == dump(notebook([place(MARKER)]))


@pytest.mark.parametrize(
    "cell",
    [
        pytest.param(code(f'token = "{TOKEN}"'), id="source"),
        pytest.param(markdown(f"my token: {TOKEN}"), id="markdown"),
        pytest.param(
            code(
                "x", [stream(base64.b64encode(gzip.compress(f"{TOKEN}\n".encode() * 3)).decode())]
            ),
            id="compressed",
        ),
    ],
)
def test_what_cannot_be_rewritten_is_left_and_reported(cell: dict[str, Any]) -> None:
    data = dump(notebook([cell]))

    result = redact(data, "a.ipynb", [load("builtin")])

    assert result.data is data
    assert result.redacted == ()
    assert [finding.rule for finding in result.left][:1] == ["github-pat"]


def test_one_that_cannot_be_replaced_keeps_no_other_from_it() -> None:
    """Found by fuzzing: backspaces take the quotation mark behind a string of the metadata into the secret."""
    tree = of_outputs(stream(TOKEN))
    tree["cells"][0]["metadata"] = {"token": TOKEN * 3 + "\b" * 20}
    done = redacted(tree)
    assert [finding.location.place.part for finding in done.redacted] == ["output"]
    assert [finding.location.place.part for finding in done.left] == ["metadata"]
    assert json.loads(done.data)["cells"][0]["metadata"] == tree["cells"][0]["metadata"]


def test_a_broken_notebook_is_not_rewritten() -> None:
    data = dump(of_outputs(stream(TOKEN)))[:-20]

    result = redact(data, "a.ipynb", [load("builtin")])

    assert result.data is data
    assert result.problem
    assert [finding.rule for finding in result.left] == ["github-pat"]


def test_a_redacted_notebook_has_nothing_more_to_redact() -> None:
    tree = of_outputs(
        stream(
            f'password = "{TOKEN}"\nAuthorization: Bearer {TOKEN}\nhttps://ada:{TOKEN}@example.com/'
        )
    )
    once = redacted(tree)

    again = redact(once.data, "a.ipynb", [load("builtin")])

    assert TOKEN not in once.data.decode()
    assert again == Redaction(once.data, (), ())
    assert json.loads(once.data)["cells"][0] == tree["cells"][0]


def test_secrets_that_cannot_be_replaced_at_once_are_replaced_in_turn() -> None:
    """Of these runs of base64 each may end in its line or go on in the next one, so that two readings share a run."""
    line = _b64(f"see {TOKEN} there")[:-1]
    done = redacted(of_outputs(output(plain=f"{line}\n" * 3)))
    assert done.redacted and done.left == ()
    assert scan(done.data, "a.ipynb", [load("builtin")]).findings == ()


def _bits(text: str) -> str:
    """All letters of base64 in a text, as bits: a token that was encoded anew from another bit on is still in them."""
    letters = string.ascii_uppercase + string.ascii_lowercase + string.digits + "+/"
    return "".join([f"{letters.index(each):06b}" for each in text if each in letters])


@pytest.mark.parametrize(
    ("width", "texts"),
    [(40, ("see ", "see ", "see ")), (40, ("see ", "see: ", "xé ")), (64, ("see ", "", "see "))],
)
def test_what_cannot_be_found_again_is_said_to_be_left(width: int, texts: tuple[str, ...]) -> None:
    """Three pieces wrapped as one, in UTF-16 but for one: in its groups the others are not text."""
    tokens = [github_token(seed) for seed in (1, 2, 3)]
    encodings = ["utf-16-le", "utf-16-le" if "" not in texts else "utf-8", "utf-16-le"]
    pieces = [
        base64.b64encode(f"{text or 'a '}{token} .".encode(encoding)).decode().rstrip("=")
        for text, token, encoding in zip(texts, tokens, encodings, strict=True)
    ]
    letters = "".join(pieces)
    lines = [letters[start : start + width] for start in range(0, len(letters), width)]
    tree = of_outputs(output(plain="\n".join(lines)))
    found = scan(dump(tree), "a.ipynb", [load("builtin")]).findings
    done = redacted(tree)
    assert done.left
    assert len(done.redacted) + len(done.left) == len(found)


@pytest.mark.parametrize("between", ["\ufeff", "\u200b", "\n", "=\n", ""], ids=ascii)
def test_pieces_of_base64_that_begin_in_different_groups_are_all_redacted(between: str) -> None:
    """Read as one run, each of them is decoded from another letter on."""
    of_token = [
        "".join([f"{ord(each):08b}" for each in TOKEN[at : at + 9]]) for at in (4, 13, 22, 31)
    ]
    for befores in itertools.product(["see ", "is it ", "a key: "], repeat=3):
        pieces = [_b64(before + TOKEN).rstrip("=") for before in befores]
        shown = between.join(pieces) + between
        assert all(each in _bits(shown) for each in of_token)
        done = redacted(of_outputs(output(plain=shown)))
        new = "".join(json.loads(done.data)["cells"][1]["outputs"][0]["data"]["text/plain"])
        assert not any(each in _bits(new) for each in of_token), pieces


VALUE = "Kq7" + "vXw2" * 3 + "Zt9"


@pytest.mark.parametrize(
    "copy",
    [
        pytest.param(VALUE, id="plain"),
        pytest.param("".join(f"\\x{ord(c):02x}" for c in VALUE), id="escaped"),
        pytest.param(f"{VALUE[:9]}\n{VALUE[9:]}", id="wrapped"),
        pytest.param(f"{VALUE[:5]}\n{VALUE[5:11]}\n{VALUE[11:]}", id="wrapped-twice"),
        pytest.param(_b64(f"see {VALUE} there"), id="base64"),
        pytest.param("".join(f"&#{ord(c)};" for c in VALUE), id="entities"),
    ],
)
def test_a_copy_in_source_is_left_although_what_named_it_is_redacted(copy: str) -> None:
    """`x = "…"` alone does not look like a secret; only metadata that call the value a password tell, until they are redacted."""
    source = f"x = '{copy}'\ny = '{copy}'"
    cell = code(source, metadata={"password": VALUE}) | {"id": f"of {VALUE}"}
    result = redacted(notebook([cell]))
    assert [finding.location.place.part for finding in result.redacted] == ["metadata"] * 2
    assert [finding.location.place.part for finding in result.left] == ["source", "source"]
    assert len({finding.location for finding in result.left}) == 2
    assert json.loads(result.data)["cells"][0]["source"] == source


def test_a_token_split_over_outputs_of_an_unusual_stream() -> None:
    odd = {
        "transient": "é"
    }  # such an output is read member by member; the second one becomes empty
    cells = [stream(TOKEN[:9]) | odd, stream(TOKEN[9:]) | odd]
    new = json.loads(redacted(of_outputs(*cells)).data)["cells"][1]["outputs"]
    assert [each["text"] for each in new] == [MARKER, ""]


@pytest.mark.parametrize("in_repository", [True, False])
def test_only_in_a_repository_there_is_something_to_stage(
    in_repository: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "a.ipynb").write_bytes(dump(of_outputs(stream(TOKEN))))
    if in_repository:
        Repository.new(tmp_path / "r")
        (tmp_path / "a.ipynb").rename(tmp_path / "r" / "a.ipynb")
    monkeypatch.chdir(tmp_path)
    assert main(["redact", "."]) == 1
    assert ("Stage the changed notebooks" in capsys.readouterr().out) == in_repository
