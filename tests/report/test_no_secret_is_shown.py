"""No copy and no part of a secret is in any output, wherever the notebook, its name or the settings repeat it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from colab_safe import report as reports
from colab_safe.blots import BLOT, PIECE, Blotter
from colab_safe.command_line.main import main
from colab_safe.detect.engine import load
from colab_safe.errors import UsageError
from colab_safe.excerpt import excerpt
from colab_safe.matches import Span
from colab_safe.model import AcceptedBy, Report, Secret
from colab_safe.project.parallel import packed, unpacked
from colab_safe.report import FORMATS, write
from colab_safe.scan import scan
from tests.notebooks import Json, code, dump, error, markdown, notebook, output, stream
from tests.tokens import github_token

TOKENS = [github_token(seed) for seed in (1, 2, 3)]


def pieces(text: str) -> list[str]:
    """The parts of the tokens, of eight characters, that a text shows."""
    windows = (token[start : start + PIECE] for token in TOKENS for start in range(33))
    return [piece for piece in windows if piece in text]


PIECES = st.builds(
    lambda token, start, length: token[start : start + length],
    st.sampled_from(TOKENS),
    st.integers(0, 20),
    st.integers(PIECE, 40),
)
WORDS = st.lists(st.one_of(PIECES, st.sampled_from(["a", " ", "-x", "é", "'", "\n"])), max_size=6)
TEXTS = WORDS.map("".join)
NAMES = WORDS.map(lambda words: "".join(words).replace("\n", "").replace(" ", ""))


@st.composite
def leaky(draw: st.DrawFn) -> tuple[str, Json]:
    """The name and the tree of a notebook with whole tokens and parts of them in many places."""
    whole = "\n".join(f"{draw(TEXTS)} '{token}' {draw(TEXTS)}" for token in TOKENS)
    cells = [
        code(whole, [stream(draw(TEXTS)), error(draw(TEXTS), draw(TEXTS))], id=draw(TEXTS)),
        code(draw(TEXTS), [output({f"text/{draw(NAMES)}": draw(TEXTS) + TOKENS[0]})]),
        markdown(f"{TOKENS[1][:20]}{draw(TEXTS)} {TOKENS[1]}", cell_type=draw(TEXTS) or "markdown"),
        code(TOKENS[2], metadata={draw(TEXTS): {draw(TEXTS): TOKENS[0]}}, id=draw(TEXTS)),
    ]
    return f"{draw(NAMES)}/{draw(NAMES)}.ipynb", notebook(cells)


@pytest.mark.slow
@given(leaky())
@settings(max_examples=25, deadline=None)
def test_no_part_of_a_secret_is_in_any_format(made: tuple[str, Json]) -> None:
    path, tree = made
    report = scan(dump(tree), path, [load("builtin")], with_cells=True)
    broken = scan(dump(tree)[:-10], path, [load("builtin")], with_cells=True)
    assert {finding.secret.reveal() for finding in report.findings} >= set(TOKENS)
    for each in (report, broken, unpacked(packed(report))):
        for format in FORMATS:
            try:
                assert pieces(write(each, format)) == []
            except UsageError as refused:
                assert pieces(str(refused)) == []
            if format not in reports.SHOWING:
                assert pieces(write(each, format, show_secrets=True)) == []


@given(made=leaky())
@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@pytest.mark.parametrize(
    "command",
    [
        ["scan"], ["scan", "--format", "sarif"], ["redact"], ["baseline", "update"],
        ["baseline", "create", "--file", "b"], ["rules", "test", "--file"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_no_command_shows_a_part_of_a_secret(
    command: list[str], made: tuple[str, Json], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, tree = made
    name = f"{TOKENS[0][:25]}{TOKENS[1]}.ipynb"
    os.chdir(tmp_path)
    (tmp_path / name).write_bytes(dump(tree)[:-10])
    (tmp_path / ".colab-safe.baseline").write_text("")
    (tmp_path / "b").unlink(missing_ok=True)
    capsys.readouterr()
    main([*command, name])
    assert pieces("".join(capsys.readouterr())) == []


@pytest.mark.parametrize(
    "arguments",
    [["scan", TOKENS[0]], ["paths", "check", TOKENS[0]], ["redact", TOKENS[0]], ["scan", ".", "--baseline", TOKENS[0]],
     ["token", "check", TOKENS[0]], ["scan", "--range", TOKENS[0]], ["rules", "show", TOKENS[0]]],
    ids=lambda arguments: " ".join(arguments).replace(TOKENS[0], "TOKEN"),
)  # fmt: skip
def test_a_token_in_place_of_an_argument_is_not_repeated(
    arguments: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.ipynb").write_bytes(dump(notebook()))
    assert main(arguments) == 2
    assert pieces("".join(capsys.readouterr())) == []


@pytest.mark.parametrize("name", ["{}.ipynb", "a-{}/b.ipynb", "{}.txt", "x/{}/y/{}.ipynb"])
def test_a_token_in_a_file_name_is_a_finding(name: str) -> None:
    path = name.replace("{}", TOKENS[0])
    report = scan(dump(notebook([code("x = 1")])), path, [load("builtin")])
    assert len(report.findings) == name.count("{}")
    shown = json.loads(write(report, "json"))["findings"][0]
    assert (shown["rule"], shown["part"], shown["cell"]) == ("github-pat", "metadata", None)
    assert shown["path"] == name.replace("{}", BLOT)
    assert report.findings[0].location.path == path, "settings and baselines need the real one"


def test_what_is_accepted_is_not_shown_either() -> None:
    cells = [
        code(f"'{TOKENS[0]}'  # pragma: allowlist secret"),
        code(f"'{TOKENS[1]}'", id=TOKENS[0][:20]),
    ]
    report = scan(dump(notebook(cells)), f"{TOKENS[0][10:30]}.ipynb", [load("builtin")])
    assert (len(report.findings), report.accepted) == (1, 1)
    assert report.accepted_secrets == (Secret(TOKENS[0]),)
    for format in ("text", "json", "sarif", "github", "gitlab", "junit"):
        assert pieces(write(report, format)) == []


@pytest.mark.parametrize("format", FORMATS)
def test_a_token_in_a_setting_is_not_shown(format: str) -> None:
    """A reason may name the token that it accepts, or another one, and no scan looks at it."""
    named = AcceptedBy("configuration", f"{TOKENS[0]}.toml", f"{TOKENS[1]} was revoked", 2)
    settings = Report(accepted_by=(named,), switched_off=(f"{TOKENS[2]}.toml: engines",))
    found = scan(dump(notebook([code(TOKENS[0])])), "a.ipynb", [load("builtin")])
    for report in (settings, found.plus(settings)):
        try:
            written = write(report, format)
        except UsageError:
            return
        assert pieces(written) == []
        assert "was revoked" in written
        assert "toml: engines" in written.replace("\\", "")  # of Markdown


def test_two_copies_on_a_line_and_a_fragment_are_blotted() -> None:
    text = f"a = '{TOKENS[0]}' # was {TOKENS[0]} or {TOKENS[0][5:20]}…"
    shown = excerpt(text, 5, [Span(5, 45)], Blotter([TOKENS[0]]))
    assert shown == f"a = '{BLOT}' # was {BLOT} or {BLOT}…"


@pytest.mark.parametrize(
    ("secret", "text", "shown"),
    [
        ("hunter2", "xhunter2x hunter", f"x{BLOT}x hunter"),
        ("abc", "abcabc", "abcabc"),
        ("https://www.hooks.team/T0/x9", "https://www.example.org", "https://www.example.org"),
        ("https://hooks.example/T0/x9", "see hooks.example/T0/", f"see {BLOT}"),
        ("0123456789", "x12345678x 2345678", f"x{BLOT}x 2345678"),
    ],
)  # fmt: skip
def test_blotter(secret: str, text: str, shown: str) -> None:
    assert Blotter([secret]).blot(text) == shown


class Counted(str):
    """A text that counts the characters that are taken from it."""

    taken = 0

    def __getitem__(self, key: Any) -> str:
        part = super().__getitem__(key)
        Counted.taken += len(part)
        return part


def test_excerpts_of_one_long_line_take_linear_work() -> None:
    def work(tokens: int) -> int:
        text = Counted(" ".join([TOKENS[0]] * tokens))
        spans = [Span(41 * number, 41 * number + 40) for number in range(tokens)]
        blotter, Counted.taken = Blotter([TOKENS[0]]), 0
        for span in spans:
            excerpt(text, span.start, spans, blotter)
        return Counted.taken

    assert work(400) < 2.2 * work(200)


def test_a_report_is_linear_in_its_findings() -> None:
    def length(findings: int) -> int:
        cell = code("\n".join([TOKENS[0]] * findings), id="x" * 50 * findings)
        report: Report = scan(dump(notebook([cell])), "a.ipynb", [load("builtin")])
        return len(write(report, "json"))

    assert length(400) < 2.2 * length(200)
