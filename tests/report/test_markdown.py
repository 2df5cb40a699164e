"""The page of Markdown: nothing in it acts, it fits into a step of GitHub Actions, and says what it leaves out."""

from __future__ import annotations

import re
from html import unescape

import pytest
from markdown_it import MarkdownIt

from colab_safe import report as reports
from colab_safe.detect.engine import load
from colab_safe.model import Coverage, Finding, Problem, Report
from colab_safe.scan import scan
from tests.history.repositories import notebook
from tests.tokens import github_token

GITHUB = 1024 * 1024  # bytes that GitHub shows of a step
TOKENS = github_token(1), github_token(2)
ACTING = "a|b \\| `|` <img src=x> [x](https://a.example) <!--\n::error::x\n# h\\"


def found(name: str = "a.ipynb", token: str = TOKENS[0]) -> Finding:
    return scan(notebook("x = 1", token), name, [load("builtin")]).findings[0]


def page(*findings: Finding, problems: tuple[Problem, ...] = (), files: int = 1) -> str:
    return reports.write(Report(findings, problems, Coverage(files)), "markdown")


def html(written: str) -> str:
    return str(MarkdownIt().enable("table").render(written))


def rows(written: str) -> list[list[str]]:
    """The texts of the cells of each row below the head, as a reader sees them."""
    found = re.findall("<tr>(.*?)</tr>", html(written), re.DOTALL)[1:]
    cells = (re.findall("<td>(.*?)</td>", row, re.DOTALL) for row in found)
    return [[unescape(re.sub("<[^>]+>", "", cell)) for cell in row] for row in cells]


@pytest.mark.parametrize("field", ["path", "description", "rule", "revoke"])
def test_nothing_acts(field: str) -> None:
    """A name stays in its cell of the table, and is read as it is written."""
    finding = found()
    location = finding.location._replace(path=ACTING)
    own = {"location": location} if field == "path" else {field: ACTING}
    written = page(finding._replace(**own))
    [row] = rows(written)
    assert len(row) == 4
    assert ACTING.replace("\n", "\\n") in " ".join(row)
    tags = set(re.findall(r"<(\w+)", html(written)))
    assert tags <= {"h3", "p", "table", "thead", "tbody", "tr", "th", "td", "code", "a"}
    assert not re.search("^::", written, re.MULTILINE)


def test_a_secret_is_a_row_and_the_worst_comes_first() -> None:
    low = found("low.ipynb", TOKENS[1])._replace(confidence="low")
    first, second = rows(page(low, *(found(f"{number}.ipynb") for number in range(9))))
    assert first[0] == "high"
    assert first[1] == "GitHub personal access token (classic) (github-pat)"
    assert first[2].startswith("0.ipynb: cell 1, output 1, line 1")
    assert first[2].endswith("… and 4 more places, in 4 files")
    assert first[3].startswith("Revoke it at https://github.com/settings/tokens. Then remove it")
    assert second[0] == "low"


@pytest.mark.parametrize(
    ("findings", "problems", "files", "said"),
    [
        (1, 0, 1, "1 finding"),
        (1, 1, 1, "1 finding, and not everything was scanned"),
        (0, 1, 1, "not everything was scanned"),
        (0, 0, 0, "no file was scanned"),
        (0, 0, 1, "no findings"),
    ],
)
def test_the_first_line_is_the_verdict(findings: int, problems: int, files: int, said: str) -> None:
    """Nothing is called clean that was not read."""
    problem = (Problem("b.ipynb", "it is empty"),) * problems
    written = page(*[found()] * findings, problems=problem, files=files)
    assert written.split("\n")[0] == f"### colab-safe: {said}"


def test_low_confidence_is_no_finding_that_blocks() -> None:
    assert page(found()._replace(confidence="low")).startswith(
        "### colab-safe: nothing that blocks"
    )


def test_a_step_of_github_shows_all_that_is_written() -> None:
    name = f"{'é|' * 300}.ipynb"
    finding = found(name)
    many = [finding._replace(rule=f"r{number}") for number in range(2000)]
    problems = tuple(Problem(f"{number}{name}", ACTING) for number in range(2000))
    switched_off = tuple(f"{number}: {ACTING}" for number in range(2000))
    report = Report(tuple(many), problems, Coverage(1), switched_off=switched_off)
    written = reports.write(report, "markdown")
    assert GITHUB / 2 < len(written.encode()) < GITHUB
    shown = len(rows(written))
    assert f"… and {2000 - shown:,} more secrets: GitHub shows only 1 MiB" in written
    listed = html(written).count("<li><code>")
    assert f"… and {2000 - listed:,} more lines: GitHub" in written


def test_one_long_line_does_not_hide_the_others() -> None:
    long = found("a" * GITHUB)._replace(rule="long")
    written = page(long, found())
    assert [row[2][:7] for row in rows(written)] == ["a.ipynb"]
    assert "… and 1 more secret:" in written
