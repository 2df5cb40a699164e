"""Literal secrets become what reads them: the same value, no other byte, and a scan finds nothing there any more."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from colab_safe.command_line.main import main
from colab_safe.detect.engine import load
from colab_safe.fixes.diff import FixDiff
from colab_safe.fixes.fix import Plan
from colab_safe.fixes.names import Names
from colab_safe.fixes.plan import plan
from colab_safe.fixes.rewrite import fixed
from colab_safe.model import Secret
from colab_safe.report.remedy import without_value
from colab_safe.scan import scan
from tests.notebooks import code, dump, markdown, notebook, stream
from tests.repository import Repository
from tests.tokens import github_token

T, U = github_token(), github_token(2)
ENGINES = [load("builtin")]
COLAB = {"colab": {"provenance": []}}
READ, GET = 'os.environ["GITHUB_TOKEN"]', 'userdata.get("GITHUB_TOKEN")'


def planned(source: str | list[str], **spelling: Any) -> Plan:
    return plan(dump(notebook([code(source)]), **spelling), "a.ipynb", ENGINES, Names())


def rewritten(source: str, metadata: Any = None) -> str:
    """The cell with all of its secrets read at run time; empty if one is left."""
    made = plan(dump(notebook([code(source)], metadata=metadata)), "a.ipynb", ENGINES, Names())
    result = fixed(made, made.fixes, "a.ipynb", ENGINES)
    if made.left or result.left:
        return ""
    assert scan(result.data, "a.ipynb", ENGINES).findings == ()
    return str(json.loads(result.data)["cells"][0]["source"])


# Cells before and after; `import os` comes first unless the cell begins with ">".
CELLS = {
    "whole": (f't = "{T}"', f"t = {READ}"),
    "quotes": (f"t = '''{T}'''", f"t = {READ}"),
    "unicode prefix": (f'x = u"{T}"', f"x = {READ}"),
    "bytes": (f"x = b'{T}'", f"x = {READ}.encode()"),
    "argument": (f'f("{T}", k = 1)', f"f({READ}, k = 1)"),
    "twice": (f'f("{T}","{T}")', f"f({READ},{READ})"),
    "no blank before": (f'def f(): return"{T}"', f"def f(): return {READ}"),
    "no blank after": (f'x = "{T}"if y else 2', f"x = {READ} if y else 2"),
    "comment stays": (f'x = "{T}"  # "é"', f'x = {READ}  # "é"'),
    "letters before": (f'é = "é"; x = "{T}"; y = "é"', f'é = "é"; x = {READ}; y = "é"'),
    "key": (f'd = {{"{T}": 1}}', f"d = {{{READ}: 1}}"),
    "default": (f'def f(x="{T}"): pass', f"def f(x={READ}): pass"),
    "decorator": (f'@f("{T}")\ndef g(): pass', f"@f({READ})\ndef g(): pass"),
    "neighbours": (f'x = "{T[:9]}" "{T[9:]}"', f"x = {READ}"),
    "sum": (f'x = "{T[:9]}" + "{T[9:]}"', f"x = {READ}"),
    "lines": (f'x = ("{T[:9]}"\n     "{T[9:]}")', f"x = ({READ})"),
    "part": (f'h = "Bearer {T}"', f'h = ("Bearer " + {READ})'),
    "beginning": (f'h = "{T} x"', f'h = ({READ} + " x")'),
    "address": (f"u = 'https://u:{T}@host/'", f"u = ('https://u:' + {READ} + '@host/')"),
    "part of bytes": (f'h = b"Bearer {T}"', f'h = (b"Bearer " + {READ}.encode())'),
    "raw": (f'h = r"\\d {T} \\d"', f'h = (r"\\d " + {READ} + r" \\d")'),
    "method": (f'"Bearer {T}".split()', f'("Bearer " + {READ}).split()'),
    "three quotes": (
        f'j = """{{"t": "{T}"}}"""',
        f'j = ("""{{"t": \\"""" + {READ} + """"}}""")',
    ),
    "part of neighbours": (f"x = 'a' 'b {T}' 'c'", f"x = ('a' 'b ' + {READ} + '' 'c')"),
    "f-string": (f'h = f"Bearer {T} {{y}}"', "h = f\"Bearer {os.environ['GITHUB_TOKEN']} {y}\""),
    "f-string of three": (f"h = f'''{T}'''", f"h = f'''{{{READ}}}'''"),
    "raw f-string": (f"h = rf'\\d{{y}} {T}'", f"h = rf'\\d{{y}} {{{READ}}}'"),
    "docstring": (f'"doc"\nx = "{T}"', f'>"doc"\nimport os\nx = {READ}'),
    "future": (
        f'from __future__ import annotations\nx = "{T}"',
        f">from __future__ import annotations\nimport os\nx = {READ}",
    ),
    "comment first": (f'# a\n\nx = "{T}"', f">#  a\n\nimport os\nx = {READ}".replace("#  a", "# a")),
    "cell magic": (f'%%time\nx = "{T}"', f">%%time\nimport os\nx = {READ}"),
    "magic": (f'%matplotlib inline\nx = "{T}"', f">%matplotlib inline\nimport os\nx = {READ}"),
    "imported": (f'import sys, os\nx = "{T}"', f">import sys, os\nx = {READ}"),
    "imported as a package": (f'import os.path\nx = "{T}"', f">import os.path\nx = {READ}"),
    "imported too late": (f'x = "{T}"\nimport os', f"x = {READ}\nimport os"),
    "imported in a function": (f'def f():\n    import os\nx = "{T}"', f"def f():\n    import os\nx = {READ}"),
    "line ends": (f'y = 1\r\nx = "{T}"\r\n', f">import os\r\ny = 1\r\nx = {READ}\r\n"),
    "indented": (f'if 1:\n\tx = "{T}"', f"if 1:\n\tx = {READ}"),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after"), CELLS.values(), ids=list(CELLS))
def test_cells(before: str, after: str) -> None:
    wanted = after[1:] if after.startswith(">") else f"import os\n{after}"
    assert rewritten(before) == wanted


# What stays, and why.
LEFT = {
    "comment": (f"x = 1  # {T}", "in a comment"),
    "shell": (f"!curl -H {T}", "in a shell line or magic"),
    "magic": (f"%env GITHUB_TOKEN={T}", "in a shell line or magic"),
    "bash": (f"%%bash\ncurl {T}", "in a shell line or magic"),
    "text": (f'"{T}"', "a text that no code uses"),
    "docstring": (f'def f():\n    "{T}"', "a text that no code uses"),
    "no Python": (f'x = ("{T}"', "the cell is not Python that can be read"),
    "pattern": (f'match x:\n    case "{T}":\n        pass', "nothing can be read at run time in its place"),
    "two meanings": (f'os = 1\nx = "{T}"', "uses the name 'os' for something else"),
    "error": (f'try: f()\nexcept E as os: pass\nx = "{T}"', "uses the name 'os' for something else"),
    "parameter": (f'def f(os): pass\nx = "{T}"', "uses the name 'os' for something else"),
    "environment": (f'import os\nos.environ["A"] = "{T}"', "sets an environment variable"),
    "escaped": (f'x = "a {chr(92)}x{ord(T[0]):x}{T[1:]}"', "written there in another way"),
    "sum of more": (f'x = "a " + "{T[:9]}" + "{T[9:]}"', "put together from several texts"),
    "in a field": (f"x = f'{{\"{T}\"}}'", "cannot be"),
}  # fmt: skip


@pytest.mark.parametrize(("source", "why"), LEFT.values(), ids=list(LEFT))
def test_what_cannot_be_read_at_run_time_is_left(source: str, why: str) -> None:
    made = planned(source)
    assert made.fixes == ()
    [left] = made.left
    assert why in left.why or (why == "cannot be" and left.why)
    assert T not in left.why


@pytest.mark.parametrize(
    ("cell", "metadata", "name", "why"),
    [
        (markdown(T), {}, "a.ipynb", "in a text cell"),
        (code("x", [stream(T)]), {}, "a.ipynb", "not in source"),
        (code(f"x = '{T}'"), {"language_info": {"name": "R"}}, "a.ipynb", "language is not Python"),
        (code(f"x = '{T}'"), {"kernelspec": {"language": "julia"}}, "a.ipynb", "not Python"),
    ],
)
def test_other_places_are_left(cell: Any, metadata: Any, name: str, why: str) -> None:
    data = dump(notebook([cell], metadata=metadata))
    [left] = plan(data, name, ENGINES, Names()).left
    assert why in left.why


def test_colab_reads_its_secrets() -> None:
    wanted = f"from google.colab import userdata\nx = {GET}"
    assert rewritten(f'x = "{T}"', COLAB) == wanted
    by_import = f'from google.colab import drive\nx = "{T}"'
    assert (
        rewritten(by_import)
        == f"from google.colab import userdata\nfrom google.colab import drive\nx = {GET}"
    )
    known = f'from google.colab import userdata\nos = 1\nx = "{T}"'
    assert rewritten(known) == f"from google.colab import userdata\nos = 1\nx = {GET}"


# Notebooks whose last cell becomes `t = …`: does it get an import of its own? Cells run one by one, and some not at all.
IMPORTS = {
    "nothing": (["x = 1"], True),
    "an earlier cell may be skipped": (["import os"], True),
    "the cell itself": (["x = 1", f"import os\nt = '{T}'"], False),
    "it uses the module": (["import os", f"t = '{T}'\nos.getcwd()"], False),
    "it uses another name of that cell": (["import os, numpy as np", f"t = '{T}'\ny = [np.ones(3)]"], False),
    "a name of another cell": (["import os", "y = 1", f"t = '{T}'\nprint(y)"], True),
    "a name of several cells": (["import os\ny = 1", "y = 2", f"t = '{T}'\nf(y)"], True),
    "cells that all import it": (["import os\ny = 1", "import os\ny = 2", f"t = '{T}'\nf(y)"], False),
    "a later cell": ([f"t = '{T}'\nf(y)", "import os\ny = 1"], True),
    "a name that it defines as well": (["import os\ny = 1", f"t = '{T}'\ny = 2\nf(y)"], True),
    "used in a function only": (["import os\ny = 1", f"t = '{T}'\ndef f(): return y"], True),
    "used perhaps": (["import os\ny = 1", f"t = '{T}'\nif t: f(y)\nz = t and y"], True),
    "tested": (["import os\ny = 1", f"t = '{T}'\nif y: pass"], False),
    "a name that is always there": (["import os\nfrom IPython.display import display\nprint = 1", f"t = '{T}'\ndisplay(print)"], True),
    "any names": (["import os\ny = 1", "from x import *", f"t = '{T}'\nf(y)"], True),
    "names of a magic": (["import os\ny = 1", "%run x.py", f"t = '{T}'\nf(y)"], True),
    "a cell that is not Python": (["import os\ny = 1", "y = (", f"t = '{T}'\nf(y)"], True),
    "imported perhaps": (["try:\n    import os\n    y = 1\nexcept E: pass", f"t = '{T}'\nf(y)"], True),
    "imported in a file": (["%%writefile a.py\nimport os\ny = 1", f"t = '{T}'\nf(y)"], True),
    "read in a file": (["import os\ny = 1", f"%%writefile a.py\nt = '{T}'\nf(y)"], True),
    "read in another process": (["import os\ny = 1", f"%%python3\nt = '{T}'\nf(y)"], True),
    "with a time": (["%%time\nimport os\ny = 1", f"%%time\nt = '{T}'\nf(y)"], False),
}  # fmt: skip


@pytest.mark.parametrize(("cells", "added"), IMPORTS.values(), ids=list(IMPORTS))
def test_a_cell_has_the_import_whatever_else_ran(cells: list[str], added: bool) -> None:
    every = cells if any(T in cell for cell in cells) else [*cells, f"t = '{T}'"]
    made = plan(dump(notebook(list(map(code, every)))), "a.ipynb", ENGINES, Names())
    result = fixed(made, made.fixes, "a.ipynb", ENGINES)
    after = [cell["source"] for cell in json.loads(result.data)["cells"]]
    [(old, new)] = [pair for pair in zip(every, after, strict=True) if pair[0] != pair[1]]
    assert new.replace("import os\n", "") == old.replace(f"'{T}'", READ).replace("import os\n", "")
    assert new.count("import os\n") - old.count("import os\n") == added
    assert ("+import os" in FixDiff(made).lines(made.fixes[0])) == added


def test_each_cell_gets_its_own_import() -> None:
    cells = [code(f"x = '{T}'"), code(f"y = '{T}'"), code("import os"), code(f"z = '{U}'")]
    data = dump(notebook(cells))
    made = plan(data, "a.ipynb", ENGINES, Names())

    def sources(*chosen: int) -> list[str]:
        result = fixed(made, [made.fixes[number] for number in chosen], "a.ipynb", ENGINES)
        return [cell["source"] for cell in json.loads(result.data)["cells"]]

    second = 'import os\nz = os.environ["GITHUB_TOKEN_2"]'
    assert sources(0, 1, 2) == [
        f"import os\nx = {READ}",
        f"import os\ny = {READ}",
        "import os",
        second,
    ]
    assert sources(1) == [f"x = '{T}'", f"import os\ny = {READ}", "import os", f"z = '{U}'"]
    assert sources(2)[3] == second


@pytest.mark.parametrize("imported", ["", "\n@app.cell\ndef _():\n    import os\n    return\n"])
def test_marimo_imports_once(imported: str) -> None:
    """There, two cells with the same name are an error, and a cell runs after those whose names it uses."""
    cells = (f"\n@app.cell\ndef _():\n    {name} = '{T}'\n    return\n" for name in "xy")
    data = f"import marimo\napp = marimo.App()\n{''.join(cells)}{imported}".encode()
    made = plan(data, "a.py", ENGINES, Names())
    after = fixed(made, made.fixes, "a.py", ENGINES).data.decode()
    assert after.count("    import os\n") == 1
    assert after.count(READ) == 2


SPELLINGS: dict[str, dict[str, Any]] = {
    "Jupyter": {},
    "one line": {"indent": None},
    "CRLF": {"newline": "\r\n"},
    "ASCII": {"ensure_ascii": True},
    "BOM": {"bom": True, "indent": "\t"},
}


@pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=list(SPELLINGS))
def test_no_other_byte_changes(spelling: dict[str, Any]) -> None:
    source = ["import os\n", "é = 'é'\n", f"x = 'é {T} é'\n", "y = 'ü'"]
    data = dump(notebook([markdown("# é"), code(source, [stream("ö")])]), **spelling)
    made = plan(data, "a.ipynb", ENGINES, Names())
    result = fixed(made, made.fixes, "a.ipynb", ENGINES)
    quoted = json.dumps(f"('é ' + {READ} + ' é')", ensure_ascii="é".encode() not in data)[1:-1]
    literal = json.dumps(f"'é {T} é'", ensure_ascii="é".encode() not in data)[1:-1]
    assert result.data == data.replace(literal.encode(), quoted.encode())


# --- Names

NAMES = {
    "variable": ("my_db_token = {}", "MY_DB_TOKEN"),
    "camel case": ("githubToken = {}", "GITHUB_TOKEN"),
    "attribute": ("client.deploy_token = {}", "DEPLOY_TOKEN"),
    "keyword": ("f(deploy_token={})", "DEPLOY_TOKEN"),
    "entry": ("d = {{'deploy-key': 1, 'deploy_token': {}}}", "DEPLOY_TOKEN"),
    "item": ("d['deploy_token'] = {}", "DEPLOY_TOKEN"),
    "annotated": ("deploy_token: str = {}", "DEPLOY_TOKEN"),
    "vague": ("token = {}", "GITHUB_TOKEN"),
    "short": ("t = {}", "GITHUB_TOKEN"),
    "of the system": ("path = {}", "GITHUB_TOKEN"),
    "of Python": ("python_path = {}", "GITHUB_TOKEN"),
    "not ASCII": ("clé_token = {}", "GITHUB_TOKEN"),
    "part": ("deploy_url = 'x ' + {}", "GITHUB_TOKEN"),
}


@pytest.mark.parametrize(("source", "name"), NAMES.values(), ids=list(NAMES))
def test_names(source: str, name: str) -> None:
    [fix] = planned(source.format(f"'{T}'")).fixes
    assert (fix.name, fix.reading) == (name, f'os.environ["{name}"]')


def test_no_two_values_share_a_name() -> None:
    made = planned(f"token = '{T}'\nkey = '{U}'\nagain = '{T}'")
    assert [fix.name for fix in made.fixes] == ["GITHUB_TOKEN", "GITHUB_TOKEN_2", "GITHUB_TOKEN"]
    taken = Names({"GITHUB_TOKEN": Secret("another"), "MINE": Secret(U)})
    assert taken.name(Secret(T), "token", "github-pat") == "GITHUB_TOKEN_2"
    assert taken.name(Secret(U), "token", "github-pat") == "MINE"


def test_every_report_advises_the_name_that_a_fix_uses() -> None:
    [finding] = scan(dump(notebook([code(f"x = '{T}'")])), "a.ipynb", ENGINES).findings
    for rule in ("github-pat", "kingfisher.aws.1", "generic-password", "acme/api-key", "path", "é"):
        name = Names().name(Secret(T), "", rule)
        assert f'("{name}")' in without_value(finding._replace(rule=rule))


# --- The value is the same

PREFIXES = ("", "f", "r", "u", "rf", "Fr", "b", "rb")
AROUND = st.text(st.sampled_from("ab \\'\"{}{{}}é\n#%\t"), max_size=6)


@given(
    prefix=st.sampled_from(PREFIXES), quote=st.sampled_from(("'", '"', "'''", '"""')),
    before=AROUND, after=AROUND, form=st.sampled_from(("{}", "({},)", "[{}][0]", "{} 'x' ", "'y' {}", "len({})")),
)  # fmt: skip
def test_the_value_is_the_same(prefix: str, quote: str, before: str, after: str, form: str) -> None:
    source = f"b = 5\nx = {form.format(f'{prefix}{quote}{before} {T} {after}{quote}')}"
    expected = evaluated(source)
    if expected is None:
        return
    made = planned(source)
    result = fixed(made, made.fixes, "a.ipynb", ENGINES)
    new = json.loads(result.data)["cells"][0]["source"]
    assert (T in new) == bool(made.left or result.left)
    assert evaluated(new) == expected


def evaluated(source: str) -> Any:
    """What `x` is; None if the cell fails."""
    variables: dict[str, Any] = {}
    before = dict(os.environ)
    os.environ["GITHUB_TOKEN"] = T
    try:
        exec(compile(source, "cell", "exec", dont_inherit=True), variables)
    except (SyntaxError, ValueError, TypeError, NameError, IndexError):
        return None
    finally:
        os.environ.clear()
        os.environ.update(before)
    return variables["x"]


def test_very_many_secrets_are_left_for_the_next_run() -> None:
    tokens = [github_token(number) for number in range(210)]
    made = planned("\n".join(f"k{number} = '{each}'" for number, each in enumerate(tokens)))
    assert (len(made.fixes), len(made.left)) == (200, 10)
    assert "more than 200 secrets: run the command again" in made.left[0].why
    assert len(fixed(made, made.fixes, "a.ipynb", ENGINES).fixes) == 200
    in_one_text = planned(f"x = '{' '.join(tokens[:30])}'\ny = '{tokens[31]}'")
    assert [len(in_one_text.fixes), len(in_one_text.left)] == [1, 30]


def test_one_that_cannot_be_rewritten_does_not_keep_the_others() -> None:
    lines = [f"k{number} = '{github_token(number)}'" for number in range(9)]
    lines.insert(4, f"match x:\n    case '{github_token(20)}':\n        pass")
    made = planned("\n".join(lines))
    assert (len(made.fixes), len(made.left)) == (9, 1)
    new = json.loads(fixed(made, made.fixes, "a.ipynb", ENGINES).data)["cells"][0]["source"]
    assert new.count("os.environ[") == 9 and github_token(20) in new


def test_a_diff_of_a_long_line_shows_no_part_of_a_neighbour() -> None:
    tokens = [github_token(number) for number in range(12)]
    made = planned(f"x = [{', '.join(repr(each) for each in tokens)}]")
    diff = FixDiff(made)
    for fix in made.fixes:
        said = "\n".join(diff.lines(fix))
        assert len(said) < 1500 and said.count("os.environ") == 1
        assert not any(each[at : at + 6] in said for each in tokens for at in range(4, 34))


def test_diffs_show_no_secret() -> None:
    source = f"x = '{T}'; y = '{U}'\nz = 'a {T}'"
    made = planned(source)
    diff = FixDiff(made)
    lines = [line for fix in made.fixes for line in diff.lines(fix)]
    assert "+import os" in lines
    assert f"+x = {READ}; y = '█████'" in lines
    assert not any(T[4:20] in line or U[4:20] in line for line in lines)


# --- The command

Run = Callable[..., tuple[int, str]]
LEAK = dump(notebook([code(f"token = '{T}'"), code("print(token)", [stream(T)])]))


@pytest.fixture
def run(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    repository.write("a.ipynb", LEAK)
    repository.write(".gitignore", ".env\n")
    monkeypatch.chdir(repository.root)
    monkeypatch.setattr("sys.stdin", None)

    def run(*arguments: str) -> tuple[int, str]:
        exit_code = main(["fix", *arguments])
        said = capsys.readouterr()
        assert T not in said.out + said.err
        return exit_code, said.out + said.err

    return run


@pytest.mark.parametrize("options", [[], ["--diff"]], ids=str)
def test_without_a_terminal_it_only_shows(run: Run, options: list[str]) -> None:
    exit_code, said = run("a.ipynb", *options)
    assert exit_code == 1
    assert f"+token = {READ}" in said and "Nothing was changed" in said
    assert Path("a.ipynb").read_bytes() == LEAK
    assert not Path(".env").exists()


def test_yes_changes_all_and_says_what_to_do(run: Run) -> None:
    exit_code, said = run(".", "--yes")
    assert exit_code == 1
    assert f"+token = {READ}" in said
    for words in (
        "1 secret read at run time, 1 left",
        "Revoke it at https://github.com/settings/tokens",
        "give a new value to GITHUB_TOKEN: set the environment variable",
        "not in source: `colab-safe redact` replaces it",
    ):
        assert words in said
    cells = json.loads(Path("a.ipynb").read_bytes())["cells"]
    assert cells[0]["source"] == f"import os\ntoken = {READ}"
    assert not Path(".env").exists()


@pytest.mark.parametrize(
    ("answers", "changed"),
    [("n\nn\n", []), ("y\nn\n", [0]), ("n\ny\n", [1]), ("a\n", [0, 1]), ("q\n", []), ("\nx\n", [])],
    ids=["no", "first", "second", "all", "quit", "default is no"],
)
def test_it_asks_about_each(
    run: Run, answers: str, changed: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("a.ipynb").write_bytes(dump(notebook([code(f"x = '{T}'"), code(f"y = '{U}'")])))
    given_answers = iter(answers.splitlines())
    monkeypatch.setattr("colab_safe.commands.fix.has_terminal", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _: next(given_answers))
    assert run("a.ipynb")[0] == 1
    sources = [cell["source"] for cell in json.loads(Path("a.ipynb").read_bytes())["cells"]]
    assert [number for number, each in enumerate(sources) if "os.environ" in each] == changed


def test_values_go_into_a_file_that_git_ignores(run: Run) -> None:
    from dotenv import dotenv_values

    Path(".env").write_text("# mine\nexport GITHUB_TOKEN='other'\nLAST=1")
    Path(".env").chmod(0o644)
    assert run("a.ipynb", "--yes", "--env-file", ".env")[0] == 1
    name = "GITHUB_TOKEN_2"
    assert Path(".env").read_text() == f"# mine\nexport GITHUB_TOKEN='other'\nLAST=1\n{name}={T}\n"
    assert dotenv_values(".env")[name] == T
    assert Path(".env").stat().st_mode & 0o777 == 0o600
    assert f'os.environ[\\"{name}\\"]' in Path("a.ipynb").read_text()
    Path("a.ipynb").write_bytes(LEAK)  # the same value again
    assert run("a.ipynb", "--yes", "--env-file", ".env")[0] == 1
    assert Path(".env").read_text().count(T) == 1


@pytest.mark.parametrize("value", ["a'b", "a\\b", 'a "b" #c', "a\nb", " é ", "$HOME", "`x`", "\\'"])
def test_every_value_can_be_read_again(value: str, tmp_path: Path) -> None:
    from dotenv import dotenv_values

    from colab_safe.fixes.env_file import values, with_values

    text = with_values("A=1\n", {"NAME": Secret(value)})
    (tmp_path / "x.env").write_text(text)
    assert dotenv_values(tmp_path / "x.env", interpolate=False) == {"A": "1", "NAME": value}
    assert values(text)["NAME"] == Secret(value)
    assert with_values(text, {"NAME": Secret(value)}) == text


@pytest.mark.parametrize(
    ("file", "why"),
    [
        ("out.env", "git does not ignore out.env"),
        ("tracked.env", "git does not ignore tracked.env"),
        ("link.env", "is a link"),
        ("none/.env", "the folder of none/.env does not exist"),
        ("../.env", "is not in a git repository"),
    ],
)
def test_no_value_goes_where_git_would_publish_it(
    repository: Repository, run: Run, file: str, why: str
) -> None:
    repository.add("tracked.env", "A=1\n")
    repository.write(".gitignore", "link.env\n*.ignored\ntracked.env\n.env\n")
    Path("link.env").symlink_to("x.ignored")
    exit_code, said = run("a.ipynb", "--yes", "--env-file", file)
    assert exit_code == 2 and why in said
    assert Path("a.ipynb").read_bytes() == LEAK


def test_accepted_secrets_stay(run: Run) -> None:
    Path("a.ipynb").write_bytes(
        dump(notebook([code(f"t = '{T}'  # colab-safe: allow github-pat")]))
    )
    assert run("a.ipynb", "--yes") == (0, "colab-safe: nothing to fix\n")


def test_a_broken_notebook_is_no_success(run: Run) -> None:
    Path("a.ipynb").write_bytes(b'{"cells": [')
    exit_code, said = run("a.ipynb", "--yes")
    assert exit_code == 2 and "nothing to fix" not in said
    exit_code, said = run("none.ipynb")
    assert exit_code == 2 and "nothing to fix" not in said
    Path("empty").mkdir()
    exit_code, said = run("empty", "--yes")
    assert exit_code == 2 and "nothing to fix" not in said and "no notebook to look at" in said
    Path("b.ipynb").write_bytes(dump(notebook([code(f"x = '{T}'")]))[:-9])
    assert "NOT changed: the notebook cannot be read as one" in run("b.ipynb", "--yes")[1]


def test_a_python_script_and_a_text_notebook(run: Run) -> None:
    Path("a.py").write_text(f"#!/usr/bin/env python\n'''doc'''\nimport sys\nt = '{T}'\n")
    Path("b.py").write_text(f"# %% [markdown]\n# # Title\n\n# %%\nt = '{T}'\n")
    assert run("a.py", "b.py", "--yes")[0] == 1
    assert (
        Path("a.py").read_text()
        == f"#!/usr/bin/env python\n'''doc'''\nimport os\nimport sys\nt = {READ}\n"
    )
    assert (
        Path("b.py").read_text() == f"# %% [markdown]\n# # Title\n\n# %%\nimport os\nt = {READ}\n"
    )


@pytest.mark.slow
def test_the_notebook_runs_in_a_kernel(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    import nbformat
    from nbclient import NotebookClient

    cells = [
        code(f"h = f'Bearer {T}'", id="a"),
        code("import hashlib; hashlib.sha256(h.encode()).hexdigest()", id="b"),
    ]
    Path("a.ipynb").write_bytes(dump(notebook(cells, minor=5)))
    assert run("a.ipynb", "--yes", "--env-file", ".env")[0] == 1
    monkeypatch.setenv("GITHUB_TOKEN", Path(".env").read_text().partition("=")[2].strip())
    read = nbformat.read("a.ipynb", as_version=4)
    NotebookClient(read, kernel_name="python3", timeout=60).execute()
    from hashlib import sha256

    shown = read.cells[1].outputs[0]["data"]["text/plain"]
    assert shown == repr(sha256(f"Bearer {T}".encode()).hexdigest())


def test_options_that_contradict_each_other(run: Run) -> None:
    exit_code, said = run(".", "--diff", "--yes")
    assert exit_code == 2 and "--diff changes nothing" in said
    assert sys.stdin is None
