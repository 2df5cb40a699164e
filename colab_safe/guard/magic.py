"""`%colab_safe show` and `%colab_safe status`."""

from __future__ import annotations

import sys
from collections.abc import Callable

from colab_safe.errors import UsageError
from colab_safe.guard.guard import Guard
from colab_safe.guard.loading import loaded_guard
from colab_safe.typed import Any

_USAGE = "use `%colab_safe show` (the next cell is shown as it is) or `%colab_safe status` (what is hidden)"
_REMINDED = "_colab_safe_reminded"
_REMINDER = (
    "colab-safe guards what is shown from now on. Before `Save a copy in GitHub`, run `colab_safe.check_notebook()`:"
    " Colab saves your code, and earlier outputs, as they are.\n"
)
_ABSENT = "colab-safe hides nothing here: run `%load_ext colab_safe` in a notebook"


def colab_safe_magic(shell: Any) -> Callable[[str], None]:
    """Return the magic `%colab_safe` of a shell.

    Args:
        shell: IPython's shell.
    """

    def colab_safe(line: str) -> None:
        """%colab_safe show: show the next cell as it is. %colab_safe status: say what is hidden.

        Args:
            line: What follows the magic.

        Raises:
            UsageError: It is neither of them.
        """
        loaded = loaded_guard(shell)
        wish = line.strip()
        if wish not in _WISHES:
            raise UsageError(f"unknown: %colab_safe with this argument. {_USAGE}")
        said = _WISHES[wish](loaded.guard) if loaded else _ABSENT
        sys.stdout.write(f"{said}\n")

    return colab_safe


def remind(shell: Any) -> None:
    """In Colab, say once what the guard cannot see: Colab saves from the browser.

    Args:
        shell: IPython's shell, which remembers that it was said.
    """
    if "google.colab" in sys.modules and not getattr(shell, _REMINDED, False):
        setattr(shell, _REMINDED, True)
        sys.stdout.write(_REMINDER)


def _show(guard: Guard) -> str:
    guard.cells.next_is_shown = True
    return "The next cell is shown as it is, also in the notebook that is saved: clear its output afterwards."


def status(guard: Guard) -> str:
    """Return what a guard hides, in lines for people and without values.

    Args:
        guard: Of a kernel.
    """
    names = sorted(guard.watched.names.items())
    lines = ["colab-safe hides in outputs:"]
    lines += [f"- {name}" + (f" ({number} values)" if number > 1 else "") for name, number in names]
    lines += ["- tokens that its rules recognise by themselves"]
    lines += [f"Hidden so far: {', '.join(sorted(guard.cells.hidden)) or 'nothing'}."]
    if guard.failures:
        lines.append(f"Withheld because of internal errors: {guard.failures} outputs.")
    return "\n".join(lines)


_WISHES = {"show": _show, "status": status}
