"""Which fields of which message of the Jupyter protocol people see, and messages without secrets in them.

https://jupyter-client.readthedocs.io/en/stable/messaging.html
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

from colab_safe.guard.cleaning import Cleaned, Cleaner
from colab_safe.guard.json_texts import NotAList, cleaned_value, collect, listed
from colab_safe.typed import Any, NamedTuple

# Nobody sees them, they echo the user's own source, or Colab's front end acts on them.
LEFT_ALONE = frozenset({
    "status", "execute_input", "history_reply", "comm_info_reply", "kernel_info_reply", "connect_reply", "interrupt_reply",
    "shutdown_reply", "is_complete_reply", "usage_reply", "create_subshell_reply", "delete_subshell_reply",
    "list_subshell_reply", "iopub_welcome", "colab_request", "",
})  # fmt: skip
_LEFT_ALONE_PREFIX = "debug_"
COMMS = frozenset({"comm_open", "comm_msg", "comm_close"})
STREAM = "stream"
# The fields with text of the messages that are not searched as a whole.
_FIELDS = {
    "display_data": ("data", "metadata", "transient"),
    "update_display_data": ("data", "metadata", "transient"),
    "execute_result": ("data", "metadata", "transient"),
    "error": ("evalue", "traceback", "ename"),
    "execute_reply": ("evalue", "traceback", "ename", "payload", "user_expressions"),
    "inspect_reply": ("data", "metadata"),
    "input_request": ("prompt",),
}
_BETWEEN = "\0"  # two texts that are searched together


class CleanContent(NamedTuple):
    """The content of a message for the front end, and the names of the secrets that were in it."""

    content: Mapping[str, Any]
    names: frozenset[str]


def is_left_alone(kind: str) -> bool:
    """Return whether messages of a kind are sent as they are.

    Args:
        kind: The message's type.
    """
    return kind in LEFT_ALONE or kind.startswith(_LEFT_ALONE_PREFIX)


def clean_content(kind: str, content: Mapping[str, Any], cleaner: Cleaner) -> CleanContent | None:
    """Return the content of a message without its secrets, None if it can be sent as it is; nothing that is passed changes.

    Args:
        kind: The message's type.
        content: What the kernel wants to send.
        cleaner: What knows the secrets.
    """
    # The front end and the kernel must agree about the state of a widget: only exact values are hidden in it.
    by_rules = kind not in COMMS
    fields = _FIELDS.get(kind, tuple(content))
    try:
        texts = _texts(content, fields)
        plain = content
    except NotAList:
        plain = {**content, **{name: listed(content[name]) for name in fields if name in content}}
        texts = _texts(plain, fields)
    # One search of all texts takes a third of the time, and few messages have a secret.
    if not cleaner.find(_BETWEEN.join(texts), by_rules):
        return None if plain is content else CleanContent(plain, frozenset())
    names: set[str] = set()
    clean = partial(_clean_text, cleaner, names, by_rules)
    changed = {name: cleaned_value(plain[name], clean) for name in fields if name in plain}
    return CleanContent({**plain, **changed}, frozenset(names))


def _clean_text(cleaner: Cleaner, names: set[str], by_rules: bool, text: str) -> str:
    cleaned: Cleaned = cleaner.clean(text, by_rules)
    names |= cleaned.names
    return cleaned.text


def _texts(content: Mapping[str, Any], fields: Iterable[str]) -> list[str]:
    texts: list[str] = []
    for name in fields:
        if found := content.get(name):
            collect(found, texts)
    return texts


def withheld(kind: str, content: Mapping[str, Any], note: str) -> Mapping[str, Any]:
    """Return a content to send in place of one that could not be searched.

    Args:
        kind: The message's type.
        content: What the kernel wants to send; only its fields without text are taken over.
        note: Why, for people.
    """
    replaced = _withheld_fields(kind, note)
    return {**content, **replaced} if replaced else {}


def _withheld_fields(kind: str, note: str) -> Mapping[str, Any]:
    data = {"data": {"text/plain": note}, "metadata": {}}
    failed = {"ename": "OutputWithheld", "evalue": note, "traceback": [note]}
    if kind in COMMS:
        return {"data": {}}
    fields: dict[str, Mapping[str, Any]] = {
        STREAM: {"text": note},
        "display_data": data,
        "update_display_data": data,
        "execute_result": data,
        "inspect_reply": data,
        "error": failed,
        "execute_reply": {**failed, "payload": [], "user_expressions": {}},
        "input_request": {"prompt": note},
    }
    return fields.get(kind, {})
