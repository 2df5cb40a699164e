"""Checks on one candidate secret: checksums, structure, entropy, placeholders, words. Pure: text in, verdict out."""

from __future__ import annotations

from binascii import Error as NotBase64
from binascii import a2b_base64, crc32
from itertools import pairwise

from colab_safe.detect.patterns import UUID
from colab_safe.detect.rule import compiled

_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"

# Letter pairs that make up 80 % of the words in Python's standard library, and 22 % of random letters.
_COMMON_PAIRS = frozenset(
    "ab ac ad ag ai al am an ap ar as at ba be bi bl bo ca ce ch ci ck cl co cr ct da de di do ds ea ec ed ee ef el em "
    "en ep er es et ev ex fa fe ff fi fo ge gr ha he hi ho ia ic id ie if ig il im in io ip ir is it iv ke la ld le li "
    "ll lo ls lu ly ma me mi mo mp na nc nd ne ng ni no ns nt ob oc od ol om on oo op or os ot ou ow pa pe ph pi pl po "
    "pr pt qu ra rc rd re ri ro rr rs rt ru ry sa se sh si so ss st su ta te th ti to tr ts tt tu ty ub ue ul um un up "
    "ur us ut va ve vi wi yp".split()
)

# Words that mark a value as a placeholder, in the languages that notebooks are written in.
# Short words only where a word begins: four random letters spell "fake" once in ten thousand tokens.
_PLACEHOLDER = (
    r"(?i:example|sample|placeholder|change.?me|changeit|dummy|insert|replace|redacted|hidden|masked|foo.?bar"
    r"|x{4}|\*{3}|\.{3}|…|qwerty|lorem|enter|paste|goes.?here|not.?real|notset|undefined"
    r"|(?:^|[^a-z])(?:your|fake|todo|asdf)|p(?:@|%40)[s5$]{2}w[o0]rd"
    r"|(?:^|[_.-])(?:my|the|some|any|none|null|here|is|put|add|env)(?:[_.-]|$)"
    # Spanish, French, German, Italian, Portuguese, Polish: "your", "my", "here", "insert", "replace", "key", "password".
    r"|(?:^|[_.-])(?:tu|su|mi|tua|seu|sua|suo|mein|dein|ihr|ton|mon|ici|aqui|hier|moj)(?:[_.-]|$)"
    r"|votre|deine?[_-]|ihre?n?[_-]|meine?[_-]|twoj|inserisci|inserir|inserta|einf[uü]ge|wstaw|coloque|reempla|rempla|ersetz"
    r"|sostituisci|substitua|clave[_-]|chave[_-]|contrase|parola|passwort|senha)|[a-z]Your[A-Z]|<[A-Za-z][^<>]{0,40}>"
    # Templates: `${NAME}`, `{user.name!r}`, `%(name)s`, `$NAME`.
    r"|\{[ ]?[A-Za-z_][A-Za-z0-9_.]{0,40}(?:\[[^\]]{1,20}\])?(?:![rsa])?[ ]?\}|%\([a-z_]+\)s|^\$[A-Za-z_]+[A-Z0-9_]*$"
)
# A word and a few digits, what programs are installed with, or a spelling of "password"; not `Sommer2024!`.
_WEAK = (
    r"(?i:[a-z]{2,10}[0-9]{0,4}|p[a@4][s5$]{2}w?[o0]?r?d?[0-9]{0,4}[!@#]?"
    r"|(?:admin|administrator|root|user|username|test|testing|guest|demo|default|secret|dev|local|welcome|sa|system|service"
    r"|postgres|mysql|mongo|mongodb|redis|rabbit|oracle|scott|tiger|neo4j|elastic|docker|airflow|minio)[0-9]{0,4}[!@#]?)"
)
# Words and a number as programs call things: `user_name_2`, `DataLoader42`, `gpt-4-turbo`; not `Compass-77`, which a person
# makes up who has to use letters of both cases, a digit and another sign.
_IDENTIFIER = r"[A-Za-z]+(?:[0-9]*[_.:/-]?[A-Za-z0-9]+)*"
# `db_pass_1`, `password123`; not "Compass-77".
_NAME_OF_A_PASSWORD = (
    r"(?i:passw|passphrase|passcode)|(?:^|[_.-])(?:pass|PASS|Pass)(?:[0-9]*$|[_.-])"
)
# Values with these prefixes are left to their vendors' rules, which know the exact form (and which of them are public).
_VENDORS = (
    r"ey[A-Za-z0-9_-]{15,}\.ey|(?:sbx_)?apikey_|sk[-_]|pk_|px-|sb_|xox|(?:SB-)?Mid-|cnvca|endr"
)
# What names or counts something: a UUID, a short or odd hash, a hash with a label (`sha256:…`), a resource of AWS.
_COUNTED = rf"{UUID}|(?:[0-9a-f]{{2}})*[0-9a-f]|[0-9a-f]{{,22}}|[a-z][a-z0-9_-]{{1,30}}:[0-9a-f]+|arn:aws.*"
_PATH = r"(?:~|\.{1,2})?/(?:[\w.-]+/)+[\w.-]*"  # also what `pwd` prints
_REGEX = r"\[[^\]]{0,20}\w-\w[^\]]{0,20}\]|\(\?[=!:<]|\\[dws][+*{]|\{[0-9]{1,3}(?:,[0-9]{0,3})?\}"  # what a password must match
_ENOUGH = 30  # characters in no order make a secret, whatever else is in it
_FILE = r"\.(?:pem|json|ya?ml|txt|py|ipynb|csv|h5|pth?|bin|zip|gz|cer|crt|p12|key|env|cfg|ini|toml|com|org|net|io|png|jpe?g|gif|svg)$"


def entropy(text: str) -> float:
    """Return the Shannon entropy in bits per character; 0.0 for the empty text.

    H = −Σ p·log₂ p: https://en.wikipedia.org/wiki/Entropy_(information_theory)

    Args:
        text: Any text.
    """
    from math import log2  # most scans find nothing to measure

    size = len(text)
    return -sum(n / size * log2(n / size) for n in map(text.count, set(text)))


def github_checksum(token: str) -> bool:
    """Return whether the last six digits are the base62 CRC32 of the 30 before them.

    https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/

    Args:
        token: The candidate, with its prefix.
    """
    body = token.rpartition("_")[2]
    return base62(crc32(body[:-6].encode())) == body[-6:]


def base62(number: int, width: int = 6) -> str:
    """Return a number in base 62 (digits, upper case, lower case), padded with zeros.

    Args:
        number: Not negative.
        width: Digits that the result has at least.
    """
    digits = ""
    while number or len(digits) < width:
        number, digit = divmod(number, 62)
        digits = _BASE62[digit] + digits
    return digits


def aws_key_id(key: str) -> bool:
    """Return whether an access key id is genuine: not a documentation example, and with an account number of at most twelve digits in its base32 body.

    https://medium.com/@TalBeerySec/a-short-note-on-aws-key-id-f88cc4317489; ids from before 2019 begin with I or J
    and contain no account number.

    Args:
        key: The candidate, 20 characters.
    """
    body = 0
    for letter in key[4:14]:
        body = body * 32 + _BASE32.index(letter)
    account = (body >> 2 & 0x7FFFFFFFFF80) >> 7
    return genuine(key) and (key[4] in "IJ" or account < 10**12)


def entropic(text: str, least: float) -> bool:
    """Return whether a text has enough entropy, ignoring the case of its letters.

    Args:
        text: The candidate secret.
        least: Bits per character.
    """
    return entropy(text.lower()) >= least


def placeholder(text: str) -> bool:
    """Return whether the value is a placeholder: a word says so, or it counts up, repeats one character or repeats itself.

    Args:
        text: The candidate secret.
    """
    lower = text.lower()
    return (
        bool(compiled(_PLACEHOLDER).search(text))
        or _monotonous(lower)
        or _counts_interleaved(lower)
    )


def _counts_interleaved(text: str) -> bool:
    """As `a1b2c3d4e5f6`: the letters count up, and so do the digits between them."""
    alternating = compiled(r"[a-z]?(?:[0-9][a-z]){5,}[0-9]?").fullmatch(text) is not None
    return alternating and counts_up(text)


def counts_up(text: str) -> bool:
    """Return whether the letters of a text count up, and so do its digits, as in `abc123def456`: seldom a secret.

    Args:
        text: The candidate secret; its other signs, and the case of its letters, do not matter.
    """
    lower = text.lower()
    letters = [each for each in lower if "a" <= each <= "z"]
    digits = [each for each in lower if "0" <= each <= "9"]
    pairs = [*pairwise(letters), *pairwise(digits)]
    return len(pairs) >= 8 and sum(_is_next(a, b) for a, b in pairs) >= 0.7 * len(pairs)


def _is_next(a: str, b: str) -> bool:
    """Whether a sign follows another one, or begins anew after 9, or after the last hexadecimal digit or a later letter."""
    return ord(b) == ord(a) + 1 or (a == "9" and b in "01") or (a >= "f" and b == "a")


def _monotonous(text: str) -> bool:
    """Half of it lies in runs such as "aaaa", "1234" or "dcba", or a run of twelve does, or it repeats itself."""
    runs, length, last = [], 0, None
    for step in [ord(b) - ord(a) for a, b in pairwise(text)] + [9]:
        if step == last and abs(step) <= 1:
            length += 1
            continue
        runs.append(length + 1)
        length, last = 1, step
    in_runs = sum(run for run in runs if run >= 4)
    return (
        max(runs) >= 12
        or (2 * in_runs >= len(text) and len(text) - in_runs < _ENOUGH)
        or 0 < (text + text).find(text, 1) * 3 <= len(text)
    )


def readable(text: str, percent: int = 60) -> bool:
    """Return whether enough letter pairs are common ones, as in identifiers, file names and sentences.

    At 60 % this is also true of 1 in 80 random texts of 20 characters, and of 1 in 400 of 32; at 70 % of 1 in 400 and
    1 in 3,000, but then every seventh identifier fails. Hexadecimal digits never count as words.

    Args:
        text: The candidate secret.
        percent: Share of its letter pairs that must be common.
    """
    if compiled(r"[0-9a-fA-F-]+").fullmatch(text) and any(map(str.isdigit, text)):
        return False
    pairs = [
        (a + b).lower()
        for a, b in pairwise(text)
        if a.isalpha() and b.isalpha() and not (a.islower() and b.isupper())
    ]
    common = sum(pair in _COMMON_PAIRS for pair in pairs)
    return 5 * len(pairs) >= 2 * (len(text) - 1) and 100 * common >= percent * len(pairs)


def genuine(text: str) -> bool:
    """Return whether nothing speaks against it: for tokens whose prefix already says what they are.

    Args:
        text: The candidate secret.
    """
    return entropic(text, 2.5) and not placeholder(text)


def genuine_after_zeros(text: str) -> bool:
    """Return whether a value is genuine that is base64 and begins with a row of zero bytes ("AAAA…").

    Args:
        text: The candidate secret.
    """
    return genuine(text.lstrip("A"))


def jumbled(text: str) -> bool:
    """Return whether letters change their case, or follow each other, as in no word: typical of a random text without digits.

    Args:
        text: The candidate secret.
    """
    pairs = [pair for pair in pairwise(text) if pair[0].isalpha() and pair[1].isalpha()]
    switches = sum(a.islower() != b.islower() for a, b in pairs)
    common = sum((a + b).lower() in _COMMON_PAIRS for a, b in pairs)
    return len(pairs) >= 16 and (3 * switches >= len(pairs) or 5 * common <= 2 * len(pairs))


def scrambled(text: str) -> bool:
    """Return whether letters and digits are in no order that a person would write: for values without a format of their own.

    Args:
        text: The candidate secret.
    """
    return (
        (any(map(str.isdigit, text)) or jumbled(text))
        and sum(map(str.isalpha, text)) >= 2
        and entropic(text, 2.8)
        and text.isascii()
        and text.isprintable()
        and not placeholder(text)
        and not readable(text, 70)
        and not compiled(_FILE).search(text)
    )


def part_of_token(text: str) -> bool:
    """Return whether eight characters or more look like a part of a random token: neither words, nor a number, nor the end of a file name.

    Args:
        text: What follows a token, or is in front of it.
    """
    pairs = [pair for pair in pairwise(text) if pair[0].isalpha() and pair[1].isalpha()]
    switches = sum(a.islower() != b.islower() for a, b in pairs)
    return (
        sum(map(str.isalpha, text)) >= 2
        and (any(map(str.isdigit, text)) or 0 < len(pairs) <= 3 * switches)
        and not placeholder(text)
        and not readable(text)
        and not compiled(_FILE).search(text)
    )


def scrambled_not_hexadecimal(text: str) -> bool:
    """Return whether a value is scrambled and not a hash, where an alphabet of 64 signs is meant.

    Args:
        text: The candidate secret.
    """
    return compiled(r"[0-9a-f]+").fullmatch(text) is None and scrambled(text)


def github_server_token(token: str) -> bool:
    """Return whether a token of a GitHub App is genuine: by its checksum, or by the JWT in it since April 2026.

    Args:
        token: The candidate, with its prefix.
    """
    return jwt(token.split("_", 2)[2]) if "." in token else github_checksum(token)


def unnamed_secret(text: str) -> bool:
    """Return whether a value is scrambled, matches no vendor's format that a rule knows better, and is not a version, slug or UUID.

    Args:
        text: The candidate secret.
    """
    parts = compiled(r"[A-Za-z0-9]+").findall(text)
    mixed = [part for part in parts if jumbled(part) or not (part.isalpha() or part.isdigit())]
    return (
        sum(map(len, mixed)) >= 13
        and text.count("\\u")
        < 2  # letters of another script, escaped: the text itself is another view
        and not compiled(_VENDORS).match(text)
        and not compiled(_COUNTED).fullmatch(text)
        and scrambled(text)
        and not readable(text)
    )


def unnamed_key(text: str) -> bool:
    """Return whether a value may be a secret if only "key" names it: not a hash, and not a path or compound name of fewer than 40 characters.

    Args:
        text: The candidate secret.
    """
    return (
        (len(text) >= 40 or text.rstrip("=").isalnum())
        and not compiled(r"[0-9a-f]+|[0-9A-F]+").fullmatch(text)
        and unnamed_secret(text)
    )


def password(text: str) -> bool:
    """Return whether a text has three kinds of characters (or two in twelve), is not a placeholder and, unless it contains a "!" or the like, not made of words.

    Args:
        text: The candidate secret.
    """
    kinds = sum(
        (
            any(map(str.islower, text)),
            any(map(str.isupper, text)),
            any(map(str.isdigit, text)),
            not text.isalnum(),
        )
    )
    return (
        (kinds >= 3 or (kinds == 2 and len(text) >= 12))
        and any(map(str.isdigit, text))
        and text.isprintable()
        and entropic(text, 2.5)
        and not placeholder(text)
        and (kinds == 4 or not readable(text) or not compiled(_IDENTIFIER).fullmatch(text))
        and "://" not in text
        and not compiled(_FILE).search(text)
        and not compiled(_PATH).fullmatch(text)
        and not compiled(_REGEX).search(text)
        and not compiled(_NAME_OF_A_PASSWORD).search(text)
    )


def secret_or_password(text: str) -> bool:
    """Return whether a value is a token of an unknown format or a password, where either may be.

    Args:
        text: The candidate secret.
    """
    return unnamed_secret(text) or password(text)


def basic(text: str) -> bool:
    """Return whether a text is base64 of `user:password` in printable ASCII, with a password that is not a placeholder (RFC 7617).

    Args:
        text: The candidate secret.
    """
    try:
        user, colon, secret = (
            a2b_base64(text + "=" * (-len(text) % 4)).decode("ascii").partition(":")
        )
    except (NotBase64, UnicodeDecodeError):
        return False
    return (
        bool(colon)
        and (user + secret).isprintable()
        and len(secret) >= 4
        and not placeholder(secret)
    )


def jwt(text: str) -> bool:
    """Return whether header and claims are base64url of JSON objects and the header names an algorithm (RFC 7519), and it is not made to be public.

    Supabase's `anon` key is in every web page that uses it: https://supabase.com/docs/guides/api/api-keys

    Args:
        text: The candidate secret.
    """
    header, claims = (json_object(part) for part in text.split(".")[:2])
    if header is None or "alg" not in header or claims is None:
        return False
    return (claims.get("iss"), claims.get("role")) != ("supabase", "anon")


def json_object(part: str) -> dict[str, object] | None:
    """Return the JSON object that base64url encodes; None if it encodes anything else.

    Args:
        part: A part of a JSON Web Token.
    """
    import json  # 1.3 ms, and few texts contain a JWT

    try:
        value = json.loads(a2b_base64(part.translate({45: 43, 95: 47}) + "=" * (-len(part) % 4)))
    except (NotBase64, ValueError):
        return None
    return value if isinstance(value, dict) else None


def key_block(text: str) -> bool:
    """Return whether a PEM or PGP block contains a line of at least 40 characters of base64, and is neither cut short nor an example.

    Args:
        text: The candidate secret.
    """
    if compiled(r"\.{3}|…|(?i:-----\s{0,2}example)").search(text):
        return False
    line = compiled(r"[A-Za-z0-9+/]{40,}").search(text)
    return line is not None and entropic(line[0], 3.5)


def url_password(text: str) -> bool:
    """Return whether a text is what a person would call a password: not a placeholder, a default (`postgres`, `root123`) or a template.

    Args:
        text: The candidate secret.
    """
    return (
        any(map(str.isdigit, text))
        and text.isprintable()
        and not text.isdigit()
        and entropic(text, 2.2)
        and not placeholder(text)
        and not compiled(_WEAK).fullmatch(text)
    )


def token_pair(text: str) -> bool:
    """Return whether in `1234567:secret` the first part is the number or id of the second rather than a user's name.

    Args:
        text: The candidate secret.
    """
    name, _, secret = text.partition(":")
    return sum(map(str.isdigit, name)) >= 3 and scrambled(secret)


def user_and_password(text: str) -> bool:
    """Return whether a text is `user:password` with a real password, or `token:` as APIs accept it in place of a user name.

    Args:
        text: The candidate secret.
    """
    user, _, secret = text.partition(":")
    return url_password(secret or user)
