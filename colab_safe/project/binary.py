"""Which files are not text: of these, a scan reads only the plain text, and says so."""

from __future__ import annotations

from colab_safe.notebook.media import is_media

_SAMPLE = 8000  # bytes, as git looks at
# Not the white space, backspaces, bells, escapes and record separators of logs.
_CONTROLS = bytes({*range(32), 127} - {*b"\a\b\t\n\v\f\r\x1b\x1e"})
_MOST = 0.04  # of random bytes, a tenth are control characters


def is_binary(data: bytes) -> bool:
    """Return whether a file may contain text that a scan of its bytes does not see, such as compressed text.

    Pictures, fonts, sound and films do not, but for the compressed texts of a PNG.

    Args:
        data: The bytes of a file that is not an archive.
    """
    if is_media(data):
        return False
    sample = _decoded(data[:_SAMPLE])
    return len(sample) - len(sample.translate(None, _CONTROLS)) > _MOST * len(sample)


def _decoded(sample: bytes) -> bytes:
    """Text in UTF-16 or UTF-32 as UTF-8, anything else as it is."""
    if b"\0" not in sample:
        return sample
    from colab_safe.notebook.source import encoding  # few files contain a NUL

    mark, codec = encoding(sample)
    return sample[len(mark) :].decode(codec, "replace").encode() if codec != "utf-8" else sample
