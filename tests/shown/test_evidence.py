"""Code in which no credential can come from anywhere is not parsed; any other code is."""

from __future__ import annotations

import pytest

from colab_safe.code.parsed import ParsedCells
from colab_safe.shown.displays import displays
from colab_safe.shown.evidence import has_source
from colab_safe.shown.program import follow
from tests.shown.test_properties import ENDS, STEPS


@pytest.mark.parametrize(
    "source",
    [
        "getpass()", "userdata.get('X')", "os.environ['A_TOKEN']", "os.environ[n]", "env.get('DB_PW')", "os.getenv(f'{x}_KEY')",
        "config('SECRET_KEY')", "open('.env').read()", "json.load(open('kaggle.json'))", "dotenv_values('.env')",
        "creds.token", "session.value", "api_key", "x['api_key']", "hf_token", "st.secrets['x']", "key_get('x')", "input('API key: ')",
        "subprocess.check_output(['gh', 'auth', 'token'])", "client.get_secret_value(SecretId='x')",
    ],
)  # fmt: skip
def test_every_source_of_credentials_is_seen(source: str) -> None:
    cells = [f"n = 'A_TOKEN'\nA = {source}", "B = A\nprint(B)"]
    found = follow(cells, {0}, ParsedCells())
    assert list(displays(found.flow))
    assert has_source(cells[0])


@pytest.mark.parametrize(
    "line",
    ["!cat .env", "!gh auth token", "%env HF_TOKEN", "!echo $x", "!printenv X_KEY", "%%bash\nset"],
)
def test_commands_that_print_credentials_are_seen(line: str) -> None:
    assert has_source(line)


@pytest.mark.parametrize(
    "cell",
    ["self.env_path = x", "os.environ['CUDA_VISIBLE_DEVICES'] = '0'", "os.getenv('HOME')", "tokenizer.tokenize(x)", "DATA_PATH = 'x'",
     "model.config.vocab", "# the secret of", "import json", *(step.replace("A", "a") for step in STEPS if "open" not in step), *ENDS[:2]],
)  # fmt: skip
def test_code_without_a_source_is_left_alone(cell: str) -> None:
    assert not has_source(cell)
