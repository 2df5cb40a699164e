"""Settings in a clone's own `.git/config`, which outrank the user's files: none gets the token, none is run by colab-safe."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from colab_safe import clone_private, git_credentials
from colab_safe.errors import InstallError

from .forge import Forge, git
from .lab import Lab
from .packages import package
from .test_private_install import install, succeeds

# Each would get the token after a successful fetch. {url} is the server, {leak} a file, {include} a configuration
# file with `credential.helper = store`.
HELPERS = {
    "store": ("credential.helper", "store --file {leak}"),
    "a program": ("credential.helper", "!cat >> {leak}; :"),
    "for the server": ("credential.{url}.helper", "store --file {leak}"),
    "for the repository": ("credential.{url}/alice/set-up.git.helper", "store --file {leak}"),
    "in an included file": ("include.path", "{include}"),
    "with paths": ("credential.useHttpPath", "true"),
    "another user name": ("credential.{url}.username", "mallory"),
}  # fmt: skip


def clone_again(lab: Lab, forge: Forge, folder: str) -> None:
    clone_private(lab.token_file, "set-up", folder, quiet=True)


def pull(lab: Lab, forge: Forge, folder: str) -> None:
    with git_credentials(lab.token_file) as env:
        subprocess.run(["git", "-C", folder, "pull", "-q"], env=env, check=True)


def pull_with_settings_in_the_environment(lab: Lab, forge: Forge, folder: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GIT_CONFIG_COUNT", "2")
        patch.setenv("GIT_CONFIG_KEY_0", "http.extraHeader")  # dropped whole: it has the token
        patch.setenv("GIT_CONFIG_VALUE_0", f"Authorization: Bearer {lab.token}")
        patch.setenv("GIT_CONFIG_KEY_1", "credential.helper")
        patch.setenv("GIT_CONFIG_VALUE_1", f"store --file {lab.home / 'leak'}")
        pull(lab, forge, folder)


WAYS = {
    "clone_private": clone_again,
    "git_credentials": pull,
    "settings in the environment": pull_with_settings_in_the_environment,
}


@pytest.fixture
def clone(lab: Lab, forge: Forge, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("HOME", str(lab.home))
    forge.add("alice/set-up", {"a": "1"})
    return clone_private(lab.token_file, "set-up", lab.root / "work", quiet=True)


def set_in(folder: str, key: str, value: str, lab: Lab, forge: Forge) -> None:
    leak, include = lab.home / "leak", lab.home / "included"
    include.write_text(f"[credential]\n\thelper = store --file {leak}\n")
    words = {"url": forge.url, "leak": leak, "include": include}
    git("config", key.format(**words), value.format(**words), cwd=Path(folder))


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize(("key", "value"), HELPERS.values(), ids=HELPERS)
def test_the_clones_helper_does_not_get_the_token(
    lab: Lab, forge: Forge, clone: str, key: str, value: str, way: Callable[..., None]
) -> None:
    set_in(clone, key, value, lab, forge)
    newest = forge.add("alice/set-up", {"news": key})
    way(lab, forge, clone)
    assert git("rev-parse", "HEAD", cwd=Path(clone)).strip() == newest
    assert lab.leaking_files(lab.home, lab.temporary, Path(clone)) == []
    assert not (lab.home / "leak").exists()


def test_control_without_colab_safe_the_token_is_stored(lab: Lab, forge: Forge, clone: str) -> None:
    set_in(clone, *HELPERS["store"], lab, forge)
    address = forge.url.replace("://", f"://alice:{lab.token}@")
    git("fetch", "-q", f"{address}/alice/set-up.git", cwd=Path(clone))
    assert lab.leaking_files(lab.home) == [str(lab.home / "leak")]


@pytest.mark.parametrize("again", ["install_private_library", "install_requirements"])
def test_a_second_editable_install(lab: Lab, forge: Forge, again: str) -> None:
    """`-e git+…` in a requirements file lets pip update a clone, and `editable=True` lets colab-safe do it."""
    forge.add("alice/editable", package("editable"))
    file = lab.root / "requirements.txt"
    file.write_text(f"-e git+{forge.url}/alice/editable.git#egg=editable\n")
    what, options = (
        (str(file), {"extra_args": ["--src", "src"]})
        if again == "install_requirements"
        else ("editable", {"editable": True})
    )
    succeeds(lab, install(lab, what, function=again, quiet=True, **options))
    clone = lab.root / "src" / "editable"
    set_in(str(clone), *HELPERS["store"], lab, forge)
    newest = forge.add("alice/editable", {"news": "x"})
    succeeds(lab, install(lab, what, function=again, quiet=True, **options))
    assert git("rev-parse", "HEAD", cwd=clone).strip() == newest
    assert lab.leaking_files(lab.home, lab.temporary, lab.venv, clone) == []


# Each would run a program or a hook while colab-safe updates the clone.
PROGRAMS = {
    "a hook": ("core.hooksPath", "{root}/hooks"),
    "a file monitor": ("core.fsmonitor", "{root}/hooks/post-checkout"),
    "a prompt": ("core.askPass", "{root}/hooks/post-checkout"),
}  # fmt: skip


@pytest.mark.parametrize(("key", "value"), PROGRAMS.values(), ids=PROGRAMS)
def test_nothing_that_a_clone_names_is_run(
    lab: Lab, forge: Forge, clone: str, key: str, value: str
) -> None:
    ran = lab.root / "ran"
    for hooks in (lab.root / "hooks", Path(clone, ".git", "hooks")):
        hooks.mkdir(exist_ok=True)
        for name in ("post-checkout", "post-merge", "reference-transaction"):
            (hooks / name).write_text(f"#!/bin/sh\ntouch {ran}\n")
            (hooks / name).chmod(0o700)
    git("config", key, value.format(root=lab.root), cwd=Path(clone))
    ran.unlink(missing_ok=True)
    forge.add("alice/set-up", {"news": key}, tags=(key,))
    clone_private(lab.token_file, f"set-up@{key}", clone, quiet=True)
    assert not ran.exists()


# Each of them in a clone's configuration would lead the token, or git, past the server.
REFUSED = {
    "a proxy": ("http.proxy", "http://127.0.0.1:1", "http.proxy, which leads git past"),
    "a proxy for the server": ("http.{url}.proxy", "http://127.0.0.1:1", "http.….proxy, which leads"),
    "a proxy for the remote": ("remote.origin.proxy", "http://127.0.0.1:1", "remote.….proxy"),
    "no certificates": ("http.sslVerify", "false", "http.sslverify, which lets anyone pose"),
    "no certificates for the server": ("http.{url}.sslVerify", "0", "http.….sslverify"),
    "other certificates": ("http.sslCAInfo", "/tmp/x", "http.sslcainfo"),
    "another address": ("http.curloptResolve", "a:1:127.0.0.1", "http.curloptresolve"),
    "another server": ("url.http://localhost:1/.insteadOf", "{url}/", "url.….insteadof, which replaces"),
    "ssh": ("core.sshCommand", "sh -c x", "core.sshcommand, which runs a program"),
    "a transport": ("protocol.ext.allow", "always", "protocol.….allow, which lets submodules run"),
    "another program": ("remote.origin.vcs", "ext", "remote.….vcs"),
}  # fmt: skip


@pytest.mark.parametrize("where", ["clone", "included file", "submodule"])
@pytest.mark.parametrize(("key", "value", "message"), REFUSED.values(), ids=REFUSED)
def test_what_leads_past_the_server_is_refused(
    lab: Lab, forge: Forge, key: str, value: str, message: str, where: str
) -> None:
    clone = str(lab.root / "work")
    git("init", "-q", clone)
    git("remote", "add", "origin", f"{forge.url}/alice/set-up.git", cwd=Path(clone))
    file = Path(clone, ".git", "config")
    if where == "included file":
        file = lab.root / "included"
        git("config", "include.path", str(file), cwd=Path(clone))
    elif where == "submodule":
        file = Path(clone, ".git", "modules", "a", "modules", "b", "config")
        file.parent.mkdir(parents=True)
    key, value = key.format(url=forge.url), value.format(url=forge.url)
    git("config", "--file", str(file), key, value)
    before = len(forge.log)
    with pytest.raises(InstallError, match=message) as raised:
        clone_private(lab.token_file, "set-up", clone, quiet=True)
    assert "remove it there" in str(raised.value) and forge.url not in str(raised.value)
    assert len(forge.log) == before


def test_harmless_settings_are_obeyed(lab: Lab, forge: Forge, clone: str) -> None:
    harmless = {"http.sslVerify": "true", "http.extraHeader": "X-Team: a", "pull.rebase": "true"}
    harmless |= {"filter.x.clean": "cat", "branch.main.description": "x", "fetch.prune": "true"}
    for key, value in harmless.items():
        git("config", key, value, cwd=Path(clone))
    clone_private(lab.token_file, "set-up", clone, quiet=True)


def test_a_configuration_that_the_repository_brings(lab: Lab, forge: Forge, clone: str) -> None:
    """`include.path = ../.gitconfig` reads a file that a commit can change."""
    git("config", "include.path", "../.gitconfig", cwd=Path(clone))
    modules = f'[submodule "x"]\n\tpath = x\n\turl = {forge.url}/alice/privpkg.git\n'
    forge.add("alice/set-up", {".gitconfig": "[http]\n\tproxy = x:1\n", ".gitmodules": modules})
    with pytest.raises(InstallError, match=r"http\.proxy"):
        clone_private(lab.token_file, "set-up", clone, quiet=True)
    forge.add("alice/set-up", {".gitconfig": "", ".gitmodules": ""})
