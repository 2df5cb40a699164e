"""Every folder of a mounted Drive, however it is written: found, hidden, resolved to the same file, and restored."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from colab_safe.drive_layout import (
    APPLICATION,
    BESIDE_MY_DRIVE,
    CODE_SIGNS,
    LINKS,
    MY_DRIVE,
    SHARED,
    SIGNS,
    encoded_signs,
    is_shared,
)
from colab_safe.joined_texts import JoinedTexts
from colab_safe.paths.drive import DrivePath, drive_paths
from colab_safe.paths.hide import hide
from colab_safe.paths.restore import restore
from colab_safe.paths.text_search import numbers_with_roots
from colab_safe.placeholders import resolve as resolving
from colab_safe.placeholders.resolve import resolve
from colab_safe.placeholders.store import PathStore

from .notebooks import code, colab, drive_download, jupyter, markdown, notebook, powershell, sources

P = "__DRIVE_TOKEN_PATH__"
FOLDERS = (*MY_DRIVE, *BESIDE_MY_DRIVE)
BLANKS = {"plain": " ", "shell": "\\ ", "URL": "%20", "left out": ""}
# What stands before the folder, and whether it names a person: then the whole path is hidden.
MOUNTS = {
    "/content/drive/": False,
    "/content/gdrive/": False,
    "/mnt/": False,
    "/mnt/somewhere/drive/": False,
    "/Volumes/GoogleDrive/": False,
    "G:/": False,
    "drive/": False,
    "../": False,
    "": False,
    "/Users/ada/Library/CloudStorage/GoogleDrive-ada@example.com/": True,
    "/home/ada/gdrive/": True,
}
QUOTES = ('"', "'", "`", "")


@pytest.mark.parametrize("slash", ["/", "\\", "//"])
@pytest.mark.parametrize("folder", [*FOLDERS, *LINKS, *APPLICATION])
def test_a_text_with_a_path_is_known_by_its_root(folder: str, slash: str) -> None:
    for blank in BLANKS.values():
        text = f"/content/{folder.replace(' ', blank)}{slash}keys"
        assert numbers_with_roots(JoinedTexts(["discover/", text])) == {1}
        assert slash != "/" or [*drive_paths(text)]


def java(tree: dict[str, Any]) -> bytes:
    """ASCII with capital letters in the escapes, as Jackson writes it."""
    return re.sub(rb"\\u([0-9a-f]{4})", lambda match: b"\\u" + match[1].upper(), colab(tree))


WRITERS: tuple[Callable[[dict[str, Any]], bytes], ...] = (
    jupyter,
    colab,
    drive_download,
    powershell,
    java,
)


def the_path(text: str) -> DrivePath:
    [found] = drive_paths(text)
    return found


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("cell", [code, markdown])
def test_each_folder_is_found_where_nothing_else_tells_of_a_drive(
    folder: str, cell: Callable[[str], dict[str, Any]]
) -> None:
    """In letters of any script, also where all others of the notebook are ASCII's."""
    data = colab(notebook(cell(f'p = "/mnt/{folder}/keys/gh.json"\nopen(p)')))
    [match] = hide(data, "a.ipynb", PathStore()).hidden
    assert match.path.endswith("keys/gh.json")


@given(
    folder=st.sampled_from(FOLDERS),
    blank=st.sampled_from([*BLANKS.values()]),
    mount=st.sampled_from([*MOUNTS]),
    quote=st.sampled_from(QUOTES),
    write=st.sampled_from(WRITERS),
)
def test_found_hidden_resolved_and_restored(
    folder: str,
    blank: str,
    mount: str,
    quote: str,
    write: Callable[[dict[str, Any]], bytes],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    written = f"{mount}{folder.replace(' ', blank)}/keys/gh.json"
    text = f"see {quote}{written}{quote} there"
    found = the_path(text)

    data, store = write(notebook(markdown(text))), PathStore()
    hidden = hide(data, "a.ipynb", store)

    shown = sources(hidden.data)[0]
    assert shown == f"{text[: found.start]}{P}{text[found.end :]}"
    assert (P in shown.split(mount)[-1]) if mount else P in shown
    assert store.paths == {P: [found.path]}
    assert restore(hidden.data, "a.ipynb", store).data == data
    path = shown.removeprefix(f"see {quote}").removesuffix(f"{quote} there")
    home = tmp_path_factory.mktemp("home")
    assert_opens(path, found.path, home, folder.replace(" ", "" if blank == "" else " "), mount)


def assert_opens(path: str, stored: str, home: Path, folder: str, mount: str) -> None:
    """The placeholder opens the file that the line had; a mount that names a person is the usual one elsewhere."""
    root = home / "content/drive" if MOUNTS[mount] else home / "work" / f"./{mount}"
    name = "MyDrive" if MOUNTS[mount] and folder not in stored else folder
    file = Path(os.path.normpath(root / name / "keys/gh.json"))
    file.parent.mkdir(parents=True)
    file.write_text("made-up")
    (home / "work").mkdir(exist_ok=True)
    path = path if MOUNTS[mount] else f"{home}/work/{path}"
    with (
        mock.patch.object(resolving, "MOUNT_POINT", str(home / "content/drive")),
        mock.patch.dict(os.environ, {"DRIVE_TOKEN_PATH": stored}),
    ):
        os.environ.pop("COLAB_SAFE_DRIVE", None)
        assert os.path.samefile(resolve(path), file)


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("blank", BLANKS.values(), ids=BLANKS)
def test_every_spelling_has_a_sign(folder: str, blank: str) -> None:
    written = folder.replace(" ", blank)
    assert any(sign in written for sign in SIGNS)
    assert any(sign in written for sign in CODE_SIGNS)
    for data in (written.encode(), written.encode("unicode_escape")):
        assert any(sign in data for sign in encoded_signs(CODE_SIGNS))


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("mount", ["/content/drive", "/mnt", "G:"])
def test_shared_folders_are_known_as_shared(folder: str, mount: str) -> None:
    for written in (folder, folder.replace(" ", "")):
        assert is_shared(f"{mount}/{written}/x/token.json") is (folder in SHARED)


@pytest.mark.parametrize(
    ("before", "folders", "expected"),
    [
        ("mydrive", (), "mydrive/keys/gh.json"),
        ("gdrive", ("gdrive/My Drive",), "gdrive/My Drive/keys/gh.json"),
        ("gdrive", (), "gdrive/keys/gh.json"),
        ("Google Drive", ("Google Drive/Mi unidad",), "Google Drive/Mi unidad/keys/gh.json"),
        ("Google Drive", (), "Google Drive/keys/gh.json"),
    ],
    ids=["link", "mount", "link like a mount", "translated", "no folder inside"],
)
def test_a_link_to_my_drive(
    before: str,
    folders: tuple[str, ...],
    expected: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DRIVE_TOKEN_PATH", "keys/gh.json")
    monkeypatch.delenv("COLAB_SAFE_DRIVE", raising=False)
    for folder in (before, *folders):
        (tmp_path / folder).mkdir(parents=True)
    assert resolve(f"{tmp_path}/{before}/{P}") == f"{tmp_path}/{expected}"


def test_a_path_beside_my_drive_is_not_restored_below_it() -> None:
    data = jupyter(notebook(markdown(f"`/Volumes/GoogleDrive/Мой диск/{P}`")))
    for write in (data, data.decode().encode("ascii", "backslashreplace")):
        result = restore(write, "a.ipynb", PathStore({P: ["Team Drives/x/token.json"]}))
        assert (result.data, len(result.refused)) == (write, 1)
