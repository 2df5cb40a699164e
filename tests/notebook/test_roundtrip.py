"""Every string of a realistic notebook maps to bytes and back; hiding, restoring and redacting change nothing else."""

from __future__ import annotations

from base64 import b64encode
from collections import Counter

import pytest

from bench.roundtrip import differences
from tests.notebook.test_broken import FULL
from tests.notebook.test_pictures import chunk, png
from tests.notebook.test_segments import SPELLINGS, WIDGETS
from tests.notebooks import code, markdown, output, stream

PICTURE = b64encode(png(chunk(b"tEXt", b"Software\0matplotlib"))).decode()
CELLS = [
    *FULL["cells"],
    markdown(
        f"![a](data:image/png;base64,{PICTURE}) é 漢 \U0001f600",
        attachments={"b.png": {"image/png": PICTURE}},
    ),
    code(
        ["# @title A form\n", "name = 'Zoë'  # @param {type:\"string\"}\n"],
        [stream(["1 %\r", "2 %\r\n"], "stderr")],
    ),
    code(
        "plot()",
        [output({"image/png": PICTURE, "text/plain": ["<Figure size 640x480>"]})],
        metadata={"id": "x7"},
    ),
]
REALISTIC = FULL | {
    "cells": CELLS,
    "metadata": {
        "kernelspec": {"name": "python3", "display_name": "Python 3"},
        "colab": {"provenance": [], "toc_visible": True},
        "widgets": {
            WIDGETS: {
                "state": {"a": {"model_name": "HTMLModel", "state": {"value": '<b>\\ "100 %"</b>'}}}
            }
        },
    },
}


@pytest.mark.parametrize("spelling", [name for name in SPELLINGS if not name.startswith("UTF")])
def test_every_string_maps_to_its_bytes_and_every_edit_stays_within_them(spelling: str) -> None:
    counts: Counter[str] = Counter()
    assert list(differences(SPELLINGS[spelling](REALISTIC), counts)) == []
    assert counts["strings mapped to bytes and back"] > 50
    assert sum(count for name, count in counts.items() if name.startswith("planted")) >= 6
