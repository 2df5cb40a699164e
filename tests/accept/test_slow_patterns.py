"""A pattern that takes too long accepts nothing, and the report names it."""

from __future__ import annotations

import json

import pytest

from colab_safe import timed_regex
from colab_safe.limits import REGEX_SECONDS
from tests.accept.projects import Folder
from tests.notebooks import code
from tests.tokens import github_token

SLOW = r"^(.|..)+\d\d\d\d$"
LEAKY = code(f"t = '{github_token(1)}'  # staging {'a' * 200}")
ALLOW = '[[allow]]\nreason = "my reason"\n'
RULE = """
[[rules]]
id = "own-token"
regex = '''(gh[p]_\\w{36})'''
keywords = ["ghp_"]
[[rules.allowlists]]
regexTarget = "line"
regexes = ['''%s''']
"""


def by_filter(kind: str) -> str:
    path = f"detect_secrets.filters.regex.should_exclude_{kind}"
    filters = [{"path": path, "pattern": [SLOW]}]
    plugins = [{"name": "GitHubTokenDetector"}]
    return json.dumps(
        {"version": "1.5.0", "plugins_used": plugins, "filters_used": filters, "results": {}}
    )


# What is written to which file, and what is said.
ROWS: dict[str, tuple[dict[str, str], str]] = {
    "lines": (
        {".colab-safe.toml": f"{ALLOW}lines = '{SLOW}'"},
        "a pattern in `lines` of the entry of `allow` with the reason 'my reason' took longer",
    ),
    "secrets": (
        {".colab-safe.toml": f"{ALLOW}regexes = '{SLOW}'"},
        "a pattern in `secrets` of the entry of `allow` with the reason 'my reason' took longer",
    ),
    "a rule's allowlist": (
        {".colab-safe.toml": 'rules = ".gitleaks.toml"', ".gitleaks.toml": RULE % SLOW},
        "what your rule 'own-token' finds in texts on which an expression takes longer",
    ),
    **{
        f"detect-secrets' {kind}s": (
            {".colab-safe.toml": 'engines = ["detect-secrets"]', ".secrets.baseline": by_filter(kind)},
            "what the patterns of `filters_used` exclude in texts on which an expression takes longer",
        )
        for kind in ("line", "secret")
    },
}  # fmt: skip


@pytest.mark.parametrize(("files", "said"), ROWS.values(), ids=ROWS)
def test_it_is_named(
    folder: Folder, files: dict[str, str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = REGEX_SECONDS._replace(most=0.05)  # type: ignore[arg-type]
    monkeypatch.setattr(timed_regex, "REGEX_SECONDS", short)
    folder.notebook("a.ipynb", LEAKY)
    folder.notebook("b.ipynb", LEAKY)
    for name, text in files.items():
        folder.write(name, text)
    exit_code, out, err = folder.run("scan", ".")
    assert exit_code == 1
    assert "a.ipynb:" in out and "b.ipynb:" in out
    assert said in err and github_token(1) not in out + err
    assert err.count(said) <= 2  # of a file, not of each finding
