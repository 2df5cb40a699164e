"""The notebook of `colab-safe demo`: it shows a token, and the path of the token file."""

from __future__ import annotations

import json

NOTEBOOK_NAME = "analysis.ipynb"
DRIVE_PATH = "/content/drive/MyDrive/keys/github.json"
_SOURCE = f"""\
from colab_safe import install_private_library
token_json = "{DRIVE_PATH}"
install_private_library(token_json, "models")"""


def leaky_notebook(token: str) -> bytes:
    """Return a notebook as Colab saves it, whose second code cell shows the token file as a table.

    Args:
        token: What the token file contains.
    """
    rows = (("username", "ada"), ("access_token", token))
    table = [f"<tr><th>{name}</th><td>{value}</td></tr>\n" for name, value in rows]
    shown = {
        "output_type": "execute_result",
        "execution_count": 2,
        "metadata": {},
        "data": {"text/html": ["<table>\n", *table]},
    }
    cells = [
        _cell(1, _SOURCE, []),
        _cell(2, 'pd.read_json(token_json, typ="series").to_frame()', [shown]),
    ]
    metadata = {
        "colab": {"provenance": []},
        "kernelspec": {"name": "python3", "display_name": "Python 3"},
    }
    return _saved({"nbformat": 4, "nbformat_minor": 0, "metadata": metadata, "cells": cells})


def without_outputs(notebook: bytes) -> bytes:
    """Return the notebook as after Edit › Clear all outputs in Colab.

    Args:
        notebook: The bytes of `leaky_notebook`.
    """
    tree = json.loads(notebook)
    for cell in tree["cells"]:
        cell["outputs"] = []
    return _saved(tree)


def _cell(number: int, source: str, outputs: list[object]) -> dict[str, object]:
    lines = source.splitlines(keepends=True)
    return {
        "cell_type": "code",
        "source": lines,
        "metadata": {},
        "execution_count": number,
        "outputs": outputs,
    }


def _saved(tree: object) -> bytes:
    return json.dumps(tree, indent=2, ensure_ascii=False).encode()
