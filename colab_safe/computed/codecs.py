"""What decoding functions make of a text: one row per function, each with its reverse left out."""

from __future__ import annotations

import zlib
from base64 import a85decode, b32decode, b64decode, b85decode, urlsafe_b64decode
from bz2 import BZ2Decompressor
from codecs import decode
from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from colab_safe.limits import UNQUOTED_VALUE
from colab_safe.typed import NamedTuple


class Codec(NamedTuple):
    """One way to decode."""

    decode: Callable[[bytes], bytes]
    group: int  # characters that are decoded together, from the first on; 0: all of them


def _base64(data: bytes) -> bytes:
    padded = data.rstrip(b"=\n") + b"=" * (-len(data.rstrip(b"=\n")) % 4)
    return urlsafe_b64decode(padded) if {*b"-_"} & {*data} else b64decode(padded)


def _inflated(data: bytes) -> bytes:
    # Its own header says whether it is zlib's or gzip's; a bomb ends at the longest value.
    return zlib.decompressobj(wbits=47).decompress(data, UNQUOTED_VALUE.most)


def _bunzipped(data: bytes) -> bytes:
    return BZ2Decompressor().decompress(data, UNQUOTED_VALUE.most)


def _rotated(data: bytes) -> bytes:
    return decode(data.decode("latin-1"), "rot13").encode("latin-1")


_BASE64 = Codec(_base64, 4)
_HEX = Codec(lambda data: bytes.fromhex(data.decode("latin-1").replace(":", "")), 2)
_ROT13 = Codec(_rotated, 1)
_INFLATED = Codec(_inflated, 0)
# By the function's name; each decodes its first argument, or what a method is called on.
FUNCTIONS: dict[str, Codec] = {
    **dict.fromkeys(("b64decode", "standard_b64decode", "urlsafe_b64decode", "decodebytes", "decodestring", "a2b_base64"), _BASE64),
    **dict.fromkeys(("fromhex", "unhexlify", "a2b_hex", "b16decode"), _HEX),
    "b32decode": Codec(b32decode, 8),
    "b85decode": Codec(b85decode, 0),
    "a85decode": Codec(a85decode, 0),
    "decompress": _INFLATED,
    **dict.fromkeys(("unquote", "unquote_plus", "unquote_to_bytes"), Codec(unquote_to_bytes, 0)),
}  # fmt: skip
# By the name that `codecs.decode` is given: https://docs.python.org/3/library/codecs.html#python-specific-encodings
ENCODINGS: dict[str, Codec] = {
    **dict.fromkeys(("rot13", "rot_13", "rot-13"), _ROT13),
    **dict.fromkeys(("base64", "base_64", "base64_codec"), _BASE64),
    **dict.fromkeys(("hex", "hex_codec"), _HEX),
    **dict.fromkeys(("zlib", "zlib_codec", "zip"), _INFLATED),
    **dict.fromkeys(("bz2", "bz2_codec"), Codec(_bunzipped, 0)),
}
