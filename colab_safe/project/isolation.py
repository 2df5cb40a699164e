"""Worker processes that import nothing from the folder they start in, whatever the start method is.

Under `spawn` and `forkserver`, multiprocessing starts `python -c …`, which puts the current folder
first in `sys.path`: a `signal.py` of the scanned repository would run. They are the defaults of
macOS and Windows, and of Linux from Python 3.14 on:
https://docs.python.org/3/library/multiprocessing.html#contexts-and-start-methods
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

# New processes read them, and get the parent's `sys.path` afterwards: they miss nothing.
_ENVIRONMENT = {"PYTHONSAFEPATH": "1", "PYTHONPATH": ""}


def can_isolate() -> bool:
    """Return whether worker processes can be kept from importing from the current folder.

    Python 3.10 cannot do so unless it forks; then one process does all of the work.
    """
    from multiprocessing import get_start_method

    if get_start_method() == "fork":
        return True  # `sys.path` and the modules are the parent's
    reads_environment = sys.version_info >= (3, 11) and not sys.flags.ignore_environment
    return reads_environment or bool(sys.flags.isolated)  # multiprocessing hands `-I` on


@contextmanager
def isolated_children() -> Iterator[None]:
    """Let the Python processes that are started in the block ignore the current folder and PYTHONPATH."""
    before = {name: os.environ.get(name) for name in _ENVIRONMENT}
    os.environ.update(_ENVIRONMENT)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
