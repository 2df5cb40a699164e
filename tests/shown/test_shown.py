"""Credentials that only the code gives away: where they come from, how they are shown, and what looks like it."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable
from random import Random
from typing import Any

import pytest

from colab_safe.blots import marker
from colab_safe.detect.engine import load
from colab_safe.model import Report
from colab_safe.redact import redact
from colab_safe.scan import scan
from tests.notebooks import code, dump, error, notebook, output, stream

Json = dict[str, Any]
ENGINES = [load("builtin")]
# Values without a format of their own: what is shown is known by the code alone.
VALUE = "".join(Random(7).choices(string.ascii_letters + string.digits, k=32))
OTHER = "".join(Random(8).choices(string.ascii_letters + string.digits + "_-", k=28))
HEX = "".join(Random(9).choices("0123456789abcdef", k=32))
PASSWORD = "-".join(["kiln", "Sopha9", "Wo!rt"])


def value(plain: str, **more: str) -> Json:
    """The value of the last expression, as a kernel sends it."""
    data = {"text/plain": plain} | {name.replace("_", "/"): text for name, text in more.items()}
    return {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": data}


def cells(*pairs: str | Json | tuple[str, Json]) -> bytes:
    """A notebook of cells: a source, or a source and its output."""
    made = [code(pair) if isinstance(pair, str) else code(pair[0], [pair[1]]) for pair in pairs]  # type: ignore[arg-type,index]
    return dump(notebook(made))


def shown(source: str, out: str = f"'{VALUE}'") -> bytes:
    return cells((source, value(out)))


def printed(source: str, out: str = VALUE, name: str = "stdout") -> bytes:
    return cells((source, stream(f"{out}\n", name)))


def found(data: bytes) -> Report:
    return scan(data, "a.ipynb", ENGINES)


def places(data: bytes, *values: str) -> list[tuple[int, int]]:
    """Where the values are in the bytes."""
    return sorted(
        match.span() for each in values for match in re.finditer(re.escape(each.encode()), data)
    )


TOKEN = "import os\ntoken = os.environ['HF_TOKEN']\n"
# One row per source: each shows VALUE, once.
SOURCES = {
    "colab": shown("from google.colab import userdata\nuserdata.get('X')"),
    "colab, imported as a module": shown("import google.colab as c\nc.userdata.get('X')"),
    "kaggle": shown("from kaggle_secrets import UserSecretsClient\nUserSecretsClient().get_secret('X')"),
    "kaggle, in steps": cells("s = UserSecretsClient()\nt = s.get_secret('label')", ("t", value(f"'{VALUE}'"))),
    "environ": printed("import os\nprint(os.environ['X_TOKEN'])"),
    "environ, imported": printed("from os import environ\nprint(environ['API_KEY'])"),
    "environ, with get": printed("print(os.environ.get('DB_PASSWORD', ''))"),
    "getenv": shown("os.getenv('OPENAI_API_KEY')"),
    "getenv, imported": shown("from os import getenv\ngetenv('PGPASSWORD')"),
    "getpass": cells("from getpass import getpass\nk = getpass('Key: ')", ("k", value(f"'{VALUE}'"))),
    "getpass of the module": shown("import getpass\ngetpass.getpass()"),
    "input": printed("k = input('Your PIN or access_token: ')", f"Your PIN or access_token: {VALUE}"),
    "keyring": shown("import keyring\nkeyring.get_password('a', 'me')"),
    "databricks": shown("dbutils.secrets.get(scope='a', key='b')"),
    "fabric": shown("mssparkutils.credentials.getSecret('vault', 'name')"),
    "streamlit": printed("print(st.secrets['db'])"),
    "boto3": shown("r = client.get_secret_value(SecretId='a')\nr['SecretString']"),
    "boto3, dumped": shown("client.get_secret_value(SecretId='a')", f"{{'Name': 'a', 'SecretString': '{VALUE}'}}"),
    "google secret manager": shown("r = client.access_secret_version(name=n)\nr.payload.data.decode('UTF-8')"),
    "azure key vault": shown("SecretClient(u, c).get_secret('x').value"),
    "azure identity": printed("t = DefaultAzureCredential().get_token(scope)\nprint(t.token)"),
    "hvac": printed("r = client.secrets.kv.v2.read_secret_version(path='a')\nprint(r['data']['data']['pw'])"),
    "google.auth": shown("import google.auth\ncredentials, project = google.auth.default()\ncredentials.token"),
    "pydantic": printed("print(settings.key.get_secret_value())"),
    "decouple": printed("from decouple import config\nprint(config('SECRET_KEY'))"),
    "dotenv values": printed("cfg = dotenv_values('.env')\nprint(cfg['STRIPE'])"),
    "load_dotenv": printed("load_dotenv()\nprint(os.getenv('GH_TOKEN'))"),
    "a file": shown("open('token.txt').read()"),
    "a file, opened with": printed("with open('/content/secret.txt') as f:\n    t = f.read().strip()\nprint(t)"),
    "a file, by its lines": printed("with open('api_key.txt') as f:\n    k = f.readline()\nprint(k)"),
    "a path": printed("p = Path.home() / 'keys' / 'token.txt'\nprint(p.read_text())"),
    "a json file": printed("c = json.load(open('github.json'))\nprint(c['pat'])"),
    "a json file, shown": shown("c = json.load(open('github.json'))\nc", f"{{'access_pat': '{VALUE}', 'username': 'me'}}"),
    "a yaml file": printed("c = yaml.safe_load(open('secrets.yaml'))\nprint(c['a']['b'])"),
    "a netrc": printed("t = netrc.netrc().authenticators('h')[2]\nprint(t)"),
    "unpacked": printed("user, pw = open('token.txt').read().split()\nprint(pw)"),
    "an attribute": printed("class A:\n    def __init__(self):\n        self.pin = getpass()\na = A()\nprint(a.pin)"),
    "an entry": printed("d = {}\nd['x'] = getpass()\nprint(d['x'])"),
    "a function": printed("def f():\n    return userdata.get('X')\nprint(f())"),
    "a parameter": printed("def show(t):\n    print('t =', t)\nshow(userdata.get('X'))", f"t = {VALUE}"),
    "a walrus": printed("if (t := getpass()):\n    print(t)"),
    "a choice": printed("t = None\ntry:\n    t = userdata.get('X')\nexcept Exception:\n    t = os.getenv('X_KEY')\nprint(t)"),
    "a loop": printed("for n in ['A_TOKEN', 'B_TOKEN']:\n    print(os.environ[n])"),
    "the environment's own name": printed("os.environ['X'] = getpass()\nprint(os.environ['X'])"),
    "by its name": shown("api_key"),
    "by its name, an attribute": shown("openai.api_key"),
    "by its name, an entry": printed("print(r.json()['access_token'])"),
    "subprocess": printed("t = subprocess.check_output(['gh', 'auth', 'token']).decode()\nprint(t)"),
    "subprocess, of a shell": printed("t = subprocess.run('gcloud auth print-access-token', shell=True).stdout\nprint(t)"),
    "popen": shown("os.popen('gh auth token').read()"),
    "a captured command": shown("t = !gh auth token\nt", f"['{VALUE}']"),
    "a captured command, its first line": shown("t = !gcloud auth print-access-token\nt[0]"),
    "echo": printed("!echo $TOKEN"),
    "echo of a Python name": printed("k = getpass()\n!echo {k}"),
    "echo of an expression": printed("!echo {os.environ['X_KEY']}"),
    "echo in a text": printed('!echo "token is $GH_TOKEN."', f"token is {VALUE}."),
    "printenv": printed("!printenv API_TOKEN"),
    "a dotenv file": printed("!cat .env", f"PORT=8080\nSTRIPE={VALUE}"),
    "a dotenv file, filtered": printed("!cat .env | grep STRIPE | cut -d= -f2"),
    "grep": printed("!grep pw ~/.config/credentials.txt | head -1"),
    "a Python name in a command": printed("p = '/content/token.txt'\n!cat {p}"),
    "a cell of the shell": printed("%%bash\ncd /tmp\ncat ~/.kaggle/token.txt"),
    "gcloud": printed("!gcloud auth print-access-token"),
    "gh": printed("!gh auth token"),
    "aws": printed("!aws configure get aws_secret_access_key --profile x"),
    "aws ecr": printed("!aws ecr get-login-password"),
    "az": printed("!az account get-access-token --query accessToken -o tsv"),
    "heroku": printed("!heroku auth:token"),
    "vault": printed("!vault kv get -field=pw secret/a"),
    "1password": printed("!op read op://a/b/c"),
    "oc": printed("!oc whoami -t"),
    "git": printed("!git config --get github.token"),
    "python -c": printed("!python -c \"import os; print(os.environ['X_TOKEN'])\""),
    "%env": shown("%env X_TOKEN"),
    "%env with a value": printed("t = getpass()\n%env FOO=$t", f"env: FOO={VALUE}"),
    "R": cells(('Sys.getenv("API_KEY")', value(f'[1] "{VALUE}"'))),
    "R, with a name": cells(('k <- Sys.getenv("API_KEY")\nprint(k)', stream(f'[1] "{VALUE}"\n'))),
    "R, keyring": cells(('keyring::key_get("x")', output(html=f"'{VALUE}'"))),
    "R, cat": cells(('k <- Sys.getenv("API_KEY")\ncat("key:", k)', stream(f"key: {VALUE}"))),
    "R magic": cells(('%%R\nk <- Sys.getenv("API_KEY")\nprint(k)', stream(f'[1] "{VALUE}"\n'))),
    "Julia": cells(('k = ENV["API_KEY"]\nprintln(k)', stream(f"{VALUE}\n"))),
    "Scala": cells(('val k = sys.env("API_KEY")\nprintln(k)', stream(f"{VALUE}\n"))),
    "JavaScript": cells(('const k = process.env.API_KEY;\nconsole.log(k);', stream(f"{VALUE}\n"))),
}  # fmt: skip
# How VALUE is shown.
DISPLAYS = {
    "the last line": shown(f"{TOKEN}token"),
    "double quotes": shown(f"{TOKEN}token", f'"{VALUE}"'),
    "in a later cell": cells(TOKEN, "x = 1", ("token", value(f"'{VALUE}'"))),
    "print": printed(f"{TOKEN}print(token)"),
    "print, after others": printed(f"{TOKEN}print('ok')\nprint(token)", f"ok\n{VALUE}"),
    "print with a label": printed(f"{TOKEN}print('value:', token)", f"value: {VALUE}"),
    "print with sep": printed(f"{TOKEN}print('a', token, sep='|')", f"a|{VALUE}"),
    "print to stderr": printed(f"{TOKEN}print(token, file=sys.stderr)", name="stderr"),
    "f-string": printed(f"{TOKEN}print(f'it is {{token}}!')", f"it is {VALUE}!"),
    "f-string, quoted": printed(f"{TOKEN}print(f'{{token!r}}')", f"'{VALUE}'"),
    "f-string, padded": printed(f"{TOKEN}print(f'{{token:>40}}')", f"        {VALUE}"),
    "format": printed(f"{TOKEN}print('it is {{}}'.format(token))", f"it is {VALUE}"),
    "percent": printed(f"{TOKEN}print('it is %s' % token)", f"it is {VALUE}"),
    "a sum": printed(f"{TOKEN}print('it is ' + token)", f"it is {VALUE}"),
    "something unknown beside it": printed(f"{TOKEN}print(now(), token)", f"12:00 {VALUE}"),
    "str and strip": printed(f"{TOKEN}print(str(token).strip())"),
    "bytes": shown(f"{TOKEN}token.encode()", f"b'{VALUE}'"),
    "display": cells((f"{TOKEN}display(token)", output(plain=f"'{VALUE}'"))),
    "display of HTML": cells((f"{TOKEN}display(HTML(f'<b>{{token}}</b>'))", output(html=f"<b>{VALUE}</b>"))),
    "HTML at the end": cells((f"{TOKEN}HTML(token)", output(html=VALUE))),
    "Markdown": cells((f"{TOKEN}Markdown(token)", output({"text/markdown": VALUE}))),
    "pprint": printed(f"{TOKEN}pprint({{'a': token}})", f"{{'a': '{VALUE}'}}"),
    "beside an open file": printed(f"{TOKEN}f = open('token.txt')\nprint(f, token)", f"<_io.TextIOWrapper name='token.txt'> {VALUE}"),
    "a list": shown(f"{TOKEN}[1, token]", f"[1, '{VALUE}']"),
    "a tuple": shown(f"{TOKEN}'me', token", f"('me', '{VALUE}')"),
    "a dictionary": shown(f"{TOKEN}h = {{'h': token}}\nh", f"{{'h': '{VALUE}'}}"),
    "json": printed(f"{TOKEN}print(json.dumps({{'a': token}}))", f'{{"a": "{VALUE}"}}'),
    "the environment": printed("print(dict(os.environ))", f"{{'HOME': '/root', 'MY_PAT': '{VALUE}'}}"),
    "!env": printed("!env", f"HOME=/root\nHOSTNAME={HEX[:12]}\nMY_PAT={VALUE}\nSHLVL=1"),
    "write": printed(f"{TOKEN}sys.stdout.write(token)"),
    "logging": printed(f"{TOKEN}logging.info('got %s', token)", f"INFO:root:got {VALUE}", "stderr"),
    "logger, formatted": printed(f"{TOKEN}log.debug(token)", f"2026-01-02 10:00:00 - a - DEBUG - {VALUE}", "stderr"),
    "an exception": cells((f"{TOKEN}raise ValueError(f'bad {{token}}')", error("ValueError", f"bad {VALUE}"))),
    "in colour": printed(f"{TOKEN}print(token)", f"\x1b[32m{VALUE}\x1b[0m"),
    "with no end of line": cells((f"{TOKEN}print(token, end='')", stream(VALUE))),
    "all expressions": cells("InteractiveShell.ast_node_interactivity = 'all'", (f"{TOKEN}token\nx", value(f"'{VALUE}'"))),
    "in two pieces": cells((f"{TOKEN}print(token)", stream([f"{VALUE[:9]}", f"{VALUE[9:]}\n"]))),
}  # fmt: skip
SILENT = {
    "az, the subscription beside the token": printed("!az account get-access-token", '{\n  "accessToken": "…",\n  "subscription": "892019c6-17c3-bdc4-bbb0-9d4967b46761",\n  "tenant": "1f0e3dad-9990-4f3a-8a52-6c1b2d7c9e11"\n}'),
    "its length": shown(f"{TOKEN}len(token)", "32"),
    "a part": shown(f"{TOKEN}token[:8]", f"'{VALUE[:8]}'"),
    "a part and a mask": printed(f"{TOKEN}print(token[:12] + '...')", f"{VALUE[:12]}..."),
    "masked": printed(f"{TOKEN}print(mask(token))", "********"),
    "stars": printed(f"{TOKEN}print('*' * len(token))", "*" * 32),
    "a hash": shown(f"{TOKEN}hashlib.sha256(token.encode()).hexdigest()", f"'{HEX}{HEX}'"),
    "a comparison": shown(f"{TOKEN}token is not None", "True"),
    "a boolean": printed(f"{TOKEN}print(bool(token))", "True"),
    "nothing": printed("print(os.environ.get('X_TOKEN'))", "None"),
    "a number": printed("print(os.environ['MAX_TOKEN_KEY'])", "4096"),
    "prose": printed("print(os.environ['X_TOKEN'])", "set the variable first"),
    "a path": printed("print(os.environ['KEY_FILE'])", "/content/drive/MyDrive/k3y5/a1b2c3.json"),
    "an address": printed("print(os.environ['AUTH_URL'])", "https://a1b2c3d4e5.example.com/x7f9"),
    "a placeholder": printed("print(os.environ['API_KEY'])", "your-api-key-1234567890"),
    "an error": cells((f"{TOKEN}login(token)", error("HTTPError", f"401 for request {HEX}"))),
    "another print": printed(f"{TOKEN}login(token)\nprint('id', run)", f"id {OTHER}"),
    "ok": printed(f"{TOKEN}print('ok')", "ok"),
    "the id of a run": printed(f"{TOKEN}run = start(token)\nprint(run.id)", OTHER),
    "not shown": cells(f"{TOKEN}token;", ("commit", value(f"'{HEX}'"))),
    "with a semicolon": cells((f"{TOKEN}token;", value(f"'{HEX}'"))),
    "an assignment": cells((f"{TOKEN}key = token", value(f"'{HEX}'"))),
    "the tokens of a text": printed("tokens = tokenizer.tokenize(text)\nprint(tokens[0])", OTHER),
    "token ids": shown("token_ids = enc.encode('a')\ntoken_ids", "[1, 2, 3]"),
    "a token of a document": printed("for token in doc: print(token)", "Xk29-qqzz-77"),
    "a name that means another thing now": cells("key = getpass()", ("for key in index: print(key)", stream(f"{HEX}\n"))),
    "a name of another function": cells("def f():\n    key = getpass()\n    return key", ("key = commit()\nkey", value(f"'{HEX}'"))),
    "a comprehension": cells("key = getpass()", ("[print(key) for key in d]", stream(f"{HEX}\n"))),
    "another variable": printed("print(os.environ['HOSTNAME'])", HEX),
    "a name in a store": shown("userdata.get('USERNAME')", "'johnsmith1990'"),
    "a model": printed("print(os.environ['MODEL_NAME'])", "gpt-4-0125-preview"),
    "a data file": printed("t = open('data.txt').read()\nprint(t)", OTHER),
    "a table of tokens": printed("t = open('data/tokens.txt').read()\nprint(t)", OTHER),
    "a file that is counted": printed("!cat .env | wc -l", "4"),
    "a file that is hashed": printed("!cat ~/.netrc | md5sum", f"{HEX}"),
    "a command with a file for its output": printed("!gh auth token > t.txt\n!git rev-parse HEAD", HEX),
    "a token for a command": printed("!gh auth token | docker login --password-stdin\n!hostname", HEX),
    "a captured command": printed("t = !gh auth token\nprint(commit)", HEX),
    "the value of a statement does not go to a stream": printed(f"{TOKEN}print(commit)\ntoken", HEX),
    "a list of files": printed("!ls -la .env", f"-rw-r--r-- 1 root root 120 {HEX}"),
    "an echo of a length": printed("!echo ${#TOKEN}", "40"),
    "a file that is written": printed("with open('token.txt', 'w') as f:\n    f.write(token)\nprint(sha)", HEX),
    "public": shown("os.environ['PATH']", f"'{HEX}'"),
    "an environment of other names": printed("!env", f"HOSTNAME={HEX[:12]}\nGIT_COMMIT={HEX}"),
    "markdown": dump(notebook([{"cell_type": "markdown", "metadata": {}, "source": "`userdata.get('X')`"}])),
}  # fmt: skip
SHOWING = SOURCES | {f"displayed: {name}": data for name, data in DISPLAYS.items()}


@pytest.mark.parametrize("data", SHOWING.values(), ids=SHOWING)
def test_a_shown_credential_is_found_with_exactly_its_characters(data: bytes) -> None:
    findings = found(data).findings
    assert {each.secret.reveal() for each in findings} == {VALUE}
    assert {each.location.place.part for each in findings} == {"output"}
    spans = sorted(span for each in findings for span in each.location.spans)
    assert "".join(data[start:end].decode() for start, end in spans) == VALUE * len(findings)
    assert len(findings) == max(1, len(places(data, VALUE)))


@pytest.mark.parametrize("data", SILENT.values(), ids=SILENT)
def test_what_only_looks_like_it_is_silent(data: bytes) -> None:
    report = found(data)
    assert [each.rule for each in report.findings] == []
    assert not report.problems


@pytest.mark.parametrize("secret", [VALUE, OTHER, HEX, PASSWORD, VALUE[-12:]])
@pytest.mark.parametrize("source", ["userdata.get('X')", "k = getpass()\nk", "os.environ['PW']"])
def test_values_of_all_kinds_are_found(secret: str, source: str) -> None:
    (finding,) = found(shown(source, repr(secret))).findings
    assert (finding.secret.reveal(), finding.rule) == (secret, "shown-credential")


@pytest.mark.parametrize(
    "name", ["colab", "echo", "a json file, shown", "displayed: a dictionary", "displayed: in colour", "R, keyring"]
)  # fmt: skip
def test_redaction_replaces_the_whole_value_and_nothing_else(name: str) -> None:
    done = redact(SHOWING[name], "a.ipynb", ENGINES)
    assert not done.left
    assert not found(done.data).findings
    ids: Iterable[str] = {each.rule for each in done.redacted}
    for id in ids:
        assert done.data == SHOWING[name].replace(VALUE.encode(), marker(id).encode())


def test_several_credentials_of_one_line_are_found() -> None:
    source = "a = getpass()\nb = os.getenv('X_KEY')\n"
    for data in (
        printed(f"{source}print(a, b)", f"{VALUE} {OTHER}"),
        shown(f"{source}a, b", f"('{VALUE}', '{OTHER}')"),
        shown(f"{source}{{'x': a, 'y': b}}", f"{{'x': '{VALUE}', 'y': '{OTHER}'}}"),
    ):
        spans = [span for each in found(data).findings for span in each.location.spans]
        assert spans == places(data, VALUE, OTHER)


@pytest.mark.parametrize("tag", ["allow-secret", "allow-secret:shown-credential"])
def test_a_finding_is_accepted_by_a_tag(tag: str) -> None:
    tagged = code("userdata.get('X')", [value(f"'{VALUE}'")], metadata={"tags": [tag]})
    report = scan(dump(notebook([tagged])), "a.ipynb", ENGINES)
    assert (len(report.findings), report.accepted) == (0, 1)


def test_a_finding_is_accepted_by_the_comment_beside_it() -> None:
    data = printed("print(os.environ['X_TOKEN'])", f"{VALUE}")
    commented = data.replace(VALUE.encode(), f"{VALUE}  # colab-safe: allow — revoked".encode())
    assert found(data).findings
    assert not found(commented).findings


def test_other_engines_alone_do_not_follow_code() -> None:
    assert not scan(SOURCES["colab"], "a.ipynb", [load("detect-secrets")]).findings
