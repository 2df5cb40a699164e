"""What is asked for is what gets installed: by URL, folder and commit, whatever the versions and settings say."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from colab_safe.install.packages.references import references_in_file

from .forge import Forge
from .lab import Lab, Run
from .packages import package
from .test_private_install import BOTH, fails, install, succeeds

LIBRARY, FILE = "install_private_library", "install_requirements"


def module(lab: Lab, name: str) -> str:
    """Return what the installed module says about itself."""
    return lab.python(f"import {name}; print({name}.TEXT)").output.strip()


def with_text(name: str, text: str, **more: object) -> dict[str, str | bytes]:
    """A package of the same version whose module has another text."""
    files = package(name, **more)  # type: ignore[arg-type]
    return {**files, f"{name}/__init__.py": f"VERSION = '0.1'\nTEXT = {text!r}\n"}


def requirements(lab: Lab, *lines: str) -> str:
    file = lab.root / "requirements.txt"
    file.write_text("\n".join(lines))
    return str(file)


@BOTH
def test_two_packages_of_one_repository(lab: Lab, forge: Forge, installer: str) -> None:
    name = f"twins-{installer}"

    def change(text: str) -> None:
        for part in ("one", "two"):
            files = with_text(part, text)
            forge.add(f"alice/{name}", {f"{part}/{path}": files[path] for path in files})

    def ask(part: str) -> Run:
        return install(lab, name, installer=installer, subdirectory=part, quiet=True)

    change("old")
    succeeds(lab, ask("one"), "RESULT one 0.1")
    succeeds(lab, ask("two"), "RESULT two 0.1")
    change("new")
    succeeds(lab, ask("two"), "RESULT two 0.1")
    assert (module(lab, "one"), module(lab, "two")) == ("old", "new")
    succeeds(lab, ask("one"), "RESULT one 0.1")
    assert module(lab, "one") == "new"


# How the installer can be kept from saying what it did; it must arrive all the same.
SILENCERS: dict[str, Mapping[str, str]] = {
    "plain": {},
    "quiet": {"PIP_QUIET": "3", "UV_QUIET": "1"},
    "quiet in pip.conf": {"PIP_CONFIG_FILE": "{root}/pip.conf"},
    "elsewhere": {"PIP_TARGET": "{root}/x", "PIP_PREFIX": "{root}/x", "PIP_ROOT": "{root}/x"},
    "not at all": {"PIP_DRY_RUN": "1", "UV_DRY_RUN": "1"},
    "something else": {"PIP_REQUIREMENT": "{root}/nosuch", "UV_WORKING_DIR": "/", "UV_PYTHON": "x"},
}  # fmt: skip


@pytest.mark.parametrize("settings", SILENCERS.values(), ids=SILENCERS)
def test_a_moved_branch_of_the_same_version(
    lab: Lab, forge: Forge, settings: Mapping[str, str]
) -> None:
    (lab.root / "pip.conf").write_text("[install]\nquiet = 3\ndry-run = true\n")
    environ = {key: value.format(root=lab.root) for key, value in settings.items()}
    file = requirements(lab, f"plain @ git+{forge.url}/alice/plain.git")
    installers = ("pip", "uv") if any(name.startswith("UV_") for name in settings) else ("pip",)
    for text in ("old", "new"):
        newest = forge.add("alice/plain", with_text("plain", text))
        for installer in installers:
            options = {"installer": installer, "upgrade": bool(settings), "environ": environ}
            run = install(lab, file, function=FILE, quiet=True, **options)  # type: ignore[arg-type]
            succeeds(lab, run, *[newest] * (installer == "pip"))
        assert module(lab, "plain") == text


@BOTH
def test_what_is_below_moves_too(lab: Lab, forge: Forge, installer: str) -> None:
    """Each of these packages is below the one before it."""

    def change(text: str) -> None:
        last = f"bottom @ git+{forge.url}/alice/bottom.git"
        middle = f"middle @ git+{forge.url}/alice/middle.git@main ; python_version > '3'"
        forge.add("alice/bottom", with_text("bottom", text))
        forge.add("alice/middle", with_text("middle", text, requires=(last,)))
        forge.add("alice/topmost", with_text("topmost", text, requires=(middle,)))

    def all_are(text: str) -> None:
        code = "import topmost, middle, bottom; print(topmost.TEXT, middle.TEXT, bottom.TEXT)"
        assert lab.python(code).output.split() == [text] * 3

    change("1")
    succeeds(lab, install(lab, "topmost", installer=installer, quiet=True), "RESULT topmost")
    change("2")
    succeeds(lab, install(lab, "topmost", installer=installer, quiet=True), "RESULT topmost")
    all_are("2")
    change("3")
    file = requirements(lab, f"topmost @ git+{forge.url}/alice/topmost.git")
    run = install(lab, file, function=FILE, installer=installer, quiet=True)
    succeeds(lab, run, "name='bottom'", "name='middle'", "name='topmost'")
    all_are("3")


# A line, and what is asked for: the URL after the server, the ref, the folder.
LINES = {
    "named": ("a @ git+https://h/o/a.git", ("o/a.git", None, None)),
    "without blanks": ("a@git+https://h/o/a.git@v1", ("o/a.git", "v1", None)),
    "bare": ("git+https://h/o/a.git", ("o/a.git", None, None)),
    "with extras": ("a[x,y] @ git+https://h/o/a.git", ("o/a.git", None, None)),
    "with a comment": ("a @ git+https://h/o/a.git@main  # x", ("o/a.git", "main", None)),
    "with a marker": ("a @ git+https://h/o/a.git ; python_version > '3'", ("o/a.git", None, None)),
    "egg": ("git+https://h/o/a.git#egg=a&subdirectory=p/q", ("o/a.git", None, "p/q")),
    "continued": ("a @ \\\n git+https://h/o/a.git", ("o/a.git", None, None)),
    "in another file": ("-r inner/other.txt", ("o/b.git", None, None)),
    "in another file, long": ("--requirement=inner/other.txt", ("o/b.git", None, None)),
}  # fmt: skip
NO_LINES = (
    "numpy",
    "a @ https://h/a.whl",
    "# a @ git+https://h/o/a.git",
    "-c x.txt",
    "-r x.txt",
    "",
)


@pytest.mark.parametrize(("line", "expected"), LINES.values(), ids=LINES)
def test_every_form_of_a_line(
    tmp_path: Path, line: str, expected: tuple[str, str | None, str | None]
) -> None:
    (tmp_path / "inner").mkdir()
    inner = "-r ../requirements.txt\nb @ git+https://h/o/b.git\n"  # files may include each other
    (tmp_path / "inner" / "other.txt").write_text(inner)
    (tmp_path / "requirements.txt").write_text(line)
    (found,) = references_in_file(str(tmp_path / "requirements.txt"))
    wanted = found.requirement
    assert (wanted.path, wanted.ref, wanted.subdirectory) == expected


@pytest.mark.parametrize("line", NO_LINES)
def test_other_lines(tmp_path: Path, line: str) -> None:
    (tmp_path / "requirements.txt").write_text(line)
    assert references_in_file(str(tmp_path / "requirements.txt")) == []


@BOTH
@pytest.mark.parametrize("function", [LIBRARY, FILE])
def test_a_namesake_from_elsewhere_is_replaced(
    lab: Lab, forge: Forge, function: str, installer: str
) -> None:
    """pip takes a package of the same name and version for the one that is asked for."""
    for owner in ("mallory", "alice"):
        forge.add(f"{owner}/namesake", with_text("namesake", owner))
        what = f"{owner}/namesake"
        if function == FILE:
            what = requirements(lab, f"namesake @ git+{forge.url}/{owner}/namesake.git")
        succeeds(lab, install(lab, what, function=function, installer=installer, quiet=True))
        assert module(lab, "namesake") == owner


@BOTH
def test_a_renamed_package(lab: Lab, forge: Forge, installer: str) -> None:
    for name in ("before", "after"):
        forge.add("alice/renamed", with_text(name, name))
        run = install(lab, "renamed", installer=installer, quiet=True)
        succeeds(lab, run, f"RESULT {name} 0.1")


ELSEWHERE = {
    "dry run": ["--dry-run"],
    "target": ["--target", "x"],
    "target with =": ["--target=x"],
    "short target": ["-tx"],
    "abbreviated": ["--targ", "x"],
    "prefix": ["--prefix=x"],
    "another Python": ["--python", "x"],
}


@pytest.mark.parametrize("extra_args", ELSEWHERE.values(), ids=ELSEWHERE)
def test_options_that_lead_elsewhere_are_refused(lab: Lab, extra_args: list[str]) -> None:
    fails(lab, install(lab, extra_args=extra_args), "would not be in this environment")


def test_options_that_lead_nowhere_else_are_passed_on(lab: Lab, forge: Forge) -> None:
    succeeds(lab, install(lab, extra_args=["--pre", "--no-compile"]), "RESULT privpkg")


def test_the_current_folder_replaces_no_package(lab: Lab, forge: Forge) -> None:
    """A repository that was cloned can have a pyproject.toml or a uv.toml, and be the current folder."""
    forge.add("mallory/privpkg", with_text("privpkg", "mallory"))
    override = f'override-dependencies = ["privpkg @ git+{forge.url}/mallory/privpkg.git"]\n'
    project = '[project]\nname = "x"\nversion = "1"\n'
    (lab.root / "pyproject.toml").write_text(f"{project}[tool.uv]\n{override}")
    forge.add(
        "alice/above", package("above", requires=(f"privpkg @ git+{forge.url}/alice/privpkg.git",))
    )
    succeeds(lab, install(lab, "above", installer="uv", quiet=True), "RESULT above")
    code = "import privpkg; print(hasattr(privpkg, 'TEXT'))"
    assert lab.python(code).output.strip() == "False"
