"""A value is named whole, whatever signs are in it: what is redacted in part is not redacted."""

from __future__ import annotations

import json
import string
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from colab_safe.detect.builtin import BuiltinEngine
from colab_safe.detect.rules import RULES
from colab_safe.detect.values import LONGEST

ENGINE = BuiltinEngine(RULES)
CORE = "k7Qz" + "m2Xw9"  # what makes each of these a password, whatever is around it


def found(text: str) -> list[str]:
    return sorted({text[match.start : match.end] for match in ENGINE.find([text])})


SIGNS = {
    "in the middle": "k7Qz{}m2Xw9",
    "at the start": "{}k7Qzm2Xw9",
    "at the end": "k7Qzm2Xw9{}",
    "twice at the end": "k7Qzm2Xw9{0}{0}",
    "twice in the middle": "k7Qz{0}m2{0}Xw9",
}


@pytest.mark.parametrize("where", SIGNS)
@pytest.mark.parametrize("sign", "!#$%&()*+,-./:;<=>?@[]^_`{|}~ж字é")
def test_a_quoted_password_is_named_up_to_its_quote(where: str, sign: str) -> None:
    value = SIGNS[where].format(sign)
    for quote in "\"'":
        assert found(f"db_password = {quote}{value}{quote}") == [value]


def quoted(quote: str) -> Callable[[str], str]:
    return lambda value: f"password = {quote}{value}{quote}  # mine"


LANGUAGES: dict[str, tuple[Callable[[str], str], str]] = {  # how it is written, and the signs it may contain
    "Python": (quoted('"'), "!#$%&'()*+,-./:;<=>?@[]^_`{|}~"),
    "Python, single quotes": (quoted("'"), '!"#$%&()*+,-./:;<=>?@[]^_`{|}~'),
    "keyword argument": (lambda value: f'connect("db", password="{value}", port=1)', "!#$%&()*+,-./:;<=>?@[]^_|~"),
    "JSON": (lambda value: json.dumps({"user": "a", "password": value, "port": 1}), "!#$%&()*+,-./:;<=>?@[]^_|~"),
    "shell": (lambda value: f"export DB_PASSWORD='{value}'; run", "!#$%&()*+,-./:;<=>?@[]^_|~"),
    "YAML": (lambda value: f"db:\n  password: '{value}'\n  port: 1\n", "!#$%&()*+,-./:;<=>?@[]^_|~"),
    ".env": (lambda value: f"A=1\nDB_PASSWORD={value}\nB=2\n", "!#$%@?^_+-"),
    "key=value pairs": (lambda value: f"'user=etl password={value} host=db'", "!$%@?^_+-"),
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@given(data=st.data())
def test_a_password_is_named_whole_or_not_at_all(language: str, data: st.DataObject) -> None:
    written, signs = LANGUAGES[language]
    part = st.text(st.sampled_from(string.ascii_letters + string.digits + signs), max_size=12)
    value = data.draw(part) + CORE + data.draw(part)
    named = found(written(value))
    assert value in named or not named  # beside the whole value, a part of it counts for nothing


@pytest.mark.parametrize(
    "line", ['refresh_token = "{}"', "REFRESH_TOKEN={}\n", "refresh_token: {}\n"]
)
@pytest.mark.parametrize("size", [32, 201, 1200, 4095, 4096, 4097, LONGEST])
def test_a_long_value_is_named_whole(size: int, line: str) -> None:
    value = "".join(chr(97 + (7 * n + n * n // 3) % 26) + str(n * n % 10) for n in range(size))[
        :size
    ]
    assert found(line.format(value)) == [value]


def test_no_part_of_a_longer_word_is_named() -> None:
    value = "k7" * LONGEST
    assert found(f"refresh_token = {value}") == []


FILES = {  # passwords without quotes, with signs in them
    ".env": "DB_PASSWORD={}\n",
    "shell": "export DB_PASSWORD={}\n",
    "YAML": "db:\n  password: {}\n",
    "YAML, last line": "password: {}",
    "INI": "[db]\npassword = {}\n",
    "magic": "%env DB_PASSWORD={}\n",
    "YAML with a comment": "password: {}  # mine\n",
    ".netrc": "machine a.example login ada password {}\n",
    ".pypirc": "[pypi]\nusername = ada\npassword = {}\n",
}


@pytest.mark.parametrize("sign", ",)({}[]|&;$!<>")
@pytest.mark.parametrize("file", FILES)
def test_a_value_without_quotes_ends_with_its_line(file: str, sign: str) -> None:
    value = f"k7Qzm2Xw{sign}9Rtv4Lp"
    named = found(FILES[file].format(value))
    assert value in named or not named  # beside the whole value, a part of it counts for nothing


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("curl 'https://a.example/p?q=1&token={}&X-Id=7'", "k7Qzm2Xw9RtvL4pB"),
        ("host=db;password={};encrypt=true", "k7Qzm2Xw9"),
        ("user=ada,password={},host=db", "k7Qzm2Xw9"),
        ("<td>password</td><td>password={}</td>", "k7Qzm2Xw9"),
        ("PGPASSWORD={} psql -h db", "k7Qzm2Xw9"),
        ("mysql -u root -p{} shop", "k7Qzm2Xw9"),
    ],
)  # fmt: skip
def test_a_value_without_quotes_ends_where_its_language_ends_it(line: str, value: str) -> None:
    assert found(line.format(value)) == [value]


@pytest.mark.parametrize(
    "line",
    [
        'password = getpass("Password of user 12345: ")',
        "token = tokens[0]; key = keys_2024[12345678]",
        'password = os.environ["DB_PASSWORD_2024"]',
        "password=settings.db_password_2024(), port=1",
        "token == expected_token_1234567890",
        "password = f'{user}{suffix_12345}'",
        'password="${DB_PASSWORD_2024}"',
        'token="$GITHUB_TOKEN_2024"',
        "parser.add_argument('--password', help='The password of the 1st database, see chapter 12')",
        'print("Password must have 8 characters, 1 digit and 1 special character!")',
        'raise ValueError("secret: must be 32 bytes, not 16 bytes!")',
    ],
)
def test_code_and_prose_are_no_values(line: str) -> None:
    assert found(line) == []


@pytest.mark.parametrize("following", ["[section]", "(note)", "  [section]"])
def test_a_bracket_in_the_next_line_does_not_make_a_value_a_call(following: str) -> None:
    assert found(f"[a]\napi_token = {CORE}{CORE}\n{following}\n") == [CORE + CORE]


FIRST, MORE = "k7Qz" + "j5Ht", "m2X" + "w9"


@pytest.mark.parametrize("sign", "!#$%&()*+,-./:;<=>?@[]^`{|}~ '\"\\")
@pytest.mark.parametrize(
    "line", ["export DB_PASSWORD={}", "DB_PASSWORD={}; run", "ENV DB_PASSWORD={}\n"]
)
def test_a_word_of_a_shell_goes_on_behind_a_backslash(line: str, sign: str) -> None:
    value = f"{FIRST}\\{sign}{MORE}"
    assert found(line.format(value)) == [value]


WITH_BLANKS = {
    "YAML": "db:\n  password: {}\n  port: 1\n",
    "YAML with a comment": "port: 1\npassword: {}  # mine\n",
    "INI": "[db]\npassword = {}\n",
    "INI with a comment": "port=1\npassword = {} ; mine\n",
    "properties": "db.user=ada\ndb.password={}\n",
    "magic": "%env DB_PASSWORD={}\n",
    "Windows": "set DB_PASSWORD={}\r\n",
    "connection string": "s = 'Server=a;User Id=c;Password={};Encrypt=true'",
}


@pytest.mark.parametrize("value", [f"{FIRST} {MORE}", f"{FIRST} a {MORE}", f"{FIRST} two {MORE}!"])
@pytest.mark.parametrize("file", WITH_BLANKS)
def test_a_password_with_blanks_ends_with_its_line(file: str, value: str) -> None:
    assert value in found(WITH_BLANKS[file].format(value))


@pytest.mark.parametrize(
    "line",
    [
        "password: {} works fine", "user: ada\npassword: {} is the one\n", "PASSWORD={} run 5 jobs\nA=1\n", "export DB_PASSWORD={} A1=2\n",
        "user=ada password={} port=5432\n", "host: a\npassword: {} user: ada2\n", "password={}, port=5432", "The password: {} of user 5",
        "password = {} # until 2027\n[b]\n",
    ],
)  # fmt: skip
def test_words_behind_a_password_are_not_a_part_of_it(line: str) -> None:
    assert found(line.format(FIRST + MORE)) == [FIRST + MORE]


def test_a_quote_inside_of_a_password_of_netrc_does_not_end_it() -> None:
    line = "machine a.example login ada password {}"
    assert found(line.format(f'{FIRST}"{MORE}\n')) == [f'{FIRST}"{MORE}']
    assert found(f"x = '{line.format(FIRST)}'\n") == [FIRST]
