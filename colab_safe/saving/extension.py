"""The extension of Jupyter's server: its hooks are synchronous and total, whatever happens in them.

A hook that raises anything but HTTPError lets the notebook be saved as it is, and one that is `async` is never awaited:
https://github.com/jupyter-server/jupyter_server/blob/main/jupyter_server/services/contents/manager.py
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable
from typing import Any

from tornado.ioloop import IOLoop
from tornado.web import HTTPError
from traitlets import Bool, Enum
from traitlets.config import LoggingConfigurable

from colab_safe.atomic_write import Was
from colab_safe.errors import ColabSafeError, internal_error
from colab_safe.notebook.json_bytes import json_bytes, tree_of
from colab_safe.notebook_names import is_notebook
from colab_safe.project.files import read_bytes, write_bytes
from colab_safe.saving.guard import REDACT, WARN, WAYS, SaveGuard, Saving
from colab_safe.saving.withheld import withhold_all

# They save by themselves, again and again, and take no refusal:
# https://github.com/jupyterlab/jupyter-collaboration, https://github.com/jupyter-ai-contrib/jupyter-server-documents
_SAVE_BY_THEMSELVES = {"jupyter_collaboration", "jupyter_server_ydoc", "jupyter_server_documents"}
_NOT_SAVED = "colab-safe: not saved: {}"


class ColabSafe(LoggingConfigurable):
    """What the server does with the secrets of notebooks that it saves."""

    on_save = Enum(
        WAYS,
        REDACT,
        help="'redact' outputs and metadata, only 'warn' in the server's log, or 'refuse' to save.",
    ).tag(config=True)
    hide_paths = Bool(
        False, help="Whether to hide the Drive paths of token files, in a git repository."
    ).tag(config=True)


class SaveHooks:
    """The hooks of one server."""

    def __init__(self, guard: SaveGuard, log: Any, takes_refusals: Callable[[], bool]) -> None:
        self._guard, self._log, self._takes_refusals = guard, log, takes_refusals
        self._told: dict[str, tuple[str, ...]] = {}  # by path: the log says the same thing once
        self._managers: list[Any] = []
        self._in_parts: set[str] = set()  # files that come in parts; `before` sees the first alone

    def take(self, manager: Any) -> bool:
        """Return whether a contents manager is a new one.

        Args:
            manager: It gets the hooks if so.
        """
        is_new = all(manager is not each for each in self._managers)
        self._managers.append(manager)
        return is_new

    def before(self, model: dict[str, Any], path: str, contents_manager: Any) -> None:
        """Redact a notebook before it is written; the type of the model may be "file", as for uploads.

        Args:
            model: What is about to be saved; its content is replaced.
            path: In the server's folders.
            contents_manager: Knows where that is.
        """
        if not is_notebook(path) or model.get("type") == "directory":
            return
        file = _absolute(path, contents_manager)
        if model.get("chunk") is not None:
            self._in_parts.add(file)
            return
        why = self._failure(lambda: self._replace_content(model, file))
        if why and self._guard.way != WARN:
            self._refuse(model, why)

    def after(self, os_path: str, model: dict[str, Any], contents_manager: Any) -> None:
        """Redact a file that was uploaded in parts, when its last part is there.

        Args:
            os_path: The file.
            model: Of the saved file, without content.
            contents_manager: Not used.
        """
        if os_path not in self._in_parts:
            return
        self._in_parts.discard(os_path)
        why = self._failure(lambda: self._replace_file(os_path))
        if why:
            raise HTTPError(409, f"colab-safe: saved, but not as it should be: {why}")

    def _failure(self, action: Callable[[], str]) -> str:
        """Why an action failed or refused; no exception leaves this method."""
        try:
            why = action()
        except ColabSafeError as error:
            why = str(error)
        except Exception as error:
            why = internal_error(error)
        if why:
            self._log.error("colab-safe: %s", why)
        return why

    def _replace_content(self, model: dict[str, Any], file: str) -> str:
        data = _bytes_of(model)
        saving = self._judged(data, file)
        if not saving.refused and saving.data is not data:
            _put(model, saving)
        return saving.refused

    def _replace_file(self, file: str) -> str:
        data = read_bytes(file)
        saving = self._judged(data, file)
        if saving.data != data:
            write_bytes(file, saving.data, Was(data))
        return saving.refused

    def _judged(self, data: bytes, file: str) -> Saving:
        saving = self._guard.judge(data, file)
        if saving.told != self._told.get(file, ()):
            self._told[file] = saving.told
            for line in saving.told:
                self._log.warning("colab-safe: %s: %s", file, line)
        return saving

    def _refuse(self, model: dict[str, Any], why: str) -> None:
        if self._takes_refusals() or model.get("type") != "notebook":
            raise HTTPError(409, _NOT_SAVED.format(why))
        model["content"] = withhold_all(json.loads(json.dumps(model["content"], default=str)))


def load(server: Any) -> None:
    """Add the hooks to a server.

    Args:
        server: A `jupyter_server.serverapp.ServerApp`.
    """
    wishes = ColabSafe(config=server.config, parent=server)
    guard = SaveGuard(wishes.on_save, wishes.hide_paths)

    def takes_refusals() -> bool:
        return not _SAVE_BY_THEMSELVES & set(server.extension_manager.extensions)

    hooks = SaveHooks(guard, server.log, takes_refusals)
    _register(server, hooks)
    # Jupytext's extension, which is loaded after this one, puts another contents manager in place.
    IOLoop.current().add_callback(_register, server, hooks)
    server.log.info("colab-safe guards what is saved: %s", wishes.on_save)


def _register(server: Any, hooks: SaveHooks) -> None:
    """Add the hooks to the contents managers that have none of them yet."""
    managers = (server.contents_manager, server.web_app.settings.get("contents_manager"))
    for manager in managers:
        if manager is not None and hooks.take(manager):
            manager.register_pre_save_hook(hooks.before)
            manager.register_post_save_hook(hooks.after)


_load_jupyter_server_extension = load


def _absolute(path: str, contents_manager: Any) -> str:
    """Managers that keep notebooks elsewhere have no such path: the settings of the current folder apply."""
    find = getattr(contents_manager, "_get_os_path", None)
    return str(find(path)) if find else os.path.abspath(path)


def _bytes_of(model: dict[str, Any]) -> bytes:
    content = model.get("content")
    if model.get("type") == "notebook":
        return json_bytes(content)
    if model.get("format") == "base64":
        return base64.b64decode(str(content))
    return str(content or "").encode("utf-8", "surrogatepass")


def _put(model: dict[str, Any], saving: Saving) -> None:
    """Replace the content by what may be saved, in the form in which it came."""
    if model.get("type") == "notebook":
        model["content"] = tree_of(saving.data)
    elif model.get("format") == "base64":
        model["content"] = base64.b64encode(saving.data).decode()
    else:
        model["content"] = saving.data.decode("utf-8", "surrogatepass")
