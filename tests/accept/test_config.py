"""`[tool.colab-safe]` and .colab-safe.toml: where they are, what they accept, which mistakes fail."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from colab_safe.accept.allowlist import glob
from tests.accept.projects import Folder
from tests.notebooks import code
from tests.tokens import github_token

LEAKY = code(f"t = '{github_token(1)}'  # staging")
TODAY = date.today()


def allow(text: str) -> str:
    return f'[[allow]]\nreason = "an example"\n{text}\n'


@pytest.mark.parametrize(
    ("file", "text", "says"),
    [
        (".colab-safe.toml", "[tool.colab-safe]\nknown-values = true", "without the line [tool.colab-safe]"),
        ("pyproject.toml", "[tool.colab_safe]\nknown-values = true", "name their table [tool.colab-safe]"),
        ("pyproject.toml", "[tool.colab_safe.paths]\nall = true", "name their table [tool.colab-safe]"),
        ("pyproject.toml", "[colab-safe]\nknown-values = true", "name their table [tool.colab-safe]"),
        ("pyproject.toml", "[colab_safe]\nknown-values = true", "name their table [tool.colab-safe]"),
    ],
)  # fmt: skip
def test_settings_in_the_wrong_table_are_not_ignored(
    folder: Folder, file: str, text: str, says: str
) -> None:
    folder.notebook("a.ipynb", code("x"))
    folder.write(file, text)
    code_, _, err = folder.run("scan", ".")
    assert code_ == 2
    assert says in err


@pytest.mark.parametrize("kind", ["folder", "link to nothing"])
def test_settings_that_cannot_be_read_are_not_ignored(folder: Folder, kind: str) -> None:
    folder.notebook("a.ipynb", code("x"))
    settings = folder.path / ".colab-safe.toml"
    if kind == "folder":
        settings.mkdir()
    else:
        settings.symlink_to("nowhere")
    code_, _, err = folder.run("scan", ".")
    assert code_ == 2
    assert ".colab-safe.toml: its settings cannot be read" in err


@pytest.mark.parametrize(
    ("text", "accepted"),
    [
        ('rules = "github-pat"', True),
        ('rules = ["gitlab-pat", "github-pat"]', True),
        ('rules = ["gitlab-pat"]', False),
        ('paths = "docs/"', True),
        ('paths = ["d*/**/*.ipynb"]', True),
        ('paths = ["src/**"]', False),
        ('regexes = "^ghp_"', True),
        ('regexes = "^glpat"', False),
        ('lines = "# staging$"', True),
        ('lines = "# production$"', False),
        ('rules = "github-pat"\npaths = "src/"', False),
        ('rules = "github-pat"\npaths = "docs/"\nlines = "staging"', True),
        (f"rules = 'github-pat'\nexpires = {TODAY.isoformat()}", True),
        (f"rules = 'github-pat'\nexpires = '{(TODAY + timedelta(days=1)).isoformat()}'", True),
        (f"rules = 'github-pat'\nexpires = {(TODAY - timedelta(days=1)).isoformat()}", False),
    ],
)
def test_allowance(folder: Folder, text: str, accepted: bool) -> None:
    folder.notebook("docs/a b/é.ipynb", LEAKY)
    folder.write(".colab-safe.toml", allow(text))
    assert folder.counts() == ((0, 1) if accepted else (1, 0))


def test_expired_allowance_is_reported(folder: Folder) -> None:
    folder.notebook("a.ipynb", LEAKY)
    folder.write(".colab-safe.toml", allow("rules = 'github-pat'\nexpires = 2020-02-29"))
    code, _, err = folder.run("scan", ".")
    assert code == 1
    assert (
        ".colab-safe.toml: an entry of `allow` expired after 2020-02-29, so what it accepted is reported again: an example"
        in err
    )


def test_pyproject(folder: Folder) -> None:
    folder.notebook("a.ipynb", LEAKY)
    folder.write(
        "pyproject.toml",
        '[tool.colab-safe]\n[[tool.colab-safe.allow]]\nreason = "x"\nrules = "github-pat"\n',
    )
    assert folder.counts() == (0, 1)
    folder.write(".colab-safe.toml", "")
    assert folder.counts() == (1, 0), "a file of our own goes before the shared one"


@pytest.mark.parametrize(
    "text", ["[project]\nname = 'x'\n", "[tool.other]\nname = 'colab-safe'\n", "no toml [[["]
)
def test_pyproject_without_settings(folder: Folder, text: str) -> None:
    folder.notebook("a.ipynb", LEAKY)
    folder.write("pyproject.toml", text)
    assert folder.counts() == (1, 0)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("tool = 'colab-safe'\n", "pyproject.toml: 'tool' must be a table"),
        ("[tool]\ncolab-safe = 3\n", "pyproject.toml: 'colab-safe' must be a table"),
    ],
    ids=["tool", "colab-safe"],
)
def test_pyproject_with_another_value_than_a_table(folder: Folder, text: str, says: str) -> None:
    folder.notebook("a.ipynb", LEAKY)
    folder.write("pyproject.toml", text)
    code, out, err = folder.run("scan", ".")
    assert (code, out) == (2, "")
    assert says in err


def test_settings_of_a_repository_apply_in_its_folders(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder.path / "repo/.git").mkdir(parents=True)
    folder.notebook("repo/docs/a.ipynb", LEAKY)
    folder.write("repo/.colab-safe.toml", allow('paths = "/docs/*.ipynb"'))
    folder.write(".colab-safe.toml", allow('rules = "github-pat"'))
    monkeypatch.chdir(folder.path / "repo/docs")
    assert folder.run("scan", "a.ipynb")[0] == 0
    assert folder.run("scan", "../docs/a.ipynb")[0] == 0
    assert folder.run("scan", str(folder.path / "repo/docs/a.ipynb"))[0] == 0
    folder.write("repo/.colab-safe.toml", "")
    assert folder.run("scan", "a.ipynb")[0] == 1, (
        "what stands above the repository does not hold in it"
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "engine = 'builtin'",
            "unknown setting 'engine' (did you mean 'engines'?); known: engines, baseline, rules",
        ),
        ("engines = 3", "engines must be a string or a list of strings"),
        ("engines = ['nope']", "unknown engine: choose from builtin"),
        ("baseline = ['']", "baseline must be"),
        ('rules = "\\u0000"', "rules contains a null character"),
        ("baseline = 'missing.baseline'", "missing.baseline: no such file"),
        ("allow = 'x'", "[[allow]]"),
        ("[[allow]]\nrules = 'x'", "entry 1: add a `reason`"),
        ("[[allow]]\nreason = ' '\nrules = 'x'", "reason must be a text that is not empty"),
        ("[[allow]]\nreason = 'x'", "entry 1 would accept everything"),
        ("[[allow]]\nreason = 'x'\nexpires = 2030-01-01", "entry 1 would accept everything"),
        (
            "[[allow]]\nreason = 'x'\nrule = 'x'",
            "unknown setting 'rule' (did you mean 'rules'?); known: rules, paths, regexes",
        ),
        (
            "[[allow]]\nreason = 'x'\nregexes = '('",
            "regexes is not a valid Python regular expression",
        ),
        ("[[allow]]\nreason = 'x'\npaths = 'x'\nexpires = 'soon'", "expires must be a date"),
        (
            "[[allow]]\nreason = 'x'\npaths = 'x'\nexpires = 2030-01-01T10:00:00",
            "expires must be a date",
        ),
        ("[[allow]", "invalid TOML"),
        (b"# \xff", "it is not UTF-8"),
    ],
)
def test_mistakes_are_named_and_exit_with_2(folder: Folder, text: str | bytes, says: str) -> None:
    folder.notebook("a.ipynb", LEAKY)
    folder.write(".colab-safe.toml", text)
    code, out, err = folder.run("scan", ".")
    assert (code, out) == (2, "")
    assert says in err


@pytest.mark.parametrize(
    ("rule", "meant"),
    [
        ("github-pta", "github-pat"),
        ("githubpat", "github-pat"),
        ("drive-token-paths", "drive-token-path"),
        ("unreadable-notebok", "unreadable-notebook"),
        ("github-pat", None),
        ("known-value", None),
        ("no-such-thing-at-all", None),
    ],
)
def test_a_mistyped_rule_of_an_entry_gets_a_suggestion(
    folder: Folder, rule: str, meant: str | None
) -> None:
    folder.notebook("a.ipynb", code("x = 1"))
    folder.write(".colab-safe.toml", allow(f'rules = ["{rule}"]\npaths = ["b.ipynb"]'))
    code_, _, err = folder.run("scan", ".")
    assert code_ == 0
    said = f".colab-safe.toml: `allow` names no known rule by {rule!r}: did you mean {meant!r}?"
    assert (said in err) == bool(meant), err


def test_engines_of_the_settings_and_of_the_command_line(folder: Folder) -> None:
    folder.notebook("a.ipynb", LEAKY)
    folder.write(".colab-safe.toml", 'engines = "detect-secrets"')
    assert [finding["engine"] for finding in folder.scan()["findings"]] == ["detect-secrets"]
    assert [finding["engine"] for finding in folder.scan("--engine", "builtin")["findings"]] == [
        "builtin"
    ]


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("*.ipynb", "a/b/c.ipynb", True),
        ("*.ipynb", "a/b/c.ipynb.txt", False),
        ("a.ipynb", "b/a.ipynb", True),
        ("/a.ipynb", "b/a.ipynb", False),
        ("docs/", "docs/a/b.ipynb", True),
        ("docs/", "a/docs/b.ipynb", True),
        ("docs", "mydocs/b.ipynb", False),
        ("docs/*.ipynb", "docs/b.ipynb", True),
        ("docs/*.ipynb", "docs/a/b.ipynb", False),
        ("docs/**/*.ipynb", "docs/b.ipynb", True),
        ("docs/**/*.ipynb", "docs/a/c/b.ipynb", True),
        ("a/**", "a/b/c", True),
        ("a?.ipynb", "ab.ipynb", True),
        ("a?.ipynb", "a/.ipynb", False),
        ("a.b", "axb", False),
    ],
)
def test_glob(pattern: str, path: str, fits: bool) -> None:
    assert bool(glob(pattern).search(path)) is fits
