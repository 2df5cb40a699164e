"""Words of which one is in any code that shows a credential: without them nothing else is looked at."""

from __future__ import annotations

# fmt: off
WORDS = (
    # Where credentials come from: functions, environments, vaults.
    "userdata", "getpass", "askpass", "environ", "getenv", "get_secret", "getSecret", "secrets", "keyring", "key_get", "hvac",
    "get_password", "ENV[", "sys.env", ".env", "EnvironmentVariable", "config(", "dotenv", "askForPassword", "access_secret",
    "read_secret", "_token(", "getToken", "assume_role", "authenticators", "%env", "%set_env", "!env", "!set", "!export", "printenv",
    # Files and commands that print them.
    "netrc", "credential", "Credential", "kaggle.json", "secret", "Secret", "auth token", "print-access", "print-identity", "auth status",
    "configure get", "get-login", "get-authorization", "get-parameter", "get-access-token", "keyvault", "heroku", "doppler", "vault ",
    "op read", "pass show", "find-generic", "git config", "whoami -t", "create token", "export-cred", "_rsa", ".pem", "pypirc", "npmrc",
    "$GH", "$HF", "TOKEN", "_KEY", "PASSW", "passw", "api_key", "apikey", "api-key", "access_token", "auth_token", ".token", "token.", "token_file", "pgpass",
    "key.txt", "key.json", "keys.json", "keys/", "apikeys", "'gh'", '"gh"', '"gh\\"', "'gcloud'", '"gcloud"', '"gcloud\\"', "'aws'", '"aws"', '"aws\\"', "ast_node_inter", "whoami",
    "github.json", "github.txt", "gitlab.json", "openai.txt", "openai.json", "aws.json", "hf.txt", "wandb.txt", "config.json", "login.",
    "_auth", "oauth", "service_account", "service-account", "client_id.json", "access.json", "my.json", "id_ed25519",
    "creds", "client_sec", "input(", "pwd", "_PASS", "_PAT",
)
# fmt: on
