"""`colab-safe scan github:ORG`: a local API, and real git over http."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor
from email.message import Message
from pathlib import Path

import pytest

from colab_safe.install.packages.requirement import parse_requirement
from colab_safe.install.server import parse_server
from colab_safe.limits import CLONE_PACK, CLONE_REFS
from colab_safe.model import total
from colab_safe.project.parallel import Packed, ScanOptions
from colab_safe.remote import retries
from colab_safe.repositories import partial_clone
from colab_safe.repositories import scan as repositories
from colab_safe.repositories.clone_folder import Folders
from colab_safe.repositories.one_repository import RepositoryWork, Task
from colab_safe.repositories.repository import Repository
from colab_safe.repositories.sources import asked
from tests.install.forge import Forge, git
from tests.install.lab import forms
from tests.install.watch import watching

from .conftest import CLEAN, LEAK, LEAKED, variable
from .fake_apis import Answer, GitHub

Scan = Callable[..., subprocess.CompletedProcess[str]]
NAMES = ["team/past", "team/clean", "team/gone", "team/empty", "team/pull"]


@pytest.fixture(autouse=True)
def api(forge: Forge, token: str) -> Iterator[GitHub]:
    forge.api = made = GitHub(forge.url, token, {"orgs/team": NAMES})
    yield made
    forge.api = None


def test_all_history_of_all_repositories_is_scanned_and_one_failure_ends_nothing(
    forge: Forge, scan: Scan, tmp_path: Path, token: str
) -> None:
    done = scan(f"github:{forge.url}/team", "--format", "json")
    assert done.returncode == 1, done.stderr
    report = json.loads(done.stdout)
    found = {each["path"]: each for each in report["findings"]}
    assert sorted(found) == [
        f"{forge.host}/team/past/nb/a.ipynb",
        f"{forge.host}/team/pull/e.ipynb",
    ]
    assert found[f"{forge.host}/team/pull/e.ipynb"]["history"]["still_in"] == ["pull/1/head"]
    assert all(each["history"]["on_remote"] for each in found.values())
    assert report["summary"]["files"] == 5
    [error] = report["errors"]
    assert error["path"] == f"{forge.host}/team/gone"
    assert "(404)" in error["error"]
    said = (done.stdout + done.stderr).encode()
    assert not any(form in said for form in {*forms(token), LEAKED.encode()})
    assert os.listdir(tmp_path / "tmp") == []


def test_only_notebooks_are_fetched(forge: Forge, scan: Scan, api: GitHub) -> None:
    api.owners = {"orgs/team": ["team/past"]}
    forge.sent = 0
    assert scan(f"github:{forge.url}/team").returncode == 1
    assert 0 < forge.sent < 20_000  # the picture alone has 100,000


def test_no_program_gets_the_token_in_its_arguments_and_no_transfer_in_its_environment(
    forge: Forge, scan: Scan, api: GitHub, tmp_path: Path, token: str
) -> None:
    api.owners = {"orgs/team": ["team/past"]}
    with (watched := watching(tmp_path)):
        done = scan(f"github:{forge.url}/team", below=watched.prefix)
    assert done.returncode == 1, done.stderr
    transfers = [
        each for each in watched.processes if "fetch" in each.argv or "remote-http" in each.argv
    ]
    assert any("remote-http" in each.argv for each in transfers)
    assert not any(
        form.decode() in each.argv for each in watched.processes for form in forms(token)
    )
    leaking = [
        each.argv for each in transfers if any(f.decode() in each.environ for f in forms(token))
    ]
    assert leaking == []


def test_a_clean_organisation_is_clean(forge: Forge, scan: Scan, api: GitHub) -> None:
    api.owners = {"orgs/team": ["team/clean", "team/empty"]}
    done = scan(f"github:{forge.url}/team")
    assert (done.returncode, done.stderr) == (0, "colab-safe: github:team: 2 repositories\n")
    assert "nothing found in 1 file" in done.stdout


def test_kept_clones_are_fetched_and_read_once(
    forge: Forge, scan: Scan, api: GitHub, tmp_path: Path, token: str
) -> None:
    api.owners = {"orgs/team": ["team/grows", "team/empty"]}
    arguments = (f"github:{forge.url}/team", "--keep-clones", str(tmp_path / "kept"))
    forge.add("team/grows", {f"n{number}.ipynb": CLEAN for number in range(3)})
    forge.add("team/grows", {"old.ipynb": LEAK})
    assert "1 finding in 2 files" in scan(*arguments).stdout
    assert os.stat(tmp_path / "kept").st_mode & 0o077 == 0
    forge.sent = 0
    again = scan(*arguments)
    assert again.returncode == 1
    assert "1 finding in 2 files" in again.stdout
    assert forge.sent < 3_000  # the list and the names of the refs
    forge.add("team/grows", {"new.ipynb": LEAK})
    for lock in ("packed-refs.lock", "refs/heads/main.lock"):  # as a killed git leaves them
        next((tmp_path / "kept").rglob("grows.git")).joinpath(lock).touch()
    git("push", "-q", "origin", "HEAD:refs/heads/gone", cwd=forge.root / "work" / "team" / "grows")
    report = json.loads(scan(*arguments, "--format", "json").stdout)
    places = [(each["path"], each["history"]["still_in"]) for each in report["findings"]]
    name = f"{forge.host}/team/grows"
    assert places == [
        (f"{name}/old.ipynb", ["gone", "main"]),
        (f"{name}/new.ipynb", ["gone", "main"]),
    ]
    git("push", "-q", "origin", ":refs/heads/gone", cwd=forge.root / "work" / "team" / "grows")
    report = json.loads(scan(*arguments, "--format", "json").stdout)
    assert {*map(tuple, (each["history"]["still_in"] for each in report["findings"]))} == {
        ("main",)
    }
    kept = b"".join(file.read_bytes() for file in (tmp_path / "kept").rglob("*") if file.is_file())
    assert not any(form in kept for form in forms(token))


def test_a_process_that_ends_is_an_error_of_the_repository_that_it_worked_on(
    forge: Forge, api: GitHub, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Two processes end, then one does: each time, it has scanned one repository before."""
    jobs = []

    def one_and_then_none(make: Callable[[ScanOptions], RepositoryWork], options: ScanOptions, tasks: Sequence[Task], watch: object) -> Iterator[Packed]:  # fmt: skip
        jobs.append(options.jobs)
        Path(tasks[0].folders.place, "left").mkdir(exist_ok=True)  # by a process that was killed
        yield make(options)(tasks[0])
        raise BrokenExecutor

    monkeypatch.setattr(repositories, "on_all_cores", one_and_then_none)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    api.owners = {"orgs/team": ["team/past", "team/clean", "team/gone", "team/empty", "team/pull"]}
    found = asked(f"github:{forge.url}/team")
    assert found
    report = total(repositories.scan_repositories(found, ScanOptions(jobs=2), print))
    assert [each.location.path for each in report.findings] == [
        f"{forge.host}/team/past/nb/a.ipynb"
    ]
    assert [each.path for each in report.problems] == [
        f"{forge.host}/team/{n}" for n in ("gone", "pull")
    ]
    assert {each.error for each in report.problems} == {repositories._ENDED}
    assert jobs == [2, 1, 1]
    assert os.listdir(tmp_path / "tmp") == []


def test_transfers_are_tried_again_where_that_may_help(
    forge: Forge, api: GitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retries, "_FIRST_WAIT_S", 0.0)
    busy = [503, 429]

    def sometimes(target: str, headers: Message) -> Answer | None:
        is_of_git = target.startswith("/team/clean.git")
        return (busy.pop(), {}, {}) if is_of_git and busy else api(target, headers)

    forge.api = sometimes
    api.owners = {"orgs/team": ["team/clean"]}
    found = asked(f"github:{forge.url}/team")
    assert found
    report = total(repositories.scan_repositories(found, ScanOptions(), print))
    assert (report.problems, report.coverage.files, busy) == ((), 1, [])
    busy += [503] * 9
    [problem] = total(repositories.scan_repositories(found, ScanOptions(), print)).problems
    assert "has a problem (503)" in problem.error
    assert len(busy) == 4


@pytest.mark.skipif(os.name != "posix", reason="Windows has no limit on the files of a program")
def test_a_server_that_sends_more_than_the_limit_is_stopped(
    forge: Forge, api: GitHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partial_clone, "CLONE_PACK", CLONE_PACK._replace(most=300))
    at = parse_requirement(f"{forge.url}/team/past.git", parse_server(forge.url))
    task = Task(Repository(at, "GitHub"), Folders(str(tmp_path / "kept"), ""))
    (problem,) = RepositoryWork(ScanOptions()).report(task).problems
    assert "300 bytes of one transfer" in problem.error
    assert not [*(tmp_path / "kept").rglob("tmp_pack_*")]
    monkeypatch.undo()
    (tmp_path / "large").write_bytes(b"1" * 1000)  # the limit was for git alone


def test_a_repository_with_too_many_refs_is_not_fetched(
    forge: Forge, api: GitHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partial_clone, "CLONE_REFS", CLONE_REFS._replace(most=1))
    at = parse_requirement(f"{forge.url}/team/pull.git", parse_server(forge.url))
    task = Task(Repository(at, "GitHub"), Folders(str(tmp_path / "kept"), ""))
    (problem,) = RepositoryWork(ScanOptions()).report(task).problems
    assert "1 refs of a repository that is cloned" in problem.error
    assert not [*(tmp_path / "kept").rglob("*.pack")]


def test_many_packs_become_one(
    forge: Forge, api: GitHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partial_clone, "_MOST_PACKS", 3)
    at = parse_requirement(f"{forge.url}/team/nightly.git", parse_server(forge.url))
    task = Task(Repository(at, "GitHub"), Folders(str(tmp_path / "kept"), ""))
    packs = []
    for night in range(4):
        forge.add(
            "team/nightly",
            {"a.ipynb": LEAK, f"n{night}.ipynb": CLEAN + b" " * night, "b": str(night)},
        )
        report = RepositoryWork(ScanOptions()).report(task)
        assert (len(report.findings), report.problems, report.coverage.files) == (1, (), 2 + night)
        packs.append(len([*(tmp_path / "kept").rglob("*.pack")]))
    assert max(packs) < 6


def test_where_clones_cannot_be_kept(scan: Scan, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = scan("github:team", "--keep-clones", str(tmp_path / "file"))
    assert (done.returncode, "cannot be made" in done.stderr) == (2, True)
    done = scan(".", "--keep-clones", str(tmp_path / "kept"))
    assert (done.returncode, "goes with organisations" in done.stderr) == (2, True)


def test_a_list_is_scanned_as_an_organisation(
    forge: Forge, scan: Scan, tmp_path: Path, token: str
) -> None:
    (tmp_path / "here" / "team.txt").write_text(f"{forge.url}/team/past.git\n{token}\n")
    done = scan("repositories:team.txt")
    assert done.returncode == 1
    assert f"{forge.host}/team/past/nb/a.ipynb" in done.stdout
    assert "team.txt, line 2: it was not scanned: write its address as" in done.stderr
    assert token not in done.stdout + done.stderr


def test_nothing_but_empty_repositories_is_not_clean(forge: Forge, scan: Scan, api: GitHub) -> None:
    api.owners = {"orgs/team": ["team/empty"]}
    done = scan(f"github:{forge.url}/team")
    assert done.returncode == 2
    assert "nothing was scanned: there is no notebook" in done.stderr


def test_without_a_token_a_private_repository_is_an_error(
    forge: Forge, scan: Scan, api: GitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(variable(forge))
    api.owners = {"orgs/team": ["team/not-public"]}
    done = scan(f"github:{forge.url}/team")
    assert done.returncode == 2
    assert "asks for a token, and none was found" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["github:team", "a.ipynb"], "scan organisations alone"),
        (["github:team", "--staged"], "leave out --staged"),
        (["github:team", "--range", "A..B"], "leave out --staged"),
        (["github:team", "--all-files"], "leave out --staged"),
        (["github:team", "--exclude", "x"], "leave out --staged"),
        (["github:a b"], "write github:ORGANISATION"),
    ],
)
def test_what_does_not_go_together(scan: Scan, arguments: list[str], said: str) -> None:
    done = scan(*arguments)
    assert done.returncode == 2
    assert said in done.stderr


def test_settings_of_the_current_folder_apply_to_full_names(
    forge: Forge, scan: Scan, api: GitHub, tmp_path: Path
) -> None:
    api.owners = {"orgs/team": ["team/past"]}
    settings = tmp_path / "here" / ".colab-safe.toml"
    settings.write_text(f'exclude = ["{forge.host}/team/past/nb/**"]\n')
    done = scan(f"github:{forge.url}/team")
    assert done.returncode == 2, done.stdout + done.stderr
    settings.write_text(
        '[[allow]]\nrules = ["github-pat"]\npaths = ["**/team/past/**"]\nreason = "x"\n'
    )
    done = scan(f"github:{forge.url}/team")
    assert done.returncode == 0, done.stdout + done.stderr
