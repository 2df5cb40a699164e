"""Rules and allowlists of gitleaks' TOML, as gitleaks applies them: through the files, the command line and the report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.accept.projects import Folder
from tests.notebooks import code, output


@pytest.fixture
def folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Folder:
    monkeypatch.chdir(tmp_path)
    made = Folder(tmp_path, capsys)
    made.write(".colab-safe.toml", 'rules = ".gitleaks.toml"\n')
    return made


def token(seed: int = 1, length: int = 24) -> str:
    """What a team's own service might issue."""
    return "acme_" + "".join(
        f"{(seed * 7919 + n * n * 31) % 36:02d}"[-1] + "abcxyz"[(n * seed) % 6]
        for n in range(length // 2)
    )


ACME = """
title = "Acme"
[[rules]]
id = "acme-token"
description = "Acme access token"
regex = '''(?i)\\b(acme_[a-z0-9]{24})\\b'''
keywords = ["ACME_"]
"""


def found(folder: Folder, toml: str, source: str, name: str = "a.ipynb") -> list[tuple[str, str]]:
    """Rule and secret of what is found in a cell with this source."""
    folder.write(".gitleaks.toml", toml)
    folder.notebook(name, code(source))
    return [
        (finding["rule"], finding["secret"])
        for finding in folder.scan("--show-secrets")["findings"]
    ]


def test_rule_finds_its_secret_with_place_and_bytes(folder: Folder) -> None:
    folder.write(".gitleaks.toml", ACME)
    file = folder.notebook("a.ipynb", code("1"), code("", [output(html=f"<b>{token()}</b>")]))
    (finding,) = folder.scan()["findings"]
    assert (finding["rule"], finding["engine"], finding["description"]) == (
        "acme-token",
        "team",
        "Acme access token",
    )
    assert (finding["cell"], finding["output"], finding["mime"]) == (2, 1, "text/html")
    assert file.read_bytes()[finding["byte_start"] : finding["byte_end"]].decode() == token()


@pytest.mark.parametrize(
    ("rule", "source", "secrets"),
    [
        ("regex = 'a(b+)(c*)'", "abbcc", ["bb"]),
        ("regex = 'a(b*)(c+)'", "acc", ["cc"]),
        ("regex = 'a(b+)(c+)'\nsecretGroup = 2", "abbcc", ["cc"]),
        ("regex = 'ab+'", "abb xab", ["abb", "ab"]),
        ("regex = 'ab+'\nkeywords = ['zzz', 'Q']", "abb q", ["abb"]),
        ("regex = 'ab+'\nkeywords = ['zzz']", "abb q", []),
        ("regex = 'x=(\\w+)'\nentropy = 2.0", "x=abcdefgh x=aabb", ["abcdefgh"]),
        ("regex = 'x=(\\w+)'\nskipReport = true", "x=abcdefgh", []),
        ("regex = 'x=(\\w+)'\n[rules.allowlist]\nregexes = ['^ab']", "x=abc x=bcd", ["bcd"]),
        (
            "regex = 'x=(\\w+)'\n[[rules.allowlists]]\nregexTarget = 'match'\nregexes = ['^x=ab']",
            "x=abc x=bcd",
            ["bcd"],
        ),
        (
            "regex = 'x=(\\w+)'\n[[rules.allowlists]]\nregexTarget = 'line'\nregexes = ['test']",
            "x=abc\nx=bcd # test",
            ["abc"],
        ),
        (
            "regex = 'x=(\\w+)'\n[[rules.allowlists]]\nstopwords = ['EXAM']",
            "x=1example x=bcd",
            ["bcd"],
        ),
        (
            "regex = 'x=(\\w+)'\n[[rules.allowlists]]\nregexes=['^1']\nstopwords = ['exam']",
            "x=1a x=2exam x=bcd",
            ["bcd"],
        ),
        (
            "regex = 'x=(\\w+)'\n[[rules.allowlists]]\ncondition='AND'\nregexes=['^1']\nstopwords = ['exam']",
            "x=1a x=2exam x=1exam",
            ["1a", "2exam"],
        ),
    ],
)
def test_rule(folder: Folder, rule: str, source: str, secrets: list[str]) -> None:
    toml = f"[[rules]]\nid = 'r'\n{rule}\n"
    assert found(folder, toml, source) == [("r", secret) for secret in secrets]


@pytest.mark.parametrize(
    ("allowlist", "accepted"),
    [
        ("[allowlist]\npaths = ['''^docs/.*\\.ipynb$''']", True),
        ("[[allowlists]]\npaths = ['''^src/''']", False),
        ("[[allowlists]]\nregexes = ['^acme_']", True),
        ("[[allowlists]]\nregexTarget = 'line'\nregexes = ['# staging$']", True),
        ("[[allowlists]]\nstopwords = ['ACME']", True),
        ("[[allowlists]]\ncommits = ['0123']", False),
        ("[[allowlists]]\ncondition = 'AND'\npaths = ['^docs/']\nregexes = ['^other']", False),
        ("[[allowlists]]\ncondition = 'AND'\npaths = ['^docs/']\nregexes = ['^acme']", True),
        ("[[allowlists]]\ntargetRules = ['other']\npaths = ['^docs/']", False),
        ("[[allowlists]]\ntargetRules = ['acme-token']\npaths = ['^docs/']", True),
        ("[[rules.allowlists]]\npaths = ['^docs/']", True),
        (
            "[[rules.allowlists]]\ncondition = 'AND'\npaths = ['^docs/']\nregexes = ['^other']",
            False,
        ),
        ("[[rules.allowlists]]\ncondition = 'AND'\npaths = ['^docs/']\nregexes = ['^acme']", True),
    ],
)
def test_allowlist_is_counted_as_accepted(folder: Folder, allowlist: str, accepted: bool) -> None:
    folder.write(".gitleaks.toml", f"{ACME}\n{allowlist}\n")
    folder.notebook("docs/a.ipynb", code(f"t = '{token()}'  # staging"))
    assert folder.counts() == ((0, 1) if accepted else (1, 0))


def test_rule_for_some_paths(folder: Folder) -> None:
    folder.write(".gitleaks.toml", ACME + "path = '''(?i)^src/.*\\.ipynb$'''\n")
    folder.notebook("src/A.IPYNB".lower(), code(token()))
    folder.notebook("docs/src/a.ipynb", code(token()))
    assert [finding["path"] for finding in folder.scan()["findings"]] == ["src/a.ipynb"]


def test_global_allowlist_holds_for_the_built_in_rules_too(folder: Folder) -> None:
    from tests.tokens import github_token

    folder.write(
        ".gitleaks.toml",
        "[extend]\nuseDefault = true\n[[allowlists]]\ndescription = 'x'\npaths = ['^docs/']\n",
    )
    folder.notebook("docs/a.ipynb", code(github_token(1)))
    assert folder.counts() == (0, 1)
    folder.write(".gitleaks.toml", "[extend]\nuseDefault = true\ndisabledRules = ['github-pat']\n")
    assert folder.counts() == (0, 1)


def test_extended_file(folder: Folder) -> None:
    folder.write(
        "shared/base.toml",
        ACME + "[[rules]]\nid = 'b'\nregex = 'bb+'\n[[rules]]\nid = 'c'\nregex = 'cc+'\n",
    )
    own = """
    [extend]
    path = "shared/base.toml"
    disabledRules = ["c"]
    [[rules]]
    id = "acme-token"
    description = "Ours"
    keywords = ["more"]
    [[rules.allowlists]]
    regexes = ["^acme_0"]
    [[rules]]
    id = "own"
    regex = "ow+n"
    """
    secrets = found(folder, own, f"{token()} bbb ccc owwn")
    assert secrets == [("acme-token", token()), ("b", "bbb"), ("own", "owwn")]
    assert found(folder, own, "acme_0" + token()[6:]) == []


def test_extended_file_beside_the_one_that_names_it(folder: Folder) -> None:
    folder.write(".colab-safe.toml", 'rules = "conf/own.toml"\n')
    folder.write("conf/own.toml", "[extend]\npath = 'base.toml'\n")
    folder.write("conf/base.toml", ACME)
    folder.notebook("a.ipynb", code(token()))
    assert folder.counts() == (1, 0)


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        (
            "[[rules]]\nid = 'bad'\nregex = '\\p{Greek}+'",
            "rule 'bad' is skipped: Python has no equivalent for the Unicode class \\p{Greek}",
        ),
        (
            "[[rules]]\nid = 'name'\npath = '\\.pem$'",
            "rule 'name' is skipped: it matches names of files",
        ),
        ("[[rules]]\nid='r'\nregex='q'\n[[rules.required]]\nid='x'", "rule 'r' is used alone"),
        ("[[allowlists]]\nregexes = ['[[:^word:]]']", "an allowlist is left out"),
    ],
)
def test_what_cannot_be_used_is_told(folder: Folder, toml: str, says: str) -> None:
    folder.write(".gitleaks.toml", f"{toml}\n{ACME}")
    folder.notebook("a.ipynb", code(token()))
    code_, out, err = folder.run("scan", ".")
    assert code_ == 1, "the other rules are used"
    assert "acme-token" in out
    assert ".gitleaks.toml" in err
    assert says in err


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        ("[[rules]]\nregex = 'x'", "rule 1 has no id"),
        ("rules = 3", "rules must be tables"),
        ("[[rules]]\nid = 'r'\nregex = 3", "rule 'r': regex must be a string"),
        ("[[rules]]\nid = 'r'\nregex = 'a'\nkeywords = 'x'", "keywords must be a list of strings"),
        ("[[rules]]\nid = 'r'\nregex = 'a'\nentropy = 'high'", "entropy must be a number"),
        (
            "[[rules]]\nid = 'r'\nregex = 'a'\n[[rules.allowlists]]\nregexTarget = 'file'",
            "regexTarget must be match or line, not 'file'",
        ),
        (
            "[[rules]]\nid = 'r'\nregex = '(b'",
            "rule 'r': not a valid Go regular expression: a parenthesis is not closed",
        ),
        (
            "[[allowlists]]\nregexes = ['(?=a)']",
            "an allowlist has an invalid Go regular expression",
        ),
        ("[[rules]]\nid = 'r'\nregex = 'a'\nsecretGroup = 3", "your rule 'r' cannot be used"),
        ("[extend]\npath = '.gitleaks.toml'", "extend each other"),
        ("[extend]\nurl = 'https://example.org'", "does not use the network"),
        ("[extend]\npath = 'missing.toml'", "missing.toml: no such file"),
        ("[[rules]", "invalid TOML"),
    ],
)
def test_mistakes_end_with_2(folder: Folder, toml: str, says: str) -> None:
    folder.write(".gitleaks.toml", toml)
    folder.notebook("a.ipynb", code("a = 1"))
    code_, _, err = folder.run("scan", ".")
    assert (code_, says in err) == (2, True), err


SLOW = ACME + "[[rules]]\nid = 'slow'\nregex = '''(a|aa)+$'''\n"
TRAP = f"x = '{'a' * 5000}b'\ny = '{token()}'"


@pytest.mark.slow
def test_slow_rule_is_reported_and_the_others_find_theirs(folder: Folder) -> None:
    folder.write(".gitleaks.toml", SLOW)
    folder.notebook("trap.ipynb", code(TRAP))
    folder.notebook("trap2.ipynb", code(TRAP))  # the same cell: not remembered as clean
    folder.notebook("other.ipynb", code("1"))
    code_, out, err = folder.run("scan", ".", "--format", "json")
    report = json.loads(out)
    assert code_ == 1
    assert {found["path"] for found in report["findings"]} == {"trap.ipynb", "trap2.ipynb"}
    assert [problem["path"] for problem in report["errors"]] == ["trap.ipynb", "trap2.ipynb"]
    assert "what your rule 'slow' finds" in err


@pytest.mark.slow
def test_file_that_a_slow_rule_did_not_search_is_not_clean(folder: Folder) -> None:
    folder.write(".gitleaks.toml", SLOW)
    folder.notebook("trap.ipynb", code(TRAP.replace(token(), "")))
    assert folder.run("scan", ".")[0] == 2


@pytest.mark.slow
@pytest.mark.parametrize("condition", ["lines", "regexes"])
def test_slow_pattern_of_an_allowance_accepts_nothing(folder: Folder, condition: str) -> None:
    secret = "acme_" + "a" * 3000
    rule = "[[rules]]\nid = 'long'\nregex = 'acme_a+'\n"
    folder.write(".gitleaks.toml", rule)
    allow = f"[[allow]]\nreason = 'x'\n{condition} = '(a|aa)+!$'\n"
    folder.write(".colab-safe.toml", "rules = ['.gitleaks.toml']\n" + allow)
    folder.notebook("a.ipynb", code(f"t = '{secret}b'"))
    assert folder.counts() == (1, 0)
