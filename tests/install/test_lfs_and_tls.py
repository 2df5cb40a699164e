"""Large files (real git-lfs, where it is installed) and an encrypted server with its own authority."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.certificates import make_certificate
from tests.tools import not_run_here

from .forge import Forge
from .lab import Lab
from .packages import package
from .test_private_install import BOTH, fails, install, succeeds

CONTENT = b"large file, " * 1000
POINTER = f"version https://git-lfs.github.com/spec/v1\noid sha256:{hashlib.sha256(CONTENT).hexdigest()}\nsize {len(CONTENT)}\n"
LFS_FILTER = '[filter "lfs"]\n\tclean = git-lfs clean -- %f\n\tsmudge = git-lfs smudge -- %f\n\tprocess = git-lfs filter-process\n\trequired = true\n'
SIZE = "import withlfs, os; print('SIZE', os.path.getsize(os.path.dirname(withlfs.__file__) + '/large.bin'))"


@pytest.fixture
def with_lfs(forge: Forge) -> None:
    attributes = "*.bin filter=lfs diff=lfs merge=lfs -text\n"
    forge.add(
        "alice/withlfs",
        {**package("withlfs"), ".gitattributes": attributes, "withlfs/large.bin": POINTER},
    )
    forge.files[f"/objects/{hashlib.sha256(CONTENT).hexdigest()}"] = CONTENT


@pytest.mark.parametrize("elsewhere", [False, True], ids=["same server", "store elsewhere"])
def test_large_files(
    lab: Lab, forge: Forge, with_lfs: None, elsewhere: bool, tmp_path: Path
) -> None:
    if not shutil.which("git-lfs"):  # Colab does not have it either
        not_run_here("git-lfs is missing: install it")
    (lab.home / ".gitconfig").write_text(LFS_FILTER)
    if not elsewhere:
        run = install(lab, "withlfs", after=SIZE, watch=True)
        succeeds(lab, run, f"SIZE {len(CONTENT)}", "MORE () ()")
        assert not lab.leaks_in(run.argvs() + run.environs())
        return
    with Forge(tmp_path / "store") as store:
        store.files, store.public = forge.files, {"/objects/"}
        forge.lfs_store = store.url
        try:
            succeeds(lab, install(lab, "withlfs", after=SIZE), f"SIZE {len(CONTENT)}")
        finally:
            forge.lfs_store = ""
        assert store.log and store.credentials_seen() == set()


def test_pointers_that_were_not_fetched_are_noticed(lab: Lab, forge: Forge, with_lfs: None) -> None:
    environ = {"GIT_LFS_SKIP_SMUDGE": "1"}
    succeeds(
        lab,
        install(lab, "withlfs", environ=environ),
        "1 files are only Git LFS pointers",
        "apt-get install git-lfs",
    )


@pytest.fixture(scope="module")
def encrypted(tmp_path_factory: pytest.TempPathFactory, token: str) -> Iterator[tuple[Forge, Path]]:
    folder = tmp_path_factory.mktemp("tls")
    authority = folder / "authority.pem"
    with Forge(folder, token, certificate=make_certificate(folder, authority)) as forge:
        forge.add("alice/privpkg", package("privpkg"))
        yield forge, authority


@BOTH
def test_an_encrypted_server(lab: Lab, encrypted: tuple[Forge, Path], installer: str) -> None:
    forge, authority = encrypted
    lab.write_token_file(forge.url)
    (lab.home / ".gitconfig").write_text(f"[http]\n\tsslCAInfo = {authority}\n")
    run = install(lab, installer=installer, watch=True)
    succeeds(lab, run, f"RESULT privpkg 0.1 from https://{forge.host}/alice/privpkg.git")
    assert not lab.leaks_in(run.argvs() + run.environs())
    assert lab.leaking_files() == []


def test_a_server_that_nobody_vouches_for(lab: Lab, encrypted: tuple[Forge, Path]) -> None:
    forge, _ = encrypted
    forge.log.clear()
    lab.write_token_file(forge.url)
    fails(lab, install(lab), "certificate of 127.0.0.1", "cannot be verified")
    assert forge.log == []
    assert os.path.exists(lab.token_file)
