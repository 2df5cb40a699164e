"""A private package index: pip and uv log in, and the token is in no argv, environment or file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import pytest

from .forge import Forge, made_up_token
from .lab import Lab
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


def wheel() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("indexed.py", "VERSION = '1.0'\n")
        info = "indexed-1.0.dist-info/"
        archive.writestr(info + "METADATA", "Metadata-Version: 2.1\nName: indexed\nVersion: 1.0\n")
        archive.writestr(
            info + "WHEEL",
            "Wheel-Version: 1.0\nGenerator: t\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        )
        archive.writestr(
            info + "RECORD", f"indexed.py,,\n{info}METADATA,,\n{info}WHEEL,,\n{info}RECORD,,\n"
        )
    return data.getvalue()


def install(
    lab: Lab, index: Forge, package: str = "indexed", *, watch: bool = False, **options: object
):  # type: ignore[no-untyped-def]
    code = CODE.format(
        config=str(lab.token_file), package=package, url=f"{index.url}/simple/", options=options
    )
    return lab.python(code, watch=watch, PIP_NO_INDEX="0")


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
    fails(lab, lab.python(code), "contains credentials")
