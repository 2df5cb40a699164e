"""Large files (real git-lfs, where it is installed) and an encrypted server with its own authority."""

from __future__ import annotations

import datetime
import hashlib
import ipaddress
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

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


def make_certificate(folder: Path, authority: Path) -> Path:
    """A certificate for 127.0.0.1 that vouches for itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.timezone.utc)
    builder = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), now, now + datetime.timedelta(1)
    )
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    certificate = builder.add_extension(names, critical=False).sign(key, hashes.SHA256())
    authority.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    both = folder / "both.pem"
    form = (
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    both.write_bytes(authority.read_bytes() + key.private_bytes(*form))
    return both


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
