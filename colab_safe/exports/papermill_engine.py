"""`papermill --engine colab-safe`: the executed notebook is redacted before it is written, while it runs and at its end.

Papermill stores parameters twice, in a cell and in the metadata: https://papermill.readthedocs.io/en/latest/usage-parameterize.html
"""

from __future__ import annotations

from typing import Any

from papermill.engines import NBClientEngine, NotebookExecutionManager
from papermill.iorw import write_ipynb

from colab_safe.exports.redacted import StillSecret, redacted_notebook

_NAME = "notebook.ipynb"


class _RedactingManager(NotebookExecutionManager):  # type: ignore[misc, unused-ignore]
    """Saves redacted copies; the notebook in memory goes on as it is."""

    def save(self, **_: Any) -> None:
        if not self.output_path:
            return
        try:
            write_ipynb(self.redacted(), self.output_path)
        except StillSecret:
            return  # the same is raised at the end; until then, what was saved before stays

    def redacted(self) -> Any:
        return redacted_notebook(self.nb, str(self.output_path or _NAME))


class RedactEngine(NBClientEngine):  # type: ignore[misc, unused-ignore]
    """Papermill's own engine, whose results have their secrets redacted."""

    @classmethod
    def execute_notebook(
        cls,
        nb: Any,
        kernel_name: str,
        output_path: str | None = None,
        progress_bar: bool = True,
        log_output: bool = False,
        autosave_cell_every: int = 30,
        **options: Any,
    ) -> Any:
        """Run a notebook, and return it redacted; papermill writes what this returns.

        Args:
            nb: The notebook with its parameters, as nbformat reads it.
            kernel_name: What runs it.
            output_path: Where to save it while it runs; None to save nothing.
            progress_bar: Whether to show one.
            log_output: Whether papermill logs outputs: as they are.
            autosave_cell_every: Seconds between two copies of a long cell's outputs.
            options: Of papermill's own engine.

        Raises:
            StillSecret: A secret cannot be redacted.
        """
        running = _RedactingManager(
            nb,
            output_path=output_path,
            progress_bar=progress_bar,
            log_output=log_output,
            autosave_cell_every=autosave_cell_every,
        )
        running.notebook_start()
        try:
            cls.execute_managed_notebook(running, kernel_name, log_output=log_output, **options)
        finally:
            running.cleanup_pbar()
            running.notebook_complete()
        return running.redacted()
