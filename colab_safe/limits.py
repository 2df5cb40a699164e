"""Every limit on the time and memory that one file may take: how much, why, and what a report says.

Time and memory grow linearly with a file, also for a hostile one: what could grow faster has a limit
here. A limit that is reached is reported ("not all of it was read: …", exit code 2), never silent.
"""

from __future__ import annotations

from colab_safe.typed import NamedTuple

MB = 1 << 20


class Limit(NamedTuple):
    """How much of something is read."""

    most: int
    unit: str  # what is counted
    reason: str  # why so much, and no more
    beyond: str  # what is not read, as a report says it


# fmt: off
# Decoded forms of a text (views).
VIEW_DEPTH = Limit(
    16, "decodings inside each other", "the deepest of 584 public notebooks needs 11",
    "text that is encoded more deeply")
VIEW_GROWTH = Limit(
    8, "times its own length that all decoded forms of a text have together", "a text without long unchanged parts is decoded in every order",
    "decoded text beyond that, and beyond what all texts share")
VIEW_SHARE = Limit(
    16 * MB, "characters of decoded text beyond that growth, for all texts of 4 MB together",
    "compressed plots and tables take a megabyte", "decoded text beyond that")
COMPRESSED_DEPTH = Limit(
    4, "compressions inside each other", "a compressed tar of compressed logs takes two", "data that is compressed more deeply")
XZ_MEMORY = Limit(
    128 * MB, "bytes of memory that xz asks for", "its highest level takes 65 MB", "text that xz compressed for so much memory")
# Values that only their name calls secret.
UNQUOTED_VALUE = Limit(
    10_240, "characters of a value without quotes that only its name calls secret", "a signed token with many claims takes 8,000",
    "nothing: a longer word is data, and no part of it is reported")
# The text in pictures.
PICTURE_TEXT = Limit(
    MB, "bytes of one text in a picture", "prompts and EXIF data take some kilobytes", "the rest of such a text")
PICTURE_UNPACKED = Limit(
    16 * MB, "bytes of compressed text in all pictures of a file", "a megabyte of zTXt unpacks to a gigabyte",
    "further compressed text in pictures")
# The code that puts Drive paths together, or shows credentials.
CODE_STEPS = Limit(
    1_000_000, "look-ups of expressions in the code of a notebook", "the largest of 585 notebooks needs 99,000",
    "paths and credentials that the rest of the code puts together")
CODE_TEXTS = Limit(
    2 * MB, "characters of all texts that the code of a notebook puts together", "the largest of 585 notebooks needs 32,000",
    "paths and credentials that the rest of the code puts together")
CODE_DEPTH = Limit(
    40, "expressions inside each other", "a path is put together from a dozen", "paths and credentials in code that is nested more deeply")
CODE_BINDINGS = Limit(
    200_000, "arguments that calls bind to parameters", "the largest of 585 notebooks needs 485",
    "paths and credentials that are handed to functions")
SHOWN_CODE = Limit(
    256 << 10, "characters of all texts with credentials that the code of a notebook puts together",
    "the largest of 585 notebooks needs 32,000", "credentials that the rest of the code shows")
SHOWN_TEXT = Limit(
    8 * MB, "characters of outputs that are compared with what their code shows", "the largest of 585 notebooks needs 100,000",
    "credentials that code shows in further outputs")
# Expressions that a team writes.
REGEX_SECONDS = Limit(
    1, "second that one expression may take on one text", "`(a+)+$` takes years on 50 letters; the slowest of gitleaks' own "
    "222 rules takes a hundredth", "texts on which an expression takes longer")
TOKEN_FILES = Limit(
    1000, "different token files in a notebook", "a placeholder is chosen among all others", "the rest, so no path was hidden")
# Passwords that are compared with a baseline.
SLOW_HASHES = Limit(
    200, "different passwords beyond the entries of the baseline", "each is hashed for a fifth of a second, so that nobody "
    "finds it from the baseline", "further passwords, which are reported even if the baseline accepts them")
BASELINE_SALTS = Limit(
    8, "salts in a baseline", "one per branch that began a baseline and was merged since the last update",
    "nothing: the baseline is refused")
# Plain text.
STRETCH = Limit(
    4_000_000, "characters of plain text in one segment", "the views of all of it at once would take ten times its bytes",
    "nothing: the next segment begins before the end of the last")
# Archives.
ARCHIVE_DEPTH = Limit(3, "archives inside each other", "a zip of a tar.gz takes three", "archives that are nested more deeply")
ARCHIVE_MEMBERS = Limit(10_000, "members of an archive", "a repository has some thousand files", "further members")
ARCHIVE_BYTES = Limit(
    256 * MB, "unpacked bytes of an archive", "more than all notebooks of a repository", "further members")
ARCHIVE_STORED = Limit(
    256 * MB, "bytes of an archive", "all of it is in memory", "archives that are larger")
ARCHIVE_RATIO = Limit(
    200, "times its stored bytes that an archive unpacks to, beyond the first megabyte", "text compresses to a tenth or a thirtieth",
    "members that unpack to more")
REMOTE_FILE = Limit(
    1024 * MB, "bytes of a file at an address", "all of it is in memory", "files that are larger")
CLONE_PACK = Limit(
    4096 * MB, "bytes of one transfer of a repository that is cloned", "a clone without its files takes megabytes, and no server may "
    "fill the disk", "the repository")
CLONE_REFS = Limit(
    500_000, "refs of a repository that is cloned", "each is a file at first: 100,000 take 784 MB for a moment", "the repository")
# Known values.
CREDENTIAL_FILE = Limit(
    MB, "bytes of a file with credentials", "the largest are settings of a few kilobytes", "a larger file")
# fmt: on

LIMITS = {name: limit for name, limit in dict(globals()).items() if isinstance(limit, Limit)}


def sentence(limit: Limit) -> str:
    """Return what a report says about a limit that was reached.

    Args:
        limit: The limit.
    """
    return f"{limit.beyond} (the limit is {limit.most:,} {limit.unit})"
