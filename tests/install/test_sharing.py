"""Who can open the token file, as Drive's API tells; the attribute of the file is real, the API is a stand-in."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from colab_safe import check_sharing
from colab_safe.errors import DriveError
from colab_safe.install.tokens.sharing import warn_if_shared

from .lab import FAKE_COLAB

pytestmark = pytest.mark.skipif(
    not hasattr(os, "setxattr"), reason="needs extended attributes, as Colab has them"
)
OWNER = {"type": "user", "role": "owner", "emailAddress": "alice@example.org"}


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.syspath_prepend(str(FAKE_COLAB))
    path = tmp_path / "github.json"
    path.write_text("{}")
    os.setxattr(path, "user.drive.id", b"id1")
    yield path
    for name in [
        name for name in sys.modules if name.partition(".")[0] in ("google", "googleapiclient")
    ]:
        del sys.modules[name]


@pytest.mark.parametrize(
    ("answer", "shared_with"),
    [
        ({"shared": False, "ownedByMe": True, "permissions": [OWNER]}, None),
        ({"shared": False, "ownedByMe": True}, None),
        (
            {"shared": True, "permissions": [OWNER, {"type": "anyone", "role": "reader"}]},
            ("anyone with the link",),
        ),
        (
            {"shared": True, "permissions": [{"type": "domain", "domain": "example.org"}]},
            ("example.org",),
        ),
        (
            {"shared": True, "permissions": [{"type": "user", "emailAddress": "bob@example.org"}]},
            ("bob@example.org",),
        ),
        ({"shared": True, "ownedByMe": False}, ()),
        ({"driveId": "d1"}, ()),
    ],
)
def test_answers(
    file: Path, monkeypatch: pytest.MonkeyPatch, answer: dict, shared_with: tuple[str, ...] | None
) -> None:  # type: ignore[type-arg]
    monkeypatch.setenv("FAKE_COLAB", json.dumps({"files": {"id1": answer}}))
    sharing = check_sharing(str(file))
    assert sharing.shared is (shared_with is not None)
    assert sharing.shared_with == (shared_with or ())
    assert ("only you" in repr(sharing)) is (shared_with is None)


@pytest.mark.parametrize(
    "place",
    [
        "/content/drive/Shareddrives/team/github.json",
        "/content/drive/.shortcut-targets-by-id/x/github.json",
    ],
)
def test_places_that_are_shared(place: str) -> None:
    assert check_sharing(place).shared


def test_a_warning_before_the_install(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = {"shared": True, "permissions": [{"type": "anyone"}]}
    monkeypatch.setenv("FAKE_COLAB", json.dumps({"files": {"id1": answer}}))
    warn_if_shared(str(file))
    assert "Warning: the token file is shared with anyone with the link" in capsys.readouterr().out
    monkeypatch.setenv("FAKE_COLAB", json.dumps({"auth": "refused"}))
    warn_if_shared(str(file))
    assert "could not check whether the token file is shared" in capsys.readouterr().out


def test_refused(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAKE_COLAB", json.dumps({"auth": "refused"}))
    with pytest.raises(DriveError, match="AuthorizationError"):
        check_sharing(file)


def test_not_on_drive(tmp_path: Path) -> None:
    with pytest.raises(DriveError, match="not on a Drive"):
        check_sharing(tmp_path / "local.json")
