"""Each place of credentials in each spelling of its file: which values are read, and what a report calls them."""

from __future__ import annotations

import json
import os
from pathlib import Path

import dotenv
import pytest

from colab_safe.model import Problem
from colab_safe.project.known_values.places import PLACES
from colab_safe.project.known_values.reading import Known, read_known_values
from tests.project.own_credentials import Home, encoded, hexadecimal, mixed
from tests.repository import Repository
from tests.tools import PROJECT

A, B, C = mixed(36), hexadecimal(40), "Kz9!vw-Tq.7%Lm=4"
URL_C = "Kz9!vw-Tq.7%25Lm=4"
KEY = f"-----BEGIN PRIVATE KEY-----\n{mixed(64)}\n{mixed(64)}\n-----END PRIVATE KEY-----\n"
KEY_JSON = KEY.replace("\n", "\\n")

# File from the home, text, and the values that are read with the place in a report. Host names are made up.
FILES: dict[str, tuple[str, str, dict[str, str]]] = {
    "netrc": (
        ".netrc",
        f"machine api.wandb.ai\n  login user\n  password {B}\nmachine h.example login me password {A}\n",
        {B: "~/.netrc, machine api.wandb.ai", A: "~/.netrc, machine h.example"},
    ),
    "netrc, default, quotes, comments, macros": (
        "_netrc",
        f'# password {B}\nmacdef init\npassword {B}\n\ndefault login a password "{C}"\n',
        {C: "~/_netrc, default"},
    ),
    "netrc, a password called password": (
        ".netrc",
        f"machine a.example login password password {A} account x\n",
        {A: "~/.netrc, machine a.example"},
    ),
    "netrc, a token as the user": (
        ".netrc",
        f"machine github.example login {A} password x-oauth-basic\n",
        {A: "~/.netrc, machine github.example"},
    ),
    "git": (
        ".git-credentials",
        f"https://me:{URL_C}@git.example\nhttps://{A}:x-oauth-basic@github.example\nhttps://me@h.example\n",
        {C: "~/.git-credentials, git.example", A: "~/.git-credentials, github.example"},
    ),
    "git, XDG": (
        ".config/git/credentials",
        f"https://x-access-token:{A}@github.example/a/b\n",
        {A: "~/.config/git/credentials, github.example"},
    ),
    "gh": (
        ".config/gh/hosts.yml",
        f"github.example:\n    users:\n        ada:\n            oauth_token: {A}\n    git_protocol: https\n    user: ada\n"
        f"other.example:\n    oauth_token: '{B}'\n",
        {
            A: "~/.config/gh/hosts.yml, github.example",
            B: "~/.config/gh/hosts.yml, other.example",
        },
    ),
    "Kaggle": (
        ".kaggle/kaggle.json",
        f'{{"username":"ada","key":"{B[:32]}"}}',
        {B[:32]: "~/.kaggle/kaggle.json, key"},
    ),
    "Kaggle, token": (".kaggle/access_token", f"{A}\n", {A: "~/.kaggle/access_token"}),
    "Hugging Face": (".cache/huggingface/token", A, {A: "~/.cache/huggingface/token"}),
    "Hugging Face, several": (
        ".cache/huggingface/stored_tokens",
        f"[work]\nhf_token = {A}\n\n[home]\nhf_token = {B}\n",
        {
            A: "~/.cache/huggingface/stored_tokens, work",
            B: "~/.cache/huggingface/stored_tokens, home",
        },
    ),
    "AWS": (
        ".aws/credentials",
        f"[default]\naws_access_key_id = AKIA0123\naws_secret_access_key = {A}\naws_session_token={B}\r\n",
        {A: "~/.aws/credentials, default", B: "~/.aws/credentials, default"},
    ),
    "pip": (
        ".config/pip/pip.conf",
        f"[global]\nindex-url = https://me:{URL_C}@pypi.example/simple\nextra-index-url =\n    https://x:{A}@b.example/s\n",
        {C: "~/.config/pip/pip.conf, pypi.example", A: "~/.config/pip/pip.conf, b.example"},
    ),
    "twine": (
        ".pypirc",
        f"[distutils]\nindex-servers =\n  pypi\n[pypi]\nusername: __token__\npassword: {A}\n",
        {A: "~/.pypirc, pypi"},
    ),
    "Databricks": (
        ".databrickscfg",
        f"[DEFAULT]\nhost = https://h.example\ntoken = {B}\n[m2m]\nclient_id = x\nclient_secret = {A}\n",
        {B: "~/.databrickscfg, DEFAULT", A: "~/.databrickscfg, m2m"},
    ),
    "docker": (
        ".docker/config.json",
        f'{{"auths": {{"ghcr.example": {{"auth": "{encoded(f"ada:{C}")}"}}, "b.example": {{}}}}, "credsStore": "desktop"}}',
        {
            encoded(f"ada:{C}"): "~/.docker/config.json, ghcr.example",
            C: "~/.docker/config.json, ghcr.example",
        },
    ),
    "npm": (
        ".npmrc",
        f"//npm.example/:_authToken={A}\n//b.example/x/:_password = \"{encoded(C)}\"\n//c.example/:_authToken=${{NPM_TOKEN}}\n",
        {
            A: "~/.npmrc, npm.example",
            encoded(C): "~/.npmrc, b.example/x",
            C: "~/.npmrc, b.example/x",
        },
    ),
    "gcloud": (
        ".config/gcloud/application_default_credentials.json",
        f'{{"client_id": "x", "client_secret": "{B}", "refresh_token": "{A}", "type": "authorized_user"}}',
        {A: "~/.config/gcloud/application_default_credentials.json, refresh_token"},
    ),
    "gcloud, a service account": (
        ".config/gcloud/application_default_credentials.json",
        f'{{"type": "service_account", "private_key": "{KEY_JSON}"}}',
        {KEY: "~/.config/gcloud/application_default_credentials.json, private_key"},
    ),
}  # fmt: skip


def read(known: Known) -> dict[str, str]:
    return {each.secret.reveal(): " and ".join(each.places) for each in known.values}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    return Home(tmp_path / "home", monkeypatch)


@pytest.mark.parametrize(("path", "text", "expected"), FILES.values(), ids=FILES)
@pytest.mark.parametrize("spelling", ["utf-8", "utf-8-sig", "utf-16"])
def test_each_file_is_read(
    home: Home, path: str, text: str, expected: dict[str, str], spelling: str
) -> None:
    home.write(path, text.encode(spelling))
    known = read_known_values(None)
    assert read(known) == expected
    assert known.problems == ()
    assert str(home.path) not in repr(known)


def test_every_place_has_a_row_above() -> None:
    written = {path for path, _, _ in FILES.values()}
    for place in PLACES:
        assert any(f"~/{path}" in place.files for path in written), place.program


VARIABLES = {
    "NETRC": ("", f"machine a.example password {A}", "$NETRC, machine a.example"),
    "XDG_CONFIG_HOME": ("git/credentials", f"https://me:{A}@a.example", "$XDG_CONFIG_HOME/git/credentials, a.example"),
    "GH_CONFIG_DIR": ("hosts.yml", f"a.example:\n  oauth_token: {A}", "$GH_CONFIG_DIR/hosts.yml, a.example"),
    "KAGGLE_CONFIG_DIR": ("access_token", A, "$KAGGLE_CONFIG_DIR/access_token"),
    "HF_HOME": ("token", A, "$HF_HOME/token"),
    "HF_TOKEN_PATH": ("", A, "$HF_TOKEN_PATH"),
    "AWS_SHARED_CREDENTIALS_FILE": ("", f"aws_secret_access_key={A}", "$AWS_SHARED_CREDENTIALS_FILE"),
    "PIP_CONFIG_FILE": ("", f"index-url=https://me:{A}@a.example", "$PIP_CONFIG_FILE, a.example"),
    "DATABRICKS_CONFIG_FILE": ("", f"token={A}", "$DATABRICKS_CONFIG_FILE"),
    "DOCKER_CONFIG": ("config.json", f'{{"auths": {{"a.example": {{"identitytoken": "{A}"}}}}}}', "$DOCKER_CONFIG/config.json, a.example"),
    "NPM_CONFIG_USERCONFIG": ("", f"//a.example/:_authToken={A}", "$NPM_CONFIG_USERCONFIG, a.example"),
    "CLOUDSDK_CONFIG": ("application_default_credentials.json", f'{{"refresh_token": "{A}"}}', "$CLOUDSDK_CONFIG/application_default_credentials.json, refresh_token"),
    "APPDATA": ("gcloud/application_default_credentials.json", f'{{"refresh_token": "{A}"}}', "$APPDATA/gcloud/application_default_credentials.json, refresh_token"),
    "VIRTUAL_ENV": ("pip.conf", f"index-url=https://me:{A}@a.example", "$VIRTUAL_ENV/pip.conf, a.example"),
}  # fmt: skip


@pytest.mark.parametrize("variable", VARIABLES)
def test_variables_lead_to_files(home: Home, variable: str) -> None:
    name, text, place = VARIABLES[variable]
    home.write(f"elsewhere/{name}" if name else "elsewhere", text)
    home.set({variable: str(home.path / "elsewhere")})
    assert read(read_known_values(None)) == {A: place}


THOUGHT_UP = "Sommer2024!"
ENVIRONMENT = {
    "GITHUB_TOKEN": (A, True), "wandb_api_key": (B, True), "dbPassword": (C, True), "DB_PW": (C, True),
    "MY_SECRET_2": (A, True), "SESSION_COOKIE": (A, True), "SERVICE_PAT": (A, True), "SECRET_KEY_BASE": (B, True),
    "GPG_KEY": (B, False), "SSH_PUBLIC_KEY": (A, False), "AWS_ACCESS_KEY_ID": (A, False), "TOKEN_URL": (A, False),
    "MONKEY": (A, False), "KEYBOARD": (A, False), "PWD": (f"/home/{A}/x", False), "TOKEN_EXPIRES": (A, False), "BUILD": (B, False),
    "API_KEY": ("gpt-4o-mini-2024-07-18", False), "MODEL_KEY": ("deep-learning-platform-for-teams", False),
    "SECRET": ("arn:aws:secretsmanager:eu-west-1:0:secret:x", False), "KEY_A": ("/home/jo/.ssh/id_ed25519", False),
    "KEY_B": ("12345678901234567890", False), "TOKEN": ("true", False), "AUTH": ("https://a.example/login", False),
    "DRIVE_TOKEN_PATH_GITHUB": ("keys/x7Kq9ZpL3vTn5Rw1.json", False), "PASSWORD": (THOUGHT_UP, False), "KEY_C": ("${OTHER_KEY_1a2b3c4d5e6f}", False),
}  # fmt: skip


@pytest.mark.parametrize("name", ENVIRONMENT)
def test_variables_are_credentials_by_name_and_value(home: Home, name: str) -> None:
    value, is_credential = ENVIRONMENT[name]
    home.set({name: value})
    expected = {value: f"the environment variable {name}"} if is_credential else {}
    assert read(read_known_values(None)) == expected


def test_urls_and_lists_in_variables(home: Home) -> None:
    home.set({"DATABASE": f"postgres://me:{URL_C}@h/db?x=1", "API_KEYS": f"{A},{B}"})
    assert {A, B, C} < read(read_known_values(None)).keys()


def test_keys_in_json(home: Home) -> None:
    about = {
        "type": "service_account",
        "private_key_id": B,
        "private_key": KEY,
        "token_uri": f"https://a.example/{A}",
    }
    home.set({"GOOGLE_CREDENTIALS": json.dumps(about)})
    assert read(read_known_values(None)) == {KEY: "the environment variable GOOGLE_CREDENTIALS"}


def test_one_value_in_two_places_is_one(home: Home) -> None:
    home.write(".cache/huggingface/token", A)
    home.set({"HF_TOKEN": A})
    assert read(read_known_values(None)) == {
        A: "the environment variable HF_TOKEN and ~/.cache/huggingface/token"
    }


def test_a_name_that_is_a_value_is_not_shown(home: Home) -> None:
    home.write(".netrc", f"machine {A} password {A}\nmachine x{A} password {B}\n")
    assert read(read_known_values(None)) == {A: "~/.netrc", B: "~/.netrc"}


ENV_FILE = f"""\
# PASSWORD={A}
export API_KEY="{B}"  # a comment
DB_PASSWORD='{C}'
PRIVATE_KEY="{KEY.strip()}"
ESCAPED_KEY="{mixed(20)}\\n{mixed(20)}"
TOKEN = {A} # a comment
DEBUG=true
EMPTY_KEY=
"""


def test_a_env_file_is_read_as_dotenv_reads_it(home: Home, repository: Repository) -> None:
    repository.write(".env", ENV_FILE)
    parsed = dotenv.dotenv_values(repository.root / ".env")
    expected = {
        value: f".env, {name}"
        for name, value in parsed.items()
        if name not in ("DEBUG", "EMPTY_KEY")
    }
    assert read(read_known_values(str(repository.root))) == expected


def test_untracked_env_files_of_this_repository_are_read(
    home: Home, repository: Repository
) -> None:
    values = {
        path: mixed()
        for path in (
            ".env", ".envrc", ".env.production", "sub/.env", "new/.env.local", "new/deep/.env", "tracked.d/.env",
        )
    }  # fmt: skip
    elsewhere = {
        path: mixed()
        for path in (
            ".env.tracked", "new/deep/deeper/.env", "node_modules/.env", "nested/.env", "env/.env", "env.txt", ".environment",
        )
    }  # fmt: skip
    for path, value in (values | elsewhere).items():
        repository.write(path, f"TOKEN={value}\n")
    repository.write(".gitignore", ".env\nnew/\n")
    repository.write("nested/.git/HEAD", "ref: refs/heads/main\n")
    repository.write("env/pyvenv.cfg", "")
    repository.add("sub/a.txt", "")
    repository.add("tracked.d/a.txt", "")
    repository.git("add", ".env.tracked")
    known = read_known_values(str(repository.root))
    assert read(known) == {value: f"{path}, TOKEN" for path, value in values.items()}
    assert known.problems == ()


def problems(known: Known) -> dict[str, str]:
    return {each.path: each.error for each in known.problems}


WAY_OUT = "Mend the file, or search without known values (`known-values = false`)"
DAMAGED = {
    "json": (".kaggle/kaggle.json", f'{{"key": "{B}"', "it is not valid JSON (line 1)"),
    "json, nested": (".kaggle/kaggle.json", "[" * 100_000, "it is not valid JSON (line 1)|its JSON is nested too deeply"),
    "json, a list": (".docker/config.json", '{"auths": ["x"]}', "its JSON does not have the documented structure"),
    "bytes": (".netrc", b"password \xff\xfe\xfd", "it is not UTF-8 text"),
    "too large": (".netrc", "x" * (1 << 20) + "xx", "a larger file (the limit is 1,048,576 bytes of a file with credentials)"),
}  # fmt: skip


@pytest.mark.parametrize(("path", "text", "why"), DAMAGED.values(), ids=DAMAGED)
def test_what_cannot_be_read_is_a_problem(
    home: Home, path: str, text: str | bytes, why: str
) -> None:
    home.write(path, text)
    known = read_known_values(None)
    assert known.problems in [
        (Problem(f"~/{path}", f"the credentials in it were not looked for: {each}. {WAY_OUT}"),)
        for each in why.split("|")
    ]


def test_what_is_not_a_file_is_a_problem(home: Home, repository: Repository) -> None:
    (home.path / ".netrc").mkdir()
    if hasattr(os, "mkfifo"):
        os.mkfifo(home.path / ".npmrc")
        os.symlink(home.write("outside", f"TOKEN={A}"), repository.root / ".env")
        os.symlink(repository.write("inside", f"TOKEN={B}"), repository.root / ".env.local")
    found = problems(known := read_known_values(str(repository.root)))
    assert "is a folder, not a file" in found["~/.netrc"]
    if hasattr(os, "mkfifo"):
        assert "is a pipe, not a file" in found["~/.npmrc"]
        assert "it is a link to a file outside of the repository" in found[".env"]
        assert read(known) == {B: ".env.local, TOKEN"}


def test_a_closed_folder_is_a_problem(home: Home) -> None:
    home.write(".aws/credentials", f"aws_secret_access_key={A}")
    (home.path / ".aws").chmod(0)
    try:
        if os.access(home.path / ".aws" / "credentials", os.R_OK):
            pytest.skip("this user may read everything")
        assert "permission denied" in problems(read_known_values(None))["~/.aws/credentials"]
    finally:
        (home.path / ".aws").chmod(0o700)


def test_the_page_lists_every_place() -> None:
    page = (PROJECT / "docs" / "known-values.md").read_text("utf-8")
    for place in PLACES:
        files = ", ".join(f"`{file}`" for file in place.files)
        assert f"| [{place.program}]({place.reference}) | {files} |\n" in page
