"""What SARIF offers as a fix is what `colab-safe redact` does; where it is not exactly that, nothing is offered."""

from __future__ import annotations

import json
import tarfile
from base64 import b64decode, b64encode
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from colab_safe.command_line.main import main
from colab_safe.detect.engine import load
from colab_safe.edits import apply
from colab_safe.model import Edit, Finding, Span
from colab_safe.offered_redactions import with_offers
from colab_safe.redact import redact
from colab_safe.scan import scan
from tests.history.repositories import commit
from tests.notebooks import code, dump, markdown, notebook, output, stream
from tests.report.sarif_schema import hold_to_sarif
from tests.repository import Repository
from tests.test_redact import OUTPUTS
from tests.tokens import github_token

ENGINES = [load("builtin")]
T, U, V = (github_token(number) for number in (1, 2, 3))


def offered(data: bytes, path: str, engines: list[Any]) -> list[Finding]:
    return [
        each for each in scan(data, path, engines, offer=with_offers).findings if each.redactable
    ]


def edits(found: list[Finding]) -> list[Edit]:
    marks = ((f"[REDACTED:{each.rule}]".encode() if not number else b"", span)
             for each in found for number, span in enumerate(each.redactable))  # fmt: skip
    return [Edit(span, mark) for mark, span in marks]


@pytest.mark.parametrize("of_output", [case.values[0] for case in OUTPUTS], ids=[case.id for case in OUTPUTS])  # fmt: skip
def test_an_offer_is_what_redact_writes(of_output: Any) -> None:
    data = dump(notebook([markdown("# é"), code("main()", [of_output])], minor=5))
    found = offered(data, "a.ipynb", ENGINES)
    if found:
        assert apply(data, edits(found)) == redact(data, "a.ipynb", ENGINES).data


SPLIT = output(html=f"<b>{U[:9]}</b>{U[9:]}")
MANY = notebook(
    [
        code(f"x = '{V}'", [stream(f"a {T} b {T}\n"), SPLIT]),
        code("y", [stream(f"{T} # colab-safe: allow github-pat — example\n"), stream([U[:5], U[5:]])]),
    ],
    metadata={"note": U},
)  # fmt: skip


def test_each_offer_can_be_taken_alone_and_all_together() -> None:
    data = dump(MANY)
    found = offered(data, "a.ipynb", ENGINES)
    assert len(found) == 5
    assert apply(data, edits(found)) == redact(data, "a.ipynb", ENGINES).data
    for number, one in enumerate(found):
        rest = offered(apply(data, edits([one])), "a.ipynb", ENGINES)
        assert len(rest) == len(found) - 1, number


def two_in_base64() -> dict[str, Any]:
    return output(plain=b64encode(f"{T} {U}".encode()).decode())


NOT_OFFERED = {
    "source": dump(notebook([code(f"'{T}'")])),
    "Markdown": dump(notebook([markdown(T)])),
    "base64": dump(notebook([code("x", [output(plain=b64encode(T.encode()).decode())])])),
    "two in base64": dump(notebook([code("x", [two_in_base64()])])),
    "UTF-16": json.dumps(notebook([code("x", [stream(T)])])).encode("utf-16"),
    "broken": dump(notebook([code("x", [stream(T)])]))[:-3],
    "low": dump(notebook([code("x", [stream("api_key = '0123456789abcdef'")])])),
}


@pytest.mark.parametrize("data", NOT_OFFERED.values(), ids=NOT_OFFERED)
def test_what_is_not_exactly_the_marker_is_not_offered(data: bytes) -> None:
    assert [each for each in offered(data, "a.ipynb", ENGINES) if each.confidence != "low"] == []


# --- In the report


def results(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    capsys.readouterr()
    assert main(["scan", *arguments, "--format", "sarif"]) == 1
    written = capsys.readouterr().out
    assert not any(each in written for each in (T, U, V))
    document = json.loads(written)
    hold_to_sarif(document)
    return list(document["runs"][0]["results"])


def applied(data: bytes, found: list[dict[str, Any]], path: str) -> bytes:
    """The file with all fixes made, as the standard says."""
    changes = []
    for fix in (fix for each in found for fix in each.get("fixes", ())):
        (change,) = fix["artifactChanges"]
        assert change["artifactLocation"] == {"uri": path, "uriBaseId": "%SRCROOT%"}
        for one in change["replacements"]:
            start = one["deletedRegion"]["byteOffset"]
            span = Span(start, start + one["deletedRegion"]["byteLength"])
            content = one.get("insertedContent", {"binary": "", "text": ""})
            assert b64decode(content["binary"]).decode() == content["text"]
            changes.append(Edit(span, b64decode(content["binary"])))
    return apply(data, changes)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_fixes_of_sarif_are_those_of_redact(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = b"\xef\xbb\xbf" + dump(MANY)
    (folder / "a b.ipynb").write_bytes(data)
    found = results(capsys, ".")
    assert sorted("fixes" in each for each in found) == [False, *[True] * 5]
    assert main(["redact", "."]) == 1
    assert applied(data, found, "a%20b.ipynb") == (folder / "a b.ipynb").read_bytes() != data


def test_only_files_of_the_disk_get_fixes(
    repository: Repository, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository.root)
    commit(repository, "a.ipynb", dump(MANY))
    repository.write("a.ipynb", dump(MANY) + b"\n")
    repository.git("add", "a.ipynb")
    with tarfile.open(repository.root / "x.tar", "w") as archive:
        archive.add(repository.root / "a.ipynb", "a.ipynb")
    (repository.root / "a.txt").write_text(T)
    monkeypatch.setattr("colab_safe.command_line.standard_input.input_stream", lambda: BytesIO(dump(MANY)))  # fmt: skip
    for arguments in (["--staged"], ["--history"], ["x.tar"], ["a.txt"], ["-", "--stdin-filename", "a.ipynb"]):  # fmt: skip
        assert not any("fixes" in each for each in results(capsys, *arguments)), arguments
    assert any("fixes" in each for each in results(capsys, "a.ipynb"))


def test_a_pointer_of_git_lfs_gets_no_fix(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is scanned is the content that the pointer names; what is there is the pointer."""
    (folder / "a.ipynb").write_bytes(b"version https://git-lfs.github.com/spec/v1\n")
    monkeypatch.setattr("colab_safe.project.git_lfs.is_pointer", lambda _: True)
    monkeypatch.setattr("colab_safe.project.git_lfs.has_further_lines", lambda _: False)
    monkeypatch.setattr("colab_safe.project.git_lfs.behind_pointer", lambda _: dump(MANY))
    assert [each for each in results(capsys, "a.ipynb") if "fixes" in each] == []


def test_findings_are_reported_whatever_happens_to_offers(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a.ipynb").write_bytes(dump(MANY))
    for error in (OSError("gone"), ValueError(T)):

        def fail(*_: object, error: Exception = error) -> bytes:
            raise error

        monkeypatch.setattr("colab_safe.offered_redactions.rewrite", fail)
        found = results(capsys, "a.ipynb")
        assert len(found) == 6 and not any("fixes" in each for each in found)


def test_a_file_is_scanned_once(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from colab_safe.project import project

    scans, scan_one = count(), project.scan
    monkeypatch.setattr(project, "scan", lambda *each, **more: (next(scans), scan_one(*each, **more))[1])  # fmt: skip
    for name in ("a.ipynb", "b.ipynb"):
        (folder / name).write_bytes(dump(MANY))
    assert sum("fixes" in each for each in results(capsys, ".", "--no-cache")) == 10
    assert next(scans) == 2


def test_nothing_is_offered_that_may_be_accepted() -> None:
    """Where a baseline was not compared with all passwords, some of them may be in it."""
    from colab_safe.model import Problem
    from colab_safe.project.redactions import compared

    report = scan(dump(MANY), "a.ipynb", ENGINES, offer=with_offers)
    assert compared(report, "a.ipynb", lambda report, _: report) is report
    problem = Problem("a.ipynb", "not compared")
    after = compared(report, "a.ipynb", lambda report, _: report._replace(problems=(problem,)))
    assert len(after.findings) == 6 and not any(each.redactable for each in after.findings)


def test_many_files_get_the_same_fixes(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Other processes scan them."""
    for number in range(40):
        (folder / f"{number}.ipynb").write_bytes(dump(MANY))
    one = results(capsys, ".", "--jobs", "1", "--no-cache")
    monkeypatch.setattr("colab_safe.commands.scan._MUCH", 0)
    assert results(capsys, ".", "--jobs", "2", "--no-cache") == one
    assert sum("fixes" in each for each in one) == 200


def test_a_path_with_a_secret_gets_no_fix(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / f"{T}.ipynb").write_bytes(dump(MANY))
    assert not any("fixes" in each for each in results(capsys, "."))


def test_the_time_grows_with_the_findings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted: edits are asked for once per finding, not once per pair."""
    from colab_safe import offered_redactions

    asked, ask = count(), offered_redactions.edits_together
    monkeypatch.setattr(offered_redactions, "edits_together", lambda *each: (next(asked), ask(*each))[1])  # fmt: skip
    data = dump(notebook([code("x", [stream("\n".join(github_token(n) for n in range(50)))])]))
    assert len(offered(data, "a.ipynb", ENGINES)) == next(asked) == 50
