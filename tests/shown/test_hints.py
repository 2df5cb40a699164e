"""Code that would show a credential: reported as low where there is no output yet, with the line to write instead."""

from __future__ import annotations

import pytest

from colab_safe.detect.engine import load
from colab_safe.model import LOW
from colab_safe.redact import redact
from colab_safe.report.filter_repo import write as filter_repo
from colab_safe.report.text import write as as_text
from colab_safe.scan import scan
from tests.notebooks import code, dump, notebook, output, stream
from tests.shown.test_shown import TOKEN, VALUE
from tests.tokens import github_token

ENGINES = [load("builtin")]
# Source → the code that would show a credential, and what to write instead; None: no simple line.
ROWS = {
    "userdata.get('X')": ("userdata.get('X')", "token = userdata.get('X')"),
    f"{TOKEN}token": ("token", "token;"),
    "os.environ['API_KEY']": ("os.environ['API_KEY']", "token = os.environ['API_KEY']"),
    "print(os.environ['API_KEY'])": (
        "print(os.environ['API_KEY'])",
        "print(bool(os.environ['API_KEY']))",
    ),
    "print('it is', getpass())": ("print('it is', getpass())", None),
    "display(getpass())": ("display(getpass())", "print(bool(getpass()))"),
    "!echo $TOKEN": ("!echo $TOKEN", '!test -n "$TOKEN" && echo set'),
    "!cat ~/.netrc": ("!cat ~/.netrc", "output = !cat ~/.netrc"),
    "!gh auth token": ("!gh auth token", "output = !gh auth token"),
    "%env API_KEY": ("%env API_KEY", '"API_KEY" in os.environ'),
    "open('token.txt').read()": ("open('token.txt').read()", "token = open('token.txt').read()"),
    "print(\n  getpass()\n)": ("print(\n  getpass()\n)", None),
    "open('token.txt').readlines()": ("open('token.txt').readlines()", None),
    "json.load(open('github.json'))": ("json.load(open('github.json'))", None),
    "Path('token.txt').open('r').readline()": ("Path('token.txt').open('r').readline()", None),
    "list(open('token.txt'))": ("list(open('token.txt'))", None),
    "next(open('token.txt'))": ("next(open('token.txt'))", None),
    "print(*open('token.txt'))": ("print(*open('token.txt'))", None),
    "for line in open('token.txt'):\n    print(line)": ("print(line)", None),
    "with open('token.txt') as f:\n    for line in f:\n        print(line)": ("print(line)", None),
    "with open('token.txt') as f:\n    print(f.read())": ("print(f.read())", None),
    "p = os.popen('gh auth token')\np.read()": ("p.read()", None),
    "p = Popen(['gh', 'auth', 'token'], stdout=PIPE)\np.stdout.read()": (
        "p.stdout.read()",
        None,
    ),
    "p = Popen(['gh', 'auth', 'token'], stdout=PIPE)\np.communicate()": ("p.communicate()", None),
}
SILENT = (
    "key = userdata.get('X')",
    "userdata.get('X');",
    "len(getpass())",
    "print(bool(os.environ['API_KEY']))",
    "api_key",
    "print(password)",
    "!gh auth token > t.txt",
    "output = !cat .env",
    "client = Client(api_key=os.environ['API_KEY'])",
    "load_dotenv()",
    '!test -n "$TOKEN" && echo set',
    "'API_KEY' in os.environ",
    "k = getpass.getpass('API key: ')",
    "k = input('API key: ')",
    "password = raw_input('Password (8+): ').strip()",
    "open('/content/drive/MyDrive/keys/github.json')",
    "open('token.txt')",
    "f = open('token.txt')\nf",
    "f = open('token.txt')\nprint(f)",
    "print(f\"opened {open('token.txt')}\")",
    "str(open('token.txt'))",
    "with open('token.txt') as f:\n    f",
    "Path('token.txt').open()",
    "io.open('token.txt')",
    "[open('token.txt')]",
    "os.popen('gh auth token')",
    "p = Popen(['gh', 'auth', 'token'], stdout=PIPE)\np",
    "sorted(os.environ['API_KEYS'])",
)


@pytest.mark.parametrize("source", ROWS)
def test_code_that_would_show_a_credential_is_low(source: str) -> None:
    data = dump(notebook([code(source)]))
    (finding,) = scan(data, "a.ipynb", ENGINES).findings
    shown, instead = ROWS[source]
    assert (finding.rule, finding.confidence) == ("would-show-credential", LOW)
    assert not finding.blocks
    assert (finding.location.place.part, finding.secret.reveal()) == ("source", shown)
    assert (instead is None) or f"`{instead}`" in finding.revoke
    if instead:
        again = dump(notebook([code(source.replace(shown, instead))]))
        assert not scan(again, "a.ipynb", ENGINES).findings


@pytest.mark.parametrize("source", SILENT)
def test_code_that_shows_nothing_is_silent(source: str) -> None:
    assert not scan(dump(notebook([code(source)])), "a.ipynb", ENGINES).findings


@pytest.mark.parametrize("shown", [stream("None\n"), output(plain="'****'")])
def test_a_cell_with_an_output_is_judged_by_it(shown: dict[str, object]) -> None:
    data = dump(notebook([code("print(os.environ.get('API_KEY'))", [shown])]))
    assert not scan(data, "a.ipynb", ENGINES).findings


def test_code_is_shown_in_reports_and_real_secrets_in_it_are_not() -> None:
    secret = github_token(4)
    data = dump(
        notebook([code("userdata.get('X')"), code(f"print(os.getenv('API_KEY', '{secret}'))")])
    )
    report = scan(data, "a.ipynb", ENGINES)
    text = as_text(report)
    assert "Write `token = userdata.get('X')` instead" in text
    assert "| userdata.get('X')" in text
    assert secret not in text
    assert secret[8:24] not in text
    assert "userdata" not in filter_repo(report, show_secrets=True)


def test_it_is_accepted_by_a_comment_and_never_redacted() -> None:
    data = dump(notebook([code("userdata.get('X')")]))
    assert redact(data, "a.ipynb", ENGINES, least=LOW).data == data
    comment = "  # colab-safe: allow would-show-credential — the value is public"
    accepted = scan(dump(notebook([code(f"userdata.get('X'){comment}")])), "a.ipynb", ENGINES)
    assert (accepted.findings, accepted.accepted) == ((), 1)


def test_the_same_code_beside_an_output_with_the_value_is_one_finding() -> None:
    data = dump(notebook([code("userdata.get('X')", [output(plain=f"'{VALUE}'")])]))
    assert [each.rule for each in scan(data, "a.ipynb", ENGINES).findings] == ["shown-credential"]
