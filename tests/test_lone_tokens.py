"""Tokens in lines that commands print: blotted out, and the rules are loaded once however many lines there are."""

from __future__ import annotations

import pytest

from colab_safe import lone_tokens
from colab_safe.detect import engine
from tests.tokens import github_token


def test_the_rules_are_loaded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """`paths list` took 200 seconds for 100,000 names that look like tokens."""
    loaded: list[str] = []
    load = engine.load
    monkeypatch.setattr(engine, "load", lambda name: loaded.append(name) or load(name))
    lone_tokens._rules.cache_clear()
    for number in range(3):
        assert lone_tokens.without_tokens([f"{number}: {github_token()}"]) == [f"{number}: █████"]
    assert loaded == ["builtin"]
