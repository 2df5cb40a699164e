"""Command lines of file names and plain switches, read without argparse, whose import and parsers take 5 ms of every commit."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace

from colab_safe.typed import Any


class Unknown(Exception):
    """The command line, or the command, is more than this can read."""


class PlainParser:
    """Takes the same declarations as `argparse.ArgumentParser`; knows `nargs="*"` and `action="store_true"`."""

    def __init__(self) -> None:
        self._files = ""
        self._values: dict[str, Any] = {}
        self._switches: dict[str, str] = {}

    def add_argument(self, name: str, **options: Any) -> None:
        """As in argparse; raises Unknown for what only that can read."""
        if options.get("required") or options.get("action") not in (None, "append", "store_true"):
            raise Unknown(name)
        if not name.startswith("-"):
            if self._files or options.get("nargs") != "*" or "choices" in options:
                raise Unknown(name)
            self._files, self._values[name] = name, options.get("default", [])
            return
        attribute = options.get("dest") or name.lstrip("-").replace("-", "_")
        if options.get("action") == "store_true":
            self._switches[name] = attribute
        self._values[attribute] = options.get("default", False if name in self._switches else None)

    def add_mutually_exclusive_group(self) -> PlainParser:
        return self

    def __getattr__(self, name: str) -> Any:
        raise Unknown(name)

    def parse_args(self, arguments: Sequence[str]) -> SimpleNamespace:
        """What argparse would give; raises Unknown for anything but file names and one switch, before or behind them."""
        switches = [argument for argument in arguments if argument.startswith("-")]
        files = [argument for argument in arguments if not argument.startswith("-")]
        if (
            len(switches) > 1
            or switches not in ([], arguments[:1], arguments[-1:])
            or not self._switches.keys() >= set(switches)
            or (files and not self._files)
        ):
            raise Unknown
        values = self._values | {self._switches[switch]: True for switch in switches}
        return SimpleNamespace(**values | ({self._files: files} if files else {}))
