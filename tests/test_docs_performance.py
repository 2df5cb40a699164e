"""What docs/performance.md says about the code is so; what was measured is measured with `bench/`."""

from __future__ import annotations

import re

import pytest

from colab_safe.commands.scan import _MUCH
from colab_safe.detect.keywords import ANCHORED
from colab_safe.detect.rules import RULES
from colab_safe.project.file_scan import _TASK_BYTES, _TASK_FILES
from colab_safe.scan import BATCH
from colab_safe.views.decoded import NEAR
from tests.tools import PROJECT

PAGE = (PROJECT / "docs" / "performance.md").read_text("utf-8")
ANCHORED_RULES = [rule for rule in RULES if rule.id in ANCHORED or rule.lead is not None]
# A sentence of the page, with each figure in parentheses: what the code has there.
FIGURES = {
    "views": (r"their views are made for (\d+) MB at a time", [BATCH // 1_000_000]),
    "tasks": (r"in tasks of (\d+) MB or (\d+) files", [_TASK_BYTES // 1_000_000, _TASK_FILES]),
    "one process": (r"less than (\d+) MB is scanned before a second process", [_MUCH // 1_000_000]),
    "long texts": (r"keep only what is within ([\d,]+) characters of a change", [NEAR]),
    "anchored": (
        r"begin with its keyword \((\d+) of ten,",
        [round(10 * len(ANCHORED_RULES) / len(RULES))],
    ),
}


@pytest.mark.parametrize(("sentence", "figures"), FIGURES.values(), ids=FIGURES)
def test_figures_that_the_code_knows(sentence: str, figures: list[int]) -> None:
    found = re.search(sentence.replace(" ", r"\s+"), PAGE)
    assert found is not None
    assert [int(figure.replace(",", "")) for figure in found.groups()] == figures


@pytest.mark.skipif(not (PROJECT / ".ci" / "run").is_file(), reason="not in this copy")
def test_the_limit_of_instructions_is_that_of_ci() -> None:
    [limit] = re.findall(r"`\.ci/run` fails above ([\d.]+)\.\s", PAGE)
    assert f"--limit {limit}" in (PROJECT / ".ci" / "run").read_text("utf-8")
