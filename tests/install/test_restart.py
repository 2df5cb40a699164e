"""Advice to restart: whenever an imported package was replaced, whichever call did it, and never otherwise."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence

import pytest

from .forge import Forge
from .lab import Lab
from .packages import package
from .test_causes import _wheel

SCRIPT = """
import contextlib, importlib, io, json, os, sys
import colab_safe
from colab_safe.install.magic import private_install

KEYS, ROOT, INSTALLER = {keys!r}, {root!r}, {installer!r}
def repo(what, **options):
    return colab_safe.install_private_library(KEYS, what, installer=INSTALLER, **options)
def lines(*urls, **options):
    with open("requirements.txt", "w") as file:
        file.write("\\n".join(urls))
    return colab_safe.install_requirements(KEYS, "requirements.txt", installer=INSTALLER, **options)
def index(what, **options):
    return colab_safe.install_from_index(KEYS, what, ROOT + "/simple/", installer=INSTALLER, **options)
def dev(folder, **options):
    return colab_safe.install_dev(folder, installer=INSTALLER, **options)
def magic(line):
    return private_install(line + " --token " + KEYS + " --installer " + INSTALLER)
def git(name, ref):
    return f"{{name}} @ git+{{ROOT}}/alice/{{name}}.git@{{ref}}"

said = {{}}
for name, (first, module, then) in json.loads({steps!r}).items():
    chosen, INSTALLER = INSTALLER, "uv"  # what is there before: uv takes a third of the time
    eval(first) if first else None
    INSTALLER = chosen
    if module:
        sys.path_importer_cache.clear()
        importlib.import_module(module)
    with contextlib.redirect_stdout(io.StringIO()) as out:
        result = eval(then)
    printed = [line for line in out.getvalue().splitlines() if line.startswith("Restart")]
    said[name] = [printed, list(getattr(result, "restart_needed", []))]
print("SAID", json.dumps(said))
"""


def was(*names: str) -> list[str]:
    were = "was" if len(names) == 1 else "were"
    return [
        f"Restart the runtime (Runtime > Restart session): {', '.join(names)} {were} imported before this install."
    ]


# (installed first, imported, installed then), the modules to restart for.
STEPS = {
    "first editable install": ((None, None, "repo('one@v1', editable=True)"), []),
    "first editable install of an imported folder": ((None, "folder", "dev('folder')"), []),
    "editable, nothing new": (("repo('two@v1', editable=True, quiet=True)", "two", "repo('two@v1', editable=True)"), []),
    "editable, other version": (("repo('three@v1', editable=True, quiet=True)", "three", "repo('three@v2', editable=True)"), ["three"]),
    "editable over a wheel": (("repo('four@v1', quiet=True)", "four", "repo('four@v1', editable=True)"), ["four"]),
    "wheel over an editable": (("repo('five@v1', editable=True, quiet=True)", "five", "repo('five@v1')"), ["five"]),
    "repository": (("repo('six@v1', quiet=True)", "six", "repo('six@v2')"), ["six"]),
    "not imported": (("repo('seven@v1', quiet=True)", None, "repo('seven@v2')"), []),
    "requirements": (("lines(git('eight', 'v1'), quiet=True)", "eight", "lines(git('eight', 'v2'))"), ["eight"]),
    "requirements, quiet": (("lines(git('nine', 'v1'), quiet=True)", "nine", "lines(git('nine', 'v2'), quiet=True)"), ["nine"]),
    "index": (("index('tiny==1', quiet=True)", "tiny", "index('tiny==2')"), ["tiny"]),
    "magic": (("repo('ten@v1', quiet=True)", "ten", "magic('ten@v2')"), ["ten"]),
    "a dependency": (("repo('below@v1', quiet=True)", "below", "repo('above@v2')"), ["below"]),
}  # fmt: skip
OF_LISTS = ("requirements", "requirements, quiet", "index")
# The other steps do not depend on the installer, and pip takes 1.5 s for each.
WITH_PIP = (
    "first editable install", "editable, nothing new", "editable, other version", "wheel over an editable", "repository",
    "requirements", "index", "a dependency",
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(
    ("installer", "names"), [("pip", WITH_PIP), ("uv", [*STEPS])], ids=["pip", "uv"]
)
def test_advice(
    lab: Lab, forge: Forge, versions: None, installer: str, names: Sequence[str]
) -> None:
    for name, content in package("folder").items():
        target = lab.root / "folder" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(str(content))
    steps = json.dumps({name: STEPS[name][0] for name in names})
    code = SCRIPT.format(keys=str(lab.token_file), root=forge.url, installer=installer, steps=steps)
    environ = {
        "PYTHONPATH": os.pathsep.join([str(lab.root / "folder"), lab.environ()["PYTHONPATH"]])
    }
    run = lab.python(code, timeout=240, PIP_NO_INDEX="0", **environ)
    assert run.status == 0, run.output
    said = json.loads(run.output.rpartition("SAID ")[2])
    for name in names:
        _, modules = STEPS[name]
        expected = [] if name in OF_LISTS else modules
        assert said[name] == [was(*modules) if modules else [], expected], (name, run.output)


@pytest.fixture(scope="module")
def versions(forge: Forge, tmp_path_factory: pytest.TempPathFactory) -> None:
    for name in ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "below"):  # fmt: skip
        forge.add(f"alice/{name}", package(name, "1"), tags=("v1",))
        forge.add(f"alice/{name}", package(name, "2"), tags=("v2",))
    below = f"below @ git+{forge.url}/alice/below.git@v2"
    forge.add("alice/above", package("above", requires=(below,)), tags=("v2",))
    links = []
    for version in ("1", "2"):
        wheel = _wheel(tmp_path_factory.mktemp("wheels"), version=version)
        forge.files[f"/files/{wheel.name}"] = wheel.read_bytes()
        links.append(f'<a href="/files/{wheel.name}">{wheel.name}</a>')
    forge.files["/simple/tiny/"] = "".join(links).encode()
