"""What a scan of the history remembers is valid for one version of the code and the rules."""

from __future__ import annotations

from pathlib import Path

import pytest

import colab_safe
from colab_safe.project.known_clean.digests import _code, code_digest, rules_digest
from tests.test_layers import FILES, imported

PACKAGE = Path(colab_safe.__file__).parent
# What these do does not change what is found in a given version.
OTHERS = {"colab_safe.command_line", "colab_safe.git", "colab_safe.report"}


def test_digest_covers_the_code_that_decides_what_is_found() -> None:
    covered = {Path(path) for path in _code(str(PACKAGE))}
    needed, new = set[str](), {"colab_safe.history.versions", "colab_safe.project.file_scan"}
    while new:
        needed |= new
        new = {other for module in new for other in imported(module)} - needed
        new -= {"colab_safe"}  # for its version; what it imports is for notebooks
    for module in sorted(needed):
        if not any(module == other or module.startswith(f"{other}.") for other in OTHERS):
            assert PACKAGE / FILES[module].relative_to(PACKAGE) in covered, module


def test_digest_depends_on_engines_settings_and_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule, report = tmp_path / "detect" / "rule.py", tmp_path / "report" / "text.py"
    for file in (rule, report):
        file.parent.mkdir()
        file.write_text("old")
    monkeypatch.setattr(colab_safe, "__file__", str(tmp_path / "__init__.py"))
    before = code_digest()
    report.write_text("changed")
    assert code_digest() == before
    rule.touch()  # the content counts: pre-commit installs the same code at another time
    assert code_digest() == before
    rule.write_text("changed")
    assert code_digest() != before
    digests = {
        rules_digest(before, ["builtin"], [b"a"]),
        rules_digest(code_digest(), ["builtin"], [b"a"]),
        rules_digest(before, ["builtin"], [b"b"]),
        rules_digest(before, ["builtin"]),
        rules_digest(before, ["kingfisher"], [b"a"]),
    }
    assert len(digests) == 5
