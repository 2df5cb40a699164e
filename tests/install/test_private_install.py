"""Installing from a private repository: what arrives, and that the token is nowhere.

The control at the end installs in the old way, which the same search must catch.
"""

from __future__ import annotations

import json
import os
import random
from pathlib import Path

import pytest

from .failures import Call as FailingCall
from .failures import check, fail
from .forge import Forge
from .lab import FAKE_COLAB, REPOSITORY, Lab, Run
from .packages import package

INSTALL = """
import colab_safe
result = colab_safe.{function}({config!r}, {what!r}, **{options!r})
print("RESULT", repr(result))
print("MORE", getattr(result, "restart_needed", ""), getattr(result, "warnings", ""))
"""
BOTH = pytest.mark.parametrize("installer", ["pip", "uv"])


def install(
    lab: Lab,
    what: str = "privpkg",
    *,
    function: str = "install_private_library",
    watch: bool = False,
    environ: dict[str, str] | None = None,
    before: str = "",
    after: str = "",
    **options: object,
) -> Run:
    code = (
        before
        + INSTALL.format(function=function, config=str(lab.token_file), what=what, options=options)
        + after
    )
    return lab.python(code, watch=watch, **(environ or {}))


def succeeds(lab: Lab, run: Run, *texts: str) -> None:
    assert run.status == 0, run.output
    assert [text for text in texts if text not in run.output] == [], run.output
    assert not lab.leaks_in(run.output)


def fails(lab: Lab, run: Run, *texts: str) -> None:
    assert run.status != 0, run.output
    last = run.output[run.output.rindex("colab_safe.errors.") :]
    assert [text for text in texts if text not in last] == [], run.output
    assert not lab.leaks_in(run.output)


def version(lab: Lab, module: str) -> str:
    return lab.python(f"import {module}; print({module}.VERSION)").output.strip()


@BOTH
def test_the_token_is_in_no_argv_no_environment_no_output_and_no_file(
    lab: Lab, forge: Forge, installer: str
) -> None:
    run = install(lab, installer=installer, watch=True)
    succeeds(
        lab, run, f"RESULT privpkg 0.1 from {forge.url}/alice/privpkg.git at commit", "MORE () ()"
    )
    assert any("git-remote-http" in program.argv for program in run.processes)
    assert not lab.leaks_in(run.argvs())
    assert not lab.leaks_in(run.environs())
    assert lab.leaking_files() == []
    assert list(lab.temporary.iterdir()) == []
    assert version(lab, "privpkg") == "0.1"


def test_what_is_recorded_is_clean(lab: Lab, forge: Forge) -> None:
    install(lab, quiet=True)
    (direct,) = lab.venv.rglob("direct_url.json")
    content = json.loads(direct.read_text())
    assert content["url"] == f"{forge.url}/alice/privpkg.git"
    assert len(content["vcs_info"]["commit_id"]) == 40
    for words in (["freeze"], ["inspect"], ["list"]):
        run = lab.run([str(lab.python_program), "-m", "pip", *words])
        assert "privpkg" in run.output and not lab.leaks_in(run.output)
    assert "privpkg" in lab.run(["uv", "pip", "freeze", "--python", str(lab.python_program)]).output


def test_a_verbose_pip_shows_no_token(lab: Lab) -> None:
    succeeds(lab, install(lab, extra_args=["-vvv"], quiet=False), "RESULT privpkg 0.1")


@BOTH
def test_private_dependencies_and_extras(lab: Lab, forge: Forge, installer: str) -> None:
    below = f"privpkg @ git+{forge.url}/alice/privpkg.git"
    extra = f"refs-extra @ git+{forge.url}/alice/extra.git"
    forge.add("alice/extra", package("refs-extra"))
    forge.add("alice/above", package("above", requires=(below,), extras={"more": extra}))
    imports = "import above, privpkg, refs_extra; print('ALL THREE')"
    run = install(lab, "above", installer=installer, extras=["more"], after=imports, watch=True)
    succeeds(lab, run, "RESULT above 0.1", "ALL THREE")
    assert not lab.leaks_in(run.argvs() + run.environs())


@BOTH
def test_submodules(lab: Lab, forge: Forge, installer: str) -> None:
    forge.add("alice/part", {"data.txt": "from the submodule"})
    modules = f'[submodule "part"]\n\tpath = withsub/part\n\turl = {forge.url}/alice/part.git\n'
    forge.add_with_submodule(
        "alice/withsub",
        {**package("withsub"), ".gitmodules": modules},
        "withsub/part",
        "alice/part",
    )
    after = "import withsub, pathlib; print((pathlib.Path(withsub.__file__).parent / 'part/data.txt').read_text())"
    succeeds(
        lab,
        install(lab, "withsub", installer=installer, quiet=True, after=after),
        "from the submodule",
    )


@BOTH
def test_a_requirements_file(lab: Lab, forge: Forge, installer: str) -> None:
    forge.add("alice/second", package("second"))
    lines = [f"{name} @ git+{forge.url}/alice/{name}.git" for name in ("privpkg", "second")]
    file = lab.root / "requirements.txt"
    file.write_text("\n".join(lines))
    run = install(
        lab,
        str(file),
        function="install_requirements",
        installer=installer,
        after="import privpkg, second",
    )
    succeeds(lab, run, "name='privpkg'", "name='second'")
    file.write_text(
        f"\nprivpkg @ git+{forge.url.replace('://', '://bob:' + lab.token + '@')}/alice/privpkg.git"
    )
    fails(
        lab,
        install(lab, str(file), function="install_requirements"),
        "line 2 of requirements.txt contains credentials",
    )


@BOTH
def test_editable(lab: Lab, forge: Forge, installer: str) -> None:
    run = install(
        lab,
        installer=installer,
        editable=True,
        watch=True,
        after="import privpkg; print(privpkg.__file__)",
    )
    source = lab.root / "src" / "privpkg"
    succeeds(lab, run, str(source / "privpkg" / "__init__.py"))
    assert not lab.leaks_in(run.argvs() + run.environs())
    assert f"url = {forge.url}/alice/privpkg.git" in (source / ".git" / "config").read_text()
    assert lab.leaking_files(lab.home, lab.temporary, lab.venv, source) == []
    freeze = lab.run([str(lab.python_program), "-m", "pip", "freeze"]).output
    assert "privpkg" in freeze and not lab.leaks_in(freeze)


def test_the_newest_commit_arrives_although_the_version_stayed(lab: Lab, forge: Forge) -> None:
    forge.add("alice/moving", package("moving"))
    install(lab, "moving", quiet=True)
    newest = forge.add("alice/moving", {"moving/news.py": ""})
    run = install(lab, "moving", quiet=True, after="import moving.news; print(result.commit)")
    succeeds(lab, run, newest)


def test_modules_that_were_imported_before_are_named(lab: Lab, forge: Forge) -> None:
    forge.add("alice/loaded", package("loaded", "1"))
    install(lab, "loaded", quiet=True)
    forge.add("alice/loaded", package("loaded", "2"))
    run = install(lab, "loaded", before="import loaded", after="import colab_safe.install")
    succeeds(
        lab,
        run,
        "Restart the runtime",
        "MORE ('loaded',)",
        "restart the runtime to use the new loaded",
    )


def test_install_dev(lab: Lab, forge: Forge) -> None:
    for name, content in package("local").items():
        (lab.root / "my local" / name).parent.mkdir(parents=True, exist_ok=True)
        (lab.root / "my local" / name).write_text(str(content))
    code = "from colab_safe import install_dev\nprint(install_dev('my local', quiet=True))\nimport local; print(local.__file__)"
    run = lab.python(code)
    succeeds(lab, run, "local 0.1 from", str(Path("my local", "local", "__init__.py")))


# The row of the table of failures, what is installed, and words of the message; test_causes.py has more.
FAILURES = {
    "wrong repository": ("repository-not-found", "nosuch", "does not show 'alice/nosuch' (404)"),
    "wrong owner": ("repository-not-found", "bob/privpkg", "does not show 'bob/privpkg' (404)"),
    "missing ref": ("no-ref", "privpkg@nosuch", "has no branch, tag or commit 'nosuch'"),
    "no package": ("no-package", "empty", "no pyproject.toml"),
    "failing build": ("build", "broken", "building the package failed"),
    "missing dependency": ("no-such-package", "wanting", "'nosuchpackage'"),
    "wrong name": ("other-name", "other[x] @ privpkg", "have different names"),
}
REFUSALS = {
    "time limit": ("privpkg", {"timeout": 0.01}, "time limit"),
    "wrong installer": ("privpkg", {"installer": "conda"}, "must be 'auto' or one of"),
    "token in extra_args": ("privpkg", {"extra_args": ["--index-url=https://a:b@c/"]}, "extra_args contains a URL"),
    "option": ("--help", {}, "not a valid repository name"),
}  # fmt: skip


@pytest.fixture(scope="session")
def failing(forge: Forge) -> None:
    asking = f"printf 'protocol=http\\nhost={forge.host}\\n' | git credential fill"
    forge.add(
        "alice/broken",
        package(
            "broken", prepare=f"os.system({f'git config -l; env; {asking}'!r})\nraise SystemExit(3)"
        ),
    )
    forge.add("alice/empty", {"README": "nothing"})
    forge.add("alice/wanting", package("wanting", requires=("nosuchpackage",)))


@BOTH
def test_failures_leave_nothing_behind(lab: Lab, failing: None, installer: str) -> None:
    calls = {
        name: FailingCall(
            row,
            words,
            "install_private_library",
            [str(lab.token_file), what],
            {"installer": installer},
            {"UV_DEFAULT_INDEX": lab.home.as_uri()},
        )
        for name, (row, what, words) in FAILURES.items()
    }
    check(calls, fail(lab, calls))
    assert lab.leaking_files() == []
    assert list(lab.temporary.iterdir()) == []


@BOTH
def test_a_forbidden_repository(lab: Lab, forge: Forge, installer: str) -> None:
    forge.forbidden.add("/alice/sso.git")
    fails(lab, install(lab, "sso", installer=installer), "denied access (403)", "single sign-on")


@BOTH
def test_a_server_that_is_not_there(lab: Lab, installer: str) -> None:
    lab.write_token_file("http://127.0.0.1:9")
    fails(lab, install(lab, installer=installer), "127.0.0.1:9 cannot be reached")


def test_without_git(lab: Lab, forge: Forge) -> None:
    path = str(lab.python_program.parent)
    fails(lab, install(lab, environ={"PATH": path}), "git is not installed")
    fails(
        lab,
        install(lab, function="clone_private", environ={"PATH": path}),
        "'git' is not installed",
    )


@pytest.mark.parametrize(("what", "options", "message"), REFUSALS.values(), ids=REFUSALS)
def test_refusals(lab: Lab, what: str, options: dict, message: str) -> None:  # type: ignore[type-arg]
    fails(lab, install(lab, what, **options), message)
    assert list(lab.temporary.iterdir()) == []


@BOTH
def test_a_refused_token(lab: Lab, forge: Forge, installer: str) -> None:
    good, lab.token = lab.token, lab.token[:-1] + "_"
    lab.write_token_file(forge.url)
    fails(
        lab, install(lab, installer=installer), "did not accept the token", "github.json", "expired"
    )
    assert good[:-1] not in install(lab, installer=installer, quiet=True).output


def test_the_last_lines_are_in_the_error_of_a_quiet_install(lab: Lab, failing: None) -> None:
    run = install(lab, "broken", quiet=True)
    fails(lab, run, "building the package failed", "[end of output]")
    assert "told us to quit" in run.output  # `git credential fill` in the build got nothing


@BOTH
def test_a_build_that_prints_the_token_is_masked(lab: Lab, forge: Forge, installer: str) -> None:
    """Code of a package can read the file itself; at least the notebook is not to show it."""
    show = "text = open(os.environ['LAB_FILE']).read()\nprint(text)\nsys.stderr.write(text)\nsys.exit(3)"
    forge.add("alice/telling", package("telling", prepare=f"import sys\n{show}"))
    run = install(lab, "telling", installer=installer, environ={"LAB_FILE": str(lab.token_file)})
    fails(lab, run, "building the package failed")
    assert '"access_token": "[REDACTED]"' in run.output


def test_a_drive_path_with_blanks_and_a_file_that_cannot_be_written(lab: Lab, forge: Forge) -> None:
    folder = lab.root / "My Drive" / "Schlüssel und mehr"
    folder.mkdir(parents=True)
    (folder / "github.json").write_bytes(lab.token_file.read_bytes())
    (folder / "github.json").chmod(0o400)
    folder.chmod(0o500)
    code = INSTALL.format(
        function="install_private_library",
        config=str(folder / "github.json"),
        what="privpkg",
        options={},
    )
    succeeds(lab, lab.python(code), "RESULT privpkg 0.1")
    folder.chmod(0o700)


# The control: what people did before. Were the search blind, these would pass for clean.


def old_way(lab: Lab, forge: Forge, *words: str) -> Run:
    address = forge.url.replace("://", f"://{lab.token}@")
    last = f"git+{address}/alice/privpkg.git#egg=privpkg"
    return lab.run([str(lab.python_program), "-m", "pip", *words, last], watch=True)


def test_control_the_old_way_shows_the_token_in_argv_and_in_gits_words(
    lab: Lab, forge: Forge
) -> None:
    run = old_way(lab, forge, "install")
    assert run.status == 0, run.output
    assert lab.leaks_in(run.argvs())
    good, lab.token = lab.token, lab.token[:-1] + "_"
    run = old_way(lab, forge, "install")
    assert run.status != 0 and lab.leaks_in(run.output)
    assert good[:-1] in run.output


def test_control_the_old_way_leaves_the_token_in_files(lab: Lab, forge: Forge) -> None:
    old_way(lab, forge, "install", "--src", str(lab.home / "src"), "-e")
    assert any(name.endswith("config") for name in lab.leaking_files())
    downloads = lab.root / "downloads"
    old_way(lab, forge, "download", "-d", str(downloads))
    assert any("!" in name for name in lab.leaking_files(downloads))
    assert lab.leaks_in(lab.run([str(lab.python_program), "-m", "pip", "freeze"]).output)


def test_control_an_environment_is_seen(lab: Lab, forge: Forge) -> None:
    run = lab.run(
        [str(lab.python_program), "-m", "pip", "--version"], watch=True, SOME_TOKEN=lab.token
    )
    assert lab.leaks_in(run.environs()) and not lab.leaks_in(run.argvs())


GIVEN = {
    "a token": "{token!r}",
    "a secret": "'secret:MY_TOKEN'",
    "a loaded file": "__import__('json').load(open({file!r}))",
    "a Token": "colab_safe.load_token({file!r})",
    "a placeholder": "'__DRIVE_TOKEN_PATH__'",
    "a path below the home folder": "'~/github.json'",
}


def test_what_config_may_be(lab: Lab, forge: Forge) -> None:
    """The code comes from a file, as a notebook does: on a command line, the token would be in argv."""
    (lab.home / "github.json").write_bytes(lab.token_file.read_bytes())
    lines = [
        "import colab_safe, colab_safe.install.forges as forges",
        "forges.FORGES = (forges.GITHUB._replace(hosts=('127.0.0.1',)),)",  # the local forge is GitHub
    ]
    for name, config in GIVEN.items():
        given = config.format(token=lab.token, file=str(lab.token_file))
        call = f"{given}, '{forge.url}/alice/privpkg.git', force_reinstall=True, quiet=True"
        installer = "pip" if name == "a token" else "uv"
        lines.append(f"done = colab_safe.install_private_library({call}, installer={installer!r})")
        lines.append(f"print('WITH', {name!r}, done)")
    script = lab.root / "cell.py"
    script.write_text("\n".join(lines))
    environ = {
        "PYTHONPATH": os.pathsep.join([str(REPOSITORY), str(FAKE_COLAB)]),
        "FAKE_COLAB": json.dumps({"secrets": {"MY_TOKEN": lab.token_file.read_text()}}),
        "DRIVE_TOKEN_PATH": str(lab.token_file),
    }
    run = lab.run([str(lab.python_program), str(script)], watch=True, **environ)
    succeeds(lab, run, *(f"WITH {name} privpkg 0.1 from" for name in GIVEN))
    started = [program for program in run.processes if str(script) not in program.argv]
    assert not any(lab.leaks_in(program.argv + program.environ) for program in started)
    assert len(started) > 3 * len(GIVEN)
    assert lab.leaking_files(lab.temporary, lab.venv) == []


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        ("clone_private", "'work', dest='{opaque}'"),
        ("clone_private", "'work', ref='{opaque}'"),
        ("install_private_library", "'privpkg', extra_args=['--hash=sha256:{opaque}']"),
        ("install_from_index", "'{opaque}', '{url}/simple/'"),
    ],
)
def test_a_token_that_looks_like_a_commit_is_in_no_command_line(
    lab: Lab, forge: Forge, function: str, arguments: str
) -> None:
    """40 hexadecimal digits are a commit, or a token of Gitea's: known once the token is there."""
    lab.token = "".join(random.Random(5).choices("0123456789abcdef", k=40))
    forge.tokens.add(lab.token)
    forge.add("alice/work", package("work"))
    lab.write_token_file(forge.url)
    call = arguments.format(opaque=lab.token, url=forge.url)
    script = lab.root / "cell.py"
    script.write_text(f"import colab_safe\ncolab_safe.{function}({str(lab.token_file)!r}, {call})")
    run = lab.run([str(lab.python_program), str(script)], watch=True)
    assert run.status != 0
    assert "the token is also in another argument" in run.output
    assert not lab.leaks_in(run.argvs() + run.environs())
    assert not lab.leaks_in(run.output.rpartition("colab_safe.errors.")[2])
