"""What runs as pip: `python run_pip.py install …`. pip prints what it always prints, and reports its errors as events, too.

Runs by its path, outside the package. In pip's output its own words and those of build scripts are mixed; as log records
they are apart: https://docs.python.org/3/library/logging.html#logging.setLogRecordFactory
"""

from __future__ import annotations

import sys

if sys.path and sys.path[0] == __file__.rpartition("/")[0]:
    del sys.path[0]  # this folder has a pip.py, too

import contextlib
import importlib.util
import json
import logging
import os
import runpy
import socket
import subprocess
from types import ModuleType
from typing import Any
from urllib.parse import unquote, urlsplit

_LONGEST = 8000  # characters; a datagram may be cut off
_SUBPROCESSES = "pip.subprocessor"  # logs what other programs print
# What a package index answered is logged below the level that pip shows, and so is the exception that ended pip.
_TALKATIVE = ("pip._internal.index.collector", "pip._internal.cli.base_command")


def main() -> None:
    address = os.environ.pop("COLAB_SAFE_EVENTS", "")  # build scripts need not know it
    if address:
        report_to(address)
    if importlib.util.find_spec("pip") is None:
        sys.exit(f"{sys.executable}: No module named pip")
    refuse_url_credentials()
    if os.environ.pop("COLAB_SAFE_INDEX", ""):
        log_in_at_once(sys.argv[sys.argv.index("--index-url") + 1])
    sys.argv[0] = "pip"
    runpy.run_module("pip", run_name="__main__", alter_sys=True)


def refuse_url_credentials() -> None:
    """Let pip start no program whose command line would show the credentials of a URL.

    They can be in requirements, constraints and pip's own files, in the metadata of a dependency, and in .gitmodules.
    """
    urls = _url_credentials()

    start = subprocess.Popen.__init__

    def checked(self: Any, argv: Any, *arguments: Any, **options: Any) -> None:
        words = [word for word in argv if isinstance(word, str)] if isinstance(argv, list) else []
        is_git = os.path.basename(words[0] if words else "").startswith("git")
        shown = [word for word in words if is_git or "git+" in word]
        for text in [*shown, *_submodules_file(words, options.get("cwd"))]:
            if urls.has_url_credentials(text):
                raise _installation_error(urls.without_url_credentials(text))
        start(self, argv, *arguments, **options)

    subprocess.Popen.__init__ = checked  # type: ignore[method-assign, assignment]


def _url_credentials() -> ModuleType:
    folder = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    path = os.path.join(folder, "credentials", "url_credentials.py")
    spec = importlib.util.spec_from_file_location("url_credentials", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _submodules_file(words: list[str], folder: Any) -> list[str]:
    """The lines of the file that says where `git submodule` fetches from."""
    if words[1:2] != ["submodule"]:
        return []
    with contextlib.suppress(OSError, TypeError):
        path = os.path.join(os.fspath(folder), ".gitmodules")
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read().splitlines()
    return []


def _installation_error(text: str) -> Exception:
    """pip's own kind of error, which it reports in one line."""
    url = next((word for word in text.split() if "://" in word), "a URL")
    error: type[Exception] = importlib.import_module("pip._internal.exceptions").InstallationError
    return error(f"URL with credentials: {url}")


def log_in_at_once(index: str) -> None:
    """Let pip send the password with its first request, not after a refusal.

    pip sends the user name with an empty password first; pypiserver and others answer that with 403, and pip gives up.

    Args:
        index: The address of the index, with the user name.
    """
    login = unquote(urlsplit(index).username or "")
    ask = ["keyring", "--mode=creds", "--output=json", "get", index, login]
    answer = subprocess.run(ask, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=False)
    with contextlib.suppress(ImportError, AttributeError, ValueError, KeyError):
        auth: Any = importlib.import_module("pip._internal.network.auth").MultiDomainBasicAuth
        password = json.loads(answer.stdout)["password"]
        netloc = urlsplit(index).netloc.rpartition("@")[2]
        make = auth.__init__

        def make_and_log_in(self: Any, *arguments: Any, **options: Any) -> None:
            make(self, *arguments, **options)
            self.passwords[netloc] = (login, password)

        auth.__init__ = make_and_log_in


def report_to(address: str) -> None:
    """Report pip's warnings and errors, and the exceptions behind them.

    Args:
        address: Of the socket of event_listener.py.
    """
    make = logging.getLogRecordFactory()
    line = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)

    def factory(name: str, level: int, *arguments: object, **more: object) -> logging.LogRecord:
        record = make(name, level, *arguments, **more)
        if name.partition(".")[0] == "pip":
            with contextlib.suppress(OSError, TypeError, ValueError):  # the output tells as much
                send(record)
        return record

    def send(record: logging.LogRecord) -> None:
        about = exception(record)
        heard = about is not None or (record.name != _SUBPROCESSES and told(record))
        if heard:
            line.sendto(json.dumps(event(record, about)).encode(), address)

    logging.setLogRecordFactory(factory)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(
            logging.DEBUG
        )  # its handlers still show only their own levels


def told(record: logging.LogRecord) -> bool:
    """Return whether a record tells of a failure.

    Args:
        record: Of one of pip's loggers.
    """
    return record.levelno >= logging.WARNING or record.name == _TALKATIVE[0]


def exception(record: logging.LogRecord) -> BaseException | None:
    """Return the exception that a record is about; None for others.

    Args:
        record: Of one of pip's loggers.
    """
    arguments = record.args if isinstance(record.args, tuple) else ()
    told_of = next((each for each in arguments if isinstance(each, BaseException)), None)
    return record.exc_info[1] if record.exc_info else told_of


def event(record: logging.LogRecord, about: BaseException | None) -> dict[str, object]:
    """Return what is reported of a log record.

    Args:
        record: Of one of pip's loggers.
        about: The exception that it is about.
    """
    return {
        "event": "pip",
        "kind": type(about).__name__ if about else "",
        "message": (str(about) if record.exc_info else record.getMessage())[:_LONGEST],
        "command": str(getattr(about, "command_description", ""))[:_LONGEST],
        "status": getattr(about, "exit_code", None),
        "output": str(getattr(about, "context", ""))[-_LONGEST:],
    }


if __name__ == "__main__":
    main()
