"""Credentials that somebody wrote into a URL: wherever they are written, no command line shows them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from colab_safe.install.credentials.url_credentials import (
    has_url_credentials,
    without_url_credentials,
)

from .failures import Call, Said, check, write
from .failures import script as script_of
from .forge import Forge, git, made_up_token
from .lab import Lab
from .packages import package

# What is written in a file → whether it is refused.
TEXTS = {
    "https://alice:secret@h/a/b.git": True,
    "x @ git+https://alice:secret@h/a/b.git@v1": True,
    "HTTPS://alice:secret@h/a": True,
    "https://:secret@h/a": True,
    f"https://{made_up_token(1)}@h/a": True,
    f"https://{made_up_token(1)}:@h/a": True,
    "https://${TOKEN}@h/a": True,
    "https://x:${TOKEN}@h/a": True,
    "ssh://git:secret@h/a": True,
    "https://h/a.git@v1": False,
    "https://h:8080/a@b": False,
    "git@h:a/b.git": False,
    "ssh://git@h/a/b.git": False,
    "https://alice@bitbucket.org/team/repo.git": False,
    "https://org@dev.azure.com/org/project/_git/repo": False,
    "https://alice:@h/a": False,
    "https://h/a, me:you@example.org": False,
    'homepage = "https://h", mail = "a:b@c"': False,
    "": False,
}  # fmt: skip


@pytest.mark.parametrize(("text", "refused"), TEXTS.items(), ids=range(len(TEXTS)))
def test_a_user_name_alone_is_no_credential(text: str, refused: bool) -> None:
    assert has_url_credentials(text) == refused
    clean = without_url_credentials(text)
    assert not has_url_credentials(clean)
    assert (clean == text) == (not refused)
    assert made_up_token(1) not in clean


OTHER = made_up_token(7)  # that the forge takes, too


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, token: str) -> Iterator[Forge]:
    with Forge(tmp_path_factory.mktemp("url-credentials"), token, OTHER) as forge:
        login = forge.url.replace("://", f"://x:{OTHER}@")
        forge.add("alice/privpkg", package("privpkg"))
        forge.add("alice/part", {"data.txt": "from the submodule"})
        forge.add("alice/below", package("below", requires=(dependency(forge),)))
        forge.add("alice/tools", _with_tool(forge))
        for name, inner in (("outer", "part"), ("deep", "outer")):
            url = login if name == "outer" else forge.url
            modules = f'[submodule "in"]\n\tpath = {name}/in\n\turl = {url}/alice/{inner}.git\n'
            files = {**package(name), ".gitmodules": modules}
            forge.add_with_submodule(f"alice/{name}", files, f"{name}/in", f"alice/{inner}")
        yield forge


def dependency(forge: Forge) -> str:
    return f"privpkg @ git+{forge.url.replace('://', f'://x:{OTHER}@')}/alice/privpkg.git"


def _with_tool(forge: Forge) -> dict[str, str | bytes]:
    files = package("tools")
    project = str(files["pyproject.toml"])
    files["pyproject.toml"] = project.replace(
        "requires = []", f'requires = ["{dependency(forge)}"]'
    )
    return files


def _folder(path: Path, files: Mapping[str, str | bytes]) -> str:
    for name, content in files.items():
        write(path / name, str(content))
    return str(path)


def run(lab: Lab, calls: Mapping[str, Call]) -> tuple[dict[str, Said], str]:
    """What was said, and the command line of every program that was started."""
    done = lab.root / "said.json"
    watched = lab.run(
        [str(lab.python_program), *script_of(lab, calls, done)], watch=True, timeout=300
    )
    assert watched.status == 0, watched.output
    lab.token = OTHER
    assert not lab.leaks_in(watched.output)
    said = {name: Said(*each) for name, each in json.loads(done.read_text()).items()}
    return said, watched.argvs()


@pytest.mark.slow
def test_no_command_line_shows_them(lab: Lab, server: Forge, tmp_path: Path) -> None:
    file, dep = str(lab.write_token_file(server.url)), dependency(server)
    line = write(tmp_path / "line.txt", f"{dep}\n")
    nested = write(tmp_path / "nested.txt", "-c line.txt\n")
    local = _folder(tmp_path / "local", package("local", requires=(dep,)))
    tooled = _folder(tmp_path / "tooled", _with_tool(server))
    static = _folder(
        tmp_path / "static", {"setup.cfg": f"[options]\ninstall_requires =\n  {dep}\n"}
    )
    lines = {
        "variable": "privpkg\n-c ${WHERE}/line.txt\n",
        "file url": f"-r file://{line}\n",
        "folder": f"-e {static}\n",
        "metadata": f"./{Path(local).name}\n",
    }
    files = {name: write(tmp_path / f"{name}.txt", text) for name, text in lines.items()}
    old = str(tmp_path / "old")
    git("clone", "-q", dep.removeprefix("privpkg @ git+"), old)
    conf = write(
        tmp_path / "pip.conf", f"[install]\neditable = {dep.partition(' @ ')[2]}#egg=privpkg\n"
    )

    def refused(
        words: str,
        repo: str,
        row: str | None = None,
        environ: dict[str, str] | None = None,
        function: str = "install_private_library",
        **options: object,
    ) -> Call:
        environ = {"WHERE": str(tmp_path), **(environ or {})}
        return Call(row, words, function, [file, repo], options, environ)

    address, one = (
        f"the address {server.url}/alice/privpkg.git is written with",
        "line 1 of line.txt",
    )
    calls = {
        "dependency": refused(address, "below", "url-credentials"),
        "build tool": refused(address, "tools", "url-credentials"),
        "build tool, uv, editable": refused("line 2 of pyproject.toml", "tools", installer="uv", editable=True),
        "submodule": refused(f"the address {server.url}/alice/part.git", "outer", "url-credentials"),
        "submodule, clone": refused(".gitmodules contains a URL with credentials (submodule.in.url)", "outer", function="clone_private"),
        "submodule, deep": refused(".gitmodules contains a URL with credentials (submodule.in.url)", "deep", function="clone_private"),
        "folder, metadata": Call("url-credentials", address, "install_dev", [local, file]),
        "folder, tool": Call(None, "line 2 of pyproject.toml contains", "install_dev", [tooled, file]),
        "folder, tool, uv": Call(None, "line 2 of pyproject.toml contains", "install_dev", [tooled], {"installer": "uv"}),
        "folder, setup.cfg": Call(None, "line 3 of setup.cfg contains", "install_dev", [static, file]),
        **{variable: refused(f"{variable}: {one}", "privpkg", None, {variable: path})
           for variable, path in {"PIP_CONSTRAINT": line, "PIP_BUILD_CONSTRAINT": nested, "UV_CONSTRAINT": nested, "UV_BUILD_CONSTRAINT": line}.items()},
        "pip.conf": refused(address, "privpkg", "url-credentials", {"PIP_CONFIG_FILE": conf}),
        "options together": refused(address, "privpkg", "url-credentials", extra_args=["-qr", line]),
        "option with a file URL": refused(one, "privpkg", extra_args=["-r", f"file://{line}"]),
        "folder as an argument": refused("line 3 of setup.cfg", "privpkg", extra_args=[static]),
        "requirements, variable": refused(one, files["variable"], function="install_requirements"),
        "requirements, file URL": refused(one, files["file url"], function="install_requirements", installer="uv"),
        "requirements, folder": refused("line 3 of setup.cfg", files["folder"], function="install_requirements"),
        "an old clone": Call(None, "old/.git/config contains a URL with credentials (remote.origin.url)", "clone_private", [file, "privpkg", old]),
    }  # fmt: skip
    said, argvs = run(lab, calls)
    check(calls, said)
    assert not lab.leaks_in(argvs)
    assert not any(lab.leaks_in(each.message) for each in said.values())


# {login} is the server with a token, {url} without.
REPLACES = {
    "as in many guides": '[url "{login}/"]\n\tinsteadOf = {url}/\n',
    "a short name": '[url "{login}/alice/"]\n\tinsteadOf = {url}/alice/\n\tpushInsteadOf = x:\n',
    "in an included file": "[include]\n\tpath = more\n",
    "in a file for some folders": '[includeIf "gitdir:/"]\n\tpath = more\n[url "{login}/"]\n\tinsteadOf = {url}/\n',
}  # fmt: skip


@pytest.mark.slow
def test_a_token_in_an_address_of_the_users_settings_is_left_out(
    lab: Lab, server: Forge, tmp_path: Path
) -> None:
    words = {"login": server.url.replace("://", f"://{OTHER}@"), "url": server.url}
    file, environs = str(lab.write_token_file(server.url)), []
    for number, text in enumerate(REPLACES.values()):
        folder = tmp_path / f"in{number}"
        write(folder / "more", REPLACES["as in many guides"].format(**words))
        others = '[user]\n\tname = "a\\tb # c"\n[core]\n\tbare\n'
        environs.append(
            {"GIT_CONFIG_GLOBAL": write(folder / "config", others + text.format(**words))}
        )
    key = f"url.{server.url.replace('://', f'://{lab.token}@')}/.insteadOf"
    environs.append(
        {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": key, "GIT_CONFIG_VALUE_0": f"{server.url}/"}
    )
    calls = {
        f"{function} {number} {options.get('installer', '')}": Call(None, "no failure", function, [file, repo], options, environ)
        for number, environ in enumerate(environs)
        for function, repo, options in (
            ("clone_private", "privpkg", {}),
            *(("install_private_library", "privpkg", {"installer": "uv"}),) * (number == 0),
            *(("install_private_library", "privpkg", {}),) * (number == 4),
        )
    }  # fmt: skip
    own = lab.token
    said, argvs = run(lab, calls)
    check(calls, said)
    assert not lab.leaks_in(argvs)
    lab.token = own
    assert not lab.leaks_in(argvs)


@pytest.mark.slow
def test_what_uv_shows_is_said(lab: Lab, server: Forge) -> None:
    """uv fetches submodules itself, and colab-safe cannot look at them before."""
    file = str(lab.write_token_file(server.url))
    code = f"import colab_safe; colab_safe.install_private_library({file!r}, 'outer', installer='uv', quiet=True)"
    shown = lab.python(code).output
    assert f"Warning: the address {server.url}/alice/part.git is written with credentials" in shown
    assert OTHER not in shown
