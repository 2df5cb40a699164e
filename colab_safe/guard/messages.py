"""Which fields of which message of the Jupyter protocol people see, and messages without secrets in them.

https://jupyter-client.readthedocs.io/en/stable/messaging.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from colab_safe.guard.cleaning import Cleaned, Cleaner
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
_MAPPINGS = (dict, Mapping)  # `Mapping` alone takes five times as long
_BINARY = ("image/", "audio/", "video/", "font/", "application/pdf", "application/octet-stream")
_MARKUP = "image/svg+xml"
_TEXTLESS = (int, float, type(None))  # of which a plot has many thousands
_NUMBERS = "biufcmM"  # kinds of arrays without texts
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
    """Return the content of a message without its secrets, None if it has none; nothing that is passed changes.

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
        listed = content
    except _NotAList:
        listed = {**content, **{name: _listed(content[name]) for name in fields if name in content}}
        texts = _texts(listed, fields)
    # One search of all texts takes a third of the time, and few messages have a secret.
    if not cleaner.find(_BETWEEN.join(texts), by_rules):
        return None if listed is content else CleanContent(listed, frozenset())
    names: set[str] = set()
    clean = partial(_clean_text, cleaner, names, by_rules)
    changed = {name: _clean(listed[name], clean) for name in fields if name in listed}
    return CleanContent({**listed, **changed}, frozenset(names))


def _clean_text(cleaner: Cleaner, names: set[str], by_rules: bool, text: str) -> str:
    cleaned: Cleaned = cleaner.clean(text, by_rules)
    names |= cleaned.names
    return cleaned.text


class _NotAList(Exception):
    """A value of which Jupyter makes a list, such as a set, an array or a column of a table."""


def _texts(content: Mapping[str, Any], fields: Iterable[str]) -> list[str]:
    texts: list[str] = []
    for name in fields:
        if found := content.get(name):
            _collect(found, texts)
    return texts


def _collect(value: object, texts: list[str]) -> None:
    """Append the texts that `_clean` looks at. It calls nothing for a text: there are hundreds of displays a second."""
    if isinstance(value, _MAPPINGS):
        for key, each in value.items():
            if isinstance(key, str):
                texts.append(key)
                if key.startswith(_BINARY) and key != _MARKUP:
                    continue
            if isinstance(each, str):
                texts.append(each)
            elif not isinstance(each, _TEXTLESS):
                _collect(each, texts)
    elif isinstance(value, list | tuple):
        for each in value:
            if isinstance(each, str):
                texts.append(each)
            elif not isinstance(each, _TEXTLESS):
                _collect(each, texts)
    else:
        _collect_single(value, texts)


def _collect_single(value: object, texts: list[str]) -> None:
    if isinstance(value, str):
        texts.append(value)
    elif isinstance(value, bytes):  # which Jupyter sends as base64
        texts.append(value.decode("latin-1"))
    elif _becomes_a_list(value):
        raise _NotAList


def _becomes_a_list(value: object) -> bool:
    """Whether Jupyter makes a list of a value that may contain texts: `json_default` in jupyter_client/jsonutil.py."""
    kind = getattr(
        getattr(value, "dtype", None), "kind", ""
    )  # of numpy's arrays and pandas' columns
    return isinstance(value, Iterable) and not (kind and kind in _NUMBERS)


def _listed(value: object) -> object:
    """A value with lists for all that Jupyter makes a list of; some can be read only once."""
    if isinstance(value, str | bytes):
        return value
    if isinstance(value, Mapping):
        return {key: each if _is_binary(key) else _listed(each) for key, each in value.items()}
    if isinstance(value, Iterable) and _becomes_a_list(value):
        return [_listed(each) for each in value]
    return value


def _clean(value: object, clean: Callable[[str], str]) -> object:
    """A JSON value with clean texts; the same object if nothing in it changes."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, bytes):
        text = value.decode("latin-1")
        cleaned = clean(text)
        return value if cleaned == text else cleaned
    if isinstance(value, Mapping):
        pairs = {_clean(key, clean): _member(key, each, clean) for key, each in value.items()}
        is_same = all(pairs.get(key, pairs) is each for key, each in value.items())
        return value if is_same else pairs
    if isinstance(value, list | tuple):
        members = [_clean(each, clean) for each in value]
        is_same = all(one is other for one, other in zip(members, value, strict=True))
        return value if is_same else members
    return value


def _member(key: object, value: object, clean: Callable[[str], str]) -> object:
    return value if _is_binary(key) else _clean(value, clean)


def _is_binary(key: object) -> bool:
    return isinstance(key, str) and key.startswith(_BINARY) and key != _MARKUP


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
