"""A token that a cell's code puts together from its literals is found whole, with the characters of each literal."""

from __future__ import annotations

import pytest

from colab_safe.detect.builtin import engine
from colab_safe.scan import scan
from colab_safe.views.joined_literals import _JOINT_SHAPE, _Joint
from colab_safe.views.sign_search import SearchedTexts
from tests.notebooks import code, dump, notebook
from tests.tokens import github_token

TOKEN = github_token(11)
ONE, TWO = TOKEN[:22], TOKEN[22:]
PARTS = f'a = "{ONE}"\nb = "{TWO}"\n'
WAYS = {
    "f-string": 'TOKEN = f"{a}{b}"',
    "f-string, an argument": 'login(token=f"{a}{b}")',
    "f-string, a header": 'h = {"Authorization": f"Bearer {a}{b}"}',
    "f-string, a part is in it": f'TOKEN = f"{{a}}{TWO}"',
    "operator": "TOKEN = a + b",
    "percent": "TOKEN = '%s%s' % (a, b)",
    "format": "TOKEN = '{}{}'.format(a, b)",
    "format, named": "TOKEN = '{x}{y}'.format(x=a, y=b)",
    "join": "TOKEN = ''.join([a, b])",
    "in two steps": "c = a\nTOKEN = c + b",
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_the_token_is_found_whole(way: str) -> None:
    data = dump(notebook([code(PARTS + way)]))
    (finding,) = scan(data, "a.ipynb", [engine()]).findings
    assert (finding.rule, finding.secret.reveal()) == ("github-pat", TOKEN)
    written = [data[span.start : span.end].decode() for span in finding.location.spans]
    assert written == [ONE, TWO]


OTHERS = {
    "parts that stay apart": "print(a, b)",
    "something between": 'TOKEN = f"{a}-{b}"',
    "only one of them": 'TOKEN = f"{a}{x}"',
    "not Python": "TOKEN = a + ) b",
    "a thousand terms": "TOKEN = " + "+".join(["a"] * 3000),
}


@pytest.mark.parametrize("way", OTHERS.values(), ids=OTHERS)
def test_nothing_else_is_put_together(way: str) -> None:
    findings = scan(dump(notebook([code(PARTS + way)])), "a.ipynb", [engine()]).findings
    assert not [each for each in findings if each.rule == "github-pat"]


AT_LINE_ENDS = ['"name": "python3"\n', "x = 'a'\n", 'x = "a"\n\n', '"a"\n"b": 1\n']


@pytest.mark.parametrize("first", AT_LINE_ENDS)
@pytest.mark.parametrize("second", ["", "\n", '"b"', "'b'\n", '\0"b"'])
def test_what_need_not_be_compiled_would_not_match(first: str, second: str) -> None:
    narrow = SearchedTexts([first, second]).narrow
    for place in range(len(narrow)):
        if narrow[place : place + 1] in (b"'", b'"') and _Joint().match(narrow, place) is None:
            found = _JOINT_SHAPE.match(narrow, place)
            assert found is None
