"""What tells each worker of a run, also one that joins later."""

from __future__ import annotations

from distributed import WorkerPlugin

from colab_safe.remote.cluster.work import Run, begin, end
from colab_safe.typed import Any


class RunPlugin(WorkerPlugin):  # type: ignore[misc]
    """Begins a run on a worker, and ends it: https://distributed.dask.org/en/stable/plugins.html"""

    def __init__(self, run: Run) -> None:
        """Keep the run.

        Args:
            run: What the worker needs to know.
        """
        self._run = run

    def setup(self, worker: Any) -> None:
        """Begin.

        Args:
            worker: Dask's.
        """
        begin(self._run)

    def teardown(self, worker: Any) -> None:
        """Forget the run.

        Args:
            worker: Dask's.
        """
        end(self._run.id)
