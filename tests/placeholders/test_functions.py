"""The functions that open placeholders are, for everything else, the functions that they replace."""

from __future__ import annotations

import copy
import inspect
import io
import json
import multiprocessing
import os
import pickle
import subprocess
import sys
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from colab_safe.placeholders import patching
from colab_safe.placeholders.functions import ResolvingFunction, ResolvingLook, ResolvingOpen
from tests.tools import PROJECT, not_run_here

HERE = "__DRIVE_TOKEN_PATH__"
PATCHED = "from colab_safe.placeholders.patching import open_placeholders; open_placeholders()\n"
NAMES = [name for name in (*patching._LOOKING, *patching._OPENING) if hasattr(os, name)]


@pytest.fixture
def token_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    file = tmp_path / "secret-folder" / "keys.json"
    file.parent.mkdir()
    file.write_text("{}")
    monkeypatch.setenv("DRIVE_TOKEN_PATH", str(file))
    monkeypatch.delenv("COLAB_SAFE_DRIVE", raising=False)
    yield file


def replaced(name: str) -> ResolvingFunction:
    return ResolvingFunction(getattr(os, name), "os", "path")


@pytest.mark.parametrize("name", NAMES)
def test_a_function_is_what_it_replaces(name: str) -> None:
    original, patched = getattr(os, name), replaced(name)
    supports = (os.supports_fd, os.supports_dir_fd, os.supports_follow_symlinks)
    assert [patched in each for each in supports] == [original in each for each in supports]
    assert patched == original and original == patched and hash(patched) == hash(original)
    assert signature(patched) == signature(original)
    assert isinstance(patched, types.BuiltinFunctionType) and inspect.isbuiltin(patched)
    assert (patched.__name__, patched.__doc__, repr(patched)) == (
        original.__name__,
        original.__doc__,
        repr(original),
    )
    assert copy.copy(patched) is patched and copy.deepcopy([patched])[0] is patched


def signature(function: Callable[..., Any]) -> inspect.Signature | str:
    try:
        return inspect.signature(function)
    except ValueError:  # os.utime, whose default value is not Python
        return "unknown"


def test_as_a_class_attribute_it_is_not_a_method() -> None:
    class Files:
        listdir = replaced("listdir")

    assert Files().listdir(os.curdir) == os.listdir(os.curdir)


def in_a_new_process(code: str, **environ: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", PATCHED + code],
        env={**os.environ, "PYTHONPATH": str(PROJECT), **environ},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_they_are_pickled_by_name() -> None:
    code = "import io, os, pickle\nfor each in (open, os.listdir, os.open):"
    code += "\n    assert pickle.loads(pickle.dumps(each)) is each\n"
    code += "print([pickle.dumps(each, 0)[:12] for each in (open, os.stat)])"
    assert "cio" in in_a_new_process(code) and "cos" in in_a_new_process(code)
    assert pickle.loads(b"cos\nlistdir\n.") is os.listdir


@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_worker_processes_get_them(method: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").touch()
    program = tmp_path / "program.py"
    program.write_text(
        "import multiprocessing, os, shutil, sys\n"
        "if __name__ == '__main__':\n    " + PATCHED +
        f"    with multiprocessing.get_context({method!r}).Pool(1) as pool:\n"
        f"        print(pool.map(os.listdir, [{str(tmp_path)!r}]))\n"
    )  # fmt: skip
    done = subprocess.run(
        [sys.executable, str(program)],
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        capture_output=True, text=True, timeout=100, check=False,
    )  # fmt: skip
    assert "a.txt" in done.stdout, done.stderr


WAYS: dict[str, Callable[[Path], Any]] = {
    "open": lambda path: ResolvingOpen(open, "io", "file")(str(path)).close(),
    "open, path by name": lambda path: ResolvingOpen(open, "io", "file")(file=path).close(),
    "os.open, by name": lambda path: os.close(replaced("open")(path=path, flags=os.O_RDONLY)),
    "os.stat": lambda path: ResolvingLook(os.stat, "os", "path")(path),
    "os.stat, by name": lambda path: ResolvingLook(os.stat, "os", "path")(path=path),
}


def test_a_token_file_is_copied_by_its_placeholder(token_file: Path, tmp_path: Path) -> None:
    code = "import shutil, sys\n"
    code += (
        f"for copy in (shutil.copy, shutil.copy2, shutil.copyfile): copy({HERE!r}, 'copy.json')\n"
    )
    code += "print(open('copy.json').read())"
    assert in_a_new_process(f"import os; os.chdir({str(tmp_path)!r})\n{code}") == "{}"


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", [str, Path])
def test_a_placeholder_opens_however_it_is_passed(
    way: str, kind: Callable[[str], Any], token_file: Path
) -> None:
    WAYS[way](kind(HERE))


@pytest.mark.parametrize("way", WAYS)
def test_a_missing_file_is_reported_by_its_placeholder(way: str, token_file: Path) -> None:
    token_file.unlink()
    with pytest.raises(FileNotFoundError) as raised:
        WAYS[way](Path(HERE))
    assert raised.value.filename == HERE and "secret-folder" not in str(raised.value)
    trace = raised.value.__traceback__
    variables = [frame.f_locals for frame in (each[0] for each in _walk(trace))]
    assert "secret-folder" not in repr(variables[1:])  # the first are those of this test
    assert raised.value.__cause__ is None and raised.value.__suppress_context__


def _walk(trace: types.TracebackType | None) -> Iterator[tuple[types.FrameType, int]]:
    while trace:
        yield trace.tb_frame, trace.tb_lineno
        trace = trace.tb_next


@pytest.mark.parametrize(
    "more",
    [{}, {"mode": "rb"}, {"mode": "rb", "buffering": 0}, {"mode": "r+b"}, {"mode": "w"}],
    ids=str,
)
def test_an_open_file_does_not_show_the_path(more: dict[str, Any], token_file: Path) -> None:
    with ResolvingOpen(io.open, "io", "file")(HERE, **more) as file:
        assert file.name == HERE and "secret-folder" not in repr(file)


CPYTHON = """
import json, os, sys, unittest
suite = unittest.defaultTestLoader.loadTestsFromNames(["test.test_shutil", "test.test_os", "test.test_pathlib"])
result = unittest.TextTestRunner(stream=open(os.devnull, "w")).run(suite)
failed = sorted(str(test) for test, _ in [*result.failures, *result.errors])
print(json.dumps([result.testsRun, len(result.skipped), failed]))
"""


def test_cpythons_own_tests_pass_as_without_them(tmp_path: Path) -> None:
    import importlib.util

    if importlib.util.find_spec("test") is None or importlib.util.find_spec("test.test_os") is None:
        not_run_here("this Python has no `test` package; pyenv's has")
    runs = [
        subprocess.run(
            [sys.executable, "-c", before + CPYTHON],
            env={**os.environ, "PYTHONPATH": str(PROJECT)},
            cwd=tmp_path, capture_output=True, text=True, timeout=500, check=False,
        )
        for before in ("", PATCHED)
    ]  # fmt: skip
    plain, patched = (json.loads(run.stdout.splitlines()[-1]) for run in runs)
    assert plain == patched and plain[0] > 500
