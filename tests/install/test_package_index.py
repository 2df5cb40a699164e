"""A private package index: pip and uv log in, and the token is in no argv, environment or file."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Iterator

import pytest

from .forge import Forge, made_up_token
from .lab import Lab, Run
from .packages import package
from .test_private_install import BOTH, fails, succeeds

CODE = """
import colab_safe
url = {url!r}
print("RESULT", colab_safe.install_from_index({config!r}, {package!r}, url, **{options!r}))
import indexed; print(indexed.VERSION)
"""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forge]:
    with Forge(tmp_path_factory.mktemp("index"), made_up_token(7)) as running:
        running.files["/simple/indexed/"] = (
            b'<a href="/files/indexed-1.0-py3-none-any.whl">indexed-1.0-py3-none-any.whl</a>'
        )
        running.files["/files/indexed-1.0-py3-none-any.whl"] = wheel()
        yield running


def wheel(version: str = "1.0") -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("indexed.py", f"VERSION = {version!r}\n")
        info = f"indexed-{version}.dist-info/"
        archive.writestr(
            info + "METADATA", f"Metadata-Version: 2.1\nName: indexed\nVersion: {version}\n"
        )
        archive.writestr(
            info + "WHEEL",
            "Wheel-Version: 1.0\nGenerator: t\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        )
        archive.writestr(
            info + "RECORD", f"indexed.py,,\n{info}METADATA,,\n{info}WHEEL,,\n{info}RECORD,,\n"
        )
    return data.getvalue()


def install(
    lab: Lab,
    index: Forge,
    package: str = "indexed",
    *,
    watch: bool = False,
    before: str = "",
    environ: dict[str, str] | None = None,
    **options: object,
) -> Run:
    code = before + CODE.format(
        config=str(lab.token_file), package=package, url=f"{index.url}/simple/", options=options
    )
    return lab.python(code, watch=watch, **{"PIP_NO_INDEX": "0", **(environ or {})})


@BOTH
@pytest.mark.parametrize("username", ["alice", ""])
def test_install_from_an_index(lab: Lab, index: Forge, installer: str, username: str) -> None:
    lab.token = made_up_token(7)
    lab.write_token_file(index.url, username)
    index.log.clear()
    run = install(lab, index, installer=installer, watch=True)
    succeeds(lab, run, "name='indexed', version='1.0'")
    assert not lab.leaks_in(run.argvs() + run.environs())
    assert lab.leaking_files() == []
    assert list(lab.temporary.iterdir()) == []
    assert index.logins_seen() == {username or "__token__"}


@BOTH
def test_an_index_that_answers_a_wrong_password_with_403(
    lab: Lab, index: Forge, installer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """pip sends an empty password first, which pypiserver takes for a wrong one."""
    monkeypatch.setattr(index, "wrong_is_403", True)
    lab.token = made_up_token(7)
    lab.write_token_file(index.url)
    run = install(lab, index, installer=installer, watch=True)
    succeeds(lab, run, "name='indexed', version='1.0'")
    assert not lab.leaks_in(run.argvs() + run.environs())


@BOTH
def test_a_refused_token(lab: Lab, index: Forge, installer: str) -> None:
    lab.token = made_up_token(8)
    lab.write_token_file(index.url)
    fails(lab, install(lab, index, installer=installer), "did not accept the token")
    assert lab.leaking_files() == [] and list(lab.temporary.iterdir()) == []


@BOTH
def test_a_missing_package(lab: Lab, index: Forge, installer: str) -> None:
    lab.token = made_up_token(7)
    lab.write_token_file(index.url)
    fails(lab, install(lab, index, "nosuchpackage", installer=installer), "'nosuchpackage'")


@pytest.mark.parametrize("package", ["--help", "-r x", "https://a/b.whl", "x @ git+https://a/b"])
def test_options_and_urls_are_no_packages(lab: Lab, index: Forge, package: str) -> None:
    lab.write_token_file(index.url)
    fails(lab, install(lab, index, package), "a package must be 'name'")


def test_an_index_url_with_a_token(lab: Lab, index: Forge) -> None:
    code = CODE.format(
        config=str(lab.token_file),
        package="x",
        url=index.url.replace("://", f"://{lab.token}@"),
        options={},
    )
    fails(lab, lab.python(code), "index_url= contains what looks like a token")


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forge]:
    """An index of somebody else, who registered the same name, with a higher version."""
    with Forge(tmp_path_factory.mktemp("stranger"), "nobody") as running:
        running.public.add("/")
        name = "indexed-9.0-py3-none-any.whl"
        page = f'<a href="/files/{name}">{name}</a>'.encode()
        running.files |= {"/simple/indexed/": page, "/links/": page, f"/files/{name}": wheel("9.0")}
        yield running


# {url} is the stranger's server, {root} a folder that contains requirements.txt and uv.toml, which name the stranger's.
INHERITED = {
    "pip: another index": ("pip", {"PIP_INDEX_URL": "{url}/simple/"}),
    "pip: a further index": ("pip", {"PIP_EXTRA_INDEX_URL": "{url}/simple/"}),
    "pip: links": ("pip", {"PIP_FIND_LINKS": "{url}/links/"}),
    "pip: a folder": ("pip", {"PIP_FIND_LINKS": "{root}/wheels", "PIP_NO_INDEX": "1"}),
    "pip: a constraint": ("pip", {"PIP_CONSTRAINT": "{root}/requirements.txt"}),
    "pip: a requirement": ("pip", {"PIP_REQUIREMENT": "{root}/requirements.txt"}),
    "pip: a file": ("pip", {"PIP_CONFIG_FILE": "{root}/pip.conf"}),
    "uv: another index": ("uv", {"UV_DEFAULT_INDEX": "{url}/simple/", "UV_INDEX_URL": "{url}/simple/"}),
    "uv: a further index": ("uv", {"UV_EXTRA_INDEX_URL": "{url}/simple/"}),
    "uv: an index": ("uv", {"UV_INDEX": "other={url}/simple/"}),
    "uv: the best version": ("uv", {"UV_INDEX": "{url}/simple/", "UV_INDEX_STRATEGY": "unsafe-best-match"}),
    "uv: links": ("uv", {"UV_FIND_LINKS": "{url}/links/"}),
    "uv: an override": ("uv", {"UV_OVERRIDE": "{root}/override.txt"}),
    "uv: a file": ("uv", {"UV_CONFIG_FILE": "{root}/uv.toml"}),
}  # fmt: skip


def set_up_files(lab: Lab, url: str) -> None:
    """The same in files: pip's of the user and of the environment, uv's of the user, and of the current folder."""
    (lab.root / "wheels").mkdir()
    (lab.root / "wheels" / "indexed-9.0-py3-none-any.whl").write_bytes(wheel("9.0"))
    places = f"extra-index-url = {url}/simple/\nfind-links = {url}/links/\n"
    lines = f"--extra-index-url {url}/simple/\nindexed\n"
    (lab.root / "requirements.txt").write_text(lines)
    (lab.root / "override.txt").write_text(f"indexed @ {url}/files/indexed-9.0-py3-none-any.whl\n")
    pip = f"[global]\n{places}constraint = {lab.root}/requirements.txt\n[install]\n{places}"
    index = f'index-url = "{url}/simple/"\nextra-index-url = ["{url}/simple/"]\n'
    uv = f'find-links = ["{url}/links/"]\n{index}'
    override = f'override-dependencies = ["indexed @ {url}/files/indexed-9.0-py3-none-any.whl"]\n'
    for folder in (lab.home / ".config" / "pip", lab.home / ".config" / "uv"):
        folder.mkdir(parents=True)
    (lab.home / ".config" / "pip" / "pip.conf").write_text(pip)
    (lab.root / "pip.conf").write_text(pip)
    (lab.venv / "pip.conf").write_text(pip)
    (lab.home / ".config" / "uv" / "uv.toml").write_text(f"[pip]\n{uv}")
    (lab.root / "uv.toml").write_text(f"{override}[pip]\n{uv}")
    project = '[project]\nname = "x"\nversion = "1"\n'
    (lab.root / "pyproject.toml").write_text(f"{project}[tool.uv]\n{override}[tool.uv.pip]\n{uv}")


@pytest.mark.parametrize(("installer", "settings"), INHERITED.values(), ids=INHERITED)
def test_nothing_inherited_widens_where_a_name_is_looked_for(
    lab: Lab, index: Forge, stranger: Forge, installer: str, settings: dict[str, str]
) -> None:
    lab.token = made_up_token(7)
    lab.write_token_file(index.url)
    set_up_files(lab, stranger.url)
    stranger.log.clear()
    environ = {
        key: value.format(url=stranger.url, root=lab.root) for key, value in settings.items()
    }
    run = install(lab, index, installer=installer, environ=environ)
    succeeds(lab, run, "name='indexed', version='1.0'")
    assert stranger.log == []


@BOTH
def test_with_pypi(lab: Lab, index: Forge, stranger: Forge, installer: str) -> None:
    """The stranger plays PyPI. uv takes what the private index has; pip takes the highest version, as documented."""
    lab.token = made_up_token(7)
    lab.write_token_file(index.url)
    set_up_files(lab, stranger.url)
    before = f"from colab_safe.install.packages import installer_environment, pip\npip.PYPI = installer_environment.PYPI = '{stranger.url}/simple/'\n"
    run = install(lab, index, before=before, installer=installer, with_pypi=True)
    succeeds(lab, run, f"version='{'1.0' if installer == 'uv' else '9.0'}'")


@pytest.mark.parametrize("url", ["{host}/simple/", "//{host}/simple", "simple"])
def test_an_index_url_without_a_scheme(lab: Lab, index: Forge, url: str) -> None:
    lab.write_token_file(index.url)
    index.log.clear()
    code = CODE.format(
        config=str(lab.token_file), package="x", url=url.format(host=index.host), options={}
    )
    fails(lab, lab.python(code), "the address of the index has no scheme: write it as")
    assert index.log == []


# Whatever a build script tries to get the token with, next to what pip and uv do for the build itself.
SPY = """
import glob, subprocess
asked = f"protocol=http\\nhost={host}\\n\\n"
said = [subprocess.run(command, input=asked, text=True, capture_output=True).stdout for command in (
    ["git", "credential", "fill"],
    ["keyring", "get", "{url}/simple/", "alice"],
    ["keyring", "--mode=creds", "--output=json", "get", "{url}/simple/", "alice"],
    ["sh", "-c", "keyring get {url}/simple/ alice"],
)]
open("{got}", "w").write(repr(said))
"""


@BOTH
def test_a_build_script_gets_no_answer(lab: Lab, index: Forge, installer: str) -> None:
    lab.token = made_up_token(7)
    lab.write_token_file(index.url)
    got = lab.root / "got"
    code = SPY.format(host=index.host, url=index.url, got=got)
    files = package("spying", prepare=code)
    project = str(files["pyproject.toml"])
    files["pyproject.toml"] = project.replace("requires = []", 'requires = ["indexed"]')
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:gz") as archive:
        for name, content in {**files, "PKG-INFO": "Metadata-Version: 2.1\n"}.items():
            entry = tarfile.TarInfo(f"spying-0.1/{name}")
            entry.size = len(str(content).encode())
            archive.addfile(entry, io.BytesIO(str(content).encode()))
    index.files["/simple/spying/"] = b'<a href="/files/spying-0.1.tar.gz">spying-0.1.tar.gz</a>'
    index.files["/files/spying-0.1.tar.gz"] = data.getvalue()
    code = CODE.format(
        config=str(lab.token_file),
        package="spying",
        url=f"{index.url}/simple/",
        options={"installer": installer},
    )
    run = lab.python(code.replace("import indexed; print(indexed.VERSION)", ""))
    succeeds(lab, run, "name='spying'")
    assert got.read_text() == "['', '', '', '']"
