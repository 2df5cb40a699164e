"""`--min-confidence` and the setting of that name: what is left out is counted, and nothing that is remembered is clean."""

from __future__ import annotations

import pytest

from tests.accept.projects import Folder
from tests.notebooks import code, dump, notebook, stream
from tests.repository import Repository
from tests.tokens import github_token

TYPED = "Tr4vK9" + "!qLm2z"
BY_NAME = code(f"password = '{TYPED}'")
ALONE = code(f"x = '{github_token()}'")
OWN = ".colab-safe.toml"

# By the setting and the option: what is found, and how much is left out.
LEVELS: dict[str, tuple[str, tuple[str, ...], list[str], int]] = {
    "nothing": ("", (), ["medium", "high"], 0),
    "option low": ("", ("--min-confidence", "low"), ["medium", "high"], 0),
    "option medium": ("", ("--min-confidence", "medium"), ["medium", "high"], 0),
    "option high": ("", ("--min-confidence", "high"), ["high"], 1),
    "setting high": ("min-confidence = 'high'", (), ["high"], 1),
    "option replaces setting": (
        "min-confidence = 'high'",
        ("--min-confidence", "low"),
        ["medium", "high"],
        0,
    ),
    "isolated": ("min-confidence = 'high'", ("--isolated",), ["medium", "high"], 0),
}


@pytest.mark.parametrize("level", LEVELS)
def test_what_is_found_and_left_out(folder: Folder, level: str) -> None:
    setting, options, found, left_out = LEVELS[level]
    folder.write(OWN, setting)
    folder.notebook("a.ipynb", BY_NAME, ALONE)

    report = folder.scan(*options)

    assert [each["confidence"] for each in report["findings"]] == found
    assert report["summary"]["left_out"] == left_out


def test_only_left_out_findings_are_no_failure_and_are_told(folder: Folder) -> None:
    folder.notebook("a.ipynb", BY_NAME)
    code, out, err = folder.run("scan", ".", "--min-confidence", "high")
    assert code == 0
    assert "nothing found (1 left out by min-confidence) in 1 file" in out
    assert "--min-confidence: findings of a confidence below high are left out" in out
    assert TYPED not in out + err


def test_a_left_out_secret_is_blotted_out_of_other_lines(folder: Folder) -> None:
    folder.notebook(f"{TYPED}.ipynb", BY_NAME, ALONE)
    code, out, err = folder.run("scan", ".", "--min-confidence", "high")
    assert code == 1
    assert TYPED not in out + err


def test_accepted_findings_are_not_left_out(folder: Folder) -> None:
    folder.notebook("a.ipynb", code(f"password = '{TYPED}'  # pragma: allowlist secret"))
    summary = folder.scan("--min-confidence", "high")["summary"]
    assert (summary["accepted"], summary["left_out"]) == (1, 0)


MISTAKES = {
    "option": ("", ("--min-confidence", "hgih"), "did you mean 'high'?"),
    "setting": ("min-confidence = 'medum'", (), "min-confidence: unknown confidence"),
    "a number": ("min-confidence = 2", (), "choose from low, medium, high"),
    "a list": ("min-confidence = ['low']", (), "unknown confidence"),
}


@pytest.mark.parametrize(("setting", "options", "said"), MISTAKES.values(), ids=MISTAKES)
def test_a_wrong_level_is_an_error(
    folder: Folder, setting: str, options: tuple[str, ...], said: str
) -> None:
    folder.write(OWN, setting)
    folder.notebook("a.ipynb")
    code, _, err = folder.run("scan", ".", *options)
    assert code == 2
    assert said in err


def test_redact_goes_by_the_confidence(folder: Folder) -> None:
    """Left as it is, and said; a lower level redacts it."""
    file = folder.notebook("a.ipynb", code("1", [stream(f"password = '{TYPED}'")]))

    code_before, out, _ = folder.run("redact", "a.ipynb", "--min-confidence", "high")

    assert code_before == 0
    assert "medium confidence: not redacted without --min-confidence low" in out
    assert TYPED not in out
    assert TYPED in file.read_text()
    assert folder.run("redact", "a.ipynb")[0] == 1
    assert TYPED not in file.read_text()


def test_the_history_remembers_no_left_out_finding_as_clean(repository: Repository) -> None:
    repository.add("a.ipynb", dump(notebook([BY_NAME])))
    repository.git("commit", "-qm", "a")
    scan = ("colab-safe", "scan", "--history")
    first, again = repository.run(*scan, "--min-confidence", "high"), repository.run(*scan)
    assert (first.returncode, again.returncode) == (0, 1)
    assert "nothing found (1 left out by min-confidence)" in first.stdout
    assert "1 finding in" in again.stdout
