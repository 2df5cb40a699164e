"""Archives in commits: whatever a check of commits looks at, the notebooks inside archives are part of it."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import subprocess
from hashlib import sha256

import pytest

from colab_safe.command_line.main import main
from tests.history.repositories import commit
from tests.project.test_archives import LEAK, encrypted, tarred, zipped
from tests.repository import Repository
from tests.tokens import github_token
from tests.tools import tool

TOKEN = github_token()
CLEAN = LEAK.replace(TOKEN.encode(), b"x")


def pointer(data: bytes, further: str = "") -> bytes:
    """A pointer of Git LFS; its object is kept by `written`."""
    name = sha256(data).hexdigest()
    return f"version https://git-lfs.github.com/spec/v1\n{further}oid sha256:{name}\nsize {len(data)}\n".encode()


# name → its content, the objects of Git LFS, the finding's path, and what is said of a file that is not read
ROWS: dict[str, tuple[str, bytes, list[bytes], str, str]] = {
    "zip": ("x.zip", zipped(a_ipynb=LEAK), [], "x.zip!/a.ipynb", ""),
    "a zip behind a program": ("x.zip", b"MZ" + zipped(a_ipynb=LEAK), [], "x.zip!/a.ipynb", ""),
    "zip in capitals": ("x.ZIP", zipped(a_IPYNB=LEAK), [], "x.ZIP!/a.IPYNB", ""),
    "zip in a zip": ("x.zip", zipped(y_zip=zipped(a_ipynb=LEAK)), [], "x.zip!/y.zip!/a.ipynb", ""),
    "tar": ("x.tar", tarred(a_ipynb=LEAK), [], "x.tar!/a.ipynb", ""),
    "tar.gz": ("x.tar.gz", tarred("w:gz", a_ipynb=LEAK), [], "x.tar.gz!/a.ipynb", ""),
    "tgz": ("x.tgz", tarred("w:gz", a_ipynb=LEAK), [], "x.tgz!/a.ipynb", ""),
    "ipynb.gz": ("a.ipynb.gz", gzip.compress(LEAK), [], "a.ipynb.gz!/a.ipynb", ""),
    "ipynb.bz2": ("a.ipynb.bz2", bz2.compress(LEAK), [], "a.ipynb.bz2!/a.ipynb", ""),
    "ipynb.xz": ("a.ipynb.xz", lzma.compress(LEAK), [], "a.ipynb.xz!/a.ipynb", ""),
    "a notebook that is gzip": ("a.ipynb", gzip.compress(LEAK), [], "a.ipynb!/a", ""),
    "LFS": ("a.ipynb", pointer(LEAK), [LEAK], "a.ipynb", ""),
    "LFS with further lines": ("a.ipynb", pointer(LEAK, "a b\n"), [LEAK], "a.ipynb", ""),
    "LFS, further lines with a token": (
        "a.ipynb", pointer(CLEAN, f"note {TOKEN}\n"), [CLEAN], "a.ipynb!/pointer", ""),
    "a zip in LFS": ("x.zip", pointer(zipped(a_ipynb=LEAK)), [zipped(a_ipynb=LEAK)], "x.zip!/a.ipynb", ""),
    "LFS, absent": ("a.ipynb", pointer(b"absent"), [], "", "git lfs fetch --all"),
    "a zip in LFS, absent": ("x.zip", pointer(b"absent"), [], "", "git lfs fetch --all"),
    "an encrypted notebook": ("x.zip", encrypted("a_ipynb"), [], "", "it is encrypted"),
    "zip cut off": ("x.zip", zipped(a_ipynb=LEAK)[:-40], [], "", "damaged"),
    "7-Zip": ("x.7z", b"7z\xbc\xaf\x27\x1c" + bytes(50), [], "", "7-Zip is not supported"),
    "Zstandard": ("a.ipynb.zst", b"\x28\xb5\x2f\xfd" + bytes(50), [], "", "Zstandard is not supported"),
    "not an archive": ("x.zip", b"MZ" + bytes(50), [], "", "format of the archive is not known"),
    "no notebook inside": ("x.zip", zipped(a_txt=b"x"), [], "", ""),
    "an encrypted text": ("x.zip", encrypted(), [], "", ""),
    "clean": ("x.zip", zipped(a_ipynb=CLEAN), [], "", ""),
}  # fmt: skip
WAYS = {
    "folder": ("scan", "."),
    "staged": ("scan", "--staged"),
    "named": (
        "scan",
        "--staged",
        *(f"{number}/{row[0]}" for number, row in enumerate(ROWS.values())),
    ),
    "range": ("scan", "--range", "HEAD~1..HEAD"),
    "history": ("scan", "--history"),
}


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """A repository with a folder per row; all of them are in its second commit."""
    made = Repository.new(tmp_path_factory.mktemp("archives") / "repository")
    commit(made, "first.txt", "x")
    for number, (name, data, objects, _, _) in enumerate(ROWS.values()):
        made.write(f"{number}/{name}", data)
        for each in objects:
            id = sha256(each).hexdigest()
            made.write(f".git/lfs/objects/{id[:2]}/{id[2:4]}/{id}", each)
    made.git("add", "--all")
    made.git("commit", "--quiet", "--message", "second")
    return made


@pytest.mark.parametrize("way", WAYS)
def test_every_way_looks_into_archives(
    archives: Repository,
    way: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(archives.root)
    archives.git("reset", "--soft", "HEAD~1" if way in ("staged", "named") else "HEAD")
    try:
        assert main([*WAYS[way], "--format", "json"]) == 1
    finally:
        archives.git("reset", "--soft", "HEAD@{1}")
    written, err = capsys.readouterr()
    report = json.loads(written)
    found = {each["path"] for each in report["findings"]}
    errors = {each["path"].partition(" ")[0]: each["error"] for each in report["errors"]}
    assert found == {f"{number}/{row[3]}" for number, row in enumerate(ROWS.values()) if row[3]}
    for number, (name, *_, said) in enumerate(ROWS.values()):
        told = [error for path, error in errors.items() if path.startswith(f"{number}/{name}")]
        assert len(told) == bool(said) and all(said in error for error in told), name
    assert TOKEN not in written + err


def test_a_push_looks_into_archives(archives: Repository) -> None:
    tip, name = archives.git("rev-parse", "HEAD").strip(), tool("colab-safe-push")
    done = subprocess.run(
        [name, "origin", "url"],
        input=f"refs/heads/main {tip} refs/heads/main {'0' * 40}\n",
        cwd=archives.root,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1
    # The same token is one entry, with the first places.
    assert f"{sum(bool(found) for *_, found, _ in ROWS.values())} findings" in done.stdout
    assert all(said in done.stderr for *_, said in ROWS.values())


def test_a_project_can_accept_an_archive_that_is_not_read(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(repository.root)
    commit(repository, "old.zip", zipped(a_ipynb=LEAK)[:-40])
    ways = (["scan", "."], ["scan", "--history"])
    assert [main(way) for way in ways] == [2, 2]
    assert 'name the rule "unreadable-notebook"' in capsys.readouterr().err
    repository.write(
        ".colab-safe.toml",
        '[[allow]]\nrules = ["unreadable-notebook"]\npaths = ["old.zip"]\nreason = "lost"\n',
    )
    assert [main(way) for way in ways] == [0, 0]


def test_one_blob_under_two_names_is_looked_at_as_both(repository: Repository) -> None:
    """As `x.zip` only its notebooks count; as `x.ipynb` everything does."""
    data = zipped(a_txt=TOKEN.encode())
    commit(repository, "x.zip", data)
    command = (tool("colab-safe"), "scan", "--history")
    assert repository.run(*command).returncode == 0
    commit(repository, "x.ipynb", data)
    assert repository.run(*command).returncode == 1


@pytest.mark.parametrize("first", ["scanned before", "not scanned before"])
def test_a_clean_notebook_under_a_leaky_name_is_found(repository: Repository, first: str) -> None:
    commit(repository, "clean.ipynb", CLEAN)
    command = (tool("colab-safe"), "scan", "--history")
    if first == "scanned before":
        assert repository.run(*command).returncode == 0
    commit(repository, f"{TOKEN}.ipynb", CLEAN)
    commit(repository, f"{TOKEN}/b.ipynb", CLEAN.replace(b"x", b"y"))
    done = repository.run(*command)
    assert done.returncode == 1
    assert done.stdout.count("github-pat") >= 2 and TOKEN not in done.stdout + done.stderr
