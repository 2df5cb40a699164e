"""The seed example in a real kernel, and what the saved notebook tells when things go wrong."""

from __future__ import annotations

import pytest

from .forge import Forge
from .lab import Lab
from .notebooks import outputs, run_notebook

SEED = """import os
from colab_safe import mount_drive, install_private_library
drive_path = mount_drive()
token_json = os.path.join(drive_path, "keys/github.json")
install_private_library(token_json, "privpkg")"""
LOOK_BACK = """import sys, traceback
frame = getattr(sys, "last_traceback", None)
while frame:
    print(frame.tb_frame.f_code.co_name, {name: repr(value) for name, value in frame.tb_frame.f_locals.items()})
    frame = frame.tb_next
print(repr(In), repr(Out), repr(_))"""


def test_the_seed_example_installs_and_the_saved_notebook_is_clean(lab: Lab, forge: Forge) -> None:
    saved = run_notebook(lab, [SEED, "import privpkg; privpkg.VERSION", LOOK_BACK])
    assert "Successfully installed privpkg" in outputs(saved, 0)
    assert "'0.1'" in outputs(saved, 1)
    assert not lab.leaks_in(saved)
    assert lab.leaking_files() == []  # IPython's history.sqlite is among them


@pytest.mark.parametrize("path", ["__DRIVE_TOKEN_PATH__", "{drive}/MyDrive/__DRIVE_TOKEN_PATH__"])
def test_a_placeholder_is_resolved_and_its_path_never_shown(
    lab: Lab, forge: Forge, path: str
) -> None:
    colab = {"secrets": {"DRIVE_TOKEN_PATH": str(lab.token_file)}}
    call = f"from colab_safe import install_private_library as install\ninstall({path.format(drive=lab.drive)!r}, {{!r}})"
    saved = run_notebook(
        lab,
        ["%xmode Verbose", call.format("privpkg"), call.format("nosuch"), LOOK_BACK],
        colab=colab,
    )
    assert "Successfully installed privpkg" in outputs(saved, 1)
    assert "does not show 'alice/nosuch'" in outputs(saved, 2)
    assert "github.json" not in saved and not lab.leaks_in(saved)


FAILURES = {
    'install_private_library(token_json, "nosuch", timeout=60)': "does not show 'alice/nosuch'",
    'install_private_library(bad_json, "privpkg")': "has no key 'access_token'",
    'install_private_library(refused_json, "privpkg", timeout=60)': "did not accept the token",
    'install_private_library(token_json, "privpkg", timeout="x")': "ArgumentError: timeout= must be a number of seconds",
}


MODES = ("Plain", "Context", "Verbose", "Minimal")


def test_no_traceback_shows_the_token(lab: Lab, forge: Forge) -> None:
    bad, refused = str(lab.root / "bad.json"), str(lab.root / "refused.json")
    before = f"""
import json
fields = json.load(open({str(lab.token_file)!r}))
json.dump({{"secret": fields["access_token"]}}, open({bad!r}, "w"))
json.dump({{**fields, "access_token": fields["access_token"][:-1] + "_"}}, open({refused!r}, "w"))
del fields
"""
    paths = f"token_json, bad_json, refused_json = {str(lab.token_file)!r}, {bad!r}, {refused!r}"
    calls = [call for mode in MODES for call in (f"%xmode {mode}", *FAILURES)]
    cells = [f"from colab_safe import install_private_library\n{paths}", *calls, LOOK_BACK]
    saved = run_notebook(lab, cells, before=before)
    assert not lab.leaks_in(saved)
    assert lab.token[5:-1] not in saved  # the refused token is ours but for its last letter
    shown = {
        number: outputs(saved, number) for number, cell in enumerate(cells) if cell in FAILURES
    }
    assert len(shown) == len(MODES) * len(FAILURES)
    assert [text for number, text in shown.items() if FAILURES[cells[number]] not in text] == []
