"""Every failure is reported with its true cause: real git, pip and uv against local servers that fail in each way."""

from __future__ import annotations

import json
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from colab_safe.install.packages.causes import CAUSES
from tests.certificates import make_certificate
from tests.tools import not_run_here

from .failures import Call, check, fail, write
from .forge import Forge, git
from .lab import Lab, leave_out
from .packages import package
from .test_lfs_and_tls import LFS_FILTER, POINTER

REFS = "info/refs?service=git-upload-pack"
STATUSES = {"limited": 429, "failing": 500, "away": 503, "odd": 418}
PUSHY = "print('Connection refused'); print('ERROR: No matching distribution found for x')\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, token: str) -> Iterator[Forge]:
    """Repositories that fail in every way."""
    with Forge(tmp_path_factory.mktemp("failing"), token) as forge:
        for name, status in STATUSES.items():
            forge.apis[f"GET /alice/{name}.git/{REFS}"] = (status, {}, "no")
        forge.files["/alice/page.git/info/refs"] = b"<html>\n<body>Please log in</body>\n</html>\n"
        forge.forbidden.add("/alice/sso.git")
        forge.add("alice/privpkg", package("privpkg"))
        _add_packages(forge)
        yield forge


def _add_packages(forge: Forge) -> None:
    raises = f"raise RuntimeError({PUSHY!r})"
    forge.add("alice/raises", package("raises", prepare=f"{PUSHY}{raises}"))
    forge.add(
        "alice/clones",
        package(
            "clones",
            prepare=f"{PUSHY}os.system('git clone http://127.0.0.1:9/x')\nraise SystemExit(3)",
        ),
    )
    forge.add("alice/killed", package("killed", prepare=f"{PUSHY}os.kill(os.getpid(), 9)"))
    forge.add("alice/README", {"README": "nothing"})
    forge.add("alice/needy", package("needy", requires=("nosuchpackage",)))
    forge.add("alice/setup", {"setup.py": f"{PUSHY}{raises}"})
    forge.add("alice/unbuildable", {"pyproject.toml": _project("unbuildable", [])})
    forge.add("alice/untooled", {"pyproject.toml": _project("untooled", ["nosuchtool"])})
    future = package("future")
    future["tinybuild.py"] = str(future["tinybuild.py"]).replace(
        'f"Version: {VERSION}"]', 'f"Version: {VERSION}", "Requires-Python: >=4"]'
    )
    forge.add("alice/future", future)
    forge.add(
        "alice/gittool",
        {"pyproject.toml": _project("gittool", [f"tool @ git+{forge.url}/alice/nosuch.git"])},
    )
    forge.add("alice/waiting", package("waiting", prepare="import time\ntime.sleep(20)"))
    forge.add("alice/stuck", package("stuck", "2"))
    for name, version in (("one", "1"), ("two", "2")):
        forge.add(f"alice/{name}", package(name, requires=(f"shared=={version}",)))


def _project(name: str, tools: list[str]) -> str:
    return f'[build-system]\nrequires = {tools}\nbuild-backend = "nosuchbackend"\n[project]\nname = "{name}"\nversion = "1"\n'


@pytest.fixture(scope="module")
def silent() -> Iterator[str]:
    """The URL of a server that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


@pytest.fixture(scope="module")
def rude() -> Iterator[str]:
    """The URL of a server that hangs up, and of a proxy that lets nobody through."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.close_connection = True

        def do_CONNECT(self) -> None:
            self.send_error(403)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        threading.Thread(target=running.serve_forever, args=(0.05,), daemon=True).start()
        yield f"http://127.0.0.1:{running.server_address[1]}"
        running.shutdown()


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forge]:
    """A server that no token is for."""
    with Forge(tmp_path_factory.mktemp("stranger"), "nobody-has-this") as running:
        running.add("alice/privpkg", package("privpkg"))
        yield running


def clone(
    row: str,
    words: str,
    config: Path | str,
    repo: str,
    environ: dict[str, str] | None = None,
    **options: object,
) -> Call:
    return Call(row, words, "clone_private", [str(config), repo], options, environ or {})


def at(folder: Path, url: str, token: str) -> str:
    """A token file for another server."""
    name = url.rpartition("/")[2].replace(":", "-")
    return write(
        folder / f"{name}.json",
        json.dumps({"access_token": token, "username": "alice", "host": url}),
    )


def test_git(
    lab: Lab,
    server: Forge,
    stranger: Forge,
    silent: str,
    rude: str,
    encrypted: Forge,
    tmp_path: Path,
) -> None:
    file, keys = lab.write_token_file(server.url), tmp_path / "more keys"
    wrong = write(
        keys / "wrong.json",
        json.dumps({"access_token": lab.token[:-1] + "_", "username": "alice", "host": server.url}),
    )
    header = f'[http "{server.url}/"]\n\textraHeader = Authorization: Basic b2xkOm9sZA==\n'
    stale = write(tmp_path / "stale", header)
    server.redirects["/alice/moved.git"] = f"{stranger.url}/alice/privpkg.git"
    for name, url in {
        "abroad": f"{stranger.url}/alice/privpkg.git",
        "lost": f"{server.url}/alice/nosuch.git",
        "ssh": "git@nosuch.invalid:a/b.git",
    }.items():
        modules = f'[submodule "part"]\n\tpath = deep/part\n\turl = {url}\n'
        server.add_with_submodule(
            f"alice/{name}", {**package(name), ".gitmodules": modules}, "deep/part", "alice/privpkg"
        )
    below = "b @ git+ssh://git@nosuch.invalid:2222/a/b.git"
    server.add("alice/needing-ssh", package("needing-ssh", requires=(below,)))
    modules = f'[submodule "part"]\n\tpath = deep/part\n\turl = {server.url}/alice/privpkg.git\n'
    server.add_with_submodule(
        "alice/orphan", {**package("orphan"), ".gitmodules": modules}, "deep/part", "alice/privpkg"
    )
    _point_to_a_commit_that_nobody_has(server.root / "work" / "alice/orphan")
    slow = {"GIT_HTTP_LOW_SPEED_LIMIT": "1000", "GIT_HTTP_LOW_SPEED_TIME": "1"}
    host = server.host
    calls = {
        "limited": clone("rate-limit", f"{host} limits the number of requests (429): too many", file, "limited"),
        "failing": clone("server-error", f"{host} has a problem (500): the server failed", file, "failing"),
        "away": clone("server-error", f"{host} has a problem (503): the server failed", file, "away"),
        "odd": clone("unexpected-status", f"{host} answered 418", file, "odd"),
        "page": clone("no-git-server", f"{host} answered with something that is not a git repository", file, "page"),
        "sso": clone("forbidden", f"{host} denied access (403) to 'alice/sso': the organisation asks for single sign-on", file, "sso"),
        "nosuch": clone("repository-not-found", f"{host} does not show 'alice/nosuch' (404): the repository does not exist, or", file, "nosuch"),
        "wrong token": clone("token-refused", f"{host} did not accept the token (token file 'wrong.json'): the token has expired", wrong, "privpkg"),
        "stale header": clone("stale-header", f"git config --file {stale} --unset-all http.{server.url}/.extraheader", file, "privpkg", {"GIT_CONFIG_GLOBAL": stale}),
        "redirect": clone("redirect-without-token", f"is now fetched from {stranger.host}: the server redirects there", file, "moved"),
        "nobody": clone("connection-refused", "127.0.0.1:9 cannot be reached: nothing answers there", at(keys, "http://127.0.0.1:9", lab.token), "privpkg"),
        "unknown host": clone("unknown-host", "nosuch.invalid cannot be reached: no computer", at(keys, "https://nosuch.invalid", lab.token), "privpkg"),
        "slow": clone("too-slow", "does not answer in time", at(keys, silent, lab.token), "privpkg", slow),
        "time limit": clone(None, "time limit", at(keys, silent, lab.token), "privpkg", timeout=0.3),
        "rude": clone("connection-lost", "broke off", at(keys, rude, lab.token), "privpkg"),
        "proxy": clone("proxy", "the proxy does not let git through to nosuch.invalid", at(keys, "https://nosuch.invalid", lab.token), "privpkg", {"https_proxy": rude}),
        "settings": clone("git-settings", "line 2 of", file, "privpkg", {"GIT_CONFIG_GLOBAL": write(tmp_path / "bad", "[user]\n\tname =\\ [\n[[\n")}),
        "transport": clone("transport", "git may not use http on this machine: the variable GIT_ALLOW_PROTOCOL or", file, "privpkg", {"GIT_ALLOW_PROTOCOL": "ssh"}),
        "submodule abroad": clone("no-token", f"the submodule 'part': something is fetched from {stranger.host}", file, "abroad"),
        "submodule lost": clone("repository-not-found", f"the submodule 'part': {host} does not show 'alice/nosuch'", file, "lost"),
        "submodule ssh": clone("ssh-submodule", "git cannot log in over ssh: the address of a submodule is git@nosuch.invalid:a/b.git; a token works over https only. Change it in the file .gitmodules of alice/ssh to https://", file, "ssh", {"GIT_SSH_COMMAND": "false"}),
        "dependency ssh": installs("ssh-address", "an address is ssh://git@nosuch.invalid:2222/a/b.git; a token works over https only. Change it to https://HOST/OWNER/REPO where it is written", file, "needing-ssh", {"GIT_SSH_COMMAND": "false"})["pip"],
        "ssh setting": clone("ssh-setting", "your git settings turn", file, "privpkg", {"GIT_SSH_COMMAND": "false", "GIT_CONFIG_GLOBAL": write(tmp_path / "ssh", f'[url "git@h:"]\n\tinsteadOf = {server.url}/\n')}),
        "submodule commit": clone("submodule-commit", f"the submodule 'deep/part' has no commit {'12' * 20}", file, "orphan"),
        "certificate": clone("certificate", f"the certificate of {encrypted.host} cannot be verified", at(keys, encrypted.url, lab.token), "privpkg"),
        "killed": clone("git-killed", "killed by signal 9; 9 mostly means that memory ran out", at(keys, silent, lab.token), "privpkg", kill="git-remote-http"),
    }  # fmt: skip
    check(calls, fail(lab, calls))


def _point_to_a_commit_that_nobody_has(work: Path) -> None:
    git("update-index", "--cacheinfo", f"160000,{'12' * 20},deep/part", cwd=work)
    git("commit", "-q", "-m", "orphan", cwd=work)
    git("push", "-q", "--all", cwd=work)


BOTH = ("pip", "uv")


def installs(
    row: str,
    words: str,
    config: Path | str,
    repo: str,
    environ: dict[str, str] | None = None,
    **options: object,
) -> dict[str, Call]:
    """The same call for both installers."""
    environ = {"UV_DEFAULT_INDEX": Path(config).parent.as_uri(), **(environ or {})}
    return {
        installer: Call(
            row,
            words,
            "install_private_library",
            [str(config), repo],
            {"installer": installer, **options},
            environ,
        )
        for installer in BOTH
    }


def flat(calls: dict[str, dict[str, Call]]) -> dict[str, Call]:
    return {
        f"{name}/{installer}": call
        for name, both in calls.items()
        for installer, call in both.items()
    }


def test_what_pip_and_uv_say_of_git(
    lab: Lab, server: Forge, stranger: Forge, tmp_path: Path
) -> None:
    file, host = lab.write_token_file(server.url), server.host
    server.add(
        "alice/reaching",
        package("reaching", requires=(f"privpkg @ git+{stranger.url}/alice/privpkg.git",)),
    )
    bad = {"GIT_CONFIG_GLOBAL": write(tmp_path / "bad", "[user]\n[[\n")}
    calls = {
        "nosuch": installs("repository-not-found", f"{host} does not show 'alice/nosuch' (404)", file, "nosuch"),
        "limited": installs("rate-limit", f"{host} limits the number of requests", file, "limited"),
        "page": installs("no-git-server", f"{host} answered with something that is not", file, "page"),
        "ref": installs("no-ref", "'alice/privpkg' has no branch, tag or commit 'nosuch': the name is mistyped", file, "privpkg@nosuch"),
        "dependency": installs("no-token", f"something is fetched from {stranger.host}", file, "reaching"),
        "settings": installs("git-settings", "line 2 of", file, "privpkg", bad),
        "no git": installs("no-git", "git is not installed or not on PATH", file, "privpkg", {"PATH": str(lab.venv / "bin")}),
    }  # fmt: skip
    del calls["no git"]["uv"]  # is not in that PATH either
    check(flat(calls), fail(lab, flat(calls)))


def test_packages(lab: Lab, server: Forge, tmp_path: Path) -> None:
    file = lab.write_token_file(server.url)
    two = "".join(f"{name} @ git+{server.url}/alice/{name}.git\n" for name in ("one", "two"))
    lines = {
        "two": two,
        "odd": "a b c\n",
        "hash": f"{_wheel(tmp_path)} --hash=sha256:{'0' * 64}\n",
        "foreign": f"{_wheel(tmp_path, 'cp27-cp27m-win32')}\n",
    }
    texts = {name: write(tmp_path / f"{name}.txt", text) for name, text in lines.items()}
    _install_without_record(lab, "stuck")
    found = {"extra_args": ["--find-links", str(_shared(tmp_path))]}

    def file_of(row: str, words: str, name: str, **options: object) -> dict[str, Call]:
        return {
            which: call._replace(
                function="install_requirements", arguments=[str(file), texts.get(name, name)]
            )
            for which, call in installs(row, words, file, "", **options).items()
        }

    calls = {
        "raises": installs("build", "building the package failed: its build script ended with an error. See the last lines", file, "raises"),
        "clones": installs("build", "building the package failed", file, "clones"),
        "killed": installs("build-killed", "its build script was stopped by the system: it was killed by signal 9", file, "killed"),
        "no compiler": installs("build", "this machine has no C compiler", file, "raises", {"PATH": _without_compiler(tmp_path)}),
        "no backend": installs("no-build-backend", "names a build backend that", file, "unbuildable"),
        "no tool": installs("no-build-dependency", "has no matching version of 'nosuchtool', which build-system.requires", file, "untooled"),
        "README": installs("no-package", "the top folder of the repository contains no package: it has no pyproject.toml", file, "README"),
        "subdirectory": installs("no-package", "nosuch of the repository contains no package", file, "privpkg", subdirectory="nosuch"),
        "other name": installs("other-name", "have different names: the repository contains 'privpkg'. Write 'privpkg @ alice/privpkg'", file, "other[x] @ privpkg"),
        "python": installs("wrong-python", "it needs Python >=4", file, "future"),
        "dependency": installs("no-such-package", "no matching version of 'nosuchpackage'", file, "needy"),
        "conflict": file_of("conflict", "the dependencies contradict each other", "two", **found),
        "odd line": file_of("invalid-requirement", "does not understand a requirement", "odd"),
        "hash": file_of("hash", "its hash differs", "hash"),
        "foreign": file_of("wrong-system", "a wheel does not fit this system", "foreign"),
        "tool by git": {
            "pip": installs("build-dependencies", "one of those that build-system.requires", file, "gittool")["pip"],
            "uv": installs("repository-not-found", "does not show 'alice/nosuch' (404)", file, "gittool")["uv"],
        },
        "not removable": {"pip": installs("uninstall", "the old version of a package cannot be removed", file, "stuck")["pip"]},
        "stopped": {
            "pip": installs("installer-killed", "pip was stopped by the system: it was killed by signal 9", file, "waiting", kill="run_pip.py")["pip"],
            "uv": installs("installer-killed", "uv was stopped by the system: it was killed by signal 9", file, "waiting", kill="uv")["uv"],
        },
        "option": installs("option", "does not understand its arguments", file, "privpkg", extra_args=["--nosuch"]),
    }  # fmt: skip
    if sys.version_info < (3, 12):  # later ones have no setuptools in a new environment
        legacy = installs("build", "building the package failed", file, "setup", extra_args=["--no-build-isolation"])  # fmt: skip
        calls["setup.py raises"] = legacy
    del calls["no compiler"]["uv"]  # is not in that PATH either
    # uv concludes that from what was printed, which anything can have printed.
    calls["no backend"]["uv"] = calls["raises"]["uv"]._replace(arguments=[str(file), "unbuildable"])
    check(flat(calls), fail(lab, flat(calls)))


def _wheel(folder: Path, tag: str = "py3-none-any", name: str = "tiny", version: str = "1") -> Path:
    path, info = folder / f"{name}-{version}-{tag}.whl", f"{name}-{version}.dist-info"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr(
            f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        )
        wheel.writestr(
            f"{info}/WHEEL",
            f"Wheel-Version: 1.0\nGenerator: t\nRoot-Is-Purelib: true\nTag: {tag}\n",
        )
        wheel.writestr(f"{name}.py", f"VERSION = {version!r}\n")
        wheel.writestr(f"{info}/RECORD", f"{name}.py,,\n")
    return path


def _shared(folder: Path) -> Path:
    for version in ("1", "2"):
        _wheel(folder, name="shared", version=version)
    return folder


def _install_without_record(lab: Lab, name: str) -> None:
    """As some system packages are: nobody knows which files belong to it."""
    info = next(lab.venv.rglob("site-packages")) / f"{name}-1.dist-info"
    write(info / "METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n")


def _without_compiler(folder: Path) -> str:
    """A folder for PATH with git and sh, which is all that pip needs."""
    programs = folder / "programs"
    programs.mkdir()
    for name in ("git", "sh"):
        (programs / name).symlink_to(str(shutil.which(name)))
    return str(programs)


@pytest.fixture(scope="module")
def encrypted(tmp_path_factory: pytest.TempPathFactory, token: str) -> Iterator[Forge]:
    folder = tmp_path_factory.mktemp("tls")
    with Forge(
        folder, token, certificate=make_certificate(folder, folder / "authority.pem")
    ) as forge:
        yield forge


def test_indexes(lab: Lab, server: Forge, encrypted: Forge, tmp_path: Path) -> None:
    file, wrong = lab.write_token_file(server.url), at(tmp_path, server.url, lab.token[:-1] + "_")
    secure = at(tmp_path, encrypted.url, lab.token)
    nobody, unknown = (
        at(tmp_path, "http://127.0.0.1:9", lab.token),
        at(tmp_path, "https://nosuch.invalid", lab.token),
    )
    for status in (403, 429, 500):
        server.apis[f"GET /{status}/tiny/"] = (status, {}, "no")
    server.files["/simple/none/"], server.files["/json/tiny"] = b"", b"{}"
    server.files["/simple/tiny/"] = (
        b'<a href="/files/tiny-1-py3-none-any.whl">tiny-1-py3-none-any.whl</a>'
    )
    server.apis["GET /odd/tiny/"] = (200, {"Content-Type": "application/json"}, "no")
    environ = {"PIP_NO_INDEX": "0", "UV_HTTP_RETRIES": "0", "PIP_RETRIES": "0"}

    def index(
        row: str, words: str, url: str, package: str = "tiny", config: Path | str = file
    ) -> dict[str, Call]:
        return {
            installer: Call(
                row,
                words,
                "install_from_index",
                [str(config), package, url],
                {"installer": installer},
                environ,
            )
            for installer in BOTH
        }

    host = server.host
    calls = {
        "401": index("index-login", f"{host} did not accept the token (token file '{Path(wrong).name}')", f"{server.url}/simple/", config=wrong),
        "403": index("index-forbidden", f"{host} denied access (403) to its package index", f"{server.url}/403/"),
        "429": index("index-rate-limit", f"{host} limits the number of requests (429)", f"{server.url}/429/"),
        "500": index("index-error", f"{host} has a problem", f"{server.url}/500/"),
        "404": index("no-such-package", "has no matching version of 'nosuch'", f"{server.url}/simple/", "nosuch"),
        "version": index("no-such-version", "it has only", f"{server.url}/simple/", "tiny==7"),
        "odd": index("no-index", f"{host} answered with something that is not a package index", f"{server.url}/odd/"),
        "nobody": index("index-unreachable", "127.0.0.1:9 cannot be reached", "http://127.0.0.1:9/simple/", config=nobody),
        "unknown": index("index-unreachable", "nosuch.invalid cannot be reached", "https://nosuch.invalid/simple/", config=unknown),
        "certificate": index("index-certificate", f"the certificate of {encrypted.host} cannot be verified", f"{encrypted.url}/simple/", config=secure),
    }  # fmt: skip
    check(flat(calls), fail(lab, flat(calls)))


def test_large_files(lab: Lab, server: Forge, tmp_path: Path) -> None:
    if not shutil.which("git-lfs"):
        not_run_here("git-lfs is missing: install it")
    file = lab.write_token_file(server.url)
    large = {
        **package("large"),
        ".gitattributes": "*.bin filter=lfs -text\n",
        "large/a.bin": POINTER,
    }
    server.add("alice/large", large)
    once = '[lfs "transfer"]\n\tmaxretries = 1\n\tmaxretrydelay = 1\n'  # else it tries for a minute
    environ = {"GIT_CONFIG_GLOBAL": write(tmp_path / "lfs", LFS_FILTER + once)}
    calls = {
        "clone": clone("lfs", "a large file of 'alice/large' cannot be fetched", file, "large", environ),
        "pip": installs("lfs", "the server does not have it (it was never pushed", file, "large", environ)["pip"],
    }  # fmt: skip
    check(calls, fail(lab, calls))


DISKS = (
    'mount -t tmpfs -o size=300k none "$0" && mount --bind "$1" "$1" && mount -o remount,bind,ro "$1"'
    ' && shift && exec "$@"'
)


def test_full_and_read_only_disks(lab: Lab, server: Forge) -> None:
    """Real ones, which only the calls see: 300 kB, and a read-only site-packages."""
    # A short path: in a long one there could be no sockets, and /tmp would be used instead.
    full, fixed = Path(tempfile.mkdtemp(prefix="full")), next(lab.venv.rglob("site-packages"))
    prefix = ["unshare", "--map-root-user", "--mount", "sh", "-c", DISKS, str(full), str(fixed)]
    if not shutil.which("unshare") or subprocess.run([*prefix, "true"], check=False).returncode:
        not_run_here("unshare cannot mount a small disk")
    file = lab.write_token_file(server.url)
    noise = random.Random(5).randbytes(500_000)
    server.add("alice/big", {**package("big"), "big/data.bin": noise})
    space = {"TMPDIR": str(full), "UV_CACHE_DIR": str(full / "cache")}
    calls = {  # the last two fill the disk
        "clone, read-only": Call("not-writable", "a folder cannot be written to", "clone_private", [str(file), "privpkg", str(fixed / "clone")]),
        **flat({
            "read-only": installs("not-writable", "a folder cannot be written to", file, "privpkg"),
            "full": installs("disk-full", "the disk is full: no space is left", file, "big", space),
        }),
        "clone, full": Call("disk-full", "the disk is full: no space is left", "clone_private", [str(file), "big", str(full / "clone")]),
    }  # fmt: skip
    check(calls, fail(lab, calls, prefix))
    full.rmdir()


def test_without_pip(lab: Lab, server: Forge) -> None:
    file = lab.write_token_file(server.url)
    leave_out(lab, "pip")
    check(
        calls := {
            "pip": installs(
                "no-pip",
                "this Python has no pip: the environment was created without it",
                file,
                "privpkg",
            )["pip"]
        },
        fail(lab, calls),
    )


def test_every_row_is_tested() -> None:
    """By its name in this file or in test_url_credentials.py, or below as something that cannot be made here."""
    here = Path(__file__).read_text(encoding="utf-8")
    here += Path(__file__).with_name("test_url_credentials.py").read_text(encoding="utf-8")
    old_git = {"git-does-not-ask"}
    assert [cause.name for cause in CAUSES if f'"{cause.name}"' not in here] == []
    assert len(CAUSES) - len(old_git) >= 40
