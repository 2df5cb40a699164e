"""Where code gets credentials from: one row per function, attribute, command and kind of name."""

from __future__ import annotations

import re

from colab_safe.credential_files import is_credential_name, words

# Functions that return a credential, by their last names; each from its package's documentation.
FUNCTIONS = frozenset(
    ("getpass", "askpass", "askForPassword", "key_get", "get_password",  # getpass, R's askpass, rstudioapi and keyring
     "get_secret_string", "getSecretWithLS", "get_access_token", "fetch_id_token", "generate_db_auth_token", "create_access_token")
)  # fmt: skip
# Functions that return a record with a credential in it, or the credential itself.
RECORDS = frozenset(
    ("get_secret", "get_secret_value", "access_secret_version", "read_secret", "read_secret_version", "get_token",
     "get_frozen_credentials", "authenticators", "get_session_token", "assume_role", "get_authorization_token")
)  # fmt: skip
# Methods that return a credential of certain objects only: the object → the methods.
METHODS: dict[str, frozenset[str]] = {
    "userdata": frozenset(("get",)),  # google.colab
    "secrets": frozenset(("get", "getBytes")),  # dbutils.secrets, st.secrets
    "credentials": frozenset(
        ("getSecret", "getToken", "getConnectionStringOrCreds")
    ),  # mssparkutils, notebookutils
}
# What reads the variable of a name: a credential if the name says so.
VARIABLES = frozenset(("getenv", "Getenv", "GetEnvironmentVariable", "get_env", "env", "config"))
# Objects whose entries are variables, by their last names.
ENVIRONMENTS = frozenset(("environ", "environb", "ENV", "env"))
# Objects whose entries are credentials, whatever the entries are called.
VAULTS = frozenset(("secrets",))
# Functions that read the settings in a file, so that a file is shown when their result is.
LOADERS = frozenset(
    ("load", "loads", "safe_load", "full_load", "parse_obj", "read_json", "literal_eval", "json", "fromJSON",
     "read_json_file", "from_file")
)  # fmt: skip
OPENERS = frozenset(
    (
        "open",
        "dotenv_values",
        "read_text",
        "read_bytes",
        "readLines",
        "read_file",
        "fromfile",
        "readRDS",
        "scan",
    )
)

# Functions that run a command.
COMMANDS = frozenset(
    ("check_output", "run", "popen", "getoutput", "Popen", "getstatusoutput", "system", "sx")
)

# An attribute or entry of such a name is a credential, whatever the object is.
NAMES = (
    r"(?i:api_?key|(?:access|auth|refresh|bearer|id|api|private|session|secret)_?token|secret_?(?:access_?)?key"
    r"|(?:client|app|api)_?secret|pass_?word|passwd|pwd)$"
    r"|^[A-Z0-9_]+_(?:TOKEN|SECRET|KEY)$|^(?:hf|gh|github|gitlab|slack|bot)_token$"
)
_NAMES = re.compile(NAMES)
# What has a `.token` or `.secret` that is a credential.
_HOLDERS = frozenset(
    ("creds", "cred", "credentials", "credential", "auth", "session", "login", "oauth", "client", "config", "settings", "conn")
)  # fmt: skip
OF_HOLDERS = frozenset(("token", "secret", "secret_key", "key", "password", "value", "access_key"))
_HARMLESS = frozenset(
    ("user", "username", "name", "email", "mail", "project", "region", "host", "hostname", "url", "uri", "endpoint", "model",
     "path", "dir", "bucket", "database", "db", "port", "version", "environment", "language", "zone", "org", "owner", "repo")
)  # fmt: skip
_KEYS = frozenset(
    ("key", "pass", "pw", "pswd", "pgpassword", "apitoken", "apisecret", "dsn", "pass1")
)


def is_credential_variable(name: str) -> bool:
    """Return whether an environment variable, an entry of an `.env` file or of an environment holds a credential.

    Args:
        name: The name of the variable.
    """
    found = words(name)
    is_path = bool(found & {"path", "file", "dir", "url", "uri", "host", "home", "endpoint"})
    return not is_path and (is_credential_name(name) or bool(found & _KEYS))


def is_harmless(name: str) -> bool:
    """Return whether an entry of a store of secrets is surely not a credential by its name: `USERNAME`, `project_id`.

    Args:
        name: What the entry is called.
    """
    found = words(name)
    return bool(found & _HARMLESS) and not is_credential_variable(name)


def is_named_credential(name: str) -> bool:
    """Return whether a variable, attribute or entry is surely a credential by its name: `api_key`, not `token` or `key`.

    Args:
        name: The name.
    """
    return _NAMES.search(name) is not None and "public" not in name.lower()


def holds(owner: str, attribute: str) -> bool:
    """Return whether an attribute of an object is a credential: `credentials.token`, not `doc.token`.

    Args:
        owner: The last name of the object.
        attribute: The name of the attribute.
    """
    return attribute in OF_HOLDERS and bool(words(owner) & _HOLDERS)
