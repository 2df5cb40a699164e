"""Names of keys and tokens that are not credentials: one table for all rules that go by a name."""

from __future__ import annotations

from string import ascii_letters, digits

from colab_safe.detect.patterns import UUID
from colab_safe.detect.rule import compiled
from colab_safe.typed import NamedTuple

HASH = (
    r"(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{56}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128}|"
    + UUID
    + ")"
)
IN_NAMES = f"{ascii_letters}{digits}_.-"
# The words before "key" or "token": they count pages, requests and rows, name entries of caches, guard forms, belong to a
# link that is shared on purpose, or say that the value is a ciphertext. Not "primary", "storage" or "map": services call their keys so.
_EITHER = (
    "public pub publishable cache page nextpage partition idempotency dedup csrf xsrf websocket bokeh rl url resource kms "
    "hash hashed md5 sha1 sha256 sha512 checksum digest etag fingerprint encrypted wrapped"
)
_KEYS = (
    "site foreign sort range row shard composite surrogate evaluated object image lookup memo index dict json column join cell s3 "
    "sheet sheets gsheet spreadsheet worksheet workbook socket"
)
_TOKENS = (
    "next continuation continue cursor pagination scroll sync update lock change resume start starting csrfmiddleware authenticity captcha "
    "special pad eos bos sos unk mask sep cls"
)
# Only a hash or a UUID: another `job_key` may be a credential.
_HASHED_KEYS = (
    "obj storage bucket node map group data file content git commit version build artifact redis gpg pgp ssh registry query "
    "item entry doc document id uuid uid run job task state snapshot blob chunk model dataset random rng prng record event "
    "parent issue"
)
_HASHED_TOKENS = "sample scene instance pose sensor annotation visibility attribute category device"
_UUID_TOKENS = "request session client action"
_SECRETS = "hash hashed encrypted"
_SIGNERS = "goog amz"  # `X-Amz-Credential=` in a signed URL
_OPPOSITE = ("un", "non")  # `unencrypted_password`
_LONG = 6  # letters of a word that is recognised at the end of a longer one: `mypartition_key`

_NOUN = r"(?i:keys?|tokens?|credentials?|secrets?|passwords?)(?=[^A-Za-z]|$|[A-Z])"
_HUMP = r"(?<=[a-z0-9])(?=[A-Z])"
_LAST_WORD = r"([a-z0-9]*)[_ .-]*$"


class _Words(NamedTuple):
    """The words that may be before a noun."""

    always: frozenset[str]
    hashed: frozenset[str] = frozenset()  # if the value is a hash or a UUID
    counted: frozenset[str] = frozenset()  # if it is a UUID


def _words(*texts: str) -> frozenset[str]:
    return frozenset(" ".join(texts).split())


_BEFORE = {
    "k": _Words(_words(_EITHER, _KEYS), _words(_HASHED_KEYS)),
    "t": _Words(_words(_EITHER, _TOKENS), _words(_HASHED_TOKENS), _words(_UUID_TOKENS)),
    "s": _Words(_words(_SECRETS)),
    "p": _Words(_words(_SECRETS)),
    "c": _Words(_words(_SIGNERS)),
}


def is_harmless_name(name: str, value: str) -> bool:
    """Return whether the word before "key", "token" or the like says that the value is not a credential.

    Args:
        name: Of the value, in any spelling: `nextPageToken`, `cache_key`, "page token".
        value: What is called so.
    """
    name = compiled(_HUMP).sub("_", name)
    nouns = list(compiled(_NOUN).finditer(name))
    if not nouns:
        return False
    before = compiled(_LAST_WORD).search(name[: nouns[-1].start()].lower())
    return before is not None and _is_harmless(before[1], _BEFORE[nouns[-1][0][0].lower()], value)


def _is_harmless(word: str, words: _Words, value: str) -> bool:
    is_hash = compiled(HASH).fullmatch(value) is not None
    known = words.always | words.hashed if is_hash else words.always
    if is_hash and "-" in value:
        known |= words.counted
    if word.startswith(_OPPOSITE):
        return not known.isdisjoint((word,))
    singular = word.removesuffix("s").removeprefix("my").removeprefix("mem")
    return not known.isdisjoint((word, singular)) or word.endswith(
        tuple([each for each in known if len(each) >= _LONG])
    )
