"""Values that are named by something beside or above them: exactly they are found, and replaced."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from colab_safe.detect.builtin import BuiltinEngine
from colab_safe.detect.rules import RULES
from colab_safe.redact import redact
from colab_safe.scan import scan
from colab_safe.views import sibling_values as siblings
from colab_safe.views.sibling_values import sibling_values
from colab_safe.views.table_columns import table_columns
from tests.notebooks import Json, code, dump, notebook, output, stream

ENGINE = BuiltinEngine(RULES)
TYPED = "Moor-3" + "hen!xy"
MIXED = "q7Zt2mPx" + "9Lw4Kd8Rv1Bn"
WIDGETS = "application/vnd.jupyter.widget-state+json"


def model(name: str, value: str, **more: Any) -> Json:
    state = {**more, "description": "DB", "value": value}
    return {"model_module": "@jupyter-widgets/controls", "model_name": name, "state": state}


MODELS = {
    "0a": model("TextModel", "an Ordinary-1 text!"),
    "1b": model("PasswordModel", TYPED),
    "2c": model("TextModel", "another Ordinary-2 text!"),
}


def saved(widgets: Json) -> Json:
    return notebook(metadata={"widgets": widgets})


def shown(mime: str, text: Any) -> Json:
    return notebook([code("run()", [output({mime: text})])])


def printed(text: str) -> Json:
    return notebook([code("run()", [stream(text)])])


def source(text: str) -> Json:
    return notebook([code(text)])


RECORD = {"Parameter": {"Name": "/prod/api_key", "Type": "SecureString", "Value": MIXED}}
FRAME = f"""<table border="1" class="dataframe">
  <thead>
    <tr style="text-align: right;"><th></th><th>name</th><th>api_key</th></tr>
  </thead>
  <tbody>
    <tr><th>0</th><td>ada</td><td>{MIXED}</td></tr>
    <tr><th>1</th><td>eve</td><td>none</td></tr>
  </tbody>
</table>"""
# id: a notebook, and the only value that is found in it.
NAMED: dict[str, tuple[Json, str]] = {
    "widget state, Jupyter's": (saved({WIDGETS: {"version_major": 2, "state": MODELS}}), TYPED),
    "widget state, Colab's": (saved({WIDGETS: MODELS}), TYPED),
    "widget state, without a type": (saved({"state": MODELS, "version": "1.1.1"}), TYPED),
    "widget state, name inside the state": (
        saved({WIDGETS: {"1b": model("PasswordModel", TYPED, _model_name="PasswordModel")}}),
        TYPED,
    ),
    "widget state, embedded in HTML": (
        shown("text/html", f"<script>{json.dumps({'state': MODELS})}</script>"),
        TYPED,
    ),
    "widget, shown": (
        shown("text/plain", f"Password(description='a', value='{TYPED}')"),
        TYPED,
    ),
    "widget, made": (
        source(f"w = widgets.Password(value='{TYPED}', description='a')"),
        TYPED,
    ),
    "field of an application": (
        source(f'st.text_input("Log in", value="{TYPED}", type="password")'),
        TYPED,
    ),
    "input of HTML": (shown("text/html", f'<input type="password" value="{TYPED}">'), TYPED),
    "input of HTML, value first": (
        shown("text/html", f'<input value="{TYPED}" name="a" type="password">'),
        TYPED,
    ),
    "record, JSON": (printed(json.dumps(RECORD, indent=2)), MIXED),
    "record, Python": (printed(str(RECORD)), MIXED),
    "record, tree": (
        shown("application/json", [{"name": "TOKEN", "type": "a", "value": MIXED}]),
        MIXED,
    ),
    "table, HTML": (shown("text/html", FRAME), MIXED),
    "table, last column": (
        shown("text/plain", f"  name               api_key\n0  ada  {MIXED}"),
        MIXED,
    ),
    "table, first column": (
        shown(
            "text/plain",
            f"                api_key  name\n0  {MIXED}   ada\n1                  none   eve",
        ),
        MIXED,
    ),
    "table, of Spark": (
        printed(
            f"+----+--------------------+\n|name|             api_key|\n+----+--------------------+\n| ada|{MIXED}|\n"
        ),
        MIXED,
    ),
    "table, Markdown": (
        printed(f"| name | api_key |\n|------|---------|\n| ada | {MIXED} |\n"),
        MIXED,
    ),
    "table, of Rich": (
        printed(
            f"┏━━━━━━┳━━━━━━━━━┓\n┃ name ┃ api_key              ┃\n┡━━━━━━╇━━━━━━━━━┩\n│ ada  │ {MIXED} │\n└──────┴─────────┘\n"
        ),
        MIXED,
    ),
    "table, of Polars": (
        printed(
            f"┌──────┬─────────┐\n│ name ┆ api_key              │\n│ ---  ┆ ---                  │\n│ str  ┆ str                  │\n╞══════╪═════════╡\n│ ada  ┆ {MIXED} │\n└──────┴─────────┘\n"
        ),
        MIXED,
    ),
    "table, of %whos": (
        printed(
            f"Variable   Type    Data/Info\n----------------------------\napi_key    str     {MIXED}\nx          int     1\n"
        ),
        MIXED,
    ),
    "table, tabs": (printed(f"name\tapi_key\trole\nada\t{MIXED}\tadmin\n"), MIXED),
    "table, commas with an index": (printed(f",name,password\n0,ada,{TYPED}\n"), TYPED),
    "table, commas": (printed(f"name,api_key,role\nada,{MIXED},admin\n"), MIXED),
}


@pytest.mark.parametrize(("tree", "value"), NAMED.values(), ids=NAMED)
def test_the_named_value_is_found_and_nothing_else(tree: Json, value: str) -> None:
    data = dump(tree)
    (finding,) = scan(data, "a.ipynb", [ENGINE]).findings
    assert finding.secret.reveal() == value
    (span,) = finding.location.spans
    assert json.loads(f'"{data[span.start : span.end].decode()}"') == value


@pytest.mark.parametrize(
    "name", [name for name in NAMED if not name.startswith(("widget, made", "field"))]
)
def test_nothing_but_the_value_is_replaced(name: str) -> None:
    tree, value = NAMED[name]
    data = dump(tree)
    new = redact(data, "a.ipynb", [ENGINE]).data
    before, _, behind = data.partition(value.encode())
    assert new.startswith(before)
    assert new.endswith(behind)
    assert value.encode() not in new
    assert not scan(new, "a.ipynb", [ENGINE]).findings


# id: a text that names no value.
UNNAMED = {
    "an empty field": "Password(value='')",
    "a field without a value": "Password(description='value')",
    "another widget's value": '"model_name": "PasswordModel"\n"value": ""\n"model_name": "TextModel"\n"value": "a"',
    "another call's value": "f(type='password')\ng(value='x')",
    "another record's value": '{"name": "a"}, {"value": "b"}',
    "a record without a value": '{"name": "TOKEN", "type": "x"}',
}


@pytest.mark.parametrize("text", UNNAMED.values(), ids=UNNAMED)
def test_a_value_is_not_named_by_what_does_not_belong_to_it(text: str) -> None:
    assert sibling_values(text) is None


NO_TABLES = {
    "prose": "the token\n0 is the first\n",
    "no column of that name": "   name  age\n0   ada   36\n",
    "a name in a row": "<table><tr><th>a</th><td>token</td></tr></table>",
    "an empty table": "<table><tr><th>token</th></tr></table>",
}


@pytest.mark.parametrize("text", NO_TABLES.values(), ids=NO_TABLES)
def test_no_column_no_values(text: str) -> None:
    decoded = table_columns(text)
    assert decoded is None or " = " not in decoded.text


@settings(max_examples=300)
@given(
    st.lists(
        st.sampled_from(
            (
                "name",
                "Key",
                "xname",
                '"',
                "'",
                ":",
                "=",
                " ",
                "\n",
                "\\",
                "value",
                "é",
                "漢",
                "{",
                "}",
            )
        ),
        max_size=30,
    ).map("".join)
)
def test_names_of_records_are_found_as_by_their_pattern(text: str) -> None:
    found = [name.span() for name in siblings._record_names(text)]
    assert found == [name.span() for name in siblings._RECORD_NAME.finditer(text)]
