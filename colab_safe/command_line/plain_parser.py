"""Command lines of a switch and file names, as hooks get them, read without argparse.

Price: a second reader of command lines. With argparse alone, the check of a five-notebook commit
takes 154 million instructions instead of 139 (4 ms more; `python -c pass` takes 38 million, 8 ms).
Everything else is left to argparse, with the same declarations.
See docs/decisions/004-named-tuples-not-dataclasses.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace

from colab_safe.typed import Any


class Unknown(Exception):
    """Only argparse can read this command line, or this declaration."""


class PlainParser:
    """Reads `[SWITCH] [--] [FILE …]`, declared as for an `argparse.ArgumentParser`."""

    def __init__(self) -> None:
        self._files = ""  # the attribute of the file names, if a command takes any
        self._values: dict[str, Any] = {}  # by attribute: the defaults
        self._switches: dict[str, str] = {}  # option → attribute

    def add_argument(self, name: str, *others: str, **options: Any) -> None:
        """Declare an argument as in argparse.

        Args:
            name: Of an option if it begins with "-", else of the file names.
            *others: Further names of the option; the last one is its long name.
            **options: Those of argparse.

        Raises:
            Unknown: Only argparse can read such an argument.
        """
        action = options.get("action")
        if options.get("required") or action not in (None, "append", "store_true"):
            raise Unknown(name)
        if not name.startswith("-"):
            if self._files or options.get("nargs") != "*" or "choices" in options:
                raise Unknown(name)
            self._files, self._values[name] = name, options.get("default", [])
            return
        long = (name, *others)[-1]
        attribute = options.get("dest") or long.lstrip("-").replace("-", "_")
        default = None
        if action == "store_true":
            self._switches |= dict.fromkeys((name, *others), attribute)
            default = False
        self._values[attribute] = options.get("default", default)

    def add_mutually_exclusive_group(self) -> PlainParser:
        """Return this parser: it reads one switch only."""
        return self

    def __getattr__(self, name: str) -> Any:
        raise Unknown(name)

    def parse_args(self, arguments: Sequence[str]) -> SimpleNamespace:
        """Return what argparse would return.

        Args:
            arguments: Of the command line, without the command.

        Raises:
            Unknown: They have another form.
        """
        values, files = self._values.copy(), list(arguments)
        if files and files[0] in self._switches:
            values[self._switches[files.pop(0)]] = True
        if (files and not self._files) or "" in files:
            raise Unknown
        if files[:1] == ["--"]:  # hooks pass it: a file may be called `-x.ipynb`
            del files[0]
        elif any(file.startswith("-") for file in files):
            raise Unknown
        if "--" in files:  # versions of argparse differ in what a second one means
            raise Unknown
        if files:
            values[self._files] = files
        return SimpleNamespace(**values)
