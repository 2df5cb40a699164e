"""What tells each worker of a run, also one that joins later."""

from __future__ import annotations

from distributed import Semaphore, WorkerPlugin

from colab_safe.remote.cluster.work import Run, Turn, begin, end
from colab_safe.remote.schemes import Address
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
        begin(self._run, _turns(self._run.id))

    def teardown(self, worker: Any) -> None:
        """Forget the run.

        Args:
            worker: Dask's.
        """
        end(self._run.id)


def _turns(run_id: str) -> Turn:
    """Turns that the scheduler gives: so many workers read from one server at the same time, and the others wait.

    The turn of a worker that dies ends by itself: https://distributed.dask.org/en/stable/api.html#distributed.Semaphore
    """
    made: dict[Address, Semaphore] = {}

    def turn(at: Address) -> Any:
        if at not in made:
            made[at] = Semaphore(at.readers, name=f"colab-safe-{run_id}-{at.shown}")
        return made[at]

    return turn
