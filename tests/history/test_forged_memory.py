"""A `.git` from an archive may bring a memory that calls everything clean: only what this user's runs signed is believed."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from colab_safe.git import commits
from colab_safe.git.folders import common_folder
from colab_safe.history.memory import LastScan, history_memory
from colab_safe.history.scan import scan_history, scan_revisions
from colab_safe.model import Coverage, Report
from colab_safe.project.known_clean.memory import Memory
from colab_safe.project.known_clean.rules_by_path import RulesByPath, from_top
from colab_safe.project.known_clean.user_key import user_key
from colab_safe.project.parallel import ScanOptions
from tests.history.repositories import commit, notebook
from tests.repository import Repository
from tests.tokens import github_token

LEAK = notebook(printed=github_token())
OPTIONS = ScanOptions(jobs=1)
FORGED = b"k" * 32  # a key that the author of the archive knows
ONE_FILE = Coverage(1, 1, 1, 100)
posix = pytest.mark.skipif(os.name == "nt", reason="links, modes and owners of POSIX")


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "colab-safe"


@pytest.fixture
def leaking(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> Repository:
    commit(repository, "a.ipynb", LEAK)
    monkeypatch.chdir(repository.root)
    return repository


def scan() -> tuple[Report, str]:
    said: list[str] = []
    report = scan_history(OPTIONS, lambda *lines: said.extend(lines))
    return report, "\n".join(said)


def forge(key: bytes) -> None:
    """Write that all versions, and all tips, are clean by the rules in force, signed with a key."""
    rules, tips = RulesByPath(from_top(OPTIONS)), commits.tips(commits.EVERY_REF)
    memory = history_memory(common_folder(), rules.mark(""), rules.code)
    kind, folder = f"{rules.code}-{rules.mark('')}", os.path.join(common_folder(), "colab-safe")
    forged = memory._replace(
        clean=Memory(folder, key, "clean", rules.code), last=Memory(folder, key, "last", kind)
    )
    [blob] = {change.blob for change in commits.notebook_changes(tips, lambda _: False)}
    forged.clean.add({rules.mark("a.ipynb") + blob: ONE_FILE})
    forged.keep_last_scan(LastScan(tips, ONE_FILE, (), (), {"": rules.mark("")}))


def put_key(cache: Path) -> Path:
    cache.mkdir(parents=True, mode=0o700)
    key = cache / "memory.key"
    key.write_bytes(FORGED)
    key.chmod(0o600)
    return key


def test_what_this_user_signed_is_believed(leaking: Repository, cache: Path) -> None:
    """The control of the other tests: the forgery is right in all but its key."""
    put_key(cache)
    forge(FORGED)
    report, said = scan()
    assert (report.findings, "no ref has moved" in said) == ((), True)


def readable(cache: Path) -> None:
    put_key(cache).chmod(0o640)


def writable(cache: Path) -> None:
    put_key(cache).chmod(0o602)


def linked(cache: Path) -> None:
    key = put_key(cache)
    key.rename(cache / "elsewhere")
    key.symlink_to("elsewhere")


def in_open_folder(cache: Path) -> None:
    put_key(cache)
    cache.chmod(0o777)


def in_group_folder(cache: Path) -> None:
    put_key(cache)
    cache.chmod(0o770)


def in_linked_folder(cache: Path) -> None:
    put_key(cache)
    cache.rename(cache.parent / "elsewhere")
    cache.symlink_to("elsewhere")


def of_another_user(cache: Path) -> None:
    os.chown(put_key(cache), 12345, -1)


def in_folder_of_another_user(cache: Path) -> None:
    put_key(cache)
    os.chown(cache, 12345, -1)


def below_a_file(cache: Path) -> None:
    cache.parent.write_text("")


def in_a_repository(cache: Path) -> None:
    put_key(cache)
    (cache.parent / ".git").mkdir()


def short(cache: Path) -> None:
    put_key(cache).write_bytes(FORGED[:-1])


def of_nobody(cache: Path) -> None:
    """No key yet."""


UNTRUSTED = [
    readable,
    writable,
    linked,
    in_open_folder,
    in_group_folder,
    in_linked_folder,
    of_another_user,
    in_folder_of_another_user,
    below_a_file,
    in_a_repository,
    short,
    of_nobody,
]


@posix
@pytest.mark.parametrize("state", UNTRUSTED, ids=lambda state: state.__name__)
def test_a_key_that_is_not_the_users_alone_signs_nothing(
    leaking: Repository, cache: Path, state: Callable[[Path], None]
) -> None:
    if "another_user" in state.__name__ and os.geteuid() != 0:
        pytest.skip("only root gives files away")
    state(cache)
    forge(FORGED)
    for _ in range(2):  # the second one may believe the first, and finds the same
        report, said = scan()
        assert len(report.findings) == 1
        assert "clean" not in said


@posix
@pytest.mark.parametrize(
    "variables",
    [{}, {"HOME": "relative"}, {"XDG_CACHE_HOME": "/dev/null"}, {"XDG_CACHE_HOME": "/proc"}],
    ids=["nothing set", "a relative home", "no folder", "a read-only folder"],
)
def test_without_a_place_for_the_key_all_is_scanned(
    leaking: Repository, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]
) -> None:
    for name in ("HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("pwd.getpwuid", _nobody)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    forge(FORGED)
    for _ in range(2):
        report, said = scan()
        assert (len(report.findings), said) == (1, "")


def _nobody(number: int) -> None:
    raise KeyError(number)


@posix
@pytest.mark.parametrize("place", ["the repository", "the current folder"])
def test_a_key_that_came_with_the_files_is_not_read(
    leaking: Repository, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    """CI systems put caches into the checkout, and a checkout with umask 077 makes private files."""
    top = leaking.root if place == "the repository" else Path("plain").absolute()
    monkeypatch.setenv("XDG_CACHE_HOME", str(top / ".cache"))
    put_key(top / ".cache" / "colab-safe")
    if place == "the current folder":
        monkeypatch.chdir(top)
        monkeypatch.setattr("colab_safe.git.worktree.is_top", lambda folder: False)
        assert user_key() is None
        return
    (leaking.root / "sub").mkdir()
    monkeypatch.chdir(leaking.root / "sub")
    forge(FORGED)
    report, _ = scan()
    assert len(report.findings) == 1


def renamed(folder: Path, own: dict[str, str]) -> None:
    """To the names of this user's own files."""
    for file in folder.iterdir():
        file.replace(folder / own[file.name.partition("-")[0]])


def without_signatures(folder: Path, own: dict[str, str]) -> None:
    renamed(folder, own)
    for file in folder.iterdir():
        lines = file.read_text().splitlines()
        is_last = file.name.startswith("last")
        text = lines[-1] if is_last else "\n".join(line.rpartition(" ")[0] for line in lines)
        file.write_text(text + "\n")


def in_the_old_format(folder: Path, own: dict[str, str]) -> None:
    """As versions before the signature wrote it."""
    for file in list(folder.iterdir()):
        kind, _, rules = file.name.partition("-")
        lines = file.read_text().splitlines()
        if kind == "last":
            (folder / f"scanned-last-{rules[17:33]}").write_text(lines[-1])
        else:
            entries = [line.split()[0][16:] + " 1 1 1 100 0 0" for line in lines if line]
            (folder / f"scanned-clean-{rules[:16]}").write_text("\n".join(entries) + "\n")
        file.unlink()


def as_it_is(folder: Path, own: dict[str, str]) -> None:
    """Signed with another key."""


@pytest.mark.parametrize(
    "form",
    [as_it_is, renamed, without_signatures, in_the_old_format],
    ids=lambda form: form.__name__,
)
def test_a_copied_git_folder_with_a_forged_memory_is_scanned(
    leaking: Repository,
    cache: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    form: Callable[[Path, dict[str, str]], None],
) -> None:
    scan()  # the names of this user's files
    folder = leaking.root / ".git" / "colab-safe"
    own = {file.name.partition("-")[0]: file.name for file in folder.iterdir()}
    own.setdefault("clean", own["last"].replace("last", "clean")[:22] + own["last"][-9:])
    shutil.rmtree(folder)
    forge(FORGED)
    form(folder, own)
    shutil.copytree(leaking.root, tmp_path / "copy")
    monkeypatch.chdir(tmp_path / "copy")
    report, said = scan()
    assert (len(report.findings), said) == (1, "")


def test_a_memory_is_not_believed_elsewhere(
    leaking: Repository, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder with files of this user may have been changed on its way."""
    commit(leaking, "b.ipynb", notebook("x = 1"))
    scan()
    assert "no ref has moved" in scan()[1]
    shutil.copytree(leaking.root, tmp_path / "copy")
    monkeypatch.chdir(tmp_path / "copy")
    assert scan()[1] == ""


def test_one_changed_character_is_seen(leaking: Repository, cache: Path) -> None:
    scan()
    [last] = (leaking.root / ".git" / "colab-safe").glob("last-*")
    signature, _, data = last.read_text().partition("\n")
    fields = json.loads(data)
    last.write_text(signature + "\n" + json.dumps(fields | {"unclean": []}))
    assert len(scan()[0].findings) == 1


@posix
def test_the_folder_of_the_memory_is_no_way_out(
    leaking: Repository, cache: Path, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (leaking.root / ".git" / "colab-safe").symlink_to(tmp_path / "elsewhere")
    assert len(scan()[0].findings) == 1
    assert list((tmp_path / "elsewhere").iterdir()) == []


@posix
@pytest.mark.parametrize("kind", ["clean", "last"])
def test_links_and_pipes_in_place_of_the_memory(
    leaking: Repository, cache: Path, tmp_path: Path, kind: str
) -> None:
    commit(leaking, "b.ipynb", notebook("x = 1"))
    scan()
    [file] = (leaking.root / ".git" / "colab-safe").glob(f"{kind}-*")
    (tmp_path / "elsewhere").write_text("untouched")
    for make in (lambda: file.symlink_to(tmp_path / "elsewhere"), lambda: os.mkfifo(file)):
        file.unlink()
        make()
        commit(leaking, "c.ipynb", LEAK + b" " * len(os.listdir(leaking.root)))
        assert scan()[0].findings
        assert (tmp_path / "elsewhere").read_text() == "untouched"


_NO_PARENT = 0x70000000  # https://git-scm.com/docs/gitformat-commit-graph


def forge_commit_graph(repository: Repository, without_parent: str) -> None:
    """Write git's commit graph, in which one commit has no parent."""
    repository.git("commit-graph", "write", "--reachable")
    file = repository.root / ".git" / "objects" / "info" / "commit-graph"
    data = bytearray(file.read_bytes())
    table = {
        bytes(data[at : at + 4]): int.from_bytes(data[at + 4 : at + 12], "big")
        for at in range(8, 8 + 12 * data[6], 12)
    }
    number = (data.index(bytes.fromhex(without_parent), table[b"OIDL"]) - table[b"OIDL"]) // 20
    parent = table[b"CDAT"] + 36 * number + 20
    data[parent : parent + 4] = _NO_PARENT.to_bytes(4, "big")
    file.chmod(0o644)
    file.write_bytes(data)


def test_a_forged_commit_graph_hides_no_commit(leaking: Repository, cache: Path) -> None:
    last = commit(leaking, "a.ipynb", notebook("x = 1"))
    forge_commit_graph(leaking, last)
    assert leaking.git("rev-list", "--count", "HEAD").strip() == "1"  # git believes it
    assert len(scan()[0].findings) == 1
    assert len(scan_revisions(["HEAD"], OPTIONS, print).findings) == 1
