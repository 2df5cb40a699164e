"""The words in pictures are read, with their bytes; the pixels are counted, and nothing else of them is looked at."""

from __future__ import annotations

import zlib
from base64 import b64decode, b64encode, encodebytes
from collections.abc import Callable
from random import Random

import pytest

from colab_safe.notebook.reading import read_notebook
from colab_safe.scan import scan
from tests.notebook.planting import ENGINE, TOKEN, found
from tests.notebooks import Json, code, dump, markdown, notebook, output

_PIXELS = Random(3).randbytes(3000)


def chunk(kind: bytes, data: bytes) -> bytes:
    """https://www.w3.org/TR/png-3/#5Chunk-layout"""
    return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")


def png(*chunks: bytes, pixels: bytes = _PIXELS, after: bytes = b"") -> bytes:
    header = chunk(b"IHDR", (40).to_bytes(4, "big") + (25).to_bytes(4, "big") + b"\x08\x02\0\0\0")
    return (
        b"\x89PNG\r\n\x1a\n"
        + header
        + b"".join(chunks)
        + chunk(b"IDAT", pixels)
        + chunk(b"IEND", b"")
        + after
    )


def jpeg(*segments: tuple[int, bytes]) -> bytes:
    """https://www.w3.org/Graphics/JPEG/itu-t81.pdf, annex B"""
    parts = [
        b"\xff" + bytes([marker]) + (len(data) + 2).to_bytes(2, "big") + data
        for marker, data in segments
    ]
    return b"\xff\xd8" + b"".join(parts) + b"\xff\xda\x00\x08" + _PIXELS + b"\xff\xd9"


def shown(
    picture: bytes, mime: str = "image/png", write: Callable[[bytes], bytes] = b64encode
) -> Json:
    return notebook(
        [
            markdown("a"),
            code("plot()", [output({mime: write(picture).decode(), "text/plain": "<Figure>"})]),
        ]
    )


TEXT = b"see " + TOKEN.encode() + b" there"
# The bytes of the picture that are the sample.
PLAIN = TOKEN.encode()
READ = {
    "png, tEXt": (png(chunk(b"tEXt", b"Comment\0" + TEXT)), "image/png"),
    "png, iTXt": (png(chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + TEXT)), "image/png"),
    "png, eXIf": (png(chunk(b"eXIf", b"II*\0\x08\0\0\0" + TEXT)), "image/png"),
    "png, after the pixels": (png(pixels=_PIXELS, after=b"") + TEXT + b"\n", "image/png"),
    "png, tEXt after other chunks": (
        png(chunk(b"pHYs", b"123456789"), chunk(b"tEXt", b"A\0" + TEXT)),
        "image/png",
    ),
    "jpeg, comment": (jpeg((0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0"), (0xFE, TEXT)), "image/jpeg"),
    "jpeg, EXIF": (jpeg((0xE1, b"Exif\0\0II*\0\x08\0\0\0ASCII\0\0\0" + TEXT)), "image/jpeg"),
    "jpeg, IPTC": (jpeg((0xED, b"Photoshop 3.0\0" + TEXT)), "image/jpeg"),
}


@pytest.mark.parametrize(
    "write",
    [b64encode, encodebytes, lambda data: b64encode(data) + b"\n"],
    ids=["one line", "wrapped", "line end"],
)
@pytest.mark.parametrize(("picture", "mime"), READ.values(), ids=READ)
def test_text_in_a_picture_is_found_with_its_bytes(
    picture: bytes, mime: str, write: Callable[[bytes], bytes]
) -> None:
    data = dump(shown(picture, mime, write))
    (finding,) = found(data)
    first, last = picture.index(PLAIN) // 3 * 4, -(-(picture.index(PLAIN) + len(PLAIN)) // 3) * 4
    lines = [data[span.start : span.end] for span in finding.location.spans]
    letters = b"".join(lines).replace(rb"\n", b"")
    assert letters == b64encode(picture)[first:last]
    assert finding.secret.reveal() == TOKEN
    assert finding.location.place[:6] == ("output", 2, None, None, 1, mime)


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(chunk(b"zTXt", b"Comment\0\0" + zlib.compress(TEXT)), id="zTXt"),
        pytest.param(
            chunk(b"iTXt", b"Comment\0\1\0de\0Kommentar\0" + zlib.compress(TEXT)), id="iTXt"
        ),
        pytest.param(
            chunk(b"tEXt", b"UserComment\0" + TEXT.decode().encode("utf-16-le")), id="UTF-16"
        ),
    ],
)
def test_compressed_text_and_UTF_16_lead_to_their_chunk(made: bytes) -> None:
    picture = png(made)
    data = dump(shown(picture))
    (finding,) = found(data)
    (span,) = finding.location.spans
    start = data.index(b64encode(picture))
    first, last = (span.start - start) // 4 * 3, (span.end - start) // 4 * 3
    wide = PLAIN.decode().encode("utf-16-le")[:-1]
    meant = wide if wide in made else made[8:-4]
    begin = picture.index(meant)
    assert begin - 3 < first <= begin and begin + len(meant) <= last < begin + len(meant) + 3


def test_pixels_are_not_text_but_are_counted() -> None:
    picture = png(pixels=TEXT + _PIXELS)
    report = scan(dump(shown(picture)), "a.ipynb", [ENGINE])
    assert report.findings == ()
    assert report.coverage.skipped_bytes == len(b64encode(picture))
    assert report.coverage.text_bytes < 200


@pytest.mark.parametrize(
    ("mime", "magic"),
    [
        ("image/gif", b"GIF89a"),
        ("image/webp", b"RIFF0000WEBP"),
        ("image/bmp", b"BM0000"),
        ("image/tiff", b"II*\0"),
        ("audio/wav", b"RIFF0000WAVE"),
        ("audio/mpeg", b"ID3\3"),
        ("audio/ogg", b"OggS\0"),
        ("video/mp4", b"\0\0\0\x18ftypmp42"),
        ("video/webm", b"\x1aE\xdf\xa3"),
        ("application/pdf", b"%PDF-1.4"),
        ("font/woff2", b"wOF2"),
    ],
)
def test_other_payloads_are_skipped_and_counted(mime: str, magic: bytes) -> None:
    written = b64encode(magic + _PIXELS)
    notebook = read_notebook(dump(shown(magic + _PIXELS, mime)))
    assert notebook.source.skipped_bytes == len(written)
    assert all(written.decode()[:20] not in segment.text for segment in notebook.segments)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("![a](data:image/png;base64,{})", id="markdown"),
        pytest.param("<img src='data:image/png;base64,{}' />", id="html"),
        pytest.param("url('data:image/png;base64,{}')\nand more", id="css"),
    ],
)
def test_data_uris_are_skipped_and_the_text_around_them_is_read(text: str) -> None:
    written = b64encode(png(chunk(b"tEXt", b"A\0" + TEXT))).decode()
    data = dump(notebook([markdown(f"{TOKEN} {text.format(written)} {TOKEN}")]))
    assert read_notebook(data).source.skipped_bytes == len(written)
    assert [finding.location.place.part for finding in found(data)] == ["source"] * 3
    assert ["picture" in finding.location.views for finding in found(data)] == [False, True, False]


# As matplotlib writes animations, in one string or in a list of lines: letters per line, what ends each.
WRAPPED = pytest.mark.parametrize(
    ("width", "end", "split"),
    [(76, "\\\n", True), (76, "\\\n", False), (76, "\n", True), (60, "\n", False)],
    ids=["continued, list", "continued", "list", "short lines"],
)


def animation(written: str, width: int, end: str, split: bool, after: str = '"\nplay()\n') -> bytes:
    lines = [written[at : at + width] for at in range(0, len(written), width)]
    script = f'a\nframes[0] = "data:image/png;base64,{end.join(lines)}{after}'
    return dump(
        notebook([code("b", [output(html=script.splitlines(keepends=True) if split else script)])])
    )


@WRAPPED
@pytest.mark.parametrize("length", [0, 1, 2, 3, 40])
def test_wrapped_data_uris_are_skipped_and_their_text_is_read(
    length: int, width: int, end: str, split: bool
) -> None:
    written = b64encode(png(chunk(b"tEXt", b"A\0" + TEXT)) + b"x" * length).decode()
    data = animation(written, width, end, split)
    one = read_notebook(data)
    assert one.problem is None
    assert one.source.skipped_bytes > len(written)
    assert all(written[-9:] not in segment.text for segment in one.segments)
    assert any("play()" in segment.text for segment in one.segments)
    (finding,) = found(data)
    assert "picture" in finding.location.views
    letters = "".join(data[span.start : span.end].decode() for span in finding.location.spans)
    assert TOKEN in b64decode(letters).decode("latin-1")


@WRAPPED
def test_what_follows_a_wrapped_data_uri_is_read(width: int, end: str, split: bool) -> None:
    written = b64encode(png()[: width * 12]).decode()[: width * 10]
    data = animation(written, width, end, split, f"{end}{TOKEN} and more\n")
    assert [finding.secret.reveal() for finding in found(data)] == [TOKEN]


def test_what_is_not_a_picture_is_read_whatever_its_key_says() -> None:
    data = dump(
        notebook([code("", [output({"image/png": TOKEN, "audio/wav": b64encode(TEXT).decode()})])])
    )
    assert [finding.location.place.mime for finding in found(data)] == ["image/png", "audio/wav"]


@pytest.mark.parametrize("picture", [made for made, _ in READ.values()], ids=READ)
def test_damaged_pictures_do_no_harm(picture: bytes) -> None:
    for length in range(48, min(len(picture), 400), 7):
        assert scan(dump(shown(picture[:length])), "a.ipynb", [ENGINE]).problems == ()
        torn = b64encode(picture)[:length]
        assert (
            scan(
                dump(shown(picture, write=lambda _, torn=torn: torn)), "a.ipynb", [ENGINE]
            ).problems
            == ()
        )


@pytest.mark.parametrize("kind", [b"zTXt", b"iTXt", b"tEXt"])
def test_a_large_text_of_one_letter_is_read_in_one_pass(kind: bytes) -> None:
    """zlib's data may begin at every "x": decompressing from each would take hours."""
    assert found(dump(shown(png(chunk(kind, b"x" * 500_000))))) == []


@pytest.mark.slow
def test_a_compression_bomb_is_read_up_to_a_limit() -> None:
    bomb = zlib.compress(b"a" * 100_000_000)
    notebook = read_notebook(dump(shown(png(chunk(b"zTXt", b"A\0\0" + bomb)))))
    assert notebook.text_bytes < 2_000_000
