"""The connection to Dask's scheduler, or to workers of our own on this machine."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

from colab_safe.errors import UsageError
from colab_safe.project.isolation import isolated_children
from colab_safe.remote.cluster.no_answer import no_answer
from colab_safe.remote.cluster.work import Run, version
from colab_safe.remote.deadline import within
from colab_safe.typed import Any

LOCAL = "local"
_FIRST_WORKER_S = 60
# After a connection was made, for which Dask's own setting counts.
_GREETING_S = 20
# No dashboard. Dask listens all the same: at 8787, with a warning if that is in use; so at any port, without a page.
_NO_DASHBOARD = {"dashboard": False, "dashboard_address": "127.0.0.1:0"}
_NO_PAGES: dict[str, list[str]] = {"distributed.scheduler.http.routes": []}


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
        yield stack.enter_context(_answering(Client, scheduler, at))


def _answering(client: Any, scheduler: str, at: Any) -> Any:
    """A client, within a time: what listens at the address may be something else, which Dask would wait for for ever."""
    try:
        return within(_seconds_to_connect(), lambda: client(at, set_as_default=False))
    except Exception as error:  # among them what Dask makes of the greeting of an SSH server
        raise UsageError(no_answer(scheduler, error)) from None


def _seconds_to_connect() -> float:
    import dask
    from dask.utils import parse_timedelta

    own = dask.config.get("distributed.comm.timeouts.connect")
    return float(parse_timedelta(own, default="seconds")) + _GREETING_S


@contextmanager
def _local_cluster(jobs: int) -> Iterator[Any]:
    """Processes that import nothing from the current folder, and whose ports obey nobody else on this machine."""
    if sys.version_info < (3, 11):
        raise UsageError(
            "--scheduler local needs Python 3.11 or newer: leave it out, or give the address of a scheduler"
        )
    try:
        import dask
        from distributed import LocalCluster
        from distributed.security import Security

        security = Security.temporary()
    except ImportError:
        raise UsageError(
            "--scheduler local needs further packages: pip install cryptography"
        ) from None
    with (
        isolated_children(),
        dask.config.set(_NO_PAGES),
        LocalCluster(
            n_workers=jobs,
            threads_per_worker=1,
            processes=True,
            dashboard_address=None,
            scheduler_kwargs=_NO_DASHBOARD,
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
