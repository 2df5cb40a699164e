"""The texts in the JSON of a message: all of them as a list, and the same JSON with others in their place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

_MAPPINGS = (dict, Mapping)  # `Mapping` alone takes five times as long
_BINARY = ("image/", "audio/", "video/", "font/", "application/pdf", "application/octet-stream")
_MARKUP = "image/svg+xml"
_TEXTLESS = (int, float, type(None))  # of which a plot has many thousands
_NUMBERS = "biufcmM"  # kinds of arrays without texts


class NotAList(Exception):
    """A value of which Jupyter makes a list, such as a set, an array or a column of a table."""


def collect(value: object, texts: list[str]) -> None:
    """Append the texts of a value; nothing is called for a text, since there are hundreds of displays a second.

    Args:
        value: Of JSON, or what Jupyter makes JSON of.
        texts: Where to.

    Raises:
        NotAList: Something in it must become a list first.
    """
    if isinstance(value, _MAPPINGS):
        for key, each in value.items():
            if isinstance(key, str):
                texts.append(key)
                if key.startswith(_BINARY) and _is_binary(key, each):
                    continue
            if isinstance(each, str):
                texts.append(each)
            elif not isinstance(each, _TEXTLESS):
                collect(each, texts)
    elif isinstance(value, list | tuple):
        for each in value:
            if isinstance(each, str):
                texts.append(each)
            elif not isinstance(each, _TEXTLESS):
                collect(each, texts)
    else:
        _collect_one(value, texts)


def _collect_one(value: object, texts: list[str]) -> None:
    if isinstance(value, str):
        texts.append(value)
    elif isinstance(value, bytes):  # which Jupyter sends as base64
        texts.append(value.decode("latin-1"))
    elif _becomes_a_list(value):
        raise NotAList


def _becomes_a_list(value: object) -> bool:
    """Whether Jupyter makes a list of a value that may contain texts: `json_default` in jupyter_client/jsonutil.py."""
    dtype = getattr(value, "dtype", None)  # of numpy's arrays and pandas' columns
    kind = getattr(dtype, "kind", "")
    return isinstance(value, Iterable) and not (kind and kind in _NUMBERS)


def listed(value: object) -> object:
    """Return a value with lists for all that Jupyter makes a list of, since some can be read only once.

    Args:
        value: Of JSON, or what Jupyter makes JSON of.
    """
    if isinstance(value, str | bytes):
        return value
    if isinstance(value, Mapping):
        return {key: each if _is_binary(key, each) else listed(each) for key, each in value.items()}
    if isinstance(value, Iterable) and _becomes_a_list(value):
        return [listed(each) for each in value]
    return value


def cleaned_value(value: object, clean: Callable[[str], str]) -> object:
    """Return a value with clean texts; the same object if nothing in it changes.

    Args:
        value: After `listed`, if `collect` says so.
        clean: Cleans a text.
    """
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, bytes):
        text = value.decode("latin-1")
        cleaned = clean(text)
        return value if cleaned == text else cleaned
    if isinstance(value, Mapping):
        pairs = {
            cleaned_value(key, clean): _member(key, each, clean) for key, each in value.items()
        }
        is_same = all(pairs.get(key, pairs) is each for key, each in value.items())
        return value if is_same else pairs
    if isinstance(value, list | tuple):
        members = [cleaned_value(each, clean) for each in value]
        is_same = all(one is other for one, other in zip(members, value, strict=True))
        return value if is_same else members
    return value


def _member(key: object, value: object, clean: Callable[[str], str]) -> object:
    return value if _is_binary(key, value) else cleaned_value(value, clean)


def _is_binary(key: object, value: object) -> bool:
    """Whether a member is a picture or the like; what the metadata say of one has texts."""
    is_named_so = isinstance(key, str) and key.startswith(_BINARY) and key != _MARKUP
    return is_named_so and isinstance(value, str | bytes)
