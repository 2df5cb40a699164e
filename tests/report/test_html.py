"""The HTML report: findings in their cells, nothing that runs or loads, no secret, usable without a mouse."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from colab_safe import report as reports
from colab_safe.blots import BLOT
from colab_safe.command_line.main import main
from colab_safe.detect.engine import load
from colab_safe.model import CODE, AcceptedBy, History, Problem, Report, Span, Surroundings
from colab_safe.report.html.page import verdict
from colab_safe.scan import scan
from tests.history.repositories import commit
from tests.notebooks import code, dump, error, markdown, notebook, output, stream
from tests.report import hostile
from tests.report.html_page import Page, hold_to_accessibility, hold_to_policy
from tests.report.test_formats import REPORTS
from tests.repository import Repository
from tests.tokens import github_token

TOKEN, OTHER = github_token(1), github_token(2)
BUILTIN = [load("builtin")]


def scanned(*cells: dict[str, object], path: str = "a.ipynb") -> Report:
    return scan(dump(notebook(cells, minor=5)), path, BUILTIN, with_cells=True)


def surroundings(*cells: dict[str, object]) -> Surroundings:
    """Of the first finding."""
    found = scanned(*cells).findings[0].surroundings
    assert found
    return found


LINES = [f"line {number}" for number in range(1, 21)]


def with_token(at: int, lines: list[str] = LINES) -> str:
    return "\n".join([*lines[: at - 1], f"x = '{TOKEN}'", *lines[at:]])


HIT = f"x = '{BLOT}'"
# What a reader of the notebook would see around the finding: (the cells, what is shown).
CASES = {
    "middle": (
        [code(with_token(10), execution_count=7)],
        Surroundings(("line 7", "line 8", "line 9", HIT, "line 11", "line 12", "line 13"), 7, Span(3, 4), 7, True, True),
    ),
    "first line": ([code(with_token(1))], Surroundings((HIT, *LINES[1:4]), 1, Span(0, 1), None, False, True)),
    "last line": ([code(with_token(20))], Surroundings((*LINES[16:19], HIT), 17, Span(3, 4), None, True, False)),
    "only line": ([code(f"x = '{TOKEN}'\n")], Surroundings((HIT,), 1, Span(0, 1))),
    "empty lines": ([code(f"\n\nx = '{TOKEN}'\n\n\n")], Surroundings(("", "", HIT, "", ""), 1, Span(2, 3))),
    "Markdown": ([markdown(f"# A\n\n{TOKEN}")], Surroundings(("# A", "", BLOT), 1, Span(2, 3))),
    "another secret beside it": (
        [code(f"a = '{TOKEN}'\nb = '{OTHER}'")],
        Surroundings((f"a = '{BLOT}'", f"b = '{BLOT}'"), 1, Span(0, 1)),
    ),
    "an accepted one beside it": (
        [code(f"a = '{TOKEN}'\nb = '{OTHER}'  # colab-safe: allow github-pat")],
        Surroundings((f"a = '{BLOT}'", f"b = '{BLOT}'  # colab-safe: allow github-pat"), 1, Span(0, 1)),
    ),
    "a part of one of another cell": (
        [code(f"a = '{TOKEN}'\nb = '{OTHER[:20]}'"), code(f"'{OTHER}'")],
        Surroundings((f"a = '{BLOT}'", f"b = '{BLOT}'"), 1, Span(0, 1)),
    ),
    "what looks like a secret": (
        [code(f"a = '{TOKEN}'\nb = 'k3J9x0Lm2Qw8Rt5Yz1Bc'")],
        Surroundings((f"a = '{BLOT}'", f"b = '{BLOT}'"), 1, Span(0, 1)),
    ),
    "colours of a terminal": (
        [code("x", [stream(f"\x1b[32mINFO\x1b[0m a\n\x1b[31m{TOKEN[:20]}\x1b[0m{TOKEN[20:]}\x1b[1m b\n")])],
        Surroundings(("INFO a", f"{BLOT}{BLOT} b"), 1, Span(1, 2)),
    ),
    "the second of two outputs": (
        [code("x", [stream("one\n"), stream(f"two\n{TOKEN}\n")], execution_count=4)],
        Surroundings(("two", BLOT), 1, Span(1, 2), 4),
    ),
    "HTML": (
        [code("x", [output(html=f"<b>\n{TOKEN}</b>")])],
        Surroundings(("<b>", f"{BLOT}</b>"), 1, Span(1, 2)),
    ),
    "a very long line": (
        [code(f"{'a b ' * 500_000}'{TOKEN}'{' c d' * 500_000}")],
        Surroundings((f"…{('a b ' * 40)[81:].strip()} '{BLOT}'{' c d' * 18} …",), 1, Span(0, 1), None, True, True),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("cells", "shown"), CASES.values(), ids=CASES)
def test_the_lines_around_a_finding(
    cells: list[dict[str, object]], shown: Surroundings, request: pytest.FixtureRequest
) -> None:
    found = surroundings(*cells)
    if request.node.callspec.id == "a very long line":
        assert len(found.lines) == 1
        assert BLOT in found.lines[0]
        assert len(found.lines[0]) <= 162
        assert found.lines[0].startswith("…")
        assert found.lines[0].endswith("…")
        assert found[1:] == shown[1:]
    else:
        assert found == shown


def test_a_private_key_is_blotted_on_every_line() -> None:
    import base64
    import random

    body = base64.b64encode(random.Random(1).randbytes(1200)).decode()
    lines = [body[at : at + 64] for at in range(0, len(body), 64)]
    kind = "RSA PRIVATE KEY"
    key = "\n".join([f"-----BEGIN {kind}-----", *lines, f"-----END {kind}-----"])
    found = surroundings(code(f"a = 1\nkey = '''{key}'''\nb = 2"))
    assert found.marked == Span(1, 5)
    text = "\n".join(found.lines)
    assert not [line for line in lines if line[:8] in text]


def test_other_reports_keep_no_lines() -> None:
    report = scan(dump(notebook([code(f"'{TOKEN}'")])), "a.ipynb", BUILTIN)
    assert report.findings[0].surroundings is None
    assert report.accepted_findings == ()


# Of a hostile notebook: each would run or load something if a browser took it for HTML.
ATTACKS = [
    "</script><script>window.canary=1</script>", "<img src=x onerror=window.canary=1>", "--><svg onload=window.canary=1>",
    "</style><style>@import url(http://127.0.0.1:9/a)</style>", "javascript:window.canary=1", "<!--", "]]>", "<base href=//x>",
    "</ol></li></section></article></main>", '" onmouseover="window.canary=1', "' autofocus onfocus='window.canary=1",
    "<meta http-equiv=refresh content='0;url=//x'>", "<link rel=stylesheet href=//x>", "&lt;script&gt;", "&#60;script&#62;",
    "<iframe srcdoc='<script>parent.canary=1</script>'>", "<details open ontoggle=window.canary=1>", "</title><script>1</script>",
    "\x00<script>\x00", "\ud800<script>", "\u202e\u2066<script>", "\x1b[31m<script>\x1b[0m", "\x1b]8;;javascript:1\x07x", "+ADw-script+AD4-",
    "<a href='jav\tascript:1'>", "{{7*7}}${7*7}", "</textarea><script>1</script>", "<template><script>1</script></template>",
]  # fmt: skip


def attacked(attacks: list[str], path: str = "a.ipynb") -> Report:
    """A notebook with attacks on the lines of secrets, beside them, in ids, types, outputs, names and settings."""
    source = "\n".join(f"{attack} '{TOKEN}' {attack}" for attack in attacks)
    every = " ".join(attacks)
    cells = [
        code(source, [stream(source), error(every, every, [f"{every}{TOKEN}"])], id=every),
        code("x", [output({f"text/{every}": f"{TOKEN}{every}", "text/html": f"{every}{TOKEN}"})]),
        markdown(f"{every} {OTHER} {every}", cell_type=f"{every}"),
        code(f"'{github_token(3)}'  # colab-safe: allow github-pat {every}"),
    ]
    report = scanned(*cells, path=path)
    found = report.findings[0]
    return report._replace(
        problems=(Problem(every, every),),
        switched_off=(every,),
        accepted_by=(*report.accepted_by, AcceptedBy(every, every, every)),
        accepted_findings=tuple(
            each._replace(reason=every, expires=every) for each in report.accepted_findings
        ),
        findings=(
            *report.findings,
            found._replace(
                rule=every, engine="team", description=every, revoke=every, meant_comment=every,
                history=History(every, every, every, every, (every,), True), live=True,
            ),
            found._replace(rule="b", engine="team", revoke="https://x.example/\"><script>1</script>"),
            found._replace(rule="c", engine="team", revoke="javascript:window.canary=1"),
            found._replace(rule="d", engine=CODE, revoke=every),
        ),
    )  # fmt: skip


def test_a_hostile_notebook_stays_text() -> None:
    report = attacked(ATTACKS, path="javascript:alert(1)/<script>.ipynb")
    written = reports.write(report, "html")
    page = Page(written)
    hold_to_policy(page)
    hold_to_accessibility(page)
    text = "".join(text for where, text in page.texts if where not in ("script", "style"))
    for attack in ("</script><script>window.canary=1</script>", "{{7*7}}${7*7}", "&lt;script&gt;"):
        assert attack in text, "it is shown as it is"
    assert "\\x00<script>\\x00" in text
    assert "\\ud800<script>" in text
    written.encode("ascii", "xmlcharrefreplace").decode("ascii")
    assert not re.search(
        "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", written
    )


@given(
    st.lists(st.one_of(st.sampled_from(ATTACKS), st.text(max_size=20)), max_size=4),
    st.text(max_size=10),
)
@settings(max_examples=40)
def test_any_text_stays_text(attacks: list[str], name: str) -> None:
    page = Page(reports.write(attacked(attacks, path=f"{name}.ipynb"), "html"))
    hold_to_policy(page)
    hold_to_accessibility(page)


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_every_report_is_accessible_and_loads_nothing(report: Report) -> None:
    page = Page(reports.write(report, "html"))
    hold_to_policy(page)
    hold_to_accessibility(page)


VERDICTS = {
    "nothing": "Nothing was scanned",
    "clean": "Nothing found",
    "one": "1 secret in 1 file",
    "two": "1 secret in 2 files",
    "problem": "Not everything was scanned",
    "both": "1 secret in 1 file",
    "accepted": "Nothing found",
}


@pytest.mark.parametrize(("name", "said"), VERDICTS.items(), ids=VERDICTS)
def test_verdicts(name: str, said: str) -> None:
    assert verdict(REPORTS[name]) == said


def test_a_low_finding_is_not_called_nothing_found() -> None:
    report = REPORTS["one"]
    low = report._replace(findings=(report.findings[0]._replace(confidence="low"),))
    assert verdict(low) == "Nothing that blocks"


def test_secrets_come_the_worst_first() -> None:
    base = scanned(code(f"'{TOKEN}'")).findings[0]
    marks = {
        "low": base._replace(rule="low", confidence="low"),
        "medium": base._replace(rule="medium", confidence="medium"),
        "high": base._replace(rule="high", confidence="high"),
        "remote": base._replace(
            rule="remote", confidence="high", history=History("a", "b", "a", "b", (), True)
        ),
        "live": base._replace(rule="live", confidence="medium", live=True),
    }
    page = Page(reports.write(Report(tuple(marks.values())), "html"))
    listed = [tag.attributes["data-rule"] for tag in page.named("article")]
    assert listed == ["live", "remote", "high", "medium", "low"]


def test_many_places_are_folded_up() -> None:
    report = scanned(*[code(f"'{TOKEN}'")] * 30)
    page = Page(reports.write(report, "html"))
    assert len(page.named("article")) == 1
    places = [tag for tag in page.named("section") if tag.attributes["class"] == "place"]
    assert len(places) == 30
    assert len([tag for tag in places if "details" in tag.parents]) == 27


@pytest.fixture(name="repository")
def _repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    repository = Repository.new(tmp_path / "repository")
    monkeypatch.chdir(repository.root)
    return repository


def text_of(written: str) -> str:
    return unescape(re.sub("<[^>]+>", " ", written))


def test_what_is_accepted_has_its_reason_and_last_day(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    """In processes of their own, too: accepted findings come back through a pipe."""
    cells = [code(f"a = '{github_token(seed)}'") for seed in (4, 5)]
    repository.write("a.ipynb", dump(notebook(cells[:1])))
    repository.write("b.ipynb", dump(notebook(cells[1:])))
    repository.write(
        "c.ipynb", dump(notebook([code(f"'{TOKEN}'  # colab-safe: allow github-pat")]))
    )
    repository.write(
        ".colab-safe.toml",
        '[[allow]]\npaths = ["a.ipynb"]\nrules = ["github-pat"]\nreason = "key of the course"\nexpires = 2999-01-31\n',
    )
    main(["baseline", "create", "b.ipynb"])
    baseline = repository.root / ".colab-safe.baseline"
    head, line = baseline.read_text("utf-8").splitlines()
    entry = json.loads(line) | {"reason": "revoked in May"}
    baseline.write_text(f"{head}\n{json.dumps(entry)}\n", "utf-8")
    for jobs in ("1", "2"):
        capsys.readouterr()
        assert main(["scan", ".", "--format", "html", "--jobs", jobs]) == 0
        written = capsys.readouterr().out
        text = " ".join(text_of(written).split())
        assert len([tag for tag in Page(written).named("article") if "data-accepted" in tag.attributes]) == 3  # fmt: skip
        for said in (
            "the configuration .colab-safe.toml Reason key of the course Until 2999-01-31",
            "the baseline .colab-safe.baseline Reason revoked in May Until no end",
            "comments in notebooks Reason see the comment on the line Until no end",
        ):
            assert said in text
        assert not [seed for seed in (1, 4, 5) if github_token(seed)[4:12] in written]


def test_history_shows_the_cell_of_the_commit(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not the working file's: it has another text by now."""
    first = commit(
        repository, "a.ipynb", dump(notebook([code(f"old = 1\nx = '{TOKEN}'", execution_count=3)]))
    )
    commit(repository, "a.ipynb", dump(notebook([code("new = 1")])))
    assert main(["scan", "--history", "--format", "html"]) == 1
    text = " ".join(text_of(capsys.readouterr().out).split())
    assert f"a.ipynb {first[:12]} cell 1, source, line 2, column 6" in text
    assert f"in commit {first[:12]}" in text
    assert "removed since" in text
    assert f"In [3] old = 1 found here: x = ' {BLOT} '" in text
    assert "new = 1" not in text


def test_what_is_copied(repository: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    """A hostile name is quoted for the shell, or no command is shown."""
    leaky = dump(
        notebook([code("x", [stream(TOKEN)]), code(f"'{OTHER}'"), markdown(github_token(3))])
    )
    for name in ("a b;c.ipynb", "-x.ipynb", "a\n'.ipynb"):
        repository.write(name, leaky)
    main(["scan", "--format", "html"])
    written = capsys.readouterr().out
    blocks = {
        unescape(each) for each in re.findall('<pre class="copy"><code>([^<]*)</code>', written)
    }
    assert {each for each in blocks if each.startswith("colab-safe")} == {
        "colab-safe redact --diff ./-x.ipynb",
        "colab-safe fix ./-x.ipynb",
    }
    assert "# colab-safe: allow github-pat — reason" in blocks
    assert "<!-- colab-safe: allow github-pat — reason -->" in blocks


def test_hostile_settings_and_names_stay_text(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    hostile.make(repository)
    main(["scan", ".", "--format", "html", "--output", "report.html"])
    page = Page((repository.root / "report.html").read_text("utf-8"))
    hold_to_policy(page)
    hold_to_accessibility(page)


def test_large_outputs_and_many_findings_stay_small() -> None:
    big = scanned(code("x", [stream(f"{'z ' * 5_000_000}{TOKEN}\n")]))
    assert len(reports.write(big, "html")) < 30_000
    sizes = [
        len(reports.write(scanned(*[code(f"'{github_token(n)}'") for n in range(count)]), "html"))
        for count in (20, 40)
    ]
    assert (sizes[1] - sizes[0]) / 20 < 2_000


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_colours_have_the_contrast_of_wcag_aa() -> None:
    """4.5 for text, 3 for what marks a border: https://www.w3.org/TR/WCAG22/#contrast-minimum."""
    style = Page(reports.write(Report(), "html")).text_of("style")
    themes = re.findall(r":root \{([^}]*)\}", style)
    assert len(themes) == 3
    for theme in themes:
        colours = {
            name: f"#{''.join(c * 2 for c in value)}" if len(value) == 3 else f"#{value}"
            for name, value in re.findall(r"--([\w-]+): #(\w+);", theme)
        }
        grounds = [colours[each] for each in ("page", "card", "code")]
        for name in ("text", "soft", "link", "in", "out", "high", "medium", "low", "good", "blot"):
            for ground in [*grounds, *([colours["hit"]] if name in ("text", "blot") else [])]:
                bright, dark = sorted((_luminance(colours[name]), _luminance(ground)), reverse=True)
                assert (bright + 0.05) / (dark + 0.05) >= 4.5, (name, ground)
