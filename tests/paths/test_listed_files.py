"""Names of token files in the outputs of cells that list a folder on the Drive: hidden, restored, and look-alikes that stay."""

from __future__ import annotations

import re

import pytest

from colab_safe.paths.hide import hide
from colab_safe.paths.restore import restore
from colab_safe.placeholders.names import PLACEHOLDER
from colab_safe.placeholders.store import PathStore

from .notebooks import WRITERS, code, jupyter, notebook, shown, stream

MARKED = re.compile("⟦(.*?)⟧")
P = "__DRIVE_TOKEN_PATH__"
KEYS = "/content/drive/MyDrive/keys"

# The source of a cell, and what it shows, with the names of token files marked.
LISTED = {
    "ls": (f"!ls {KEYS}/", "⟦gh.json⟧  ⟦kaggle.json⟧\n'⟦my token.json⟧'  readme.md\n"),
    "ls -la": (
        f"!ls -la {KEYS}",
        "total 2\ndrwx------ 2 root root 4096 Mar  3  2024 .\ndrwx------ 2 root root 4096 Mar  3  2024 ..\n"
        "-rw------- 1 root root 93 Nov  1 10:00 ⟦gh.json⟧\ndrwx------ 2 root root 4096 Mar  3  2024 old\n"
        "-rw------- 1 root root 93 Nov  1 10:00 ⟦id_ed25519⟧\n",
    ),
    "%ls": (f"%ls {KEYS}", "⟦gh.json⟧\n"),
    "ls of the Drive": ("!ls /content/drive/MyDrive", "data  ⟦token.json⟧  tokenizer.json\n"),
    "ls of the current folder": (
        "%cd /content/drive/MyDrive/private/keys\n!ls -l",
        "total 1\n-rw------- 1 root root 93 Nov  1 10:00 ⟦gh.json⟧\n",
    ),
    "tree": (f"!tree {KEYS}", "├── ⟦gh.json⟧\n└── ⟦kaggle.json⟧\n"),
    "%%bash": (f"%%bash\nls {KEYS}", "⟦gh.json⟧\n"),
    "os.listdir": (f'FOLDER = "{KEYS}"\nos.listdir(FOLDER)', "['⟦gh.json⟧', '⟦kaggle.json⟧']"),
    "os.listdir in a loop": (
        'for name in os.listdir(mount_drive() + "/secrets"):\n    print(name)',
        "⟦one.txt⟧\n⟦two.json⟧\n",
    ),
    "os.walk": (f'list(os.walk("{KEYS}"))', "[([], ['⟦gh.json⟧'])]"),
    "iterdir": (f'[p.name for p in Path("{KEYS}").iterdir()]', "['⟦gh.json⟧']"),
    "glob": (f'[os.path.basename(p) for p in glob.glob("{KEYS}/*.json")]', "['⟦gh.json⟧']"),
    "through a link": (f"!ln -s {KEYS} /content/k\n!ls /content/k", "⟦gh.json⟧\n"),
}

STAY = {
    "data": ("!ls /content/drive/MyDrive/data", "train.json github.json token_counts.json a.csv\n"),
    "another folder": ("!ls\n!ls /content", "gh.json token.json\n"),
    "no listing": ("print(mount_drive())", "token.json\n"),
    "words": (
        "!ls /content/drive/MyDrive/models /content/drive/MyDrive",
        "token auth keys key . .. 3.1 a.b Done. root\n",
    ),
    "two current folders": (
        "%cd /content/drive/MyDrive/a\n%cd /content/drive/MyDrive/b\n!ls",
        "token.json\n",
    ),
}


@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize(("source", "output"), LISTED.values(), ids=LISTED)
def test_hidden_and_restored(source: str, output: str, write: object) -> None:
    text = MARKED.sub(r"\1", output)
    data = write(notebook(code(source, stream(text), shown(plain=text))))  # type: ignore[operator]
    store = PathStore()
    hidden = hide(data, "a.ipynb", store).data
    plain = hidden.decode("utf-16" if write is WRITERS[-1] else "utf-8-sig")
    visible = PLACEHOLDER.sub(P, plain)
    names = MARKED.findall(output)
    assert [name for name in names if name in visible] == []
    assert visible.count(P) >= 2 * len(names)
    assert restore(hidden, "a.ipynb", store).data == data
    assert hide(hidden, "a.ipynb", store).data == hidden


@pytest.mark.parametrize(("source", "output"), STAY.values(), ids=STAY)
def test_stays(source: str, output: str) -> None:
    data = jupyter(notebook(code(source, stream(output))))
    assert output in hide(data, "a.ipynb", PathStore()).data.decode().replace("\\n", "\n")


def test_a_name_and_a_path_are_one_file() -> None:
    store = PathStore()
    opened = code(f'open("{KEYS}/gh.json")')
    hide(jupyter(notebook(code(f"!ls {KEYS}", stream("gh.json\n")), opened)), "a.ipynb", store)
    assert sorted(path for paths in store.paths.values() for path in paths) == [
        "keys",
        "keys/gh.json",
    ]


def test_a_folder_that_is_hidden_already() -> None:
    """As the notebook is when it ran with its placeholder."""
    store = PathStore()
    source = f"!ls {KEYS}"
    hide(jupyter(notebook(code(source))), "a.ipynb", store)
    placeholder = store.placeholder("keys")
    ran = jupyter(notebook(code(source.replace("keys", placeholder or ""), stream("gh.json\n"))))
    assert b"gh.json" not in hide(ran, "a.ipynb", store).data
