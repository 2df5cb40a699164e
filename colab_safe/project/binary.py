"""Which files are not text: of these, a scan reads only the plain text, and says so."""

from __future__ import annotations

# Pictures, fonts, sound and films, which are no text either when they are decoded:
# https://en.wikipedia.org/wiki/List_of_file_signatures
_MEDIA = (
    *(b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"\0\0\1\0"),
    *(
        b"wOFF",
        b"wOF2",
        b"OTTO",
        b"\0\1\0\0",
        b"true\0",
        b"ID3",
        b"OggS",
        b"fLaC",
        b"\x1aE\xdf\xa3",
    ),
)
_RIFF, _RIFF_KINDS = b"RIFF", (b"WEBP", b"WAVE", b"AVI ")
_FTYP = slice(4, 8)  # of MP4, HEIC and AVIF
_PACKED_TEXT = (b"zTXt", b"iTXt")  # chunks of a PNG
_SAMPLE = 8000  # bytes, as git looks at
# Not the white space, backspaces, bells, escapes and record separators of logs.
_CONTROLS = bytes({*range(32), 127} - {*b"\a\b\t\n\v\f\r\x1b\x1e"})
_MOST = 0.04  # of random bytes, a tenth are control characters


def is_binary(data: bytes) -> bool:
    """Return whether a file may contain text that a scan of its bytes does not see, such as compressed text.

    Args:
        data: The bytes of a file that is not an archive.
    """
    if data.startswith(_MEDIA) or data[_FTYP] == b"ftyp":
        return data.startswith(_MEDIA[0]) and any(kind in data for kind in _PACKED_TEXT)
    if data.startswith(_RIFF) and data[8:12] in _RIFF_KINDS:
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
