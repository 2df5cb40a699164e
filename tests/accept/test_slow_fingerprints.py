"""Passwords in a baseline: a changed one is new, none is found with a dictionary, and a scan does not hash more than it must."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest

from colab_safe.accept import fingerprints
from colab_safe.accept.baseline import Entry, parse
from colab_safe.accept.fingerprints import common_salt, salt_of
from colab_safe.accept.known import Known, fits
from colab_safe.blots import BLOT
from colab_safe.detect.engine import load
from colab_safe.limits import BASELINE_SALTS, SLOW_HASHES
from colab_safe.model import Finding
from colab_safe.scan import scan
from tests.accept.projects import Folder
from tests.notebooks import Json, code, dump, notebook
from tests.tokens import github_token

NAME = ".colab-safe.baseline"
ONE, OTHER = "kWzq!4821a", "vHxj!7035b"
SALTS = ["a" * 32, "b" * 32]


def leak(password: str) -> Json:
    return code(f"password = '{password}'")


def findings(*passwords: str) -> tuple[Finding, ...]:
    data = dump(notebook([leak(password) for password in passwords]))
    return scan(data, "a.ipynb", [load("builtin")]).findings


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What was hashed slowly, which is fast in these tests."""
    done: list[bytes] = []
    scrypt: Callable[..., bytes] = hashlib.scrypt

    def counted(password: bytes, **options: Any) -> bytes:
        done.append(password)
        return scrypt(password, **options)

    monkeypatch.setattr(hashlib, "scrypt", counted)
    monkeypatch.setattr(fingerprints, "_COST", {"n": 2, "r": 8, "p": 1})
    return done


def entries(folder: Folder) -> tuple[Entry, ...]:
    return parse((folder.path / NAME).read_bytes(), NAME)


def test_the_cost_is_a_row_of_owasps_table() -> None:
    assert tuple(fingerprints._COST.values()) in {
        (2**17, 8, 1), (2**16, 8, 2), (2**15, 8, 3), (2**14, 8, 5), (2**13, 8, 10)
    }  # fmt: skip


def test_a_changed_password_is_new(folder: Folder, hashed: list[bytes]) -> None:
    folder.notebook("a.ipynb", leak(ONE), leak(ONE))
    folder.run("baseline", "create")
    assert folder.counts() == (0, 2)
    assert ONE not in (folder.path / NAME).read_text()
    folder.notebook("a.ipynb", leak(OTHER), leak(ONE))
    assert folder.counts() == (1, 1)
    folder.notebook("b.ipynb", leak(ONE))
    assert folder.counts() == (2, 1), "a copy in another notebook is another leak"


def test_the_same_password_has_another_fingerprint_in_each_baseline(
    folder: Folder, hashed: list[bytes]
) -> None:
    folder.notebook("a.ipynb", leak(ONE))
    made = set()
    for name in ("x", "y"):
        folder.run("baseline", "create", "--file", name)
        made |= {entry.fingerprint for entry in parse((folder.path / name).read_bytes(), name)}
    assert len(made) == 2
    assert folder.counts("--baseline", "x") == folder.counts("--baseline", "y") == (0, 1)


def test_an_old_baseline_is_read_and_rewritten(folder: Folder, hashed: list[bytes]) -> None:
    folder.notebook("a.ipynb", leak(ONE), code(f"t = '{github_token()}'"))
    old = [
        Entry("a.ipynb", each.rule, each.secret_hash, "for tests")
        for each in (*findings(ONE), *scan(
            dump(notebook([code(f"t = '{github_token()}'")])), "a.ipynb", [load("builtin")]
        ).findings)
    ]  # fmt: skip
    folder.write(NAME, "".join(f"{json.dumps(each._asdict())}\n" for each in old))
    assert folder.counts() == (0, 2)
    assert hashed == [], "only a slow entry makes a scan hash slowly"
    _, out, _ = folder.run("baseline", "update")
    assert "0 added, 0 removed, 2 kept\n1 fingerprint rewritten" in out
    password, token = (
        entries(folder)[::-1] if salt_of(entries(folder)[1].fingerprint) else entries(folder)
    )
    assert token == old[1], "a plain hash of a random token stays"
    assert (password.rule, password.reason) == ("generic-password", "for tests")
    assert folder.counts() == (0, 2)
    before = (folder.path / NAME).read_bytes()
    _, out, _ = folder.run("baseline", "update")
    assert "rewritten" not in out
    assert (folder.path / NAME).read_bytes() == before


def test_one_salt_after_a_merge(folder: Folder, hashed: list[bytes]) -> None:
    folder.notebook("a.ipynb", leak(ONE))
    folder.run("baseline", "create")
    ours = (folder.path / NAME).read_text("utf-8")
    (folder.path / NAME).unlink()
    folder.notebook("a.ipynb", leak(OTHER))
    folder.run("baseline", "create")
    folder.write(NAME, ours + (folder.path / NAME).read_text("utf-8"))
    folder.notebook("a.ipynb", leak(ONE), leak(OTHER))
    assert folder.counts() == (0, 2)
    folder.run("baseline", "update")
    assert len({salt_of(entry.fingerprint) for entry in entries(folder)}) == 1
    assert folder.counts() == (0, 2)


def test_a_secret_is_hashed_once(hashed: list[bytes]) -> None:
    found = findings(ONE, OTHER, ONE, ONE)
    made = fingerprints.Fingerprints(SALTS[0])
    known = Known([Entry("a.ipynb", found[0].rule, made.of(found[0]))])
    hashed.clear()
    assert [known.accepts(each, "a.ipynb") for each in found] == [True, False, True, True]
    assert hashed == [ONE.encode(), OTHER.encode()]
    assert not any(known.accepts(each, "b.ipynb") for each in found)
    assert not known.accepts(found[0]._replace(rule="another"), "a.ipynb")
    assert len(hashed) == 2, "nothing is hashed for another path or rule"


@pytest.mark.parametrize(("new", "skipped"), [(SLOW_HASHES.most, 0), (2 * SLOW_HASHES.most, 200)])
def test_a_limit_on_what_is_hashed(
    new: int, skipped: int, folder: Folder, hashed: list[bytes]
) -> None:
    """The accepted one comes last, and is still accepted if there are no more new ones than the limit allows."""
    folder.notebook("a.ipynb", leak(ONE))
    folder.run("baseline", "create")
    hashed.clear()
    passwords = [f"kWzq!{number}a" for number in range(1000, 1000 + new)]
    folder.notebook("a.ipynb", *map(leak, passwords), leak(ONE))
    code, out, err = folder.run("scan", ".", "--format", "json")
    summary = json.loads(out)["summary"]
    assert (summary["findings"], summary["accepted"]) == ((new, 1) if not skipped else (new + 1, 0))
    assert len(hashed) == SLOW_HASHES.most + 1
    assert code == 1
    assert ("not all of it was compared with the baseline" in err) is bool(skipped)
    before = (folder.path / "a.ipynb").read_bytes()
    code, _, err = folder.run("redact")
    assert (code, "not rewritten: not all of it" in err) == ((2, True) if skipped else (1, False))
    assert (folder.path / "a.ipynb").read_bytes() == before


@pytest.mark.parametrize(
    ("salts", "code"), [(BASELINE_SALTS.most, 1), (2 * BASELINE_SALTS.most, 2)]
)
def test_a_limit_on_salts(salts: int, code: int, folder: Folder, hashed: list[bytes]) -> None:
    """Each password is hashed once with each of them."""
    folder.notebook("a.ipynb", leak(ONE), leak(OTHER))
    lines = [
        json.dumps({"path": "a.ipynb", "rule": "generic-password", "fingerprint": f"scrypt:{salt:032x}:{0:032x}"})
        for salt in range(salts)
    ]  # fmt: skip
    folder.write(NAME, "\n".join(lines))
    done, _, err = folder.run("scan", ".")
    assert (done, len(hashed)) == (code, 0 if code == 2 else 2 * salts)
    assert ("run `colab-safe baseline update`" in err) is (code == 2)
    folder.run("baseline", "update")
    assert folder.counts() == (0, 2)


def test_an_unknown_kind_of_fingerprint_accepts_nothing(hashed: list[bytes]) -> None:
    (found,) = findings(ONE)
    for print in ("scrypt:", "scrypt:x:y", f"scrypt:{SALTS[0]}:", "", "argon2:" + "a" * 60):
        assert not Known([Entry("a.ipynb", found.rule, print)]).accepts(found, "a.ipynb")


def test_the_salt_of_most_entries_is_kept() -> None:
    prints = [f"scrypt:{salt}:{'0' * 32}" for salt in (SALTS[0], SALTS[1], SALTS[1])]
    assert common_salt([*prints, "f" * 32]) == SALTS[1]
    new = {common_salt(["f" * 32]) for _ in range(2)}
    assert {len(salt) for salt in new} == {32}
    assert len(new) == 2


@pytest.mark.parametrize(
    ("blotted", "path", "does"),
    [
        (f"a/{BLOT}.ipynb", "a/hunter2.ipynb", True),
        (f"a/{BLOT}.ipynb", "b/hunter2.ipynb", False),
        (f"{BLOT}b{BLOT}", "abc", True),
        (f"{BLOT}bb{BLOT}bb", "abbb", False),
        (f"{BLOT}bb{BLOT}bb", "abbxbb", True),
        (f"ab{BLOT}ba", "aba", False),
        ("a.ipynb", "a.ipynb", True),
        ("a.ipynb", "aXipynb", False),
        (f"{BLOT * 20000}x", "a" * 40000, False),
    ],
)  # fmt: skip
def test_a_blotted_path_fits(blotted: str, path: str, does: bool) -> None:
    assert fits(blotted, path) is does


def test_a_password_in_a_file_name_is_not_in_the_baseline(
    folder: Folder, hashed: list[bytes]
) -> None:
    name = f"old {ONE}.ipynb"
    folder.notebook(name, leak(ONE))
    folder.run("baseline", "create")
    text = (folder.path / NAME).read_text("utf-8")
    assert ONE not in text
    assert [entry.path for entry in entries(folder)] == [f"old {BLOT}.ipynb"]
    assert folder.counts() == (0, 1)
    _, out, _ = folder.run("baseline", "update")
    assert "0 added, 0 removed, 1 kept" in out
    folder.notebook("b.ipynb", leak(OTHER))
    _, out, _ = folder.run("baseline", "update", "b.ipynb")
    assert "1 added, 0 removed, 1 kept" in out, "an entry for a file that was not scanned stays"
    (folder.path / name).unlink()
    _, out, _ = folder.run("baseline", "update")
    assert f"- old {BLOT}.ipynb: generic-password, no longer found" in out
