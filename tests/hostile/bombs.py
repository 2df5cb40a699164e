"""Files that are small and would become large, each made for a size `n`."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import zipfile
import zlib
from base64 import b64encode
from collections.abc import Callable

from tests.notebook.test_pictures import chunk, png
from tests.notebooks import code, dump, markdown, notebook, output, stream

ZEROS = b"just text " * 10_000


def gzip_bomb(n: int) -> bytes:
    """1.5 KB of base64 per `n`, each of which is a megabyte of text."""
    bomb = b64encode(gzip.compress(ZEROS * 10, 9)).decode()
    return dump(notebook([markdown(" ".join([bomb] * n))]))


def gzip_bombs_in_outputs(n: int) -> bytes:
    bomb = b64encode(gzip.compress(ZEROS * 10, 9)).decode()
    return dump(notebook([code("", [output({"text/plain": bomb})]) for _ in range(n)]))


def nested_gzip(n: int) -> bytes:
    inner = gzip.compress(b"text " * 1_000_000, 9)
    for _ in range(n):
        inner = gzip.compress(inner * 20, 9)
    return dump(notebook([markdown(b64encode(inner).decode())]))


def zip_bombs(n: int) -> bytes:
    """A zip, a bzip2 and an xz per `n`, each of which is a megabyte of text or more."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(3):
            archive.writestr(f"{number}.txt", ZEROS * 10)
    bombs = [buffer.getvalue(), bz2.compress(ZEROS * 10), lzma.compress(ZEROS * 10)]
    return dump(notebook([markdown(" ".join([b64encode(bomb).decode() for bomb in bombs] * n))]))


def picture_text(n: int) -> bytes:
    packed = chunk(b"zTXt", b"A\0\0" + zlib.compress(ZEROS * 10, 9))
    return dump(notebook([code("", [output({"image/png": b64encode(png(packed * n)).decode()})])]))


def deep_json(n: int) -> bytes:
    return b'{"cells": [' + b"[" * 1000 * n + b"]" * 1000 * n + b"]}"


def deep_objects(n: int) -> bytes:
    return b'{"cells": [], "metadata": ' + b'{"a":' * 100 * n + b"1" + b"}" * 100 * n + b"}"


def many_outputs(n: int) -> bytes:
    return dump(notebook([code("", [stream(f"{number}\n") for number in range(1000 * n)])]))


def one_line(n: int) -> bytes:
    return json.dumps(notebook([markdown("word " * 20_000 * n)])).encode()


BOMBS: dict[str, Callable[[int], bytes]] = {
    made.__name__: made
    for made in (
        gzip_bomb,
        gzip_bombs_in_outputs,
        nested_gzip,
        zip_bombs,
        picture_text,
        deep_json,
        deep_objects,
        many_outputs,
        one_line,
    )
}
