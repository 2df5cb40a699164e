"""What takes the path of a token file, whatever the file is called: one row per function, variable or program."""

from __future__ import annotations

import re

NOT_BY_POSITION = 9  # no call has that many arguments
# Function → where the path is: the number of the argument, from 0, and the keywords that it goes by.
CALLS: dict[str, tuple[int, tuple[str, ...]]] = {
    "install_private_library": (
        0,
        ("config", "path_to_json", "path", "token_json", "json_path"),
    ),  # colabtools.utils has it too
    "install_requirements": (0, ("config",)),
    "install_dev": (1, ("config",)),
    "install_from_index": (0, ("config",)),
    "clone_private": (0, ("config",)),
    "git_credentials": (0, ("config",)),
    "check_token": (0, ("config", "path")),
    "check_sharing": (0, ("path", "config")),
    "revoke_token": (0, ("config", "path")),
    "token_path": (1, ("path",)),
    "load_token": (0, ("config", "path")),
    "encrypt_token_file": (0, ("path",)),
    "load_dotenv": (0, ("dotenv_path",)),  # https://saurabh-kumar.com/python-dotenv/reference/
    "dotenv_values": (0, ("dotenv_path",)),
    "read_dotenv": (0, ("dotenv",)),
    "from_service_account_file": (
        0,
        ("filename", "service_account_file"),
    ),  # https://googleapis.dev/python/google-auth/
    "from_service_account_json": (0, ("json_credentials_path",)),
    "from_authorized_user_file": (0, ("filename",)),
    "load_credentials_from_file": (0, ("filename",)),
    "from_client_secrets_file": (0, ("client_secrets_file",)),  # google-auth-oauthlib
    "flow_from_clientsecrets": (0, ("filename",)),
    "from_json_keyfile_name": (0, ("filename",)),  # oauth2client
    "service_account": (0, ("filename",)),  # https://docs.gspread.org/en/latest/oauth2.html
    "LoadClientConfigFile": (0, ("client_config_file",)),  # PyDrive
    "LoadCredentialsFile": (0, ("credentials_file",)),
    "authorize": (
        NOT_BY_POSITION,
        ("service_file", "service_account_file", "client_secret"),
    ),  # pygsheets
    "Certificate": (0, ("cert",)),  # firebase_admin.credentials
    "netrc": (0, ("file",)),
    "from_private_key_file": (
        0,
        ("filename",),
    ),  # https://docs.paramiko.org/en/stable/api/keys.html
    "load_cert_chain": (0, ("certfile", "keyfile")),
    "connect": (NOT_BY_POSITION, ("key_filename", "secure_connect_bundle")),
}
# Functions that give what is in the file that they are given.
OPENERS = frozenset(
    ("open", "read_text", "read_bytes", "read", "readline", "readlines", "load", "loads", "safe_load", "full_load", "read_json",
     "strip", "splitlines", "split", "decode", "rstrip", "get", "fromfile", "loadtxt", "values", "str", "dict", "getline",
     "read_csv", "read_table", "read_excel", "read_pickle", "to_dict", "item", "squeeze")
)  # fmt: skip
# What these functions call the file that they are given.
FILE_ARGUMENTS = frozenset(("file", "filepath_or_buffer", "path_or_buf", "fp", "fname", "io"))
# Attributes that are a part of what a file contained: `df.iloc[0]`.
PARTS = frozenset(("iloc", "loc", "iat", "at", "values", "T"))
COPIERS = frozenset(("copy", "copy2", "copyfile", "copytree", "move", "symlink", "link", "rename"))
# Variables that hold the path of a token file, or of its folder, though no word in their names says so.
VARIABLES = frozenset(
    ("KAGGLE_CONFIG_DIR", "NETRC", "BOTO_CONFIG", "CLOUDSDK_CONFIG", "AWS_CONFIG_FILE", "DOCKER_CONFIG", "PIP_CONFIG_FILE",
     "UV_CONFIG_FILE", "HF_HOME", "PYPIRC", "GH_CONFIG_DIR", "GNUPGHOME", "KUBECONFIG", "PGPASSFILE", "GIT_SSH")
)  # fmt: skip
# In a shell line with one of these a Drive path is that of a credential.
SHELL = re.compile(
    r"~/\.(?:kaggle|ssh|aws|netrc|git-credentials|pypirc|config/gcloud|huggingface|docker|npmrc|gnupg|boto)\b"
    r"|/root/\.(?:kaggle|ssh|aws|netrc|git-credentials|pypirc|config|huggingface)\b"
    r"|\bssh-add\b|\b(?:ssh|scp|sftp)\b.*\s-i\s|--netrc-file|--key-file|--(?:cred|token|password|identity)[\w-]*[= ]"
    r"|\b(?:docker|hf|huggingface-cli|wandb) (?:auth )?login\b|--password-stdin|--with-token"
    r"|\bgcloud auth\b|--env-file|^dotenv\b|credential\.helper|\b(?:source|export)\s.*\.env\b"
)
