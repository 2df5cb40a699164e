"""A text that was clean in one file is skipped in the next, and only such a text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from colab_safe.clean_texts import WORTHWHILE
from colab_safe.detect.engine import load
from colab_safe.detect.rule import Match
from colab_safe.scan import scan
from colab_safe.session import Session
from tests.notebook.planting import RULE
from tests.notebooks import code, dump, markdown, notebook, output, stream
from tests.test_clean_cells import NOTEBOOKS
from tests.tokens import github_token

ENGINES = [load("builtin")]


def large_session() -> Session:
    session = Session()
    session.parsed_bytes = WORTHWHILE
    return session


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(st.lists(NOTEBOOKS, min_size=1, max_size=6))
def test_every_file_has_the_report_that_it_has_alone(files: list[bytes]) -> None:
    session = large_session()
    for data in [*files, *files]:
        assert scan(data, "a.ipynb", ENGINES, session=session) == scan(data, "a.ipynb", ENGINES)


class Listening:
    """An engine that records the texts it is given, and finds the letter x."""

    name = "listening"

    def __init__(self) -> None:
        self.given: list[str] = []

    def find(self, texts: Sequence[str]) -> Iterator[Match]:
        self.given += [text for text in texts if not ("nbformat" in text or "ipynb" in text)]
        return (
            Match(number, RULE.rule, text.index("x"), text.index("x") + 1)
            for number, text in enumerate(texts)
            if "x" in text
        )


def test_only_clean_texts_of_the_same_kind_are_skipped() -> None:
    engine, session = Listening(), large_session()
    first = dump(notebook([markdown("<b>a</b>"), code("x1", [stream("b")]), code("c")]))
    scan(first, "a.ipynb", [engine], session=session)
    assert sorted(engine.given) == ["<b>a</b>", "a", "b", "c", "x1"]
    engine.given.clear()
    second = dump(
        notebook([code("<b>a</b>"), code("x1", [output(plain="b")]), code("d"), code("c")])
    )
    scan(second, "b.ipynb", [engine], session=session)
    assert sorted(engine.given) == ["<b>a</b>", "b", "d", "x1"]


def test_a_token_is_found_where_a_clean_text_was() -> None:
    session = large_session()
    for text in ("t = 1", f"t = '{github_token()}'", "t = 1", f"t = '{github_token()}'"):
        report = scan(dump(notebook([code(text)])), "a.ipynb", ENGINES, session=session)
        assert len(report.findings) == ("'" in text)
