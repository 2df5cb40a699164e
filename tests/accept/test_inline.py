"""Comments, cell tags and cell metadata that accept a finding: which secrets they reach."""

from __future__ import annotations

import json
import string
from random import Random
from typing import Any

import pytest

from colab_safe import report as reports
from colab_safe.accept import cells, pragmas
from colab_safe.detect.engine import load
from colab_safe.model import Report
from colab_safe.notebook.reading import read_notebook
from colab_safe.scan import scan
from tests.notebooks import code, dump, markdown, notebook, output, stream
from tests.tokens import github_token

TOKEN = github_token()
RULE = "github-pat"
PRAGMAS = (
    "pragma: allowlist secret",
    "pragma:allowlist secret",
    "pragma: allowlist-secret",
    "pragma: whitelist secret",
    "gitleaks:allow",
    "betterleaks:allow",
    "trufflehog:ignore",
    "kingfisher:ignore",
    f"colab-safe: allow {RULE}",
    f"colab-safe: allow {RULE} — an example of the documentation",
    f"colab-safe:allow {RULE} - an example",
    f"colab-safe: allow aws-access-key-id, {RULE} -- an example",
)
COMMENTS = ("# {}", "// {}", "/* {} */", "<!-- {} -->", "-- {}", "% {}", "; {}")


def scanned(*cell: Any, **arguments: Any) -> Report:
    return scan(dump(notebook(cell), **arguments), "a.ipynb", [load("builtin")])


@pytest.mark.parametrize("comment", COMMENTS)
@pytest.mark.parametrize("pragma", PRAGMAS)
def test_pragma_accepts_its_line(pragma: str, comment: str) -> None:
    line = f"t = '{TOKEN}'  {comment.format(pragma)}"
    assert pragmas.accepts(f"first\n{line}\nlast", 11, 11 + len(TOKEN), RULE)
    for others in (
        f"{comment.format(pragma)}\nt = '{TOKEN}'",
        f"t = '{TOKEN}'\n{comment.format(pragma)}",
    ):
        start = others.index(TOKEN)
        assert not pragmas.accepts(others, start, start + len(TOKEN), RULE)


@pytest.mark.parametrize(
    "comment",
    [
        "colab-safe: allow gitlab-pat",
        "colab-safe: allow",
        f"colab-safe: allow not-{RULE}",
        f"colab-safe: allow {RULE}-2",
        f"colab-safe: disallow {RULE}",
        "pragma: allowlist secrets",
        "pragma: allowlist",
        "not-gitleaks:allow",
        "gitleaks:allowed",
        "noqa",
    ],
)
def test_other_comments_accept_nothing(comment: str) -> None:
    text = f"'{TOKEN}'  # {comment}"
    assert not pragmas.accepts(text, 1, 1 + len(TOKEN), RULE)


@pytest.mark.parametrize(
    ("above", "accepted"),
    [
        ("# pragma: allowlist nextline secret", True),
        ("    // pragma: allowlist nextline secret", True),
        ("<!-- pragma: allowlist-nextline-secret -->", True),
        ("x = 1  # pragma: allowlist nextline secret", False),
        ("# pragma: allowlist nextline secret\n", False),
    ],
)
def test_nextline(above: str, accepted: bool) -> None:
    text = f"{above}\nt = '{TOKEN}'"
    start = text.index(TOKEN)
    assert pragmas.accepts(text, start, start + len(TOKEN), RULE) is accepted


def test_pragma_far_away_on_a_minified_line_is_not_meant() -> None:
    text = f"gitleaks:allow {'x ' * pragmas.REACH}{TOKEN}"
    start = text.index(TOKEN)
    assert not pragmas.accepts(text, start, start + len(TOKEN), RULE)


def test_pragma_above_or_below_a_secret_of_several_lines() -> None:
    text = "key = '''BEGIN\nxx\nEND'''  # gitleaks:allow"
    assert pragmas.accepts(text, 9, 21, "private-key")


@pytest.mark.parametrize("indent", [1, None], ids=["indented", "one line"])
def test_pragma_in_one_cell_leaves_the_others(indent: int | None) -> None:
    report = scanned(
        code(f"a = '{github_token(1)}'  # pragma: allowlist secret"),
        code([f"b = '{github_token(2)}'\n", "c = 1  # gitleaks:allow"]),
        code(
            "",
            [
                stream(f"{github_token(3)}  # gitleaks:allow\n"),
                output(html=f"<p>{github_token(4)}</p>"),
            ],
        ),
        markdown(f"{github_token(5)} <!-- gitleaks:allow -->"),
        indent=indent,
    )
    assert [finding.secret.reveal() for finding in report.findings] == [
        github_token(2),
        github_token(4),
    ]
    assert report.accepted == 3


@pytest.mark.parametrize(
    ("metadata", "accepted"),
    [
        ({"tags": ["allow-secret"]}, True),
        ({"tags": ["x", f"allow-secret:{RULE}"]}, True),
        ({"tags": [f"allow-secret: {RULE}"]}, True),
        ({"tags": ["allow-secret:gitlab-pat"]}, False),
        ({"tags": ["allow-secret:"]}, False),
        ({"tags": ["allow-secrets", 7, None]}, False),
        ({"tags": "allow-secret"}, False),
        ({"tags": {"allow-secret": True}}, False),
        ({"colab-safe": {"allow": True}}, True),
        ({"colab-safe": {"allow": [RULE], "reason": "an example"}}, True),
        ({"colab-safe": {"allow": RULE}}, True),
        ({"colab-safe": {"allow": ["gitlab-pat"]}}, False),
        ({"colab-safe": {"allow": False}}, False),
        ({"colab-safe": {"allow": {}}}, False),
        ({"colab-safe": "allow"}, False),
        ({}, False),
        (None, False),
    ],
    ids=json.dumps,
)
def test_tags_and_metadata(metadata: Any, accepted: bool) -> None:
    leaky = code(f"a = '{github_token(1)}'", [stream(github_token(2))], metadata=metadata)
    report = scanned(code("1"), leaky)
    assert (len(report.findings), report.accepted) == ((0, 2) if accepted else (2, 0))


def test_tag_accepts_in_its_cell_only() -> None:
    tagged = code(github_token(1), metadata={"tags": ["allow-secret"]})
    report = scanned(code(github_token(2)), tagged, code(github_token(3)))
    assert [finding.location.place.cell for finding in report.findings] == [1, 3]


def accepted_in(tree: Any, number: int) -> bool:
    return cells.accepts(read_notebook(json.dumps(tree).encode()).cell_metadata(number), RULE)


def test_cells_of_nbformat_3_are_counted_through_the_worksheets() -> None:
    tagged = {"cell_type": "code", "input": [], "metadata": {"tags": ["allow-secret"]}}
    tree = {"worksheets": [{"cells": [{}, {}]}, {"cells": [tagged]}]}
    assert [accepted_in(tree, number) for number in (1, 2, 3, 4)] == [False, False, True, False]


@pytest.mark.parametrize(
    "tree", [None, [], {"cells": 3}, {"worksheets": [None]}, {"cells": [[]]}], ids=json.dumps
)
def test_broken_notebook_accepts_nothing(tree: Any) -> None:
    assert not accepted_in(tree, 1)


def test_accepted_secrets_are_counted_and_never_shown() -> None:
    report = scanned(
        code(f"a = '{github_token(1)}'; b = '{github_token(2)}'"),
        code(f"'{TOKEN}' # gitleaks:allow"),
    )
    assert json.loads(reports.write(report, "json"))["summary"]["accepted"] == 1
    text = reports.write(report, "text")
    assert "2 findings (1 accepted) in 1 file" in text
    assert all(github_token(seed) not in text for seed in (1, 2))


def test_rule_accepted_beside_one_that_is_not() -> None:
    """Both are on one line: the comment names one of them, and the other's excerpt shows neither."""
    gitlab = f"gl{'pat'}-{''.join(Random(3).choices(string.ascii_letters + string.digits, k=20))}"
    report = scanned(
        code(f"a = '{TOKEN}'; b = '{gitlab}'  # colab-safe: allow gitlab-pat — an example")
    )
    assert [finding.rule for finding in report.findings] == [RULE]
    assert report.accepted == 1
    assert gitlab not in report.findings[0].excerpt


@pytest.mark.parametrize(
    ("comment", "is_meant"),
    [
        ("# colab-safe: alow[github-pat]", True),
        ("# colab-safe: allow", True),
        ("# colab-safe: ignore github-pat", True),
        ("# colab-safe: allow github-pta", True),
        ("# colab-safe: allow gitlab-pat — another rule", True),
        ("# colab-safe allow github-pat", True),
        ("# colabsafe: allow github-pat", True),
        ("# Colab_Safe: Allow github-pat", True),
        ("// pragma: allowlist secrt", True),
        ("# pragma: allow-list secret", True),
        ("# gitleaks: allow", True),
        ("# truflehog:ignore", True),
        ("# pragma: no cover", False),
        ("# noqa: S105", False),
        ("# our colab: save the file", False),
        ("+ colab_safe.allow", False),
        ("", False),
    ],
)
def test_a_mistyped_comment_gets_a_suggestion(comment: str, is_meant: bool) -> None:
    found = scanned(code(f"t = '{TOKEN}'  {comment}\n# colab-safe: allw {RULE}"))
    meant = f"colab-safe: allow {RULE}" if is_meant else ""
    assert [finding.meant_comment for finding in found.findings] == [meant]
    said = f"did you mean `# {meant} — reason`?"
    assert (said in reports.write(found, "text")) == is_meant
    if meant:
        assert scanned(code(f"t = '{TOKEN}'  # {meant}")).accepted == 1
