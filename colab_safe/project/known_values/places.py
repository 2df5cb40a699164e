"""Where programs keep credentials: one row per program, with the page that documents its file."""

from __future__ import annotations

from colab_safe.project.known_values.credential import url_credentials
from colab_safe.project.known_values.formats import (
    Parser,
    assigned,
    docker,
    members,
    netrc,
    npmrc,
    whole,
)
from colab_safe.typed import NamedTuple


class Place(NamedTuple):
    """Files of one program that may contain credentials."""

    program: str
    files: tuple[str, ...]  # each begins with `~` or a variable, as reports name it
    parse: Parser
    reference: str  # URL of the page that documents the file


# fmt: off
PLACES = (
    # wandb, Heroku, curl and git read it as well: https://docs.wandb.ai/ref/cli/wandb-login
    Place("netrc", ("$NETRC", "~/.netrc", "~/_netrc"), netrc,
          "https://www.gnu.org/software/inetutils/manual/html_node/The-_002enetrc-file.html"),
    Place("git", ("~/.git-credentials", "$XDG_CONFIG_HOME/git/credentials", "~/.config/git/credentials"), url_credentials,
          "https://git-scm.com/docs/git-credential-store"),
    Place("gh", ("$GH_CONFIG_DIR/hosts.yml", "$XDG_CONFIG_HOME/gh/hosts.yml", "~/.config/gh/hosts.yml", "$APPDATA/GitHub CLI/hosts.yml"),
          assigned("oauth_token"), "https://cli.github.com/manual/gh_help_environment"),
    Place("Kaggle", ("$KAGGLE_CONFIG_DIR/kaggle.json", "~/.kaggle/kaggle.json", "$XDG_CONFIG_HOME/kaggle/kaggle.json",
                     "~/.config/kaggle/kaggle.json"),
          members("key"), "https://github.com/Kaggle/kaggle-api/blob/main/docs/README.md"),
    Place("Kaggle", ("$KAGGLE_CONFIG_DIR/access_token", "~/.kaggle/access_token", "$XDG_CONFIG_HOME/kaggle/access_token",
                     "~/.config/kaggle/access_token"),
          whole, "https://github.com/Kaggle/kaggle-api/blob/main/docs/README.md"),
    Place("Hugging Face", ("$HF_TOKEN_PATH", "$HF_HOME/token", "$XDG_CACHE_HOME/huggingface/token", "~/.cache/huggingface/token",
                           "~/.huggingface/token"),
          whole, "https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables"),
    Place("Hugging Face", ("$HF_HOME/stored_tokens", "$XDG_CACHE_HOME/huggingface/stored_tokens", "~/.cache/huggingface/stored_tokens"),
          assigned("hf_token"), "https://huggingface.co/docs/huggingface_hub/package_reference/authentication"),
    Place("AWS", ("$AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials"), assigned("aws_secret_access_key", "aws_session_token"),
          "https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html"),
    Place("pip", ("$PIP_CONFIG_FILE", "$XDG_CONFIG_HOME/pip/pip.conf", "~/.config/pip/pip.conf", "~/.pip/pip.conf",
                  "~/Library/Application Support/pip/pip.conf", "$APPDATA/pip/pip.ini", "~/pip/pip.ini", "$VIRTUAL_ENV/pip.conf"),
          url_credentials, "https://pip.pypa.io/en/stable/topics/configuration/"),
    Place("twine", ("~/.pypirc",), assigned("password"), "https://packaging.python.org/en/latest/specifications/pypirc/"),
    Place("Databricks", ("$DATABRICKS_CONFIG_FILE", "~/.databrickscfg"),
          assigned("token", "password", "client_secret", "azure_client_secret"),
          "https://docs.databricks.com/dev-tools/auth/config-profiles.html"),
    Place("docker", ("$DOCKER_CONFIG/config.json", "~/.docker/config.json"), docker,
          "https://docs.docker.com/reference/cli/docker/login/"),
    Place("npm", ("$NPM_CONFIG_USERCONFIG", "$npm_config_userconfig", "~/.npmrc"), npmrc,
          "https://docs.npmjs.com/cli/configuring-npm/npmrc"),
    # Not `client_secret`: that of gcloud itself is the same for everybody, and public.
    Place("gcloud", ("$CLOUDSDK_CONFIG/application_default_credentials.json", "~/.config/gcloud/application_default_credentials.json",
                     "$APPDATA/gcloud/application_default_credentials.json"),
          members("refresh_token", "private_key"),
          "https://cloud.google.com/docs/authentication/application-default-credentials"),
)
# fmt: on
