"""The guard in real kernels: the newest, and the one that Colab has."""

from __future__ import annotations

import base64
import json
import re
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from colab_safe.spellings import MASK
from tests.tokens import github_token

from .running_kernel import RunningKernel, printed, text_of

TOKEN = github_token(19)
OTHER = github_token(20)  # which only the rules know
NAME = "SERVICE_TOKEN"
START = f"""
import asyncio, logging, os, subprocess, sys, threading, time, warnings
from IPython.display import HTML, display, update_display
token = os.environ["{NAME}"]
def in_thread(function, *arguments):
    thread = threading.Thread(target=function, args=arguments)
    thread.start()
    thread.join()
def in_child(function, *arguments):
    pid = os.fork()
    if not pid:
        function(*arguments)
        sys.stdout.flush()
        os._exit(0)
    os.waitpid(pid, 0)
def slowly(*pieces, seconds=0.3):
    for piece in pieces:
        print(piece, end="", flush=True)
        time.sleep(seconds)
    print()
"""
LOAD = "%load_ext colab_safe"
SURFACES = {
    "print": "print(token)",
    "logging": "logging.warning('the token is %s', token)",
    "warnings": "warnings.warn(token)",
    "tqdm": "from tqdm import tqdm\nfor _ in tqdm(range(3), desc=token): pass",
    "thread": "in_thread(print, token)",
    "asyncio": "async def show(): print(token)\nawait asyncio.gather(show())",
    "ipywidgets.Output": "import ipywidgets\nout = ipywidgets.Output()\ndisplay(out)\nwith out: print(token)",
    "!cmd": f"!echo ${NAME}",
    "os.system": f"os.system('echo ${NAME}');",
    "os.write": "os.write(1, token.encode() + b'\\n');",
    "subprocess": f"subprocess.run('echo ${NAME}', shell=True);",
    "forked child": "in_child(print, token)",
    "display": "display(HTML(f'<b>{token}</b>'))",
    "update_display": "display('nothing yet', display_id='one')\nupdate_display(token, display_id='one')",
    "display in a thread": "in_thread(display, token)",
    "last expression": "token",
    "exception": "raise ValueError(token)",
    "exception in the reply": "raise ValueError(token)",
    "widget Text": "ipywidgets.Text(value=token)",
    "widget Password": "ipywidgets.Password(value=token)",
    "name?": "token?",
    "set_next_input": "get_ipython().set_next_input(f'x = {token!r}')",
    "cut, with flush": "slowly(token[:20], token[20:], seconds=0)",
    "cut, with a pause": "slowly(token[:20], token[20:])",
}  # fmt: skip
# The messages in which each of them must be seen, where another one would hide that it is missing.
KINDS = {
    "exception": "error",
    "exception in the reply": "execute_reply",
    "widget Text": "comm_open",
    "widget Password": "comm_open",
    "name?": "execute_reply",
    "set_next_input": "execute_reply",
}
MORE = {
    "three pieces": "slowly('a ', token[:5], token[5:30], token[30:] + ' b')",
    "one character at a time": "slowly(*token, seconds=0.02)",
    "coloured": "slowly('\\x1b[31m' + token[:9] + '\\x1b[0m', '\\x1b[1;32m' + token[9:])",
    "colours between letters": "print('\\x1b[31m'.join(token))",
    "in both streams": "sys.stderr.write(token[:20])\nprint('between')\nsys.stderr.write(token[20:] + '\\n')",
    "between progress of a widget": "import ipywidgets\nbar = ipywidgets.IntProgress()\nprint(token[:20], end='', flush=True)\nbar.value = 1\nprint(token[20:])",
    "cut in a thread": "in_thread(slowly, token[:20], token[20:])",
    "two threads": "threads = [threading.Thread(target=slowly, args=(token + ' ', token)) for _ in range(2)]\n"
        "[each.start() for each in threads]\n[each.join() for each in threads];",
    "cut in a child": "in_child(slowly, token[:20], token[20:])",
    "child while something is kept": "print(token[:20], end='', flush=True)\nin_child(print, 'child')\nprint(token[20:])",
    "multiprocessing": "import multiprocessing\nchild = multiprocessing.get_context('fork').Process(target=print, args=(token,))\nchild.start()\nchild.join()",
    "more than a pipe's buffer": f"subprocess.run('for i in $(seq 400); do echo $i ${NAME}; done', shell=True);",
    "base64 of a login": "import base64\nprint(base64.b64encode(f'alice:{token}'.encode()).decode())",
    "percent": "from urllib.parse import quote\nprint(quote('x=' + token, safe=''))",
    "JSON display": "display({'application/json': {'deep': [{'inside': token}]}}, raw=True)",
    "display id": "display('x', display_id=token)",
    "set in JSON": "display({'application/json': {'deep': {token}}}, raw=True)",
    "user's metadata": "display('x', metadata={'text/plain': {'note': token}})",
    "a token that only rules know": "other = ''.join(OTHER)\nslowly('it is ', other[:20], other[20:] + ' really', seconds=0)",
    "a new variable": "os.environ['NEW_API_KEY'] = other[4:][::-1]\nprint(os.environ['NEW_API_KEY'])",
}  # fmt: skip


@pytest.fixture(scope="module", params=["as in Colab", "current"])
def python(request: pytest.FixtureRequest) -> Path:
    if request.param == "current":
        return Path(sys.executable)
    return Path(request.getfixturevalue("colab_kernel"), "bin/python")


@pytest.fixture(scope="module")
def kernels(
    python: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[RunningKernel]]:
    """One with the guard, and one without."""
    started = []
    try:
        for cell in (LOAD, ""):
            folder = tmp_path_factory.mktemp("kernel")
            started.append(RunningKernel(python, folder, **{NAME: TOKEN}))
            started[-1].run(f"{cell}\n{START}\nOTHER = {list(OTHER)}")
        yield started
    finally:
        for kernel in started:
            kernel.stop()


@pytest.mark.parametrize(
    "table", [SURFACES, MORE], ids=["surfaces", "cut, coloured, threaded, forked"]
)
def test_no_surface_shows_the_token_and_each_would(
    kernels: list[RunningKernel], table: dict[str, str]
) -> None:
    guarded, plain = kernels
    wrong = []
    with ThreadPoolExecutor() as both:
        all_shown = both.submit(guarded.run_each, table.values(), until=is_masked)
        all_leaked = both.submit(plain.run_each, table.values(), until=leaks)
    for name, shown, leaked in zip(table, all_shown.result(), all_leaked.result(), strict=True):
        kind = KINDS.get(name, "")
        if leaks(text_of(shown)):
            wrong.append(f"{name}: leaks")
        if MASK not in text_of([each for each in shown if kind in ("", each.kind)]):
            wrong.append(f"{name}: nothing is hidden in {kind or 'any message'}: {text_of(shown)}")
        if not leaks(text_of([each for each in leaked if kind in ("", each.kind)])):
            wrong.append(f"{name}: nothing leaks without the guard")
    assert wrong == []
    assert not leaks(text_of(guarded.sent))


def test_cells_that_run_at_once_in_subshells_are_kept_apart(kernels: list[RunningKernel]) -> None:
    cells = [f"slowly('a ', token[:15], token[15:], ' {name}')\ndisplay(token)" for name in "xyz"]
    for number, shown in kernels[0].run_in_subshells(cells).items():
        assert not leaks(text_of(shown))
        assert printed(shown) == f"a {MASK} {'xyz'[number]}\n"


def is_masked(text: str) -> bool:
    return MASK in text


def leaks(text: str) -> bool:
    """Whether it contains twelve characters of a token in a row, in whichever colour and spelling."""
    bare = re.sub(r"\\u001b\[[0-9;]*m|\x1b\[[0-9;]*m", "", text)
    coded = base64.b64encode(f"alice:{TOKEN}".encode()).decode()[8:-4]
    secrets = (TOKEN, OTHER, OTHER[4:][::-1], coded)
    return any(
        each[start : start + 12] in bare for each in secrets for start in range(len(each) - 11)
    )


def test_where_secrets_come_from_and_what_the_magics_do(python: Path, tmp_path: Path) -> None:
    secret, typed = github_token(21)[4:], "correct horse 7 battery"
    plain_word = {"secrets": {"HF": secret, "STAGE": "production"}}
    kernel = RunningKernel(python, tmp_path, FAKE_COLAB=json.dumps(plain_word), **{NAME: TOKEN})
    try:
        original = printed(kernel.run("kernel = get_ipython().kernel\nprint(kernel.session.send)"))
        kernel.run(f"{LOAD}\n%load_ext colab_safe\n{START}")
        # IPython 7.34 cannot load it on Python 3.12, which has no `imp`.
        kernel.run("%load_ext autoreload\n%autoreload 2")
        # Colab's secrets, getpass, and an ordinary word among the secrets.
        cell = "from google.colab import userdata\nhf, stage = userdata.get('HF'), userdata.get('STAGE')\nprint(hf, stage)"
        shown = kernel.run(cell)
        assert printed(shown) == f"{MASK} production\n"
        assert "colab-safe hid Colab secret HF" in text_of(shown)
        cell = "from getpass import getpass\nprint('got', getpass('? '))"
        assert printed(kernel.run(cell, typed=typed)) == f"got {MASK}\n"
        # Nothing about cells in which nothing is hidden; progress is shown, and the order is kept.
        quiet = kernel.run(
            "slowly('1 of 3', '\\r2 of 3', '\\r3 of 3')\ndisplay('end')\nprint(hf[:6])"
        )
        kinds = [each.kind for each in quiet if each.kind in ("stream", "display_data")]
        assert kinds == ["stream"] * (len(kinds) - 2) + ["display_data", "stream"]
        assert len(kinds) > 4
        assert printed(quiet) == f"1 of 3\r2 of 3\r3 of 3\n{secret[:6]}\n"
        status = printed(kernel.run("%colab_safe status"))
        assert all(f"- {name}\n" in status for name in (NAME, "Colab secret HF"))
        assert not any(value in status for value in (secret, typed, TOKEN))
        # One cell as it is.
        kernel.run("%colab_safe show")
        assert printed(kernel.run("print(hf)")) == f"{secret}\n"
        assert printed(kernel.run("print(hf)")) == f"{MASK}\n"
        # The guard fails: nothing is shown.
        broken = "guard = get_ipython()._colab_safe_guard.guard\ncleaner, guard._cleaner._watched = guard._cleaner._watched, None"
        kernel.run(broken)
        failed = kernel.run("print(hf)\ndisplay(hf)\nraise ValueError(hf)")
        assert secret not in text_of(failed)
        assert text_of(failed).count("output withheld") >= 3
        kernel.run("guard._cleaner._watched = cleaner")
        # All as before.
        kernel.run("%unload_ext colab_safe")
        assert (
            printed(kernel.run("print(hf)\nprint(kernel.session.send)")) == f"{secret}\n{original}"
        )
        kernel.run(LOAD)
        assert printed(kernel.run("print(token)")) == f"{MASK}\n"
    finally:
        kernel.stop()
