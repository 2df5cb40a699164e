"""Notebooks kept as text: which cells they have, and that no character of them is left out."""

from __future__ import annotations

import re
from textwrap import dedent
from typing import Any, NamedTuple

import jupytext
import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from colab_safe.model import Span
from colab_safe.notebook.notebook import Notebook
from colab_safe.notebook.reading import read_text
from colab_safe.notebook_names import COMMENTS, MARKDOWN

Cells = list[tuple[str, str]]  # (type, source); an output has the type "output"


class Format(NamedTuple):
    path: str
    text: str
    cells: Cells


def cells(notebook: Notebook) -> Cells:
    """The cells, in which an output comes after its cell."""
    return [
        ("output" if segment.place.part == "output" else str(segment.place.cell_type), segment.text)
        for segment in notebook.segments
        if segment.place.part != "metadata"
    ]


def text(written: str) -> str:
    return dedent(written).lstrip("\n")


# Databricks: https://docs.databricks.com/aws/en/notebooks/notebook-format
DATABRICKS = """
    # Databricks notebook source
    import os

    # COMMAND ----------

    # DBTITLE 1,Keys
    # MAGIC %md
    # MAGIC # Title
    # MAGIC
    # MAGIC text

    # COMMAND ----------

    # MAGIC %sh
    # MAGIC echo $TOKEN

    # COMMAND ----------

    # MAGIC %pip install x
"""
# marimo: https://docs.marimo.io/guides/editor_features/watching/#marimos-file-format
MARIMO = '''
    import marimo

    __generated_with = "0.25.2"
    app = marimo.App()

    with app.setup:
        import os


    @app.cell(hide_code=True)
    def _(
        mo,
    ):
        mo.md(r"""
        # Title
        """)
        return


    @app.function
    def twice(x):
        return 2 * x


    @app.cell
    async def _():
        x = 3

        x
        return (x,)


    if __name__ == "__main__":
        app.run()
'''
QUARTO = """
    ---
    title: A
    jupyter: python3
    ---

    # Title

    ```{python}
    #| echo: false
    print(1)
    ```

    More.

    ~~~{r}
    x <- 1

    ```
    x
    ~~~

    ```json
    {"a": 1}
    ```
"""
# pandoc: https://pandoc.org/MANUAL.html#jupyter-notebooks
PANDOC = """
    :::::: {#a .cell .markdown}
    # Title
    ::::::

    :::::: {#b .cell .code execution_count="1"}
    ``` python
    print("hello")
    ```

    ::: {.output .stream .stdout}
        hello
    :::

    ::: {.output .execute_result execution_count="1"}
    ```
    3
    ```
    :::
    ::::::
"""
NBCONVERT = """
    # Title

    ```python
    print("hello")
    x
    ```

        hello

        again


        3

    - a
"""
KNITR = """
    ```r
    x
    ```

    ```
    ## [1] 1
    ## [2] 2
    ```

    ```
    no result
    ```
"""
SPYDER = """
    #!/usr/bin/env python
    import os

    #%% first
    a = 1
    #%%
    b = 2
    # %% [markdown]
    # text
    #
    #  indented
    # %% [markdown]
    \"\"\"
    # text
    \"\"\"
    # %% Names [raw] tags=["x"]
    # raw
    # In[3]:
    # !ls
    # a comment
    # %%time
    # not a marker
"""
MYST = """
    ---
    kernelspec: {name: python3}
    ---

    ```{code-cell} ipython3
    :tags: [hide-output, allow-secret]

    a
    ```

    ```{code-cell}
    ---
    tags: [x]
    ---
    b
    ```

    +++ {"slide": true}

    text

    +++

    more

    ```{raw-cell}
    raw
    ```

    ```{note}
    no code
    ```
"""

FORMATS = {
    "Databricks": Format(
        "a.py",
        text(DATABRICKS),
        [
            ("code", "import os"),
            ("markdown", "%md\n# Title\n\ntext"),
            ("code", "%%sh\necho $TOKEN"),
            ("code", "%pip install x"),
        ],
    ),
    "Databricks, SQL": Format(
        "a.sql",
        "-- Databricks notebook source\nSELECT 1\n\n-- COMMAND ----------\n\n-- MAGIC %python\n-- MAGIC x = 1\n",
        [("code", "SELECT 1"), ("code", "%%python\nx = 1")],
    ),
    "marimo": Format(
        "a.py",
        text(MARIMO),
        [
            ("code", "import os"),
            ("code", 'mo.md(r"""\n# Title\n""")\nreturn'),
            ("code", "@app.function\ndef twice(x):\n    return 2 * x"),
            ("code", "x = 3\n\nx\nreturn (x,)"),
        ],
    ),
    "marimo, Markdown": Format(
        "a.md",
        "---\nmarimo-version: 0.25.2\n---\n\n```python {.marimo}\nx = 1\n```\n\ntext\n",
        [("code", "x = 1"), ("markdown", "text")],
    ),
    "Quarto": Format(
        "a.qmd",
        text(QUARTO),
        [
            ("markdown", "# Title"),
            ("code", "#| echo: false\nprint(1)"),
            ("markdown", "More."),
            ("code", "%%R\nx <- 1\n\n```\nx"),
            ("markdown", '```json\n{"a": 1}\n```'),
        ],
    ),
    "pandoc": Format(
        "a.md",
        text(PANDOC),
        [
            (
                "markdown",
                ':::::: {#a .cell .markdown}\n# Title\n::::::\n\n:::::: {#b .cell .code execution_count="1"}',
            ),
            ("code", 'print("hello")'),
            ("output", "    hello"),
            ("output", "```\n3\n```"),
        ],
    ),
    "nbconvert, Markdown": Format(
        "a.md",
        text(NBCONVERT),
        [
            ("markdown", "# Title"),
            ("code", 'print("hello")\nx'),
            ("output", "hello\n\nagain\n\n\n3"),
            ("markdown", "- a"),
        ],
    ),
    "knitr": Format(
        "a.md",
        text(KNITR),
        [
            ("code", "%%R\nx"),
            ("output", "[1] 1\n[2] 2"),
            ("markdown", "```\nno result\n```"),
        ],
    ),
    "VS Code, Spyder, nbconvert": Format(
        "a.py",
        text(SPYDER),
        [
            ("code", "#!/usr/bin/env python\nimport os"),
            ("code", "a = 1"),
            ("code", "b = 2"),
            ("markdown", "text\n\n indented"),
            ("markdown", '"""\n# text\n"""'),
            ("raw", "raw"),
            ("code", "!ls\n# a comment\n%%time\n# not a marker"),
        ],
    ),
    "MyST": Format(
        "a.md",
        text(MYST),
        [
            ("code", "a"),
            ("code", "b"),
            ("markdown", "text"),
            ("markdown", "more"),
            ("raw", "raw"),
            ("markdown", "```{note}\nno code\n```"),
        ],
    ),
    "Windows line ends": Format(
        "a.py",
        "# %%\r\na\r\nb\r\n\r\n# %%\r\n# !c\r\n",
        [("code", "a\nb"), ("code", "!c")],
    ),
    "not closed": Format("a.qmd", "```{python}\na\nb", [("code", "a\nb")]),
    "other language": Format(
        "a.scala",
        "// %%\nval x = 1\n// %% [markdown]\n// a\n",
        [("code", "val x = 1"), ("markdown", "a")],
    ),
    "byte order mark": Format("a.py", "\ufeff# %%\na\n", [("code", "a")]),
}
PLAIN = {
    "script": ("a.py", "import os\n\n# a comment\nprint(1)\n"),
    "comment with percents": ("a.py", "x = 1  # %%\n# 5 %% of all\n# %%time\n"),
    "Markdown without code": ("README.md", "# Title\n\n```\nls\n```\n\n```json\n{}\n```\n"),
    "text": ("a.txt", "# %%\na\n"),
    "marimo mentioned": ("a.py", "import marimo\n\nx = 1\n"),
    "Databricks further down": ("a.py", "\n# Databricks notebook source\na\n"),
    "empty": ("a.py", ""),
}


@pytest.mark.parametrize("case", FORMATS.values(), ids=FORMATS)
def test_cells(case: Format) -> None:
    assert cells(read_text(case.text.encode(), case.path)) == case.cells


@pytest.mark.parametrize(("path", "written"), PLAIN.values(), ids=PLAIN)
def test_other_files_are_plain_text(path: str, written: str) -> None:
    notebook = read_text(written.encode(), path)
    assert (notebook.cells, [segment.text for segment in notebook.segments]) == (
        0,
        [written] if written else [],
    )


def test_where_a_cell_is() -> None:
    notebook = read_text(FORMATS["nbconvert, Markdown"].text.encode(), "a.md")
    assert (notebook.cells, notebook.outputs) == (3, 1)
    output = next(each for each in notebook.segments if each.place.part == "output")
    start = output.text.index("again")
    found = notebook.location("a.md", output, [Span(start, start + 5)])
    assert (found.place.cell, found.place.output, found.line, found.column) == (2, 1, 3, 1)
    assert found.file_line == 10
    assert [notebook.source.data[slice(*span)] for span in found.spans] == [b"again"]


TAGS = {
    "percent": ("a.py", '# %% tags=["x", "allow-secret"]\na\n'),
    "percent, JSON": ("a.py", '# %% {"tags": ["x", "allow-secret"]}\na\n'),
    "MyST": ("a.md", "```{code-cell}\n:tags: [x, allow-secret]\na\n```\n"),
    "MyST, YAML": ("a.md", "```{code-cell}\n---\ntags: [x, allow-secret]\n---\na\n```\n"),
    "jupytext, Markdown": ("a.md", '```python tags=["x", "allow-secret"]\na\n```\n'),
    "R Markdown": ("a.Rmd", '```{python tags=c("x", "allow-secret")}\na\n```\n'),
}


@pytest.mark.parametrize(("path", "written"), TAGS.values(), ids=TAGS)
def test_tags(path: str, written: str) -> None:
    assert read_text(written.encode(), path).cell_metadata(1) == {"tags": ["x", "allow-secret"]}


# By jupytext's own names; "nomarker" and "sphinx" do not say where cells are.
JUPYTEXT = (
    "py:percent",
    "py:hydrogen",
    "py:light",
    "md",
    "md:myst",
    "Rmd",
    "R:percent",
    "jl:light",
)
SOURCES = {
    "code": ("x = 1", "print(x)", "%matplotlib inline", "!ls -l", "# b", "é", "if x:\n    y"),
    "markdown": ("text", "- a", "# b", "é", "a = 1", "**a**"),
}


@pytest.mark.parametrize("form", JUPYTEXT)
@given(
    st.lists(
        st.sampled_from(list(SOURCES)).flatmap(
            lambda kind: st.tuples(
                st.just(kind), st.lists(st.sampled_from(SOURCES[kind]), min_size=1, max_size=3)
            )
        ),
        min_size=1,
        max_size=5,
    )
)
def test_cells_are_those_of_jupytext(form: str, made: list[tuple[str, list[str]]]) -> None:
    of_kind: Any = {"code": nbformat.v4.new_code_cell, "markdown": nbformat.v4.new_markdown_cell}
    sources = [(kind, "\n".join(lines)) for kind, lines in made]
    notebook = nbformat.v4.new_notebook(cells=[of_kind[kind](source) for kind, source in sources])
    notebook.cells.append(of_kind["code"]("last"))
    written = jupytext.writes(notebook, fmt=form)
    assert cells(read_text(written.encode(), f"a.{form.split(':', maxsplit=1)[0]}")) == [
        (cell.cell_type, cell.source) for cell in jupytext.reads(written, fmt=form).cells
    ]


PIECES = (
    *("# %%", "# %% [markdown]", "#", "# text", "text", "", "    in", "# +", "# -", "# ---", "---"),
    *("```", "```python", "```{code-cell}", "~~~", "::: {.output}", ":::", "## 1", ":tags: [a]"),
    *("# Databricks notebook source", "# COMMAND ----------", "# MAGIC %sh", "# MAGIC", "+++"),
    *(
        "import marimo",
        "@app.cell",
        "def _():",
        "if __name__",
        "#   jupytext",
        "# !ls",
        "a\rb",
        "é",
    ),
)
# What is not text of a cell at the beginning of a line.
SIGN = re.compile(r"(?:#|//|--|;;|%|##|#>)? ?(?:MAGIC ?)?| {0,4}")


@given(
    st.sampled_from([f"a{end}" for end in (*COMMENTS, *MARKDOWN)]),
    st.lists(st.sampled_from(PIECES), max_size=12),
    st.sampled_from(("\n", "\r\n")),
)
def test_no_character_is_left_out(path: str, lines: list[str], end: str) -> None:
    data = end.join(lines).encode()
    notebook = read_text(data, path)
    seen = bytearray(data)
    for segment in notebook.segments:
        for number, character in enumerate(segment.text):
            for start, stop in notebook.byte_spans(segment, [Span(number, number + 1)]):
                assert data[start:stop] == character.encode()
                assert seen[start:stop] == data[start:stop], "a character in two cells"
                seen[start:stop] = b"\0" * (stop - start)
    ends = bytes(
        ord("\n") if byte == ord("\n") else left for byte, left in zip(data, seen, strict=True)
    )
    for line in ends.decode().split("\n"):
        assert SIGN.fullmatch(line.replace("\0", "").rstrip(" \r")), line
