"""Adds colab-safe's hooks to the configuration of pre-commit or prek, without changing any other byte of it."""

from __future__ import annotations

from colab_safe import __version__
from colab_safe.errors import UsageError
from colab_safe.project.settings_file import parse_toml
from colab_safe.setup.hook_settings import PRE_COMMIT_FILE, parsed_hook_settings
from colab_safe.setup.yaml_edit import with_item, with_key

CONFIG_FILE = PRE_COMMIT_FILE
REPOSITORY = "https://github.com/colab-safe/colab-safe"
HOOK_IDS = ("colab-safe-paths", "colab-safe-scan", "colab-safe-push")
# Plain `pre-commit install` installs no other hook than this says.
_TYPES = "default_install_hook_types: [pre-commit, pre-push]\n"
_NEW = f"{_TYPES}repos:\n"
_FLOW = "{{repo: {url}, rev: v{version}, hooks: [{hooks}]}}"
_TOML = '[[repos]]\nrepo = "{url}"\nrev = "v{version}"\nhooks = [{hooks}]\n'


def with_colab_safe_hooks(text: str, name: str = CONFIG_FILE) -> str:
    """Return the configuration with colab-safe's hooks after all others.

    Args:
        text: The configuration; returned unchanged if it lists a hook of colab-safe.
        name: Of its file, which says whether it is YAML or TOML.

    Raises:
        UsageError: It cannot be read, or its layout does not allow it; the message ends with the lines to add.
    """
    if not text.strip():
        return text + _NEW + _indented_block()
    settings = parsed_hook_settings(text, name)
    if settings.problem and settings.settings.get("repos", ""):  # nothing yet is no problem here
        raise UsageError(settings.problem)
    if any(hook.verbs or hook.id in HOOK_IDS for hook in settings.hooks):
        return text
    if name.endswith(".toml"):
        return _with_table(text, name)
    hooks = ", ".join(f"{{id: {hook}}}" for hook in HOOK_IDS)
    flow = _FLOW.format(url=REPOSITORY, version=__version__, hooks=hooks)
    if "repos" not in settings.settings:
        head = _NEW.removeprefix(_TYPES) if settings.settings else _NEW
        return with_key(text, name, head + _indented_block())
    return with_item(text, name, "repos", _block(), flow)


def _block() -> str:
    lines = [
        f"- repo: {REPOSITORY}",
        f"  rev: v{__version__}",
        "  hooks:",
        *(f"    - id: {hook}" for hook in HOOK_IDS),
    ]
    return "".join(f"{line}\n" for line in lines)


def _indented_block() -> str:
    return "".join(f"  {line}\n" for line in _block().splitlines())


def _with_table(text: str, name: str) -> str:
    hooks = ", ".join(f'{{ id = "{hook}" }}' for hook in HOOK_IDS)
    table = _TOML.format(url=REPOSITORY, version=__version__, hooks=hooks)
    newline = "\r\n" if "\r\n" in text else "\n"
    gap = newline * (2 - text.endswith("\n"))
    after = text + gap + table.replace("\n", newline)
    try:
        before, added = (
            parse_toml(each.encode("utf-8", "surrogateescape"), name) for each in (text, table)
        )
        wanted = {**before, "repos": [*before["repos"], *added["repos"]]}
        if parse_toml(after.encode("utf-8", "surrogateescape"), name) == wanted:
            return after
    except UsageError:  # `repos = [...]` cannot be extended by a table
        pass
    raise UsageError(
        f"{name}: not changed, because of its layout. Add these lines:", *table.splitlines()
    )
