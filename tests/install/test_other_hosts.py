"""The token goes to its own server and to no other, whatever the repository, its dependencies or a redirect want."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .forge import Forge
from .lab import Lab
from .packages import package
from .test_private_install import BOTH, fails, install, succeeds


@pytest.fixture
def stranger(tmp_path_factory: pytest.TempPathFactory, token: str) -> Iterator[Forge]:
    """Another server, which would take the token; on another port, so that the host's name is the same."""
    with Forge(tmp_path_factory.mktemp("stranger"), token) as running:
        running.add("alice/privpkg", package("privpkg"))
        yield running


@BOTH
def test_a_dependency_on_another_server(
    lab: Lab, forge: Forge, stranger: Forge, installer: str
) -> None:
    below = f"privpkg @ git+{stranger.url}/alice/privpkg.git"
    forge.add("alice/reaching", package("reaching", requires=(below,)))
    run = install(lab, "reaching", installer=installer)
    fails(lab, run, f"fetched from {stranger.host}", f"extra_hosts={{'{stranger.host}': path}}")
    assert stranger.log and stranger.credentials_seen() == set()


def test_a_dependency_on_another_server_with_its_token(
    lab: Lab, forge: Forge, stranger: Forge, tmp_path: Path
) -> None:
    other = lab.token[::-1]
    stranger.tokens = {other}
    below = f"privpkg @ git+{stranger.url}/alice/privpkg.git"
    forge.add("alice/reaching", package("reaching", requires=(below,)))
    file = tmp_path / "other.json"
    file.write_text(f'{{"access_token": "{other}", "username": "bob"}}')
    succeeds(
        lab, install(lab, "reaching", extra_hosts={stranger.url: str(file)}), "RESULT reaching"
    )
    assert stranger.credentials_seen() == {other}
    assert other not in forge.credentials_seen()


def test_a_redirect_to_another_server(lab: Lab, forge: Forge, stranger: Forge) -> None:
    forge.redirects["/alice/moved.git"] = f"{stranger.url}/alice/privpkg.git"
    fails(lab, install(lab, "moved"), f"fetched from {stranger.host}")
    assert stranger.log and stranger.credentials_seen() == set()
    stranger.public.add("/alice/")
    stranger.log.clear()
    succeeds(lab, install(lab, "moved"), "RESULT privpkg")
    assert stranger.log and stranger.credentials_seen() == set()


def test_a_submodule_on_another_server(lab: Lab, forge: Forge, stranger: Forge) -> None:
    forge.add("alice/part", {"data.txt": "x"})
    modules = f'[submodule "part"]\n\tpath = part\n\turl = {stranger.url}/alice/privpkg.git\n'
    forge.add_with_submodule(
        "alice/outside", {**package("outside"), ".gitmodules": modules}, "part", "alice/part"
    )
    fails(lab, install(lab, "outside"), f"fetched from {stranger.host}")
    assert stranger.log and stranger.credentials_seen() == set()


def test_a_url_on_another_server(lab: Lab, forge: Forge, stranger: Forge) -> None:
    run = install(lab, f"{stranger.url}/alice/privpkg.git")
    fails(lab, run, f"is for {forge.url}, and the repository is at {stranger.url}")
    assert stranger.log == []


@pytest.mark.parametrize(
    "host", ["github.com.evil.example", "http://github.com", "github.com:8443"]
)
def test_a_look_alike(lab: Lab, host: str) -> None:
    lab.write_token_file("github.com")
    fails(lab, install(lab, "alice/privpkg", host=host, timeout=20))


def test_http_and_https_are_two_servers(lab: Lab, forge: Forge) -> None:
    lab.write_token_file(forge.url.replace("http:", "https:"))
    fails(lab, install(lab, f"{forge.url}/alice/privpkg.git"), "is for https://")
