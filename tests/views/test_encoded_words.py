"""Encoded words of e-mails: a token in one, or in several, is found whole, and what is written in its place is encoded, too."""

from __future__ import annotations

from email.charset import BASE64, QP, Charset
from email.header import Header

import pytest

from colab_safe.detect.engine import load
from colab_safe.redact import redact
from colab_safe.scan import scan
from tests.notebooks import code, dump, notebook, stream
from tests.tokens import github_token

TOKEN = github_token(4)
ENGINES = [load("builtin")]
SUBJECTS = {
    "one word": f"clé {TOKEN}",
    "several words": f"La nouvelle clé d'accès de l'équipe est {TOKEN}, merci de ne pas la donner à d'autres",
    "first": f"{TOKEN} est la clé",
}


@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1"])
@pytest.mark.parametrize("encoding", [BASE64, QP])
@pytest.mark.parametrize("maximum", [40, 75, 200])
def test_a_token_in_a_header_is_found_whole(
    subject: str, charset: str, encoding: int, maximum: int
) -> None:
    how = Charset(charset)
    how.header_encoding = encoding
    written = Header(SUBJECTS[subject], how, maxlinelen=maximum).encode()
    assert "?=" in written
    data = dump(notebook([code("f()", [stream(f"From: a@example.org\nSubject: {written}\n")])]))
    assert [each.secret.reveal() for each in scan(data, "a.ipynb", ENGINES).findings] == [TOKEN]
    result = redact(data, "a.ipynb", ENGINES)
    assert result.left or TOKEN not in result.data.decode()
    assert not scan(result.data, "a.ipynb", ENGINES).findings or result.left


@pytest.mark.parametrize(
    "text",
    [
        "=?utf-8?B?not base64?=",
        "=?utf-8?B?a?=",
        "=?none-such?Q?a=5Fb?=",
        "=?utf-8?Q?=FF=FE?=",
        "https://a.example/?q?=?b?c",
        "=?utf-8?B?",
    ],
)
def test_what_is_no_encoded_word(text: str) -> None:
    data = dump(notebook([code("f()", [stream(text)])]))
    result = scan(data, "a.ipynb", ENGINES)
    assert (result.findings, result.problems) == ((), ())
