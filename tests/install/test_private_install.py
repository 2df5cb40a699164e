"""The seed example from end to end: a private package is installed, and the token is nowhere.

The control at the end installs in the old way, which the same search must catch.
"""

from __future__ import annotations

import json

from .forge import Forge
from .lab import Lab

INSTALL = """
from colab_safe import install_private_library
result = install_private_library({path!r}, {repo!r}, **{options!r})
print("RESULT", repr(result))
"""


def install(
    lab: Lab, repo: str = "privpkg", *, watch: bool = False, environ: dict[str, str] | None = None, **options: object
):
    code = INSTALL.format(path=str(lab.token_file), repo=repo, options=options)
    return lab.python(code, watch=watch, **(environ or {}))


def test_the_token_is_in_no_argv_no_environment_no_output_and_no_file(lab: Lab, forge: Forge) -> None:
    run = install(lab, watch=True)
    assert run.status == 0, run.output
    assert f"RESULT privpkg 0.1 from {forge.url}/alice/privpkg.git at commit" in run.output
    assert any("git-remote-http" in process for process in run.processes)
    assert not lab.leaks_in(run.argvs())
    assert not lab.leaks_in(run.environs())
    assert not lab.leaks_in(run.output)
    assert lab.leaking_files() == []
    assert list(lab.temporary.iterdir()) == []
    assert lab.python("import privpkg; print(privpkg.VERSION)").output.strip() == "0.1"


def test_direct_url_is_clean(lab: Lab, forge: Forge) -> None:
    assert install(lab).status == 0
    (direct,) = lab.venv.rglob("direct_url.json")
    content = json.loads(direct.read_text())
    assert content["url"] == f"{forge.url}/alice/privpkg.git"
    assert len(content["vcs_info"]["commit_id"]) == 40


def test_the_old_way_is_caught(lab: Lab, forge: Forge) -> None:
    address = forge.url.replace("://", f"://{lab.token}@")
    argv = [str(lab.python_program), "-m", "pip", "install", f"git+{address}/alice/privpkg.git"]
    run = lab.run(argv, watch=True)
    assert run.status != 0 or lab.leaks_in(run.argvs())
    assert lab.leaks_in(run.argvs())
