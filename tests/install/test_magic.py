"""`%private_install`: its options are the arguments of the function, and several packages go into one line."""

from __future__ import annotations

import inspect
from collections.abc import Callable

import pytest

from colab_safe import git_credentials, install_private_library
from colab_safe.errors import UsageError
from colab_safe.install.magic import (
    LEFT_OUT_OF_GIT,
    LEFT_OUT_OF_INSTALL,
    private_git,
    private_install,
)
from colab_safe.install.magic_options import described_arguments
from colab_safe.install.private_packages import InstallOptions

from .forge import Forge
from .lab import Lab
from .notebooks import outputs, run_notebook
from .packages import package

MAGICS = [
    (private_install, install_private_library, LEFT_OUT_OF_INSTALL),
    (private_git, git_credentials, LEFT_OUT_OF_GIT),
]


def shown_by(magic: Callable[[str], object], capsys: pytest.CaptureFixture[str]) -> str:
    magic("--help")
    return " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(("magic", "function", "left_out"), MAGICS, ids=["install", "git"])
def test_each_argument_is_an_option_with_its_help_or_is_left_out_for_a_reason(
    magic: Callable[[str], object],
    function: Callable[..., object],
    left_out: dict[str, str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    shown = shown_by(magic, capsys)
    parameters = inspect.signature(function).parameters
    assert left_out.keys() < parameters.keys()
    assert all(len(reason) > 20 for reason in left_out.values())
    for name in parameters:
        option = {"repo": "repo", "config": "--token"}.get(name, f"--{name.replace('_', '-')}")
        assert (f" {option} " in shown) == (name not in left_out), name
        # argparse breaks lines at hyphens
        described = described_arguments(function)[name].replace("- ", "-")
        assert (described in shown.replace("- ", "-")) == (name not in left_out), name


def test_type_checkers_know_the_same_arguments() -> None:
    parameters = dict(inspect.signature(install_private_library).parameters)
    del parameters["config"], parameters["repo"]
    assert InstallOptions.__annotations__.keys() == parameters.keys()
    for name, parameter in parameters.items():
        reference = InstallOptions.__annotations__[name]
        assert reference.__forward_arg__ == parameter.annotation, name


LINES = {
    "": "the following arguments are required: repo; usage: %private_install REPO",
    "o/r --editble": "unknown option: did you mean --editable?",
    "o/r --s3cretp4ss": "unknown arguments; usage",
    "o/r --ref": "argument --ref: expected one argument; usage",
    "o/r --quiet=s3cretp4ss": "argument --quiet: ignored explicit argument; usage",
    "o/r --token 's3cretp4ss": "a quotation mark or backslash has no partner",
    "o/r --timeout s3cretp4ss": "timeout= must be a number of seconds",
    "o/r p/r --ref v1": "ref= is for a single package",
    "o/r other --token {host}": "repository 2 of 2: the owner of 'other' is missing",
}


@pytest.mark.parametrize("line", LINES)
def test_a_line_that_cannot_be_read(line: str, lab: Lab) -> None:
    with pytest.raises(Exception) as caught:
        private_install(line.format(host=lab.write_token_file("https://x.example", username="")))
    assert LINES[line] in str(caught.value)
    assert "s3cret" not in str(caught.value)


def test_a_wrong_state_is_not_repeated() -> None:
    with pytest.raises(UsageError, match=r"state: invalid choice; usage: %private_git on\|off"):
        private_git("s3cretp4ss")


def test_the_magic_takes_several_packages_a_ref_extras_and_a_secret(lab: Lab, forge: Forge) -> None:
    more = package("more", "1.0", extras={"plot": f"pict @ git+{forge.url}/alice/pict.git"})
    forge.add("alice/more", more, tags=("v1",))
    forge.add("alice/more", {**more, "more/__init__.py": "VERSION = '2.0'\n"})
    forge.add("alice/pict", package("pict"))
    colab = {"secrets": {"MINE": lab.token_file.read_text()}}
    cells = [
        "%load_ext colab_safe",
        "%private_install --help",
        "%private_install alice/more --ref v1 --extras plot --token secret:MINE --quiet",
        "import more, pict; more.VERSION + pict.VERSION",
        f"found = %private_install alice/privpkg alice/nosuch alice/pict --token '{lab.token_file}' --quiet",
        f"found = %private_install alice/privpkg alice/pict --token '{lab.token_file}' --quiet\nfound",
        "import privpkg; privpkg.VERSION",
        "%private_install --nosuch",
    ]
    saved = run_notebook(lab, cells, colab=colab)
    assert "--check-sharing" in outputs(saved, 1)
    assert "more 1.0 from" in outputs(saved, 2)
    assert "'1.00.1'" in outputs(saved, 3)
    failed = outputs(saved, 4)
    assert "1 of 3 packages is not installed (installed: privpkg 0.1, pict 0.1)" in failed
    assert "\nalice/nosuch: 127.0.0.1" in failed and "does not show 'alice/nosuch'" in failed
    assert "[privpkg 0.1 from" in outputs(saved, 5) and "pict 0.1 from" in outputs(saved, 5)
    assert "'0.1'" in outputs(saved, 6)
    assert outputs(saved, 7).startswith("UsageError: the following arguments are required: repo")
    assert not lab.leaks_in(saved)
