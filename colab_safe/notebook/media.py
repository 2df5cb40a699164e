"""Which files are pictures, fonts, sound or films: they are not text, and do not become text when they are decoded."""

from __future__ import annotations

PNG = b"\x89PNG\r\n\x1a\n"
# How they begin: https://en.wikipedia.org/wiki/List_of_file_signatures. A signature of letters alone has a byte more that
# no text has there.
_BEGINNINGS = (
    # PNG, JPEG, GIF, TIFF, icons, JPEG 2000, JPEG XL, Photoshop, Apple's icons
    *(PNG, b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*", b"\0\0\1\0", b"\0\0\2\0"),
    *(b"\0\0\0\x0cjP  ", b"\xff\x0a", b"\0\0\0\x0cJXL ", b"8BPS\0", b"icns\0"),
    # WOFF, OpenType, TrueType
    *(b"wOFF", b"wOF2", b"OTTO\0", b"\0\1\0\0", b"true\0"),
    # MP3 with and without a tag, Ogg, FLAC, MIDI, AU, WebM and Matroska, MPEG, ASF, FLV
    *(b"ID3\2", b"ID3\3", b"ID3\4", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"OggS\0", b"fLaC\0", b"MThd\0", b".snd\0"),
    *(b"\x1aE\xdf\xa3", b"\0\0\1\xba", b"\0\0\1\xb3", b"0&\xb2u\x8ef\xcf\x11", b"FLV\1"),
)  # fmt: skip
# Of containers for many kinds of files, these: https://en.wikipedia.org/wiki/Resource_Interchange_File_Format
_KINDS = {b"RIFF": (b"WEBP", b"WAVE", b"AVI "), b"FORM": (b"AIFF", b"AIFC")}
_FILM_BOXES = (
    b"ftyp",
    b"moov",
    b"mdat",
)  # MP4, HEIC, AVIF and QuickTime: https://mp4ra.org/registered-types/boxes


def is_media(data: bytes) -> bool:
    """Return whether a file is a picture, a font, sound or a film, as its first bytes say.

    Args:
        data: The file's bytes.
    """
    if data.startswith(_BEGINNINGS) or data[4:8] in _FILM_BOXES:
        return True
    if data.startswith(b"BM"):  # a bitmap: two reserved numbers are zero
        return data[6:10] == bytes(4)
    return data[8:12] in _KINDS.get(data[:4], ())
