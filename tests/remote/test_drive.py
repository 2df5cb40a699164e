"""`colab-safe scan drive:` against a Drive API of this machine, signed in by google-auth. The real Drive was not asked."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any
from zipfile import ZipFile

import pytest

from colab_safe.command_line.main import main
from colab_safe.remote import retries
from colab_safe.remote.drive import api
from colab_safe.remote.schemes import address
from tests.notebook.test_pictures import chunk, png
from tests.notebooks import code, dump, notebook, stream
from tests.remote.drive_server import (
    CUT,
    FOLDER,
    OWNER,
    SHORTCUT,
    DriveServer,
    refusal,
    running,
    service_account,
)
from tests.tokens import github_token

TOKEN = github_token()
CELL = {**code("x", [stream(f"{TOKEN}\n")]), "metadata": {"id": "aBc-1_x"}}
LEAK = dump(notebook([CELL]))
CLEAN = dump(notebook([code("x = 1")]))
ANYONE = {"id": "anyoneWithLink", "type": "anyone", "role": "reader"}
BOB = {"id": "2", "type": "user", "role": "writer", "emailAddress": "bob@example.org"}
Scan = Callable[..., tuple[int, str, str]]


@pytest.fixture
def drive() -> Iterator[DriveServer]:
    yield from running()


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return service_account(tmp_path_factory.mktemp("key"), "http://set-by-scan")


@pytest.fixture
def scan(
    drive: DriveServer, key: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str],
) -> Scan:  # fmt: skip
    account = tmp_path / "account.json"
    account.write_text(key.read_text().replace("http://set-by-scan", drive.address))
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(account))
    monkeypatch.setattr(api, "BASE", f"{drive.address}/drive/v3")
    monkeypatch.setattr(retries, "_FIRST_WAIT_S", 0.001)
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> tuple[int, str, str]:
        status = main(["scan", *arguments])
        out, err = capfd.readouterr()
        assert TOKEN not in out + err
        assert drive.token not in out + err
        return status, out, err

    return run


def found(out: str) -> list[tuple[str, str]]:
    return [(each["path"], each["drive"]["link"]) for each in json.loads(out)["findings"]]


def link(file_id: str) -> str:
    return f"https://colab.research.google.com/drive/{file_id}#scrollTo=aBc-1_x"


@pytest.mark.slow
def test_all_drives_over_several_pages(drive: DriveServer, scan: Scan) -> None:
    for number in range(5):
        drive.add(f"clean{number}", CLEAN)
    drive.add("leak1", LEAK, name="Untitled")
    drive.add("leak2", LEAK, mimeType="application/octet-stream", name="a/b.ipynb")
    drive.add("leak3", LEAK, driveId="team")
    drive.add("text", TOKEN.encode(), mimeType="text/plain", name="a.txt")
    drive.add("gone", LEAK, trashed=True)
    status, out, _ = scan("drive:", "--format", "json")
    assert status == 1
    assert sorted(found(out)) == [
        ("drive:leak1/Untitled.ipynb", link("leak1")),
        ("drive:leak2/a_b.ipynb", link("leak2")),
        ("drive:leak3/leak3.ipynb", link("leak3")),
    ]
    assert json.loads(out)["summary"]["files"] == 8


def test_a_folder_and_the_folders_in_it(drive: DriveServer, scan: Scan) -> None:
    drive.add("top1", name="top", mimeType=FOLDER)
    drive.add("inner", name="inner.zip", mimeType=FOLDER, parents=["top1"])
    drive.add("leak1", LEAK, parents=["inner"], mimeType="text/plain")
    drive.add("other", LEAK)
    drive.add("far1", LEAK, driveId="team", parents=["x"])
    to_file = {"targetId": "far1", "targetMimeType": "text/plain"}
    to_top = {"targetId": "top1", "targetMimeType": FOLDER}
    to_nothing = {"targetId": "none1", "targetMimeType": FOLDER}
    for name, target in {"s1": to_file, "s2": to_top, "s3": to_nothing}.items():
        drive.add(name, mimeType=SHORTCUT, parents=["inner"], shortcutDetails=target)
    status, out, err = scan("drive:top1", "--format", "json")
    assert status == 1
    assert sorted(name for name, _ in found(out)) == ["drive:far1/far1.ipynb", "drive:leak1/leak1.ipynb"]  # fmt: skip
    assert "drive:s3: not all of it was listed: there is nothing at this address (status 404)" in err  # fmt: skip


@pytest.mark.parametrize(("file_id", "code"), [("leak1", 1), ("clean1", 0), ("short1", 1)])
def test_a_file(drive: DriveServer, scan: Scan, file_id: str, code: int) -> None:
    drive.add("leak1", LEAK)
    drive.add("clean1", CLEAN)
    target = {"targetId": "leak1", "targetMimeType": "text/plain"}
    drive.add("short1", mimeType=SHORTCUT, shortcutDetails=target)
    assert scan(f"drive:{file_id}")[0] == code


SHARING: dict[str, tuple[dict[str, Any], str]] = {
    "nobody": ({}, "only you can open it"),
    "a person": ({"shared": True, "permissions": [OWNER, BOB]}, "shared with bob@example.org"),
    "anyone": ({"shared": True, "permissions": [OWNER, BOB, ANYONE]}, "shared with anyone with the link, bob@example.org"),
    "web": ({"shared": True, "permissions": [OWNER, {**ANYONE, "allowFileDiscovery": True}]}, "shared with anyone on the web"),
    "may not share": ({"shared": True, "ownedByMe": False, "may_share": False}, "shared with others"),
    "by its id": ({"shared": True, "ownedByMe": False, "may_share": False, "permissionIds": ["3", "anyoneWithLink"]}, "shared with anyone with the link"),
    "shared drive": ({"driveId": "team", "permissions": [OWNER, BOB, ANYONE]}, "shared with anyone with the link, bob@example.org"),
}  # fmt: skip


@pytest.mark.parametrize(("fields", "said"), SHARING.values(), ids=SHARING)
def test_who_can_open_it(drive: DriveServer, scan: Scan, fields: dict[str, Any], said: str) -> None:
    drive.add("leak1", LEAK, **fields)
    assert f"    {said}: {link('leak1')}\n" in scan("drive:")[1]


def test_permissions_that_are_refused_are_no_reason_to_call_it_private(
    drive: DriveServer, scan: Scan
) -> None:
    drive.add("leak1", LEAK, driveId="team")
    refused = refusal(403, "insufficientFilePermissions")
    drive.first["/drive/v3/files/leak1/permissions"] = [refused]
    status, out, _ = scan("drive:")
    assert (status, "shared with others: " in out) == (1, True)


def test_what_everybody_can_open_comes_first(drive: DriveServer, scan: Scan) -> None:
    tokens = [github_token(number) for number in range(3)]
    sharing: list[dict[str, Any]] = [{}, {"shared": True, "permissions": [OWNER, BOB]}, {"shared": True, "permissions": [ANYONE]}]  # fmt: skip
    for number, (token, fields) in enumerate(zip(tokens, sharing, strict=True)):
        drive.add(f"leak{number}", dump(notebook([code(f"t = '{token}'")])), **fields)
    report = json.loads(scan("drive:", "--format", "json")[1])
    assert [each["path"][:11] for each in report["findings"]] == ["drive:leak2", "drive:leak1", "drive:leak0"]  # fmt: skip
    assert report["findings"][0]["drive"] == {
        "link": "https://colab.research.google.com/drive/leak2",
        "shared": True,
        "public": True,
        "shared_with": ["anyone with the link"],
        "revision": None,
        "revision_date": None,
    }


def test_the_report_says_how_to_close_a_leak(drive: DriveServer, scan: Scan) -> None:
    drive.add("mine1", LEAK)
    assert "Restricted" not in scan("drive:")[1] + scan("drive:", "--format", "html")[1]
    drive.add("leak1", LEAK, shared=True, permissions=[ANYONE])
    drive.add("leak2", LEAK, shared=True, permissions=[ANYONE])
    assert "  Anyone can open 2 of these notebooks: set General access to Restricted in Drive (https://" in scan("drive:")[1]  # fmt: skip
    assert "set General access to Restricted in Drive" in scan("drive:", "--format", "html")[1]


@pytest.mark.parametrize("format", ["sarif", "github", "gitlab", "junit", "html"])
def test_every_report_has_the_link(drive: DriveServer, scan: Scan, format: str) -> None:
    drive.add("leak1", LEAK, shared=True, permissions=[ANYONE])
    out = scan("drive:", "--format", format)[1]
    assert link("leak1") in out
    assert "anyone with the link" in out


BUSY = [
    (429, {}),
    refusal(403, "rateLimitExceeded"),
    refusal(403, "userRateLimitExceeded"),
    (503, b""),
]
FILE, LIST = "/drive/v3/files/leak1", "/drive/v3/files"
ANSWERS: dict[str, tuple[str, list[Any], int, str]] = {
    "a busy list": (LIST, BUSY, 1, "leak1"),
    "a busy file": (FILE, BUSY, 1, "leak1"),
    "a list that stays busy": (LIST, BUSY * 2, 2, "not all of it was listed: the server is busy (status 503)"),
    "a file that stays busy": (FILE, BUSY * 2, 2, "drive:leak1/leak1.ipynb: the server is busy (status 503)"),
    "a limit that stays": (FILE, [refusal(403, "userRateLimitExceeded")] * 8, 2, "the limit of requests per minute is reached"),
    "a missing file": (FILE, [refusal(404, "notFound")], 2, "there is nothing at this address (status 404)"),
    "no scope": (LIST, [refusal(403, "insufficientPermissions")], 2, "does not include reading Drive: in Colab, run"),
    "no API": (LIST, [refusal(403, "accessNotConfigured")], 2, "the Drive API is switched off in the project"),
    "no download": (FILE, [refusal(403, "cannotDownloadFile")], 2, "its owner has switched off downloads"),
    "malware": (FILE, [refusal(403, "cannotDownloadAbusiveFile")], 2, "Drive takes it for malware or spam"),
    "quota": (FILE, [refusal(403, "downloadQuotaExceeded")], 2, "the quota of the Drive API is used up"),
    "other 403": (FILE, [(403, b"<html>")], 2, "access is refused (status 403)"),
    "odd answer": (LIST, [(200, b"[]")], 2, "there is no notebook at this address"),
    "no JSON": (LIST, [(200, b"<html>")], 2, "not all of it was listed: it cannot be read (JSONDecodeError)"),
    "cut off": (FILE, [(CUT, LEAK[:9])] * 2, 1, "leak1"),
    "a list that is cut off": (LIST, [(CUT, b"{")] * 2, 1, "leak1"),
    "always cut off": (FILE, [(CUT, LEAK)] * 8, 2, "Drive cannot be reached"),
    "an expired sign-in": (FILE, [refusal(401, "authError")], 1, "leak1"),
    "changed": (FILE, [(200, LEAK + b"\n")], 1, "it changed while it was read"),
}  # fmt: skip


@pytest.mark.parametrize(("path", "answers", "code", "said"), ANSWERS.values(), ids=ANSWERS)
def test_what_drive_may_answer(
    drive: DriveServer, scan: Scan, path: str, answers: list[Any], code: int, said: str
) -> None:
    drive.add("leak1", LEAK)
    drive.add("clean1", CLEAN)
    drive.add("clean2", CLEAN)
    drive.first[path] = list(answers)
    status, out, err = scan("drive:", "--min-confidence", "high")
    assert said in out + err
    assert status == code


def test_an_incomplete_search_goes_on_drive_by_drive(drive: DriveServer, scan: Scan) -> None:
    drive.drives = ["one", "two", "three"]
    drive.incomplete = {"allDrives"}
    drive.add("mine", LEAK)
    for name in drive.drives:
        drive.add(f"{name}1", CLEAN, driveId=name)
        drive.add(f"{name}2", LEAK, driveId=name)
    status, out, err = scan("drive:", "--format", "json")
    assert status == 1
    assert "incompleteSearch" not in err
    assert [name for name, _ in found(out)] == [f"drive:{each}/{each}.ipynb" for each in ("one2", "two2", "three2", "mine")]  # fmt: skip
    assert json.loads(out)["summary"]["files"] == 7


@pytest.mark.parametrize("where", ["two", "user"])
def test_a_search_that_stays_incomplete_is_an_error(
    drive: DriveServer, scan: Scan, where: str
) -> None:
    drive.drives = ["one", "two"]
    drive.incomplete = {"allDrives", where}
    drive.add("clean1", CLEAN, driveId="one")
    status, _, err = scan("drive:")
    assert status == 2
    assert "not all of it was listed: Drive did not search everything (incompleteSearch)" in err


def test_nothing_is_not_clean(scan: Scan) -> None:
    status, _, err = scan("drive:")
    assert (status, "nothing was scanned: there is no notebook at this address" in err) == (2, True)


def test_a_page_that_leads_to_itself_ends(drive: DriveServer, scan: Scan) -> None:
    drive.add("leak1", LEAK)
    drive.first[LIST] = [(200, {"files": [], "nextPageToken": "0"})] * 5
    assert "did not search everything" in scan("drive:")[2]


@pytest.mark.parametrize("at", [f"drive:{TOKEN}/x", "drive:a b", "drive:'", "drive:../x"])
def test_what_is_no_id(scan: Scan, at: str) -> None:
    status, _, err = scan(at)
    assert (status, "takes the id of a folder or file" in err) == (2, True)


def test_all_files_are_refused(drive: DriveServer, scan: Scan) -> None:
    drive.add("leak1", LEAK)
    status, _, err = scan("drive:", "--all-files")
    assert (status, "--all-files does not go with drive:" in err) == (2, True)


def test_without_credentials(scan: Scan, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("GOOGLE_APPLICATION_CREDENTIALS")
    for name, value in {"NO_GCE_CHECK": "true", "CLOUDSDK_CONFIG": str(tmp_path), "PATH": ""}.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    status, _, err = scan("drive:")
    assert status == 2
    assert "no credentials were found, or they have expired: in Colab, run" in err


def test_a_refused_sign_in(drive: DriveServer, scan: Scan) -> None:
    drive.add("leak1", LEAK)
    drive.first[LIST] = [refusal(401, "authError")] * 9
    status, _, err = scan("drive:")
    assert (status, "access is refused (status 401)" in err) == (2, True)


def test_a_password_in_netrc_does_not_take_the_place_of_the_sign_in(
    drive: DriveServer, scan: Scan, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("default login me password secret\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    drive.add("clean1", CLEAN)
    assert scan("drive:")[0] == 0


@pytest.mark.slow
def test_a_token_in_a_link_and_in_a_name_is_hidden(drive: DriveServer, scan: Scan) -> None:
    hostile = {**CELL, "metadata": {"id": TOKEN}}
    permissions = [{"type": "domain", "domain": f"{TOKEN}.example.org", "role": "reader"}]
    drive.add("leak1", dump(notebook([hostile])), name=TOKEN, shared=True, permissions=permissions)
    for format in ("text", "json", "sarif", "html", "github", "junit", "gitlab"):
        assert scan("drive:", "--format", format)[0] == 1


def test_the_package_is_named_if_it_is_missing(scan: Scan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "google.auth.transport.requests", None)
    status, _, err = scan("drive:")
    assert (status, "drive: needs further packages: pip install google-auth requests" in err) == (2, True)  # fmt: skip


ID = "1AbCdEfGhIjKlMnOpQrStUvWxYz-_0123"
PAGES = [
    f"https://colab.research.google.com/drive/{ID}",
    f"https://colab.research.google.com/drive/{ID}?usp=sharing#scrollTo=x",
    f"https://drive.google.com/drive/folders/{ID}",
    f"https://drive.google.com/drive/u/0/folders/{ID}?resourcekey=x",
    f"https://drive.google.com/file/d/{ID}/view?usp=drive_link",
    f"https://drive.google.com/open?usp=x&id={ID}",
]


@pytest.mark.parametrize("page", PAGES)
def test_the_address_in_the_browser_leads_to_drive(page: str) -> None:
    assert address(page) == ("drive", ID)


@pytest.mark.parametrize("page", ["https://drive.google.com", "https://colab.research.google.com/github/a/b/blob/main/c.ipynb", "https://drive.google.com/drive/my-drive"])  # fmt: skip
def test_a_page_without_an_id_is_refused(scan: Scan, page: str) -> None:
    status, _, err = scan(page)
    assert (status, "takes the id of a folder or file" in err) == (2, True)


def test_what_was_listed_before_a_failure_is_scanned(drive: DriveServer, scan: Scan) -> None:
    drive.add("leak1", LEAK)
    drive.add("clean1", CLEAN)
    drive.add("clean2", CLEAN)
    drive.first[LIST] = [None, refusal(400, "invalid")]
    status, out, err = scan("drive:", "--format", "json")
    assert (status, len(found(out)), "not all of it was listed" in err) == (1, 1, True)


def revision(number: int, data: bytes) -> dict[str, Any]:
    return {"id": f"r{number}", "modifiedTime": f"2026-01-0{number}T10:00:00.000Z", "size": str(len(data)), "data": data}  # fmt: skip


def with_revisions(drive: DriveServer, file_id: str, *data: bytes, **fields: Any) -> None:
    revisions = [revision(number, each) for number, each in enumerate(data, 1)]
    drive.add(file_id, data[-1], headRevisionId=f"r{len(data)}", revisions=revisions, **fields)


def test_a_removed_token_is_found_in_a_revision(drive: DriveServer, scan: Scan) -> None:
    with_revisions(drive, "old", LEAK, LEAK, CLEAN, CLEAN, shared=True, permissions=[ANYONE])
    with_revisions(drive, "new", LEAK, LEAK)
    with_revisions(drive, "never", CLEAN, CLEAN)
    status, out, _ = scan("drive:", "--history", "--format", "json")
    assert status == 1
    report = json.loads(out)
    assert [(each["path"], each["drive"]["revision"], each["drive"]["revision_date"]) for each in report["findings"]] == [
        ("drive:old/revisions/r2/old.ipynb", "r2", "2026-01-02T10:00:00.000Z"),
        ("drive:new/new.ipynb", None, None),
    ]  # fmt: skip
    assert report["summary"]["files"] == 8
    assert report["summary"]["switched_off"][0].startswith("not scanned: revisions that Drive no")
    said = (
        "removed since, but in the revision of 2026-01-02; shared with anyone with the link: https"
    )
    assert said in scan("drive:", "--history")[1]


def test_without_history_no_revision_is_asked_for(drive: DriveServer, scan: Scan) -> None:
    with_revisions(drive, "old1", LEAK, CLEAN)
    assert scan("drive:")[0] == 0
    assert not [path for path in drive.asked if "revisions" in path]


def test_a_token_that_came_back_is_told_once_and_another_one_too(
    drive: DriveServer, scan: Scan
) -> None:
    other = dump(notebook([code(f"t = '{github_token(2)}'")]))
    with_revisions(drive, "old1", LEAK, other, LEAK, CLEAN, LEAK)
    names = [name for name, _ in found(scan("drive:", "--history", "--format", "json")[1])]
    assert names == ["drive:old1/old1.ipynb", "drive:old1/revisions/r2/old1.ipynb"]


def test_both_notebooks_of_an_archive_are_told(drive: DriveServer, scan: Scan) -> None:
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        for name in ("a.ipynb", "b.ipynb"):
            archive.writestr(name, LEAK)
    with_revisions(drive, "pack", packed.getvalue(), name="x.zip", mimeType="application/zip")
    names = [name for name, _ in found(scan("drive:", "--history", "--format", "json")[1])]
    assert names == ["drive:pack/x.zip!/a.ipynb", "drive:pack/x.zip!/b.ipynb"]


@pytest.mark.parametrize("path", ["/drive/v3/files/old1/revisions", "/drive/v3/files/old1/revisions/r1"])  # fmt: skip
def test_revisions_that_cannot_be_read_are_errors(
    drive: DriveServer, scan: Scan, path: str
) -> None:
    with_revisions(drive, "old1", CLEAN, CLEAN)
    drive.first[path] = [refusal(403, "insufficientFilePermissions")]
    status, _, err = scan("drive:", "--history")
    assert (status, "you may see that it exists, but not read it" in err) == (2, True)


@pytest.mark.parametrize(("at", "said"), [("s3://team", "goes with repositories and with drive:"), ("a.ipynb", "leave out PATH")])  # fmt: skip
def test_other_places_have_no_history(scan: Scan, at: str, said: str) -> None:
    status, _, err = scan(at, "--history")
    assert (status, said in err) == (2, True)


def test_what_is_in_shared_folders_is_found_without_a_search(
    drive: DriveServer, scan: Scan
) -> None:
    drive.add("their", name="x", mimeType=FOLDER, sharedWithMe=True, parents=[])
    drive.add("inner", name="y", mimeType=FOLDER, parents=["their"], unopened=True)
    drive.add("leak1", LEAK, parents=["inner"], unopened=True)
    drive.add("leak2", LEAK, parents=["their"])
    names = [name for name, _ in found(scan("drive:", "--format", "json")[1])]
    assert sorted(names) == ["drive:leak1/leak1.ipynb", "drive:leak2/leak2.ipynb"]


def test_in_a_kernel_of_colab_the_session_signs_in(
    drive: DriveServer, scan: Scan, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    colab, auth = ModuleType("google.colab"), ModuleType("google.colab.auth")
    colab.auth = auth  # type: ignore[attr-defined]
    auth.authenticate_user = lambda: asked.append("user")  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "google.colab", colab)
    monkeypatch.setitem(sys.modules, "google.colab.auth", auth)
    drive.add("clean1", CLEAN)
    assert (scan("drive:")[0], asked) == (0, ["user"])

    class AuthorizationError(Exception):
        pass

    def refuse() -> None:
        raise AuthorizationError(TOKEN)

    auth.authenticate_user = refuse  # type: ignore[attr-defined]
    status, _, err = scan("drive:")
    assert (status, "no credentials were found, or they have expired" in err) == (2, True)


@pytest.mark.parametrize("format", ["text", "concise", "github", "html", "junit"])
def test_a_hostile_name_does_not_act(drive: DriveServer, scan: Scan, format: str) -> None:
    name = "\x1b]0;x\x07<img src=x>\n::error::x\u202e"
    sharing = [{"type": "user", "role": "reader", "emailAddress": name}]
    drive.add("leak1", LEAK, name=name, shared=True, permissions=sharing)
    out = scan("drive:", "--format", format)[1]
    assert not {"\x1b", "\x07", "\u202e"} & set(out)
    assert "<img" not in out or format in ("text", "concise", "github")
    assert not [line for line in out.splitlines() if line.startswith("::error::x")]


@pytest.mark.slow
def test_nothing_of_drive_is_imported_for_other_addresses(tmp_path: Path) -> None:
    told = "import sys; from colab_safe.command_line.main import main; main(['scan', 'memory://x']); print([*sys.modules])"
    done = subprocess.run([sys.executable, "-c", told], cwd=tmp_path, capture_output=True, encoding="utf-8", check=True)  # fmt: skip
    assert "colab_safe.remote.file_system" in done.stdout
    assert "google.auth" not in done.stdout and "colab_safe.remote.drive" not in done.stdout


def read(drive: DriveServer) -> list[str]:
    """The ids of the files whose content was asked for since the last call."""
    ids = [path.removeprefix(f"{LIST}/") for path in drive.asked if path.startswith(f"{LIST}/")]
    drive.asked.clear()
    return sorted(ids)


@pytest.mark.slow
def test_a_second_run_reads_only_what_changed_or_leaks(
    drive: DriveServer, scan: Scan, tmp_path: Path
) -> None:
    drive.add("leak1", LEAK)
    drive.add("clean1", CLEAN)
    drive.add("clean2", CLEAN)
    drive.add("hashless", CLEAN, sha256Checksum=None)
    first = json.loads(scan("drive:", "--format", "json")[1])
    assert read(drive) == ["clean1", "clean2", "hashless", "leak1"]
    second = json.loads(scan("drive:", "--format", "json")[1])
    assert read(drive) == ["hashless", "leak1"]
    assert first["findings"] == second["findings"]
    known = {"known_clean": 3}  # one was read again, and known by its bytes
    assert second["summary"] == first["summary"] | known
    drive.add("clean1", LEAK)
    assert len(found(scan("drive:", "--format", "json")[1])) == 2
    drive.add("clean2", CLEAN, name=TOKEN)
    assert len(found(scan("drive:", "--format", "json")[1])) == 3
    drive.add("clean2", CLEAN)
    read(drive)
    scan("drive:", "--no-cache")
    assert "clean2" in read(drive)
    (tmp_path / ".colab-safe.toml").write_text('rules = ["team.toml"]\n')
    (tmp_path / "team.toml").write_text(
        '[[rules]]\nid = "x-one"\ndescription = "x"\nregex = "x = 1"\n'
    )
    scan("drive:")
    assert "clean2" in read(drive)


def test_a_run_of_clean_files_alone_is_not_empty(drive: DriveServer, scan: Scan) -> None:
    drive.add("clean1", CLEAN)
    assert [scan("drive:")[0] for _ in range(3)] == [0, 0, 0]


@pytest.mark.slow
def test_what_is_more_than_one_text_is_read_each_time(drive: DriveServer, scan: Scan) -> None:
    """The bytes of a picture are clean; the compressed text in it is not."""
    drive.add("clean1", CLEAN)
    drive.add("picture", png(chunk(b"zTXt", b"A\0\0" + zlib.compress(TOKEN.encode()))))
    drive.add("packed", gzip.compress(LEAK))
    assert [scan("drive:")[0] for _ in range(3)] == [1, 1, 1]
    for name in ("picture", "packed"):
        found_in = [each for each, _ in found(scan("drive:", "--format", "json")[1])]
        assert any(name in each for each in found_in)


def test_settings_of_a_folder_that_is_called_like_the_file_do_not_count(
    drive: DriveServer, scan: Scan, tmp_path: Path
) -> None:
    drive.add("leak1", LEAK)
    hostile = tmp_path / "drive:leak1"
    hostile.mkdir()
    (hostile / ".colab-safe.toml").write_text('[[allow]]\npaths = ["*"]\nreason = "mine"\n')
    assert [scan("drive:")[0] for _ in range(2)] == [1, 1]


@pytest.mark.slow
@pytest.mark.parametrize(("answer", "said", "code"), [
    (refusal(401, "authError"), "drive:: the rest was not read: access is refused (status 401)", 2),
    ((503, b""), "drive:: the rest was not read: the server is busy (status 503)", 2),
    (refusal(403, "cannotDownloadFile"), "its owner has switched off downloads", 1),
])  # fmt: skip
def test_a_scan_does_not_wait_for_each_file_of_a_drive_that_is_gone(
    drive: DriveServer, scan: Scan, answer: Any, said: str, code: int
) -> None:
    drive.page = 1000
    for number in range(65):
        drive.add(f"clean{number}", CLEAN)
        if number < 64:
            drive.first[f"{LIST}/clean{number}"] = [answer] * 8
    drive.files["clean64"]["data"] = LEAK
    status, _, err = scan("drive:")
    assert (status, said in err) == (code, True)
    assert ("clean64" in read(drive)) is (code == 1)


@pytest.mark.parametrize("option", [("--staged",), ("--range", "A..B")])
def test_addresses_are_not_staged(scan: Scan, option: tuple[str, ...]) -> None:
    for at in ("drive:", "s3://team"):
        assert scan(at, *option)[0] == 2
