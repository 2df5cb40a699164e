"""Each kind of name, in each layout that notebooks write a name and its value in: the value is found, and nothing else."""

from __future__ import annotations

import json
import string
from collections.abc import Callable
from random import Random

import pytest

from colab_safe.detect.builtin import engine
from colab_safe.scan import scan
from colab_safe.views.sign_search import SearchedTexts
from colab_safe.views.table_columns import NAMES, table_columns
from colab_safe.views.tables import DECODER
from tests.notebooks import Json, code, dump, notebook, output, stream

ENGINE = engine()
RANDOM = Random(16)
WORD, HEX = string.ascii_letters + string.digits, "0123456789abcdef"


def chars(alphabet: str, size: int) -> str:
    return "".join(RANDOM.choices(alphabet, k=size))


TOKEN = chars(WORD, 32)
UUID = "-".join(chars(HEX, size) for size in (8, 4, 4, 4, 12))
# What people think up, put together here so that no scanner takes this file for a leak.
CHOSEN, DATED, SIGNS = "hW4-kiln_" + "Sopha9", "Sommer" + "2024!", "P9x!w" + "Qz2#k"
KINDS = {
    # Tokens of services that no rule knows.
    "api_key": TOKEN, "ACME_API_KEY": TOKEN, "apiKey": TOKEN, "acme_token": TOKEN, "ACCESS_TOKEN": TOKEN, "client_secret": TOKEN,
    "my_pat": TOKEN, "token_": TOKEN, "acme_key": chars(HEX, 32), "secret": UUID,
    # Names that have other meanings.
    "access": TOKEN, "bearer": TOKEN, "creds": TOKEN,
    # Passwords.
    "password": CHOSEN, "DB_PASSWORD": DATED, "PSWD": CHOSEN, "db_pw": CHOSEN, "passphrase": SIGNS, "pwd": SIGNS,
    # In other languages.
    "mot_de_passe": CHOSEN, "contraseña": DATED, "passwort": CHOSEN, "senha": DATED, "пароль": CHOSEN, "şifre": DATED, "hasło": CHOSEN,
    "密码": DATED, "パスワード": CHOSEN, "비밀번호": DATED, "wachtwoord": CHOSEN, "clé_api": TOKEN, "clave_api": TOKEN, "chave_api": TOKEN,
    "api_schlüssel": TOKEN, "токен": TOKEN, "api_anahtarı": TOKEN, "klucz_api": TOKEN, "密钥": TOKEN, "トークン": TOKEN, "토큰": TOKEN,
    # Of services that a rule knows: by its name, and by the value's form.
    "COHERE_API_KEY": chars(WORD, 40), "aws_secret_access_key": chars(WORD + "+/", 40), "EXA_API_KEY": UUID, "HF_TOKEN": "hf_" + chars(string.ascii_letters, 34),
}  # fmt: skip
OTHER_MEANINGS = {"access", "bearer", "creds"}

SOURCES = {
    "JSON": '{{"id": 1, "{}": "{}", "port": 5432}}', "JSON, indented": '{{\n  "host": "h",\n  "{}": "{}"\n}}',
    "JSON in a string": 's = "{{\\"host\\": \\"h\\", \\"{}\\": \\"{}\\"}}"', "a record": '{{"name": "{}", "value": "{}"}}',
    "YAML": "host: h\n{}: {}\nport: 5432\n", "YAML, quoted": "host: h\n{}: '{}'\n", "INI": "[acme]\nhost = h\n{} = {}\nport = 1\n",
    "INI, tight": "[acme]\n{}={}\n", "TOML": '[acme]\n{} = "{}"\nport = 1', "dotenv": '{}="{}"\nPORT=1\n',
    "export": "!export {}={}", "export, quoted": "!export {}='{}' && run", "a cell of bash": '%%bash\nexport {}="{}"\npython train.py',
    "before a command": "!{}='{}' python train.py", "an option": "!acme run --{} {} --port 1", "an option, glued": "!acme run --{}={}",
    "docker": "!docker run -e {}={} image", "Dockerfile": "ENV {}={}", "PowerShell": '$env:{} = "{}"', "cmd": "set {}={}",
    "curl, a form": "!curl -d '{}={}' https://h.example.org/", "curl, JSON": "!curl -d '{{\"{}\":\"{}\"}}' https://h.example.org/",
    "R": '{} <- "{}"', "R, global": "{} <<- '{}'", "R, Sys.setenv": 'Sys.setenv({} = "{}")', "R, options": 'options({} = "{}")',
    "Julia": 'const {} = "{}"', "Julia, ENV": 'ENV["{}"] = "{}"', "Julia, pairs": 'Dict("host" => "h", "{}" => "{}")',
    "Scala": 'val {} = "{}"', "JavaScript": "const {} = `{}`;", "SQL": "SET {} = '{}';", "Spark": 'spark.conf.set("acme.{}", "{}")',
    "%env": "%env {}={}", "%env, a blank": "%env {} {}", "os.environ": 'os.environ["{}"] = "{}"', "os.environ, tight": "os.environ['{}']='{}'",
    "environ.update": 'os.environ.update({{"{}": "{}"}})', "environ.update, keyword": 'os.environ.update({}="{}")',
    "environ.setdefault": 'os.environ.setdefault("{}", "{}")', "getenv": 'x = os.getenv("{}", "{}")',
    "a dictionary": "cfg = {{'host': 'h', '{}': '{}', 'port': 1}}", "dict": "cfg = dict(host='h', {}='{}', port=1)", "an item": "cfg['{}'] = '{}'",
    "a keyword argument": "client = Client(url, {}='{}', timeout=3)", "a keyword argument on its line": "client = Client(\n    url,\n    {}='{}',\n)",
    "pairs": '[("host", "h"), ("{}", "{}")]', "annotated": '{}: str = "{}"', "bytes": '{} = b"{}"', "in three quotes": '{} = """{}"""',
    "in parentheses": '{} = (\n    "{}"\n)', "an attribute": 'self.{} = "{}"', "a form of Colab": '{} = "{}" #@param {{type:"string"}}',
    "a walrus": 'if ({} := "{}"):\n    pass', "a comment": "# {} = {}", "a label": 'print("{}: {}")', "XML": "<{0}>{1}</{0}>",
    "f-string URL": 'url = f"https://h.example.org/v1?{}={}&q={{q}}"', "f-string URL, last": "requests.get(f'https://h.example.org/v1?q={{q}}&{}={}')",
}  # fmt: skip
FRAME = (
    '<div><table border="1" class="dataframe">\n  <thead>\n    <tr style="text-align: right;">\n      <th></th>\n      <th>user</th>\n'
    "      <th>{}</th>\n    </tr>\n  </thead>\n  <tbody>\n    <tr>\n      <th>0</th>\n      <td>my_key</td>\n      <td>{}</td>\n"
    "    </tr>\n  </tbody>\n</table></div>"
)
TRANSPOSED = (
    '<table border="1" class="dataframe">\n  <thead>\n    <tr><th></th><th>0</th></tr>\n  </thead>\n  <tbody>\n    <tr>\n'
    "      <th>{}</th>\n      <td>{}</td>\n    </tr>\n  </tbody>\n</table>"
)
OUTPUTS: dict[str, Callable[[str, str], Json]] = {
    "DataFrame, HTML": lambda name, value: output(html=FRAME.format(name, value)),
    "DataFrame, HTML, transposed": lambda name, value: output(html=TRANSPOSED.format(name, value)),
    "DataFrame, text": lambda name, value: output(
        plain=f"  user  {name:>{len(value)}}\n0  ada  {value:>{len(name)}}"
    ),
    "Series": lambda name, value: output(plain=f"host    h\n{name}    {value}\ndtype: object"),
    "Markdown": lambda name, value: output(
        {"text/markdown": f"| user | {name} |\n|---|---|\n| ada | {value} |"}
    ),
    "repr of a dictionary": lambda name, value: output(
        plain=f"{{'host': 'h',\n '{name}': '{value}'}}"
    ),
    "repr of an object": lambda name, value: output(plain=f"Config(host='h', {name}='{value}')"),
    "log": lambda name, value: stream(f"2026-01-01 INFO host=h {name}={value}\n"),
    "label": lambda name, value: stream(f"{name}: {value}\n"),
    "JSON output": lambda name, value: output({"application/json": {"host": "h", name: value}}),
    "error": lambda name, value: stream(f"ValueError: bad config {{'{name}': '{value}'}}\n"),
}
# Here nothing says that a value is given to the name: `<access>…</access>`, `access    …`.
NOT_GIVEN = {"XML", "Series"}


def cell(layout: str, name: str, value: str) -> Json:
    if layout in SOURCES:
        return code(SOURCES[layout].format(name, value))
    return code("run()", [OUTPUTS[layout](name, value)])


def is_written_so(layout: str, name: str, value: str) -> bool:
    """A URL writes some signs of a value as escapes."""
    return not ("URL" in layout and set(value) & set("!#&+/")) and not (
        layout in NOT_GIVEN and name in OTHER_MEANINGS
    )


@pytest.mark.parametrize("layout", [*SOURCES, *OUTPUTS])
def test_each_kind_of_name(layout: str) -> None:
    for name, value in KINDS.items():
        if not is_written_so(layout, name, value):
            continue
        data = dump(notebook([cell(layout, name, value)]))
        findings = scan(data, "a.ipynb", [ENGINE]).findings
        spans = [each.location.spans for each in findings]
        assert len(spans) == len(spans[0]) == 1 if spans else spans, (name, spans)
        ((start, end),) = spans[0]
        assert json.loads(f'"{data[start:end].decode()}"') == value, name


@pytest.mark.parametrize("end", NAMES)
def test_a_table_with_such_a_column_is_decoded(end: str) -> None:
    name = f"acme{end}" if end.startswith("_") else end
    html, text = FRAME.format(name, TOKEN), f"  user  {name:>32}\n0  ada  {TOKEN}"
    assert DECODER.sign(SearchedTexts([html, text])) == {0, 1}
    for table in (html, text):
        decoded = table_columns(table)
        assert decoded and TOKEN in decoded.text


ORDINARY = {
    "columns of numbers": "   access  api_calls\n0    1204         77\n1    1311         80",
    "columns of words": "  user          access      key\n0  ada  read-write-2a  north-1b",
    "pointwise convolutions": "conv_pw_1 (Conv2D)   (None, 112, 112, 64)  2048\nconv_pw_1_bn (BatchN_1a)  (None, 112, 112, 64)",
    "options": "!acme run --access public-read2 --auth basic-v1a",
    "pairs": 'set("access", "read-write-2")\nget("auth", "OAuth2.0-PKCE")',
    "hashes of files": "('a.json', '" + chars(HEX, 40) + "')",
}


@pytest.mark.parametrize("name", ORDINARY)
def test_what_only_looks_like_that(name: str) -> None:
    for one in (code(ORDINARY[name]), code("run()", [stream(ORDINARY[name])])):
        assert not scan(dump(notebook([one])), "a.ipynb", [ENGINE]).findings
