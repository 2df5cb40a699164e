"""Checks on what a person may have chosen as a password, alone or with a user's name."""

from __future__ import annotations

from binascii import Error as NotBase64
from binascii import a2b_base64

from colab_safe.detect.checks import scrambled, unnamed_secret
from colab_safe.detect.dummy_values import placeholder
from colab_safe.detect.rule import compiled
from colab_safe.detect.wording import FILE_NAME, entropic, readable

# A word and a few digits, what programs are installed with, or a spelling of "password"; not `Sommer2024!`.
_WEAK = (
    r"(?i:[a-z]{2,10}[0-9]{0,4}|p[a@4][s5$]{2}w?[o0]?r?d?[0-9]{0,4}[!@#]?"
    r"|(?:admin|administrator|root|user|username|test|testing|guest|demo|default|secret|dev|local|welcome|sa|system|service"
    r"|postgres|mysql|mongo|mongodb|redis|rabbit|oracle|scott|tiger|neo4j|elastic|docker|airflow|minio)[0-9]{0,4}[!@#]?)"
)
# Words and a number as programs call things: `user_name_2`, `DataLoader42`, `gpt-4-turbo`; not `Compass-77`, which people
# make up where a password needs letters of both cases, a digit and another sign.
_IDENTIFIER = r"[A-Za-z]+(?:[0-9]*[_.:/-]?[A-Za-z0-9]+)*"
# `db_pass_1`, `password123`; not "Compass-77".
_NAME_OF_A_PASSWORD = (
    r"(?i:passw|passphrase|passcode)|(?:^|[_.-])(?:pass|PASS|Pass)(?:[0-9]*$|[_.-])"
)
_PATH = r"(?:~|\.{1,2})?/(?:[\w.-]+/)+[\w.-]*"  # also what `pwd` prints
_REGEX = r"\[[^\]]{0,20}\w-\w[^\]]{0,20}\]|\(\?[=!:<]|\\[dws][+*{]|\{[0-9]{1,3}(?:,[0-9]{0,3})?\}"  # what a password must match


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
        and not compiled(FILE_NAME).search(text)
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
