"""Which files contain notebooks, by their names: notebooks, and archives, which may have some inside.

Folders, commits and pushes are searched for these names; `data.csv.gz` is not among them.
"""

from __future__ import annotations

from collections.abc import Callable

# Tells whether the settings of a project call a file a notebook kept as text, by its path.
IsTextNotebook = Callable[[str], bool]
# Tells whether the settings of a project exclude a file of a folder or commit, by its path.
IsExcluded = Callable[[str], bool]

NOTEBOOK = ".ipynb"
_PACKED = ("gz", "bz2", "xz", "zst", "lz4", "z")  # the last three are reported as not read
ARCHIVES = (
    *(".zip", ".tar", ".tgz", ".tbz", ".tbz2", ".txz", ".tzst", ".7z", ".rar"),
    *(f"{name}.{packed}" for name in (".tar", NOTEBOOK) for packed in _PACKED),
)
_BOTH = (NOTEBOOK, *ARCHIVES)
# How a comment begins in the languages of scripts with cells, by the end of the file's name.
COMMENTS = {
    **dict.fromkeys((".py", ".r", ".jl", ".sh", ".ps1"), "#"),
    **dict.fromkeys((".scala", ".js", ".ts", ".java", ".cs", ".cpp", ".go", ".rs", ".fs"), "//"),
    **dict.fromkeys((".sql", ".hs", ".lua"), "--"),
    **dict.fromkeys((".clj", ".lisp", ".scm", ".ss"), ";;"),
    **dict.fromkeys((".m", ".tex"), "%"),
}
MARKDOWN = (".md", ".markdown", ".qmd", ".rmd", ".myst")
_TEXT = (*COMMENTS, *MARKDOWN)


def name_end(path: str) -> str:
    """Return the end of a file's name from its last dot on, in small letters, such as ".py".

    Args:
        path: A path or name.
    """
    return path[path.rfind(".") :].lower()


def nothing_excluded(path: str) -> bool:
    """Return False: without settings, no file is excluded.

    Args:
        path: The file.
    """
    return False


def no_text_notebook(path: str) -> bool:
    """Return False: without settings, no file is a text notebook.

    Args:
        path: Any path.
    """
    return False


def is_notebook(path: str) -> bool:
    """Return whether a file is a notebook by its name, in any case of the letters.

    Args:
        path: A path or name.
    """
    return path.lower().endswith(NOTEBOOK)


def is_archive(path: str) -> bool:
    """Return whether a file may have notebooks inside by its name: an archive, or a compressed notebook.

    Args:
        path: A path or name.
    """
    return path.lower().endswith(ARCHIVES)


def may_contain_notebooks(path: str) -> bool:
    """Return whether a file is a notebook or may have some inside, by its name.

    Args:
        path: A path or name.
    """
    return path.lower().endswith(_BOTH)


def may_be_text_notebook(path: str) -> bool:
    """Return whether a file may be a notebook kept as text by its name: a script, or Markdown.

    Args:
        path: A path or name.
    """
    return path.lower().endswith(_TEXT)


def is_any_notebook(path: str, is_text_notebook: IsTextNotebook) -> bool:
    """Return whether a file is a notebook, also one kept as text.

    Args:
        path: The file's path, as `is_text_notebook` takes it.
        is_text_notebook: Which files are notebooks kept as text.
    """
    return is_notebook(path) or is_text_notebook(path)


def may_contain_any_notebook(path: str, is_text_notebook: IsTextNotebook) -> bool:
    """Return whether a file is a notebook, also one kept as text, or may have some inside.

    Args:
        path: The file's path, as `is_text_notebook` takes it.
        is_text_notebook: Which files are notebooks kept as text.
    """
    return may_contain_notebooks(path) or is_text_notebook(path)
