"""Command lines of file names and switches, read without argparse.

Price: with argparse, the check of a five-notebook commit takes 154 million instructions instead of 139
(4 ms; `python -c pass` takes 38 million). Hooks pass file names and at most one switch, so this reads
their command lines; everything else is left to argparse, with the same declarations.
See docs/decisions/004-named-tuples-not-dataclasses.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace

from colab_safe.typed import Any


class Unknown(Exception):
    """Only argparse can read this command line, or this declaration."""


class PlainParser:
    """Stands for an `argparse.ArgumentParser` with `nargs="*"` and `action="store_true"`."""

    def __init__(self) -> None:
        self._files = ""
        self._values: dict[str, Any] = {}
        self._switches: dict[str, str] = {}

    def add_argument(self, name: str, **options: Any) -> None:
        """Declare an argument as in argparse.

        Args:
            name: Of an option if it begins with "-", else of the file names.
            **options: Those of argparse.

        Raises:
            Unknown: Only argparse can read such an argument.
        """
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
        """Return this parser: it reads one switch only."""
        return self

    def __getattr__(self, name: str) -> Any:
        raise Unknown(name)

    def parse_args(self, arguments: Sequence[str]) -> SimpleNamespace:
        """Return what argparse would return.

        Args:
            arguments: Of the command line, without the command.

        Raises:
            Unknown: They are not just file names and one switch, before or after these.
        """
        given, after = list(arguments), []
        if given.count("--") == 1:  # hooks pass it: a file may be called `-x.ipynb`
            end = given.index("--")
            given, after = given[:end], given[end + 1 :]
        switches = [argument for argument in given if argument.startswith("-")]
        files = [argument for argument in given if not argument.startswith("-")]
        if (
            len(switches) > 1
            or switches not in ([], given[:1], given[-1:])
            or not self._switches.keys() >= set(switches)
            or (len(given) < len(arguments) and files)
            or (len(switches) < len(arguments) and not self._files)
        ):
            raise Unknown
        values = self._values | {self._switches[switch]: True for switch in switches}
        files += after
        return SimpleNamespace(**values | ({self._files: files} if files else {}))
