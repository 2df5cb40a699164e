"""Every report format: each is what its reader expects, whatever the report says, and contains no secret."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import jsonschema
import pytest
from markdown_it import MarkdownIt

from colab_safe import report as reports
from colab_safe.command_line.main import main
from colab_safe.detect.engine import load
from colab_safe.detect.rules import RULES
from colab_safe.errors import UsageError
from colab_safe.model import AcceptedBy, Coverage, Problem, Report
from colab_safe.report.notices import MOST, notices
from colab_safe.report.remedy import is_address, remedy
from colab_safe.report.text import covered
from colab_safe.scan import scan
from tests.history.repositories import notebook
from tests.notebooks import code, dump
from tests.notebooks import notebook as notebook_of
from tests.report import schemas
from tests.report.sarif_schema import hold_to_sarif
from tests.tokens import github_token

TOKEN = github_token()
ODD = 'été/50%, "a"<b>:\n&\x1b\udcff.ipynb'  # everything that one of the formats gives a meaning to
CI = ["sarif", "github", "gitlab", "junit", "markdown"]


def scanned(*paths: str) -> Report:
    report = Report()
    for path in paths:
        report = report.plus(scan(notebook("x = 1", TOKEN), path, [load("builtin")]))
    return report


REPORTS = {
    "nothing": Report(),
    "clean": scan(notebook(), "a.ipynb", [load("builtin")]),
    "one": scanned("a.ipynb"),
    "two": scanned("a.ipynb", "b.ipynb"),
    "odd": scanned(ODD),
    "problem": Report(problems=(Problem(ODD, "it is not valid JSON\n::error::x"),)),
    "both": scanned("a.ipynb").plus(Report(problems=(Problem("b.ipynb", "it is empty"),))),
    "accepted": Report(
        coverage=Coverage(1, 2),
        accepted_by=(
            AcceptedBy("comment", number=1200),
            AcceptedBy("baseline", "known", number=3),
            AcceptedBy("configuration", ODD, f"{ODD} in lessons"),
        ),
    ),
    "switched off": Report(coverage=Coverage(1), switched_off=(f"{ODD}: engines",)),
    "settings": scanned("a.ipynb")._replace(
        accepted_by=tuple(
            AcceptedBy("configuration", "a.toml", f"reason {number}", number)
            for number in range(1, 3000)
        ),
        switched_off=("one", "other"),
    ),
}
EVERY_REPORT = pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)


def check_text(written: str, report: Report) -> None:
    *_, last = written.splitlines()
    assert last.startswith("colab-safe: ")
    assert written.count("    | ") == len({each.secret for each in report.findings})
    assert written.count(": cell ") == len(report.findings)


def check_concise(written: str, report: Report) -> None:
    """A line per finding, whatever is in a path; then the summary."""
    lines = written.splitlines()
    assert len([line for line in lines if ": github-pat (" in line]) == len(report.findings)
    assert lines[-1].startswith("colab-safe: ")


def check_json(written: str, report: Report) -> None:
    document = json.loads(written)
    assert len(document["findings"]) == len(report.findings)
    assert len(document["errors"]) == len(report.problems)


def check_sarif(written: str, report: Report) -> None:
    document = json.loads(written)
    hold_to_sarif(document)
    run = document["runs"][0]
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    assert run["invocations"][0]["executionSuccessful"] is not bool(report.problems)


def check_gitlab(written: str, report: Report) -> None:
    document = json.loads(written)
    jsonschema.validate(document, schemas.GITLAB)
    ids = [entry["id"] for entry in document["vulnerabilities"]]
    assert len(set(ids)) == len(ids)


def check_github(written: str, report: Report) -> None:
    """One command per finding and problem; a line end in a path or message would begin another."""
    lines = written.splitlines()
    commands = [line for line in lines if line.startswith("::error ")]
    assert len(commands) == len(report.findings) + len(report.problems)
    assert lines[-1].startswith("colab-safe: ")


def check_junit(written: str, report: Report) -> None:
    root = ElementTree.fromstring(written.encode("utf-8", "backslashreplace"))
    schemas.hold_to_junit(root)
    suite = root[0]
    assert len(suite.findall(".//failure")) == len(report.findings) == int(suite.attrib["failures"])
    assert len(suite.findall(".//error")) == len(report.problems) == int(suite.attrib["errors"])
    assert len(suite.findall("testcase")) == int(suite.attrib["tests"]) >= 1


def check_html(written: str, report: Report) -> None:
    """Each finding once, in its cell; tests/report/test_html.py has the rest."""
    assert written.count('<section class="place">') == len(report.findings)
    errors = written.partition('<section class="note errors"')[2].partition("</section>")[0]
    assert errors.count("<li>") == len(report.problems)


def check_markdown(written: str, report: Report) -> None:
    """A row for each secret, which GitHub shows as a table of four columns, whatever is in a path."""
    tables = re.findall("<tr>.*?</tr>", rendered(written), re.DOTALL)[1:]
    assert len(tables) == len({each.secret for each in report.findings})
    assert all(row.count("<td>") == 4 for row in tables)
    assert len(re.findall("<li><code>", rendered(written))) == len(report.problems)


def rendered(written: str) -> str:
    return str(MarkdownIt().enable("table").render(written))


def check_json_lines(written: str, report: Report) -> None:
    """The same as the JSON report, a line each."""
    document = json.loads(reports.write(report, "json"))
    *lines, last = map(json.loads, written.split("\n")[:-1])
    whole = {name: document[name] for name in ("version", "tool", "summary")}
    assert last == {"type": "summary", **whole}
    for kind in ("finding", "error"):
        some = [
            {k: v for k, v in line.items() if k != "type"} for line in lines if line["type"] == kind
        ]
        assert some == document[f"{kind}s"]


def check_filter_repo(written: str, report: Report) -> None:
    assert written == "", "it is made of secrets, so it is written only with --show-secrets"


# What the reader of a format relies on.
CHECKS: dict[str, Callable[[str, Report], None]] = {
    "text": check_text,
    "concise": check_concise,
    "json": check_json,
    "jsonl": check_json_lines,
    "sarif": check_sarif,
    "gitlab": check_gitlab,
    "github": check_github,
    "junit": check_junit,
    "html": check_html,
    "markdown": check_markdown,
    "filter-repo": check_filter_repo,
}


@pytest.mark.parametrize("format", reports.FORMATS)
@EVERY_REPORT
def test_a_report_is_what_its_reader_expects(format: str, report: Report) -> None:
    assert format in CHECKS, (
        f"nothing tests the report format {format}: add a row to CHECKS in tests/report/test_formats.py"
    )
    try:
        written = reports.write(report, format)
    except UsageError:  # a format that needs --show-secrets
        written = ""
    CHECKS[format](written, report)
    assert TOKEN not in written
    assert TOKEN[4:16] not in written
    written.encode("utf-8", "backslashreplace")


def told_by_sarif(written: str) -> list[str]:
    run = json.loads(written)["runs"][0]
    invocation = run["invocations"][0]
    kinds = ("toolConfigurationNotifications", "toolExecutionNotifications")
    return [each["message"]["text"] for kind in kinds for each in invocation[kind]]


def told_by_gitlab(written: str) -> list[str]:
    return [each["value"] for each in json.loads(written)["scan"]["messages"]]


def told_by_junit(written: str) -> list[str]:
    suite = ElementTree.fromstring(written.encode("utf-8", "backslashreplace"))[0]
    lines = (suite.findtext("system-out") or "").split("\n")
    return [line.removeprefix("colab-safe: ") for line in lines]


def told_by_text(written: str) -> list[str]:
    return [line.removeprefix("colab-safe: ") for line in written.splitlines()]


def told_by_github(written: str) -> list[str]:
    """Of an annotation its message, which GitHub decodes."""
    lines = [re.sub("^::[a-z]+ [^:]*::", "", line) for line in told_by_text(written)]
    return [unquote(line) if "%" in line else line for line in lines]


def told_by_markdown(written: str) -> list[str]:
    return list(map(unescape, re.findall("<(?:p|li)>([^<]*)</", rendered(written))))


def told_by_html(written: str) -> list[str]:
    return list(map(unescape, re.findall('<[a-z]+ class="told">([^<]*)</', written)))


# The sentences that a format shows. The JSON report gives the facts instead, and git filter-repo's has no place for them.
TOLD: dict[str, Callable[[str], list[str]]] = {
    "text": told_by_text,
    "concise": told_by_text,
    "sarif": told_by_sarif,
    "gitlab": told_by_gitlab,
    "github": told_by_github,
    "junit": told_by_junit,
    "html": told_by_html,
    "markdown": told_by_markdown,
}


@pytest.mark.parametrize(
    "format", sorted({*reports.FORMATS} - {"json", "jsonl", *reports.WITHOUT_SUMMARY})
)
@EVERY_REPORT
def test_every_format_tells_coverage_and_settings(format: str, report: Report) -> None:
    assert format in TOLD, f"add a row to TOLD in {__file__}: how the format {format} tells them"

    told = TOLD[format](reports.write(report, format))

    for sentence in [covered(report), *(each.text for each in notices(report))]:
        assert told.count(sentence) == 1, sentence


@EVERY_REPORT
def test_json_and_sarif_list_every_setting(report: Report) -> None:
    document = json.loads(reports.write(report, "json"))["summary"]
    properties = json.loads(reports.write(report, "sarif"))["runs"][0]["properties"]
    by = [each._asdict() for each in report.accepted_by]
    assert document["accepted_by"] == properties["acceptedBy"] == by
    assert document["switched_off"] == properties["switchedOff"] == [*report.switched_off]
    assert document["accepted"] == properties["accepted"] == report.accepted


def test_many_settings_are_summed_up() -> None:
    """The settings that accept most are named; the sum is that of all."""
    told = [each.text for each in notices(REPORTS["settings"])]
    assert told[:4] == ["one", "other", *(
        f"{number:,} accepted by the configuration a.toml: reason {number}" for number in (2999, 2998)
    )]  # fmt: skip
    assert len(told) == 2 + MOST + 1
    rest = sum(range(1, 3000 - MOST))
    assert (
        told[-1] == f"{rest:,} accepted by {2999 - MOST:,} more settings, which --format json lists"
    )
    long = Report(accepted_by=(AcceptedBy("configuration", "a.toml", "x" * 10_000),))
    assert len(next(notices(long)).text) < 300


def test_git_filter_repo_gets_only_replacements(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    cells = f"'{TOKEN}'", f"'{github_token(2)}'  # pragma: allowlist secret"
    (tmp_path / "a.ipynb").write_bytes(dump(notebook_of([code(cell) for cell in cells])))

    assert main(["scan", ".", "--format", "filter-repo", "--show-secrets"]) == 1

    out, err = capsys.readouterr()
    assert out == f"literal:{TOKEN}==>[REDACTED:github-pat]\n"
    assert "colab-safe: 1 accepted by comments in notebooks\n" in err
    assert "colab-safe: 1 finding (1 accepted) in 1 file, 2 cells" in err
    assert github_token(2) not in err


REMEDIES = {
    "address": ("https://github.com/settings/tokens", "Revoke it at https://github.com/settings/tokens"),
    "place": ("Access tokens in Dynatrace", "Revoke it: Access tokens in Dynatrace"),
    "sentence": ("Rotate it with whoever issued it", "Rotate it with whoever issued it"),
    "no action": ("It works once and expires within minutes", "It works once and expires within minutes"),
}  # fmt: skip


@pytest.mark.parametrize(("revoke", "said"), REMEDIES.values(), ids=REMEDIES)
def test_what_to_do_is_a_sentence_in_every_format(revoke: str, said: str) -> None:
    finding = REPORTS["one"].findings[0]._replace(revoke=revoke)
    for format in ("github", "junit", "sarif", "gitlab", "markdown"):
        written = reports.write(Report((finding,)), format)
        written = re.sub("<[^>]*>", "", rendered(written)) if format == "markdown" else written
        assert said in written
        times = 2 if format == "sarif" else 1  # as plain text, and in Markdown
        assert written.count("Revoke it") == said.count("Revoke it") * times


def test_every_rule_says_how_to_revoke_in_a_known_way() -> None:
    """A sentence begins with a verb that `remedy` knows; a place is a noun."""
    places = set(
        "API Access Account Admin Administration App Apps Connectors Console Customer Edit Integrations Load My OAuth Profile"
        " Project Security Service Settings Stack User Webhooks Workspace".split()
    )  # fmt: skip
    ways = {each.rule.revoke for each in RULES if not each.rule.revoke.startswith("https://")}
    unknown = {way for way in ways if remedy(way) != way and way.split()[0] not in places}
    assert not unknown, (
        "add the first word to `_VERBS` in colab_safe/report/remedy.py if it begins a sentence, or here if it names a place: "
        f"{unknown}"
    )


@pytest.mark.parametrize("format", CI)
def test_what_is_uploaded_never_shows_a_secret(format: str) -> None:
    assert TOKEN not in reports.write(REPORTS["one"], format, show_secrets=True)


def rule_of_sarif(**fields: str) -> dict[str, Any]:
    finding = REPORTS["one"].findings[0]._replace(**fields)
    document = json.loads(reports.write(Report((finding,)), "sarif"))
    hold_to_sarif(document)
    (rule,) = document["runs"][0]["tool"]["driver"]["rules"]
    return dict(rule)


def test_sarif_says_what_to_do_with_a_link() -> None:
    rule = rule_of_sarif()
    address = "https://github.com/settings/tokens"
    assert rule["helpUri"] == address
    assert rule["help"]["text"].startswith(f"Revoke it at {address}. Then remove it")
    first, then, accept = rule["help"]["markdown"].split("\n\n")
    assert first == r"**GitHub personal access token \(classic\)** (`github-pat`)"
    assert then == rf"Revoke it at <{address}>\. Then remove it from the notebook\."
    assert accept.endswith("on its line: `colab-safe: allow github-pat — reason`")


def test_sarif_links_to_no_place_without_an_address() -> None:
    for revoke, _ in list(REMEDIES.values())[1:]:
        rule = rule_of_sarif(revoke=revoke)
        assert "helpUri" not in rule
        assert "<" not in rule["help"]["markdown"]


def test_nothing_acts_in_the_markdown_of_sarif() -> None:
    """A pull request may bring rules of its own."""
    acting = "![x](https://a.example/b.png) <img src=x> <https://a.example> [a](b)\n\n# `x` ``y` *z*\x1b[m"
    for field in ("description", "rule", "revoke"):
        html = MarkdownIt().render(rule_of_sarif(**{field: acting})["help"]["markdown"])
        allowed = ["p", "strong", "code", *(() if field == "revoke" else ("a",))]
        assert {*re.findall(r"<(\w+)", html)} == {*allowed}
        assert (
            unescape(html).count(r"<img src=x> <https://a.example> [a](b)\n\n# `x` ``y` *z*\x1b[m")
            >= 1
        )


def test_github_makes_no_link_of_an_address_in_a_text() -> None:
    """It does so without brackets: `www.` and `https://` are enough."""
    markdown = rule_of_sarif(description="www.a.example https://a.example @all #1")["help"][
        "markdown"
    ]
    assert markdown.startswith(r"**www\.a\.example https\:\/\/a\.example \@all \#1**")


@pytest.mark.parametrize(
    "wrong", [{"surprise": 1}, {"level": "fatal"}, {"ruleIndex": "0"}], ids=str
)
def test_the_whole_schema_of_sarif_is_applied(wrong: dict[str, Any]) -> None:
    document = json.loads(reports.write(REPORTS["one"], "sarif"))
    document["runs"][0]["results"][0].update(wrong)
    with pytest.raises(AssertionError, match="SARIF: runs/0/results/0"):
        hold_to_sarif(document)


def test_every_address_of_a_rule_is_one() -> None:
    for each in RULES:
        assert is_address(each.rule.revoke) == each.rule.revoke.startswith("http"), each.rule.id


def test_sarif_names_the_line_of_the_file() -> None:
    result = json.loads(reports.write(REPORTS["odd"], "sarif"))["runs"][0]["results"][0]
    place = result["locations"][0]["physicalLocation"]
    lines = notebook("x = 1", TOKEN).split(b"\n")
    assert TOKEN.encode() in lines[place["region"]["startLine"] - 1]
    assert unquote(place["artifactLocation"]["uri"], errors="surrogateescape") == ODD
    assert re.fullmatch(r"[A-Za-z0-9/._~%-]+", place["artifactLocation"]["uri"])
    assert result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == "cell 1/output 1"


def test_github_annotates_the_line_of_the_file() -> None:
    command = reports.write(REPORTS["odd"], "github").split("\n")[0]
    written = re.fullmatch(r"::error file=([^,:]+),line=(\d+),title=([^,:]+)::(.*)", command)
    assert written
    encoded = ODD.replace("%", "%25").replace("\n", "%0A").replace(":", "%3A").replace(",", "%2C")
    assert written[1] == encoded.replace("\x1b", "\\x1b").replace("\udcff", "\\udcff")
    assert TOKEN.encode() in notebook("x = 1", TOKEN).split(b"\n")[int(written[2]) - 1]


def test_history_is_in_the_report_of_gitlab() -> None:
    finding = REPORTS["one"].findings[0]
    commit = "0123456789abcdef"
    of_commit = finding._replace(location=finding.location._replace(commit=commit))
    document = json.loads(reports.write(Report((of_commit,)), "gitlab"))
    assert document["vulnerabilities"][0]["location"]["commit"] == {"sha": commit}
