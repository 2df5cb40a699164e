"""What a fix changes in its cell, in the form of a diff, with every secret blotted out."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from colab_safe.blots import Blotter
from colab_safe.fixes.cell_edits import edits_of
from colab_safe.fixes.fix import Fix, Plan
from colab_safe.lines import LineCounter
from colab_safe.model import Span
from colab_safe.views.decoder import TextEdit

_BEFORE, _AFTER = 100, 200  # characters of a line that are shown around a change


class FixDiff:
    """Shows the fixes of one notebook."""

    def __init__(self, plan: Plan) -> None:
        """Prepare for all fixes of a plan.

        Args:
            plan: The plan.
        """
        self._plan = plan
        self._blot = Blotter(secret.reveal() for secret in plan.secrets).blot
        self._lines: dict[int, LineCounter] = {}  # by the numbers of the segments

    def lines(self, fix: Fix) -> Iterator[str]:
        """Yield what a fix changes, by itself.

        Args:
            fix: A fix of the plan.
        """
        plan, number = self._plan, fix.match.view.number
        code, has_import = plan.codes[number], number in plan.imported
        counter = self._lines.setdefault(number, LineCounter(code.source))
        for edit in edits_of(code, [fix], plan.reader, has_import):
            yield f"@@ line {counter.line(edit.start)} @@"
            if edit.start == edit.end:
                yield from _marked("+", edit.text.rstrip("\r\n"))
                continue
            around = self._around(number, edit)
            before = code.source[around.start : edit.start]
            after = code.source[edit.end : around.end]
            yield from _marked("-", self._blot(code.source[around.start : around.end]))
            yield from _marked("+", self._blot(f"{before}{edit.text}{after}"))

    def _around(self, number: int, edit: TextEdit) -> Span:
        """The lines of an edit; of long ones what is near it, without a part of another secret."""
        source, secrets = self._plan.codes[number].source, self._plan.spans[number]
        start = source.rfind("\n", 0, edit.start) + 1
        end = source.find("\n", edit.end)
        start, end = max(start, edit.start - _BEFORE), len(source) if end < 0 else end
        end = min(end, edit.end + _AFTER)
        at = bisect_right(secrets, Span(start, len(source))) - 1
        start = min(start, secrets[at].start) if at >= 0 and secrets[at].end > start else start
        at = bisect_right(secrets, Span(end, 0)) - 1
        end = max(end, secrets[at].end) if at >= 0 and secrets[at].start < end else end
        return Span(start, end)


def _marked(sign: str, text: str) -> Iterator[str]:
    yield from (f"{sign}{line}" for line in text.split("\n"))
