"""The IPython extension: what `%load_ext colab_safe` and `%unload_ext colab_safe` do."""

from __future__ import annotations

from collections.abc import Callable

from colab_safe.guard.loading import load_guard, unload_guard
from colab_safe.guard.magic import colab_safe_magic, remind
from colab_safe.model import Hidden
from colab_safe.placeholders.patching import open_placeholders_in_notebook
from colab_safe.typed import Any, Protocol

# Names and homes of the installer's magics, which are imported at their first call: that takes longer than all the rest.
_INSTALLER = ("private_install", "private_git")


class Shell(Protocol):
    """What an extension needs of IPython's shell."""

    def register_magic_function(
        self, func: Callable[[str], object], magic_kind: str, magic_name: str
    ) -> None:
        """Add a magic.

        Args:
            func: It gets what follows the magic in its line.
            magic_kind: "line".
            magic_name: Without "%".
        """


def load_ipython_extension(shell: Shell) -> None:
    """Load the extension: `%load_ext colab_safe` calls it.

    From then on, outputs do not show the secrets of the session, and paths with a placeholder open. It adds the magics
    `%private_install`, `%private_git` and `%colab_safe`.

    Args:
        shell: IPython's shell.
    """
    open_placeholders_in_notebook()
    for name in _INSTALLER:
        shell.register_magic_function(_installer_magic(name), "line", name)
    load_guard(shell)
    shell.register_magic_function(colab_safe_magic(shell), "line", "colab_safe")
    remind(shell)


def unload_ipython_extension(shell: Shell) -> None:
    """Unload the extension: outputs show everything again. The magics of the installer stay.

    Args:
        shell: IPython's shell.
    """
    unload_guard(shell)


def _installer_magic(name: str) -> Callable[[str], object]:
    def call(line: str) -> Any:
        # Tracebacks and debuggers show the variables of this frame, and people write tokens into the line.
        hidden, line = Hidden(line), ""
        from colab_safe.install import magic

        return getattr(magic, name)(hidden.reveal())

    call.__doc__ = f"`%{name} --help` lists the options."
    return call
