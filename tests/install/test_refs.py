"""Branches, tags, other refs and commits by whatever name git allows, and extras: real git, pip and uv, one process for a table."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .forge import Forge, git
from .lab import Lab, Run
from .packages import package

# Each is on a commit of its own; the module's VERSION names it.
TAGS = ("v1", "core@1.0", "v1#rc", "größe", "50%a'b;$x")
BRANCHES = ("dev", "feature/x", "fix/#12", "a@b@fix(core)!")
PULL = "refs/pull/7/head"
NAMED: dict[str, tuple[str, dict[str, object], str]] = {  # (repo, options, what arrives or is said)
    "tag": ("alice/refs@v1", {}, "v1"),
    "branch": ("alice/refs", {"ref": "dev"}, "dev"),
    "slash": ("refs@feature/x", {}, "feature/x"),
    "at": ("refs@core@1.0", {}, "core@1.0"),
    "two ats": ("refs", {"ref": "a@b@fix(core)!"}, "a@b@fix(core)!"),
    "commit": ("{url}/alice/refs.git@{v1}", {}, "v1"),
    "hash in a tag": ("refs", {"ref": "v1#rc"}, "v1#rc"),
    "hash in a branch": ("refs", {"ref": "fix/#12"}, "fix/#12"),
    "hash in the repository": ("refs@fix/#12", {}, "in repo=, '#subdirectory=folder' is all that may follow a '#'"),
    "pull request": ("refs", {"ref": PULL}, PULL),
    "pull request, short": (f"refs@{PULL}", {}, PULL),
    "full tag": ("refs@refs/tags/v1", {}, "v1"),
    "full tag with an at": ("refs", {"ref": "refs/tags/core@1.0"}, "core@1.0"),
    "not ASCII": ("refs@größe", {}, "größe"),
    "for a shell": ("refs", {"ref": "50%a'b;$x"}, "50%a'b;$x"),
    "missing": ("refs", {"ref": "no@such#1"}, "has no branch, tag or commit 'no@such#1'"),
}  # fmt: skip
# Those that pip and uv get in different forms: by name, or as a commit.
INSTALLED = ("tag", "slash", "at", "commit", "hash in a branch", "pull request", "for a shell")
WITH_PARTS: dict[str, tuple[str, dict[str, object], str]] = {
    "subdirectory": ("refs", {"subdirectory": "pkgs/sub"}, "sub of main"),
    "extra": ("refs-sub @ refs@core@1.0#subdirectory=pkgs/sub", {"extras": "more"}, "sub of core@1.0 more"),
    "extra in brackets": ("refs-sub[more] @ refs@v1#subdirectory=pkgs/sub", {}, "sub of v1 more"),
    "extras of the repository's name": ("refs@v1", {"extras": ["plot"]}, "v1 more"),
}  # fmt: skip
EACH = """
import importlib, json, pathlib, subprocess, sys
import colab_safe
config, function, options, rows = json.loads(pathlib.Path("rows.json").read_text())
READ = "import {0}; more = __import__('importlib.util').util.find_spec('refs_more'); print({0}.VERSION + ' more' * bool(more))"
for name, repo, more in rows:
    try:
        found = getattr(colab_safe, function)(config, repo, quiet=True, **options, **more)
    except colab_safe.ColabSafeError as error:
        print("ROW", json.dumps([name, str(error)]))
        continue
    if function == "clone_private":
        arrived = pathlib.Path(found, "refs", "__init__.py").read_text(encoding="utf-8").split('"')[1]
    else:
        module = found.name.replace("-", "_")
        arrived = subprocess.run([sys.executable, "-Xutf8", "-c", READ.format(module)], capture_output=True, check=True).stdout.decode().strip()
        subprocess.run(["uv", "pip", "uninstall", "-q", "--python", sys.executable, "refs-more"], check=True)
    print("ROW", json.dumps([name, arrived]))
"""


@pytest.fixture(scope="session")
def refs(forge: Forge) -> str:
    """Returns the commit of the tag v1. What `feature/x` and the pull request contain has the same version."""
    more = {"more": f"refs-more @ git+{forge.url}/alice/refs-more.git"}
    forge.add("alice/refs-more", package("refs-more"))
    commits = {}
    for number, ref in enumerate((*TAGS, *BRANCHES, PULL, "main")):
        version = "3" if ref in ("feature/x", PULL) else f"3.{number}"
        top = package("refs", version, extras={"plot": more["more"]})
        sub = package("refs-sub", version, extras=more)
        files = {**top, **{f"pkgs/sub/{name}": content for name, content in sub.items()}}
        files["refs/__init__.py"] = f'VERSION = "{ref}"\n'
        files["pkgs/sub/refs_sub/__init__.py"] = f'VERSION = "sub of {ref}"\n'
        named = {"tags": (ref,)} if ref in TAGS else {"branches": (ref,)} if ref in BRANCHES else {}
        commits[ref] = forge.add("alice/refs", files, **named)
        if ref == PULL:
            git("update-ref", PULL, commits[ref], cwd=forge.root / "alice" / "refs.git")
    return commits["v1"]


def each(
    lab: Lab,
    forge: Forge,
    v1: str,
    function: str,
    rows: dict[str, tuple[str, dict[str, object], str]],
    **options: object,
) -> dict[str, str]:
    """What arrived, or the error, by the name of the row."""
    calls = [
        (name, repo.format(url=forge.url, v1=v1), more) for name, (repo, more, _) in rows.items()
    ]
    given = [str(lab.token_file), function, options, calls]
    Path(lab.root, "rows.json").write_text(json.dumps(given))
    run: Run = lab.python(EACH, timeout=200)
    assert run.status == 0, run.output
    lines = [line[4:] for line in run.output.splitlines() if line.startswith("ROW ")]
    return dict(map(json.loads, lines))


def holds(arrived: dict[str, str], rows: dict[str, tuple[str, dict[str, object], str]]) -> None:
    said = {
        name: expected if expected in arrived[name] and " " in expected else arrived[name]
        for name, (_, _, expected) in rows.items()
    }
    assert said == {name: expected for name, (_, _, expected) in rows.items()}


@pytest.mark.parametrize("installer", ["pip", "uv"])
def test_what_is_asked_for_is_installed(lab: Lab, forge: Forge, refs: str, installer: str) -> None:
    rows = {name: NAMED[name] for name in INSTALLED} | WITH_PARTS
    holds(each(lab, forge, refs, "install_private_library", rows, installer=installer), rows)


def test_what_is_asked_for_is_checked_out(lab: Lab, forge: Forge, refs: str) -> None:
    holds(each(lab, forge, refs, "clone_private", NAMED, dest=str(lab.root / "clone")), NAMED)


def test_what_is_asked_for_is_installed_in_editable_mode(lab: Lab, forge: Forge, refs: str) -> None:
    names = ("hash in a branch", "pull request")
    rows = {name: NAMED[name] for name in names} | {"extra": WITH_PARTS["extra"]}
    holds(each(lab, forge, refs, "install_private_library", rows, editable=True), rows)
