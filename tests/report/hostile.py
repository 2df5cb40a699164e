"""A repository whose names, ids, types and settings try to act on whoever reads a report about them."""

from __future__ import annotations

import os

from tests.notebooks import code, dump, notebook, output
from tests.repository import Repository
from tests.tokens import github_token

# What a terminal, an editor, GitHub Actions or Azure Pipelines would obey.
ACTS = (
    "\x1b[2J\x1b]0;x\x07\u202e\u2066\u200f\u2028\x85\x7f\r"
    "\n::stop-commands::x\n ::error::forged\n##[add-mask]x##vso[task.complete]\b\x00"
)
IN_NAMES = "::error::" + ACTS.replace("\x00", "").replace("/", "")
TOKEN = github_token(1)
DRIVE_PATH = "/content/drive/MyDrive/keys/github.json"

# The escapes are those of TOML.
_SETTINGS = """
rules = ["rules.toml"]
[[allow]]
reason = "\\u001b[2J\\n::error::reason\\u202e"
rules = ["generic-password"]
expires = 2020-01-01
[[allow]]
reason = "\\u001b[2J\\n::error::reason\\u202e##[error]x\\r::stop-commands::x"
regexes = ["own_fedcba"]
"""
_RULES = r"""
[[rules]]
id = "own\u001b[31m\n::error::rule\u202e"
description = "Own\u001b[2J\n::error::description\u202e##[error]x"
regex = "own_[0-9a-f]{16}"
keywords = ["own_"]
"""


def make(repository: Repository) -> None:
    """Fill a repository with hostile notebooks and settings, staged and committed."""
    cells = [
        code(f"a = '{TOKEN}'  # {ACTS}\nopen('{DRIVE_PATH}')\nb = 'own_0123456789abcdef'", id=ACTS),
        code("c = 'own_fedcba9876543210'"),
        code("x", [output({f"text/{ACTS}": f"{TOKEN} {ACTS}"})], cell_type=ACTS),
    ]
    leaky = dump(notebook(cells, minor=5))
    repository.write(".colab-safe.toml", _SETTINGS)
    repository.write("rules.toml", _RULES)
    repository.write(f"{IN_NAMES}.ipynb", leaky)
    repository.write(f"{IN_NAMES}/broken{IN_NAMES}.ipynb", leaky[:-30])
    with open(os.fsencode(repository.root) + b"/\xff\x1b.ipynb", "wb") as file:
        file.write(leaky)
    repository.git("add", "--all")
    repository.git("commit", "--quiet", "--message", f"a{ACTS}".replace("\x00", ""))
    repository.write(f"{IN_NAMES}.ipynb", leaky + b"\n")
    repository.git("add", "--all")
