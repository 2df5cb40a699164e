"""The fuzzer of bench/ runs, the same seed gives the same inputs, and each broken promise is noticed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bench import fuzz as fuzzer
from bench.fuzz_inputs import TOKEN, Input, Inputs
from colab_safe.model import Report
from colab_safe.paths.restore import Restoration
from colab_safe.redact import Redaction
from colab_safe.views import views

MOST = 60


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # failing inputs are written to the current folder


def tried(most: int = MOST, seed: int = 1) -> set[str]:
    counts = fuzzer.fuzz(seed, seconds=1000, most=most)
    assert counts["inputs"] == most
    return set(counts) - {"inputs", "planted"}


def test_nothing_is_broken() -> None:
    assert tried() == set()


def test_a_seed_gives_the_same_inputs() -> None:
    first, second, other = (Inputs(seed) for seed in (5, 5, 6))
    made = [first.next() for _ in range(100)]
    assert made == [second.next() for _ in range(100)]
    assert made != [other.next() for _ in range(100)]
    assert any(each.is_planted for each in made)


def _found_nothing(*_: Any) -> Report:
    return Report()


def _changed_elsewhere(data: bytes, *_: Any) -> Redaction:
    return Redaction(b"x" + data, (), ())


def _left_alone(data: bytes, *_: Any) -> Redaction:
    return Redaction(bytes(bytearray(data)), (), ())  # equal, but another object


def _not_restored(data: bytes, *_: Any) -> Restoration:
    return Restoration(data)


def _shown(report: Report, *_: Any) -> str:
    return "".join(each.secret.reveal() for each in report.findings)


BROKEN: dict[str, tuple[str, Callable[..., Any], str]] = {
    "scan finds nothing": ("scan", _found_nothing, "the planted token is lost"),
    "redact changes other bytes": ("redact", _changed_elsewhere, "redact changes bytes outside of the secrets"),
    "redact leaves secrets": ("redact", _left_alone, "redact leaves a secret"),
    "restore does nothing": ("restore", _not_restored, "restore is not the inverse of hide"),
    "a report shows a secret": ("reports.write", _shown, "shows a part of a secret"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "fault", "said"), BROKEN.values(), ids=BROKEN)
def test_a_broken_promise_is_noticed(
    name: str,
    fault: Callable[..., Any],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(f"bench.fuzz.{name}", fault)
    assert "broken" in tried()
    assert said in capsys.readouterr().out


def test_a_crash_is_noticed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def crash(*_: Any) -> None:
        raise ValueError(TOKEN[:4])

    monkeypatch.setattr(views.Views, "__init__", crash)
    assert "crash" in tried(20)
    assert "ValueError" in capsys.readouterr().out


@pytest.mark.skipif(not hasattr(fuzzer.signal, "setitimer"), reason="no such timer on Windows")
def test_an_endless_input_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzzer, "SUSPICIOUS", 0.01)
    monkeypatch.setattr(fuzzer, "ENDLESS", 0.05)

    def endless(each: Input) -> None:
        while True:
            pass

    assert fuzzer.fuzz(1, seconds=1000, most=1, work=endless)["over the limit"] == 1
