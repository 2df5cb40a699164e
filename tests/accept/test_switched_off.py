"""A repository cannot switch the check off unseen: each setting that hides something is said, or is an error."""

from __future__ import annotations

import inspect
import json
from argparse import ArgumentParser, _SubParsersAction
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest

from colab_safe.accept import breadth
from colab_safe.accept.allowlist import glob
from colab_safe.accept.secrets_baseline import OWN_FILTERS
from colab_safe.accept.secrets_settings import DETECTORS, LIMITS, OTHER_FILTERS, PATTERN_FILTERS
from colab_safe.command_line.argument_parser import Parser
from colab_safe.commands import COMMANDS
from colab_safe.detect.detect_secrets.settings import NOISY
from colab_safe.detect.rules import RULES
from colab_safe.project.nearest import ProjectOptions
from colab_safe.project.project import Projects
from colab_safe.project.settings import ALLOWANCES, SETTINGS
from colab_safe.project.switched_off import TABLE
from colab_safe.shown.rule import CODE_RULES
from colab_safe.timed_regex import checked
from tests.accept.projects import Folder
from tests.notebooks import code
from tests.tokens import github_token

TOKEN = github_token()
LEAK = code(f"t = '{TOKEN}'")
OWN, SECRETS = ".colab-safe.toml", ".secrets.baseline"

# --- Every setting and option is in the table, or cannot hide anything

# By setting or option that is not in `TABLE`: why it needs no sentence.
COUNTED = "each report says how many findings the baseline accepts"
ADDS = "it adds to what is found"
SCOPE = "the user says what is looked at, and the report how much that was"
OUTPUT = "it changes how the result is shown, not what is found"
HARMLESS = {
    "baseline": COUNTED,
    "--baseline": COUNTED,
    "--file": COUNTED,
    "--import": COUNTED,
    "paths": "`paths.keep` is said by `path_settings`: test_kept_paths_are_said",
    "paths.files": ADDS,
    "paths.all": ADDS,
    "paths.names": "names of placeholders",
    "allow.reason": "a text; reports show it",
    "allow.expires": "it ends what is accepted",
    "--engine": ADDS,
    "--config": "what is switched off by that file is said; it is named by the user, not by the repository",
    "--verify": ADDS,
    "--known-values": ADDS,
    "known-values": ADDS,
    "--all-files": ADDS,
    "--no-cache": ADDS,
    "--keep-clones": "what a kept clone lacks is fetched: tests/repositories/test_scan.py",
    "--scheduler": "what workers do not read is an error: tests/remote/test_cluster.py",
    "--resume": "only what has not changed is believed: tests/remote/test_finished.py",
    "--ask-remote": "the remote's answer is said on stderr with its number of commits",
    "--all-commits": ADDS,
    "text-notebooks": ADDS,
    "--exclude": "every report says how many files are left out: tests/command_line/test_scan_options.py",
    "exclude": "every report says how many files are left out: tests/project/test_exclude.py",
    "--force-exclude": "the hooks give it, and say how many named files are left out",
    "--exit-zero": "the user asks for this exit code; findings are reported, and failures exit with 2",
    **dict.fromkeys(
        ("--staged", "--range", "--history", "--stdin-filename", "paths-argument", "remote", "url"),
        SCOPE,
    ),
    **dict.fromkeys(
        (
            "--jobs",
            "--format",
            "--output",
            "--also",
            "--diff",
            "--yes",
            "--env-file",
            "--show-secrets",
            "-q",
            "--quiet",
            "--statistics",
        ),
        OUTPUT,
    ),
}
# Of these commands, no option says what a check looks at.
OTHER_COMMANDS = {
    "agent-hook",
    "completion",
    "rules",
    "token",
    "init",
    "doctor",
    "install-hook",
    "demo",
    "filter",
    "paths",
    "suggest",  # the check beside it is `scan`
}


def options(parser: ArgumentParser) -> Iterator[str]:
    for action in parser._actions:
        if isinstance(action, _SubParsersAction):
            for below in action.choices.values():
                yield from options(below)
        elif action.option_strings:
            yield from (name for name in action.option_strings if name not in ("-h", "--help"))
        else:
            yield "paths-argument" if action.dest == "paths" else action.dest


def all_options() -> set[str]:
    found: set[str] = set()
    for name in {*COMMANDS, "push"} - OTHER_COMMANDS:
        parser = Parser(name)
        import_module(f"colab_safe.commands.{name}").add_arguments(parser)
        found |= set(options(parser))
    return found


def test_each_setting_and_option_is_in_the_table_or_harmless() -> None:
    conditions = {f"allow.{key}" for key in ALLOWANCES}
    paths = {f"paths.{key}" for key in ("files", "keep", "names", "all")}
    known = TABLE.keys() | HARMLESS.keys() | {"paths.keep"}
    known |= {f"allow.{key}" for key in ("rules", "paths", "regexes", "lines")}  # by "allow"
    there = {
        *SETTINGS,
        *conditions,
        *paths,
        *all_options(),
        ".secrets.baseline",
        "nearest settings",
    }
    assert there == known


def test_each_filter_and_detector_of_detect_secrets_is_known() -> None:
    from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class

    classes = get_mapping_from_secret_type_to_class().values()
    assert {each.__name__ for each in classes} == DETECTORS | NOISY
    for each in classes:
        given = set(inspect.signature(each.__init__).parameters) - {"self", "args", "kwargs"}
        assert given <= {"limit", "keyword_exclude"}
        assert ("limit" in given) == (each.__name__ in LIMITS)
    looking = set()
    for path in OWN_FILTERS:
        module, _, name = path.rpartition(".")
        looks_at = inspect.signature(getattr(import_module(module), name)).parameters
        if not {"secret", "line"}.isdisjoint(looks_at):
            looking.add(path)
    by_colab_safe = {
        "detect_secrets.filters.allowlist.is_line_allowlisted",
        "detect_secrets.filters.common.is_ignored_due_to_verification_policies",
    }
    files = {"detect_secrets.filters.regex.should_exclude_file"}
    assert looking - by_colab_safe | files == {*PATTERN_FILTERS, *OTHER_FILTERS}


# --- What is said

IDS = [*(rule.rule.id for rule in RULES), *(rule.rule.id for rule in CODE_RULES)]
LISTED = json.dumps(IDS)


def filters(*entries: dict[str, Any]) -> str:
    return json.dumps({"version": "1.5.0", "results": {}, "filters_used": entries})


def plugins(*entries: dict[str, Any]) -> str:
    return json.dumps({"version": "1.5.0", "results": {}, "plugins_used": entries})


def by_patterns(name: str, *patterns: str) -> str:
    return filters({"path": f"detect_secrets.filters.{name}", "pattern": list(patterns)})


def allow(text: str, reason: str = "an example") -> str:
    return f"[[allow]]\nreason = '{reason}'\n{text}\n"


BOTH = "engines = ['builtin', 'detect-secrets']\n"
ALL = [{"name": name} for name in DETECTORS]
SAID = {
    "nothing is set": ({}, []),
    "settings that hide nothing": ({OWN: BOTH}, []),
    "without the built-in rules": (
        {OWN: "engines = 'detect-secrets'"},
        [f"the built-in rules are switched off ({OWN}); engines: detect-secrets"],
    ),
    "a rule": (
        {OWN: allow("rules = ['github-pat', 'gitlab-pat']")},
        [
            f"{OWN}: everything is accepted that these rules find: github-pat, gitlab-pat (an example)"
        ],
    ),
    "a rule, and paths that limit nothing": (
        {OWN: allow("rules = 'github-pat'\npaths = ['docs/', '**/*.ipynb']")},
        [f"{OWN}: everything is accepted that these rules find: github-pat (an example)"],
    ),
    "a rule in a folder": ({OWN: allow("rules = 'github-pat'\npaths = 'docs/'")}, []),
    "a folder": (
        {OWN: allow("paths = 'docs/'")},
        [f"{OWN}: whatever any rule finds is accepted by paths (an example)"],
    ),
    "lines and values": (
        {OWN: allow("lines = 'test'\nregexes = '^x'")},
        [f"{OWN}: whatever any rule finds is accepted by regexes and lines (an example)"],
    ),
    "findings below a confidence": (
        {OWN: "min-confidence = 'medium'"},
        [f"`min-confidence` of {OWN}: findings of a confidence below medium are left out"],
    ),
    "findings below the lowest confidence": ({OWN: "min-confidence = 'low'"}, []),
    "an expired entry": ({OWN: allow("paths = 'docs/'\nexpires = 2020-01-01")}, []),
    "an allowlist for all rules": (
        {OWN: "rules = 'own.toml'", "own.toml": "[allowlist]\nregexes = ['^example']"},
        ["own.toml: whatever any rule finds is accepted by regexes (an allowlist in own.toml)"],
    ),
    "disabled rules": (
        {OWN: "rules = 'own.toml'", "own.toml": "[extend]\ndisabledRules = ['github-pat']"},
        ["own.toml: everything is accepted that these rules find: github-pat (disabled rules)"],
    ),
    "a rule with the id of a built-in one": (
        {
            OWN: "rules = 'own.toml'",
            "own.toml": "[[rules]]\nid = 'github-pat'\nregex = 'x'\npath = 'src/'",
        },
        [
            "own.toml: these rules have the ids of built-in rules, to which their allowlists and paths "
            "apply as well: github-pat"
        ],
    ),
    "a rule that cannot be used": (
        {
            OWN: "rules = 'own.toml'",
            "own.toml": "[[rules]]\nid = 'greek'\nregex = '''\\p{Greek}'''",
        },
        [
            "own.toml: rule 'greek' is skipped: Python has no equivalent for the Unicode class \\p{Greek}"
        ],
    ),
    "a baseline of detect-secrets that another engine does not read": (
        {OWN: f"baseline = '{SECRETS}'", SECRETS: plugins()},
        [],
    ),
    "no detector": (
        {OWN: BOTH, SECRETS: plugins()},
        [f"{SECRETS}: `plugins_used` is empty, so detect-secrets looks for nothing"],
    ),
    "fewer detectors": (
        {OWN: BOTH, SECRETS: plugins(*(each for each in ALL if each["name"][0] not in "NS"))},
        [
            f"{SECRETS}: `plugins_used` leaves out NpmDetector, SendGridDetector, SlackDetector, "
            "SoftlayerDetector, SquareOAuthDetector, StripeDetector of detect-secrets"
        ],
    ),
    "weaker detectors": (
        {
            OWN: BOTH,
            SECRETS: plugins(
                *(each for each in ALL if each["name"] != "KeywordDetector"),
                {"name": "KeywordDetector", "keyword_exclude": "x"},
                {"name": "HexHighEntropyString", "limit": 7.5},
                {"name": "Base64HighEntropyString", "limit": 4.5},
            ),
        },
        [
            f"{SECRETS}: `plugins_used` has lines that KeywordDetector ignores (keyword_exclude)",
            f"{SECRETS}: `plugins_used` raises the limit of HexHighEntropyString above 3.0",
        ],
    ),
    "patterns": (
        {OWN: BOTH, SECRETS: by_patterns("regex.should_exclude_line", "test", "example")},
        [
            f"{SECRETS}: `filters_used` excludes what matches the patterns of regex.should_exclude_line (2)"
        ],
    ),
    "other filters": (
        {
            OWN: BOTH,
            SECRETS: filters(
                {"path": "detect_secrets.filters.allowlist.is_line_allowlisted"},
                {"path": "detect_secrets.filters.heuristic.is_sequential_string"},
                {"path": "detect_secrets.filters.gibberish.should_exclude_secret"},
            ),
        },
        [
            f"{SECRETS}: `filters_used` drops what detect-secrets finds by heuristic.is_sequential_string, "
            "gibberish.should_exclude_secret"
        ],
    ),
}


def write(folder: Folder, files: dict[str, str]) -> None:
    for name, text in files.items():
        folder.write(name, text)


@pytest.mark.parametrize("name", SAID)
def test_what_is_switched_off_is_said(folder: Folder, name: str) -> None:
    files, said = SAID[name]
    write(folder, files)
    assert sorted(Projects().switched_off) == sorted(said)


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        (ProjectOptions(engines=("detect-secrets",)), []),
        (ProjectOptions(baselines=("own.baseline",)), []),
        (
            ProjectOptions(only_engines=("detect-secrets",)),
            ["the built-in rules are switched off (--only-engine); engines: detect-secrets"],
        ),
        (
            ProjectOptions(only_engines=("builtin",)),
            [f"--only-engine: what `engines` of {OWN} also names is not used: detect-secrets"],
        ),
        (
            ProjectOptions(isolated=True),
            ["--isolated: no configuration applies, so neither a team's rules nor its engines do"],
        ),
        (ProjectOptions(min_confidence="low"), []),
        (
            ProjectOptions(min_confidence="high"),
            ["--min-confidence: findings of a confidence below high are left out"],
        ),
    ],
    ids=["engine", "baseline", "only-other-engine", "only-builtin", "isolated", "low", "high"],
)
def test_what_an_option_switches_off_is_said(
    folder: Folder, chosen: ProjectOptions, said: list[str]
) -> None:
    write(folder, {OWN: BOTH, "own.baseline": ""})
    assert list(Projects(chosen).switched_off) == said


def test_kept_paths_are_said(folder: Folder) -> None:
    folder.notebook("a.ipynb", code("x = 1"))
    folder.write(
        OWN, "[paths]\nkeep = ['data/*', 'x']\n" + allow("rules = 'drive-token-path'", "made up")
    )
    exit_code, _, err = folder.run("paths", "check")
    assert exit_code == 0
    assert f"{OWN}: `paths.keep` leaves the Drive paths visible that match it (2)" in err
    assert f"{OWN}: every Drive path is accepted (made up)" in err


# --- What leaves nothing to find

EVERYTHING = (
    *(".*", "^", "$", "(?s).+", "|x", "x|", "x?", "x{0}", "[^\\0]", "\\S", "(?i)[a-z0-9]", "\\w{8,}"),
    *(".{16,}", "(?x) . # only an example", "\\x41*", "(a|b)*", "(?=.)", "(?!x)", "(?:x|)", "^.*$", "()"),
    *("(a+)+$|.", "[\\s\\S]", "x*?", "(?P<a>x)?", "[A-Za-z0-9]", "(?m)$", "\\b", ".$"),
)  # fmt: skip
SOME = (
    *("example", "^ghp_", "x{2}", "a+", "[a-z]", "^[a-z]+$", "\\d", "(x)", "(?i)test", "AKIA|ghp_", "x[^]]"),
    *("(?x) a # .*", "^(?:dummy|fake)", "\\.test$", "(?<!x)y", "x{2,}?", "\\x41"),
)  # fmt: skip
EVERY_PATH = ("*", "**", "*.ipynb", "**/*.ipynb", "/**", "?*", "*/", "*.*")
SOME_PATHS = ("docs/", "/docs", "*/**", "a*", "test_*.ipynb", "*.txt", "docs/**/*.ipynb", "py")


@pytest.mark.parametrize("pattern", EVERYTHING)
def test_patterns_that_match_everything(pattern: str) -> None:
    assert breadth.fit_all([checked(pattern)], breadth.sample_secrets())
    assert breadth.fit_all([checked(pattern)], breadth.sample_lines())


@pytest.mark.parametrize("pattern", SOME)
def test_patterns_that_do_not(pattern: str) -> None:
    assert not breadth.fit_all([checked(pattern)], breadth.sample_secrets())
    assert not breadth.fit_all([checked(pattern)], breadth.sample_lines())


@pytest.mark.parametrize("pattern", [*EVERY_PATH, *SOME_PATHS])
def test_patterns_of_paths(pattern: str) -> None:
    assert breadth.fit_all([glob(pattern)], breadth.sample_paths()) == (pattern in EVERY_PATH)


def test_the_samples_have_nothing_in_common() -> None:
    """A pattern that needs a letter is not searched, because one of the samples does not have it."""
    for samples, common in (
        (breadth.sample_secrets(), ""),
        (breadth.sample_lines(), ""),
        (breadth.sample_paths(), "ipynb"),
    ):
        shared = set.intersection(*(set(each.lower()) for each in samples))
        assert {each for each in shared if each.isalnum()} == set(common)


ONE = "accepts everything, so nothing would be found"
TOGETHER = "all entries of `allow` together accept everything"
SECRETS_ONLY = "engines = ['detect-secrets']\n"
REFUSED = {
    **{f"regexes {each}": ({OWN: allow(f"regexes = '''{each}'''")}, ONE) for each in EVERYTHING[:5]},
    **{f"lines {each}": ({OWN: allow(f"lines = '''{each}'''")}, ONE) for each in EVERYTHING[:5]},
    **{f"paths {each}": ({OWN: allow(f"paths = '{each}'")}, ONE) for each in EVERY_PATH},
    "several conditions": ({OWN: allow("paths = '**'\nregexes = '.'\nlines = ['x', '^']")}, ONE),
    "several patterns": ({OWN: allow("regexes = ['[a-z]', '[A-Z]']")}, ONE),
    "an allowlist of gitleaks": (
        {OWN: "rules = 'own.toml'", "own.toml": "[allowlist]\npaths = ['.*']"},
        "own.toml: the entry that accepts findings for the reason 'an allowlist in own.toml'",
    ),
    "an empty stopword": (
        {OWN: "rules = 'own.toml'", "own.toml": "[allowlist]\nstopwords = ['']"},
        ONE,
    ),
    "several entries": (
        {OWN: allow("regexes = '[a-z]'") + allow("regexes = '[A-Z]'\npaths = '**'")},
        TOGETHER,
    ),
    "all rules": ({OWN: allow(f"rules = {LISTED}")}, TOGETHER),
    "all rules in two parts": (
        {OWN: allow(f"rules = {json.dumps(IDS[:9])}") + allow(f"rules = {json.dumps(IDS[9:])}")},
        TOGETHER,
    ),
    "all rules disabled": (
        {OWN: "rules = 'own.toml'", "own.toml": f"[extend]\ndisabledRules = {LISTED}"},
        TOGETHER,
    ),
    "no engine": ({OWN: "engines = []"}, "engines is empty, so nothing would be found"),
    "no detector": ({OWN: SECRETS_ONLY, SECRETS: plugins()}, "no other engine is used"),
    **{
        f"{name} {each}": ({OWN: BOTH, SECRETS: by_patterns(name, each)}, f"the patterns of {name}")
        for name in (
            "regex.should_exclude_line",
            "regex.should_exclude_secret",
            "regex.should_exclude_file",
        )
        for each in EVERYTHING[:5]
    },
    "a text of patterns": (
        {
            OWN: BOTH,
            SECRETS: filters(
                {"path": "detect_secrets.filters.regex.should_exclude_line", "pattern": "a.b"}
            ),
        },
        "the patterns of regex.should_exclude_line",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_settings_that_leave_nothing_to_find_are_an_error(folder: Folder, name: str) -> None:
    files, says = REFUSED[name]
    folder.notebook("a.ipynb", LEAK)
    write(folder, files)
    exit_code, out, err = folder.run("scan", "a.ipynb")
    assert (exit_code, out) == (2, "")
    assert says in err


LEFT = {
    "all rules but one": {OWN: allow(f"rules = {json.dumps(IDS[1:])}")},
    "all rules, and an own one": {
        OWN: "rules = 'own.toml'\n" + allow(f"rules = {LISTED}"),
        "own.toml": "[[rules]]\nid = 'own'\nregex = 'own_z'",
    },
    "all rules, and another engine": {OWN: BOTH + allow(f"rules = {LISTED}")},
    "all rules in a folder": {OWN: allow(f"rules = {LISTED}\npaths = 'docs/'")},
    "small letters": {OWN: allow("regexes = '[a-z]'")},
    "no detector beside the built-in rules": {OWN: BOTH, SECRETS: plugins()},
}


@pytest.mark.parametrize("name", LEFT)
def test_settings_that_leave_something_are_none(folder: Folder, name: str) -> None:
    folder.notebook("a.ipynb", code("x = 1"))
    write(folder, LEFT[name])
    assert folder.run("scan", "a.ipynb")[0] == 0


def test_keep_that_matches_every_path_is_an_error(folder: Folder) -> None:
    folder.notebook("a.ipynb", code("x = 1"))
    folder.write(OWN, "[paths]\nkeep = ['*']\n")
    exit_code, _, err = folder.run("paths", "check", "a.ipynb")
    assert exit_code == 2
    assert "keep matches every path" in err


@pytest.mark.parametrize("setting", ["regexes = 'SECRET'", "lines = 'SECRET'", "paths = 'SECRET'"])
def test_patterns_are_not_repeated(folder: Folder, setting: str) -> None:
    """A pattern may contain the secret that it accepts."""
    folder.notebook("a.ipynb", code("x = 1"))
    folder.write(OWN, allow(setting.replace("SECRET", TOKEN)))
    _, out, err = folder.run("scan", "a.ipynb")
    assert TOKEN not in out + err
