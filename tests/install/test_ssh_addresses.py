"""What is written as ssh is fetched over https with the token, from the token's server only."""

from __future__ import annotations

from pathlib import Path

import pytest

from colab_safe import clone_private
from colab_safe.install.server import Server
from colab_safe.install.ssh_addresses import https_settings, over_https

from .forge import Forge, git
from .lab import Lab
from .packages import package
from .test_private_install import BOTH, fails, install, succeeds
from .test_right_code import FILE, requirements

ADDRESSES = {
    "git@github.com:o/r.git": "https://github.com/o/r.git",
    "git@github.com:o/r.git@v1": "https://github.com/o/r.git@v1",
    "git@github.com:/o/r": "https://github.com/o/r",
    "org-1@github.com:o/r": "https://github.com/o/r",
    "ssh://git@github.com/o/r.git": "https://github.com/o/r.git",
    "ssh://git@gitlab.example.com:2222/group/sub/r.git": "https://gitlab.example.com/group/sub/r.git",
    "git+ssh://git@github.com/o/r@main#subdirectory=x": "https://github.com/o/r@main#subdirectory=x",
    "ssh+git://github.com/o/r": "https://github.com/o/r",
    "ssh://user:password@h/o/r": "https://h/o/r",
    "ssh://git@ssh.github.com:443/o/r.git": "https://github.com/o/r.git",
    "git@ssh.dev.azure.com:v3/org/p/r@v2": "https://dev.azure.com/org/p/_git/r@v2",
}  # fmt: skip
OTHERS = (
    "repo",
    "owner/repo",
    "owner/repo@v1",
    "https://github.com/o/r@a:b",
    "x@y:z://a",
    "",
    "git://h/r",
)


@pytest.mark.parametrize(("address", "expected"), ADDRESSES.items())
def test_addresses(address: str, expected: str) -> None:
    assert over_https(address) == expected


@pytest.mark.parametrize("address", OTHERS)
def test_other_addresses(address: str) -> None:
    assert over_https(address) is None


def test_the_server_without_a_port_is_meant() -> None:
    servers = [Server("https", host) for host in ("h:8443", "h", "other:1")]
    assert {setting.key for setting in https_settings(servers)} == {
        "url.https://h/.insteadOf",
        "url.https://other:1/.insteadOf",
    }


ARGUMENTS = ("git@{name}:alice/privpkg.git", "ssh://git@{name}/alice/privpkg.git@main", "git+ssh://git@{name}:22/alice/privpkg.git")  # fmt: skip


@pytest.mark.parametrize("what", ARGUMENTS)
def test_as_the_argument(lab: Lab, forge: Forge, what: str) -> None:
    run = install(lab, what.format(name="127.0.0.1"), quiet=True)
    succeeds(lab, run, f"RESULT privpkg 0.1 from {forge.url}/alice/privpkg")


@BOTH
def test_dependencies_and_lines(lab: Lab, forge: Forge, installer: str) -> None:
    below = "privpkg @ git+ssh://git@127.0.0.1/alice/privpkg.git"
    forge.add("alice/above-ssh", package("above-ssh", requires=(below,)))
    options = {"installer": installer, "quiet": True, "watch": True}
    run = install(lab, "above-ssh", after="import above_ssh, privpkg", **options)  # type: ignore[arg-type]
    succeeds(lab, run, "RESULT above_ssh")
    assert not lab.leaks_in(run.argvs() + run.environs())
    newest = forge.add("alice/privpkg", {"news": installer})
    file = requirements(lab, below)
    succeeds(lab, install(lab, file, function=FILE, installer=installer, quiet=True), newest)


def add_with_submodule(forge: Forge, name: str, url: str) -> None:
    forge.add("alice/part", {"data": "x"})
    modules = f'[submodule "part"]\n\tpath = part\n\turl = {url}\n'
    files = {**package(name), ".gitmodules": modules}
    forge.add_with_submodule(f"alice/{name}", files, "part", "alice/part")


@pytest.mark.parametrize(
    "url", ["git@127.0.0.1:alice/part.git", "ssh://git@127.0.0.1:22/alice/part.git"]
)
def test_submodules_and_clones(lab: Lab, forge: Forge, url: str) -> None:
    add_with_submodule(forge, "sshsub", url)
    succeeds(lab, install(lab, "sshsub", quiet=True), "RESULT sshsub")
    folder = Path(clone_private(lab.token_file, "sshsub", lab.root / "clone", quiet=True))
    assert (folder / "part" / "data").exists()
    git("config", "remote.origin.url", "git@127.0.0.1:alice/sshsub.git", cwd=folder)
    newest = forge.add("alice/sshsub", {"news": "x"})
    clone_private(lab.token_file, "sshsub", folder, quiet=True)
    assert git("rev-parse", "HEAD", cwd=folder).strip() == newest


def test_another_server_stays_on_ssh(lab: Lab, forge: Forge) -> None:
    add_with_submodule(forge, "elsewhere", "git@localhost:alice/part.git")
    fails(lab, install(lab, "elsewhere"), "over ssh")
