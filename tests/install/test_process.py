"""Output comes while the program runs, and the end is noticed whoever keeps the pipe open."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from colab_safe.errors import InstallError
from colab_safe.install.credentials.redactor import Redactor
from colab_safe.install.process import run
from colab_safe.model import Secret
from colab_safe.spellings import MASK

from .forge import made_up_token

TOKEN = made_up_token(50)


def start(code: str, write=lambda text: None, timeout_s: float = 20):  # type: ignore[no-untyped-def]
    return run(
        [sys.executable, "-c", code], os.environ, Redactor([Secret(TOKEN)]), timeout_s, write
    )


@pytest.mark.parametrize("text", ["a line\n", "half a line: "])
def test_output_comes_while_the_program_runs(tmp_path: Path, text: str) -> None:
    """The program ends only after its first words have arrived here."""
    seen = tmp_path / "seen"
    code = f"import os, sys, time\nsys.stdout.write({text!r}); sys.stdout.flush()\nwhile not os.path.exists({str(seen)!r}): time.sleep(0.01)"
    outcome = start(code, lambda shown: seen.touch() if text.strip() in shown else None)
    assert (outcome.status, outcome.output) == (0, text)


def test_letters_that_are_cut_between_two_chunks() -> None:
    code = "import os, time\nfor byte in 'Schlüssel → 鍵\\n'.encode():\n    os.write(1, bytes([byte])); time.sleep(0.002)"
    assert start(code).output == "Schlüssel → 鍵\n"


def test_both_streams_in_order_and_without_the_token() -> None:
    code = f"import os\nos.write(1, b'one\\n'); os.write(2, b'two {TOKEN}\\n'); os.write(1, b'three\\xff'); raise SystemExit(3)"
    outcome = start(code)
    assert outcome.status == 3
    assert outcome.output == f"one\ntwo {MASK}\nthree\ufffd"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there is no fork")
def test_a_daemon_that_keeps_the_pipe_open() -> None:
    code = "import os, time\nif os.fork() == 0:\n    os.setsid(); time.sleep(30)\nelse:\n    print('done')"
    assert start(code).output == "done\n"


def test_nobody_can_answer_a_question() -> None:
    outcome = start("print(repr(input()))")
    assert outcome.status == 1 and "EOFError" in outcome.output


def test_the_time_limit_and_a_missing_program() -> None:
    with pytest.raises(InstallError, match="time limit"):
        start("import time; time.sleep(30)", timeout_s=0.2)
    with pytest.raises(InstallError, match="'nosuchprogram' is not installed"):
        run(["nosuchprogram"], os.environ, Redactor(), 5, lambda text: None)
