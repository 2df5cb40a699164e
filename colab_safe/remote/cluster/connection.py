"""The connection to Dask's scheduler, or to workers of our own on this machine."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

from colab_safe.errors import UsageError
from colab_safe.project.isolation import isolated_children
from colab_safe.remote.cluster.work import Run, version
from colab_safe.typed import Any

LOCAL = "local"
_FIRST_WORKER_S = (
    60  # seconds to wait for the first worker; for the scheduler, Dask's own setting counts
)


@contextmanager
def connected(scheduler: str, jobs: int, run: Run) -> Iterator[Any]:
    """Yield a client of Dask whose workers know the run, also those that come later.

    Args:
        scheduler: The address of a scheduler, or `LOCAL`.
        jobs: How many processes a local cluster has.
        run: What the workers need to know. It is sent as a plugin, which no log shows, and forgotten at the end.

    Raises:
        UsageError: Dask is not installed, nobody answers, or the workers have another version.
    """
    with ExitStack() as stack:
        client = stack.enter_context(_client(scheduler, jobs))
        _compare_versions(client)
        name = f"colab-safe-{run.id}"
        client.register_plugin(_plugin(run), name=name)
        try:
            yield client
        finally:
            with suppress(Exception):  # the cluster may be gone
                client.unregister_worker_plugin(name)


@contextmanager
def _client(scheduler: str, jobs: int) -> Iterator[Any]:
    try:
        from distributed import Client
    except ImportError:
        raise UsageError(
            "--scheduler needs further packages: pip install distributed cryptography"
        ) from None
    with ExitStack() as stack:
        if scheduler == LOCAL:
            at: Any = stack.enter_context(_local_cluster(jobs))
        else:
            at = scheduler
        try:
            client = Client(at, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            raise UsageError(
                f"no scheduler of Dask answers at the address after --scheduler ({type(error).__name__}): give it as"
                " `dask scheduler` prints it, such as tcp://10.0.0.1:8786, or `local`"
            ) from None
        yield stack.enter_context(client)


@contextmanager
def _local_cluster(jobs: int) -> Iterator[Any]:
    """Processes that import nothing from the current folder, and whose ports obey nobody else on this machine."""
    if sys.version_info < (3, 11):
        raise UsageError(
            "--scheduler local needs Python 3.11 or newer: leave it out, or give the address of a scheduler"
        )
    try:
        from distributed import LocalCluster
        from distributed.security import Security

        security = Security.temporary()
    except ImportError:
        raise UsageError(
            "--scheduler local needs further packages: pip install cryptography"
        ) from None
    with (
        isolated_children(),
        LocalCluster(
            n_workers=jobs,
            threads_per_worker=1,
            processes=True,
            dashboard_address=None,
            host="127.0.0.1",
            security=security,
            silence_logs=logging.CRITICAL,
        ) as cluster,
    ):
        yield cluster


def _compare_versions(client: Any) -> None:
    from asyncio import TimeoutError as NobodyCame  # on Python 3.10 not the built-in one

    try:
        client.wait_for_workers(1, timeout=_FIRST_WORKER_S)
    except NobodyCame:
        raise UsageError("the scheduler has no worker: start some with `dask worker`") from None
    own = version()
    try:
        found = client.run(version)
    except Exception:
        raise UsageError(
            f"a worker cannot import colab-safe: install the same version on all machines ({own})"
        ) from None
    others = sorted({each for each in found.values() if each != own})
    if others:
        raise UsageError(
            f"the workers have {', '.join(others)}, and this machine has {own}: install the same version on all"
        )


def _plugin(run: Run) -> Any:
    from colab_safe.remote.cluster.plugin import RunPlugin

    return RunPlugin(run)


def has_workers(client: Any) -> bool:
    """Return whether the scheduler answers and has a worker.

    Args:
        client: As `connected` yields it.
    """
    try:
        return bool(client.scheduler_info()["workers"]) and client.status == "running"
    except Exception:
        return False
