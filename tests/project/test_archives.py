"""Archives are opened, within limits, and what is not read of them is reported."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from colab_safe.command_line.main import main
from colab_safe.limits import ARCHIVE_BYTES
from colab_safe.project import archives
from colab_safe.project.archives import members
from colab_safe.project.binary import is_binary
from tests.notebook.test_pictures import chunk, png
from tests.notebooks import code, dump, notebook, stream
from tests.repository import Repository
from tests.tokens import github_token

TOKEN = github_token()
LEAK = dump(notebook([code("", [stream(f"{TOKEN}\n")])]))
TEXT = f"token: {TOKEN}\n".encode()


def zipped(method: int = zipfile.ZIP_DEFLATED, **files: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), data)
    return file.getvalue()


def tarred(mode: str = "w", **files: bytes) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in files.items():
            info = tarfile.TarInfo(name.replace("_", "."))
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return file.getvalue()


FOUND = {
    "a deflated zip": ("x.zip", zipped(a_ipynb=LEAK), "x.zip!/a.ipynb"),
    "a stored zip": ("x.zip", zipped(0, a_ipynb=LEAK), "x.zip!/a.ipynb"),
    "a bzip2 zip": ("x.zip", zipped(12, a_txt=TEXT), "x.zip!/a.txt"),
    "a zip without its name": ("x", zipped(a_ipynb=LEAK), "x!/a.ipynb"),
    "a zip in a zip": ("x.zip", zipped(y_zip=zipped(a_ipynb=LEAK)), "x.zip!/y.zip!/a.ipynb"),
    "a workbook": ("x.xlsx", zipped(xl__sharedStrings_xml=TEXT), "x.xlsx!/xl/sharedStrings.xml"),
    "a tar": ("x.tar", tarred(a_ipynb=LEAK), "x.tar!/a.ipynb"),
    "a tar.gz": ("x.tar.gz", tarred("w:gz", a_ipynb=LEAK), "x.tar.gz!/a.ipynb"),
    "a tgz": ("x.tgz", tarred("w:gz", a_ipynb=LEAK), "x.tgz!/a.ipynb"),
    "a tar.xz": ("x.tar.xz", tarred("w:xz", a_ipynb=LEAK), "x.tar.xz!/a.ipynb"),
    "gzip": ("a.ipynb.gz", gzip.compress(LEAK), "a.ipynb.gz!/a.ipynb"),
    "gzip twice": ("a.txt.gz", gzip.compress(b"x\n") + gzip.compress(TEXT), "a.txt.gz!/a.txt"),
    "bzip2": ("a.txt.bz2", bz2.compress(TEXT), "a.txt.bz2!/a.txt"),
    "xz": ("a.txt.xz", lzma.compress(TEXT), "a.txt.xz!/a.txt"),
    "a zip behind a program": ("a.exe", b"MZ" + bytes(90) + zipped(a_txt=TEXT), "a.exe!/a.txt"),
    "a zip behind a picture": ("a.png", b"\x89PNG\r\n\x1a\n" + zipped(a_txt=TEXT), "a.png!/a.txt"),
    "text before a zip": ("a.bin", TEXT + zipped(b_txt=b"x"), "a.bin"),
    "a tar with a zip": ("a.tar", tarred(b_zip=zipped(a_txt=TEXT)), "a.tar!/b.zip!/a.txt"),
    "xz twice": ("a.txt.xz", lzma.compress(b"x\n") + lzma.compress(TEXT), "a.txt.xz!/a.txt"),
}


@pytest.mark.parametrize(("name", "data", "shown"), FOUND.values(), ids=FOUND)
def test_what_is_in_an_archive_is_found(
    name: str,
    data: bytes,
    shown: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).write_bytes(data)
    assert main(["scan", name]) == 1
    assert f"{shown}:" in capsys.readouterr().out
    assert main(["scan", "--all-files", "."]) == 1


def encrypted(name: str = "a_txt") -> bytes:
    data = bytearray(zipped(**{name: TEXT}))
    for place in (6, data.index(b"PK\x01\x02") + 8):
        data[place] |= 1
    return bytes(data)


def nested(depth: int) -> bytes:
    data = zipped(a_txt=TEXT)
    for _ in range(depth - 1):
        data = zipped(x_zip=data)
    return data


NOT_READ: dict[str, tuple[Callable[[], bytes], str]] = {
    "an encrypted member": (encrypted, "it is encrypted"),
    "another compression": (lambda: zipped(14, a_txt=TEXT), "compression method 14"),
    "a binary part of a workbook": (lambda: zipped(xl__vbaProject_bin=b"x"), "binary parts"),
    "PDF": (lambda: b"%PDF-1.7\n%\xe2\xe3\n", "PDF is not supported"),
    "7-Zip": (lambda: b"7z\xbc\xaf\x27\x1c" + bytes(50), "7-Zip is not supported"),
    "zlib": (lambda: zlib.compress(LEAK), "it is not text"),
    "Parquet": (lambda: b"PAR1" + zlib.compress(LEAK) + b"PAR1", "it is not text"),
    "HDF5": (lambda: b"\x89HDF\r\n\x1a\n" + zlib.compress(LEAK), "it is not text"),
    "noise": (lambda: Random(2).randbytes(5000), "it is not text"),
    "damaged chunks of a picture": (
        lambda: b"\x89PNG\r\n\x1a\n....zTXtk\0\0" + zlib.compress(b"a note"),
        "the compressed text in it is damaged",
    ),
    "damaged text of a picture": (
        lambda: png(chunk(b"zTXt", b"k\0\0" + zlib.compress(b"a note")[:-3])),
        "the compressed text in it is damaged",
    ),
    "a bomb in a picture": (
        lambda: png(chunk(b"zTXt", b"k\0\0" + zlib.compress(bytes(2_000_000)))),
        "1,048,576 bytes of one text in a picture",
    ),
    "text that begins as a bitmap": (lambda: b"BM25" + zlib.compress(LEAK), "it is not text"),
    "something compressed in a zip": (lambda: zipped(a_bin=zlib.compress(LEAK)), "it is not text"),
    "a zip behind a program, cut off": (
        lambda: b"MZ" + bytes(90) + zipped(a_txt=TEXT)[40:],
        "damaged",
    ),
    "a zip cut off": (lambda: zipped(a_txt=TEXT)[:-40], "damaged"),
    "gzip cut off": (lambda: gzip.compress(LEAK)[:-20], "damaged"),
    "xz cut off": (lambda: lzma.compress(LEAK)[:-20], "damaged"),
    "a bomb": (lambda: zipped(a_txt=bytes(40_000_000)), "200 times its stored bytes"),
    "a gzip bomb": (lambda: gzip.compress(bytes(40_000_000)), "200 times its stored bytes"),
    "nested too deeply": (lambda: nested(5), "archives that are nested more deeply"),
    "too many members": (
        lambda: zipped(0, **{f"f{number}": b"" for number in range(10_002)}),
        "10,000 members",
    ),
}


@pytest.mark.parametrize(("made", "said"), NOT_READ.values(), ids=NOT_READ)
def test_what_is_not_read_is_never_clean(
    made: Callable[[], bytes],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("x.bin").write_bytes(made())
    assert main(["scan", "x.bin"]) == 2
    assert said in capsys.readouterr().err


def test_a_staged_archive_is_opened(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(repository.root)
    repository.add("x.zip", zipped(a_ipynb=LEAK))
    assert main(["scan", "--staged", "x.zip"]) == 1
    assert "x.zip!/a.ipynb:" in capsys.readouterr().out


def test_all_members_together_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "ARCHIVE_BYTES", ARCHIVE_BYTES._replace(most=1_000_000))
    noise = Random(1).randbytes(300_000)
    inner = zipped(**{f"f{number}": noise for number in range(3)})
    read = list(members("x.zip", zipped(**{f"g{number}": inner for number in range(3)})))
    assert sum(len(member.data) for member in read) <= 1_000_000
    assert [member.problem for member in read if member.problem]


TEXTS = {
    "nothing": b"",
    "UTF-8": "Grüße, 你好, \U0001f600\n".encode() * 20,
    "Latin-1": "Grüße\r\n".encode("latin-1") * 20,
    "Shift JIS": "日本語のテキスト\n".encode("shift_jis") * 20,
    "UTF-16 with a mark": "text\n".encode("utf-16") * 2,
    "UTF-16 without": ("some text\n" * 20).encode("utf-16-le"),
    "UTF-32": ("some text\n" * 20).encode("utf-32-be"),
    "colours of a terminal": b"\x1b[31mred\x1b[0m\a\b" * 20,
    "a log with a NUL": b"a line of a log\n" * 20 + b"\0",
    "PNG": b"\x89PNG\r\n\x1a\n" + Random(1).randbytes(500),
    "JPEG": b"\xff\xd8\xff" + Random(1).randbytes(500),
    "WebP": b"RIFF\1\2\3\4WEBP" + Random(1).randbytes(500),
    "MP4": b"\0\0\0\x18ftyp" + Random(1).randbytes(500),
}


@pytest.mark.parametrize("name", TEXTS)
def test_text_and_media_are_read_as_they_are(name: str) -> None:
    assert not is_binary(TEXTS[name])


NOTE = b"a note\n"
MEDIA: dict[str, bytes] = {
    "PNG": png(),
    "a PNG with compressed texts": png(chunk(b"zTXt", b"k\0\0" + zlib.compress(NOTE)), chunk(b"iTXt", b"k\0\1\0\0\0" + zlib.compress(NOTE))),
    "a PNG with other texts": png(chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + NOTE)),
    "JPEG": b"\xff\xd8\xff\xe0\0\x10JFIF\0",
    "a bitmap": b"BM\x10\x20\0\0\0\0\0\0",
    "WebP": b"RIFF\1\2\3\4WEBP",
    "an icon": b"\0\0\1\0\1\0",
    "a font": b"wOF2\0\1\0\0",
    "MP3": b"\xff\xfb\x90\x44",
    "AIFF": b"FORM\1\2\3\4AIFF",
    "MP4": b"\0\0\0\x18ftypmp42",
}  # fmt: skip


def test_media_are_counted_and_not_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for number, data in enumerate(MEDIA.values()):
        Path(f"{number}.bin").write_bytes(data + Random(number).randbytes(2000))
    Path("a.txt").write_bytes(NOTE)
    assert main(["scan", "--all-files"]) == 0, capsys.readouterr().err
    assert f"not text: {len(MEDIA)} files" in capsys.readouterr().out


PICTURE_LEAKS = {
    "zTXt": lambda: chunk(b"zTXt", b"k\0\0" + zlib.compress(LEAK)),
    "iTXt": lambda: chunk(b"iTXt", b"k\0\1\0de\0k\0" + zlib.compress(LEAK)),
    "plain iTXt": lambda: chunk(b"iTXt", b"k\0\0\0de\0k\0" + LEAK),
}


@pytest.mark.parametrize("made", PICTURE_LEAKS.values(), ids=PICTURE_LEAKS)
def test_the_texts_of_a_picture_are_read(
    made: Callable[[], bytes],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.png").write_bytes(png(made()))
    assert main(["scan", "--all-files"]) == 1
    assert "github-pat" in capsys.readouterr().out
