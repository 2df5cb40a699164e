"""The few shapes that the rules' patterns are built from. These are strings: nothing is compiled here."""

from __future__ import annotations

HEX32 = r"[0-9a-f]{32}"
HEX40 = r"[0-9a-f]{40}"
HEX64 = r"[0-9a-f]{64}"
UUID = r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"
BASE64URL = r"[A-Za-z0-9_-]"
# Header, claims and signature of a signed token (RFC 7519): the claims may be as long as their issuer likes.
JWT = r"ey[A-Za-z0-9_-]{15,}\.ey[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,}"

# A word that says "credential" between a provider's name and a value of no form of its own.
# The set of first letters is there for speed: most places are passed over by looking at one character.
CREDENTIAL = r"(?=[KTSPALCBktsplacb])(?i:key|token|secret|pass|pwd|auth|login|credential|license|bearer|crumb)"


# `//user:` before, and `@host` after a password in a URL; the password may contain an "@", the host may not. A "/" may be
# in it, although it should not, but not after a port or a host.
URL_PASSWORD = (
    r"://[^\s:/@\"'`<>{}$]{0,100}:(?![0-9]{1,5}/|[^\s:@]{1,100}\.git@)"
    r"(?P<secret>[^\s/\"'`<>{}|\\]{3,}(?:(?<=[A-Za-z0-9+]{8})/[A-Za-z0-9+/=]{8,})?)"
    r"@(?=[A-Za-z0-9\[%][A-Za-z0-9.:\[\]%_-]{0,100}(?![A-Za-z0-9.:\[\]%_@-]))"
)


def _start(before: str = "") -> str:
    """No token character and none of `before` precedes; the "n" of a written `\\n` and the "D" of `%3D` may."""
    return rf"(?:(?<![A-Za-z0-9_{before}])|(?<=\\[nrt])|(?<=%[0-9A-Fa-f]{{2}}))"


START = _start()


def bounded(body: str, more: str = "") -> str:
    """Return a pattern for a token: no letter, digit, underscore or character of `more` is before or after it.

    Args:
        body: The pattern of the token itself.
        more: Further characters that the token's alphabet contains.
    """
    more = more.replace("-", r"\-")
    # "=" and ":" may precede any value: `KEY=…`.
    before = more.replace("=", "").replace(":", "")
    return rf"{_start(before)}(?P<secret>{body})(?![A-Za-z0-9_{more}])"


_FIRST = r"(?<!\w\.)"  # behind a dot, it is a part: of the name of a server with a path, such as `example.com/id/…`


def near(names: str, value: str, more: str = "") -> str:
    """Return a pattern for a value at most 60 characters after a name: for formats that are rare by themselves.

    Args:
        names: Alternatives, matched in any case.
        value: The pattern of the value.
        more: Further characters of its alphabet, see `bounded`.
    """
    return rf"(?i:{names})(?=[\s\S]{{0,60}}?{bounded(_FIRST + value, more)})"


def keyed(names: str, value: str, more: str = "") -> str:
    """Return a pattern for a value after a name and a word like "key" or "token": for hashes, UUIDs and other common formats.

    The search continues from the first such word only: trying each would cost 40 × 40 steps on a hostile text.

    Args:
        names: Alternatives, matched in any case.
        value: The pattern of the value.
        more: Further characters of its alphabet, see `bounded`.
    """
    return rf"(?i:{names})(?=(?=(?P<word>[\s\S]{{0,40}}?{CREDENTIAL}))(?P=word)[\s\S]{{0,60}}?{bounded(_FIRST + value, more)})"


def signed_url(signer: str, signature: str) -> str:
    """Return a pattern for the parameter `Signature` of a URL, before or after the parameter that names who signed it.

    Args:
        signer: That parameter, with its "=".
        signature: The pattern of the signature.
    """
    rest = r"[^\s\"'`<>]"
    return (
        rf"(?:(?i:{signer}){rest}{{1,500}}?[&;]|(?=Signature={rest}{{1,1400}}?[&;](?i:{signer})))"
        rf"Signature=(?P<secret>{signature})"
    )


# What may be between a credential's name and its value: `NAME = "…"`, `"name": "…"`, `f(name="…")`, `NAME: str = "…"`,
# `environ["NAME"] = "…"`, `tokens["name"] = "…"`, `setdefault("NAME", "…")`, `%env NAME …`, `--name …`, `<name>…`, `| name | …`, `name is …`,
# `{"name": "NAME", "value": "…"}`, in YAML and XML, too, and `NAME = getenv("NAME") or "…"`.
_LINK = (
    r"""["'`\])}*]{0,5}(?:\[["'][^"'\]\n]{1,40}["']\])?"""
    r"""(?:,?\s{1,20}["']?value["']?[ ]?[:=]|</\w{1,20}>\s{0,20}<value>"""
    r"""|[ \t]{0,8}(?::[ ]?(?:str|string|String)[ ]?=|=>|:=|<{1,2}-"""
    r"""|={1,3}(?:[ ]?[\w.]{1,40}(?:\([^()\n]{0,80}\)|\[[^\]\n]{0,60}\])?[ ](?:or|\|\||\?\?)(?=[ ]["']))?|[:：＝]|>|\||,(?=\s{0,8}["'])|-(?=[ \t]["']))|(?=[ \t]))"""
    r"""[\s"'`({\[<*=|]{0,12}(?:(?<!["'])[bBrRuU]{1,2}["']|[A-Za-z]{1,16}["']?[ ]?[=:]?[ ]["']?){0,2}"""
)
# The same, but a word at the beginning of a literal is a part of the value: a password has no "Bearer" before it.
_LINK_TO_PASSWORD = _LINK.replace("""|[A-Za-z]{1,16}""", """|(?<!["'`])[A-Za-z]{1,16}""")
# What may follow the word in a credential's name: `api_key_2`, `tokenValue`, `password_prod`, `token_`.
_SUFFIX = (
    r"(?:(?=[A-Za-z0-9_-])(?i:[_-]?(?:value|val|prod|production|dev|test|live|staging|new|old|base64|[0-9]{1,2}|root|admin|db|app|api|ftp|ssh"
    r"|smtp|e?mail|user|server|client|string|str|text|plain|raw|tmp|temp|default|main)|_{1,2}))?(?:[ ]\([^()\n]{1,30}\))?"
)
VALUE = r"""(?:[^\s"'`<>(){}\[\],\\|&]|&(?![A-Za-z_-]{1,30}=))"""


def value_begins(shortest: int) -> str:
    """Return a pattern for the beginning of a value that its name calls secret; `whole_value` finds its end.

    Args:
        shortest: Characters that it has at least.
    """
    quoted = "|".join(rf"(?<={quote})[^\n{quote}]{{{shortest}}}" for quote in "\"'`")
    return rf"(?:{quoted}|(?![$%#]){VALUE}{{{shortest}}})"


def named(names: str, value: str, is_password: bool = False) -> str:
    """Return a pattern for a value that is given to a variable, key, argument or option.

    Only the name is consumed: what looked like its value may be the next name (`{"secrets": {"token": …`).

    Args:
        names: Alternatives, in any case, one of which the name ends with.
        value: The pattern of the value.
        is_password: Whether a literal contains nothing but the value.
    """
    return rf"(?i:{names}){_given(value, is_password)}"


def behind_name(rest: str, value: str, is_password: bool = False) -> str:
    """Return a pattern for what follows a keyword: the rest of the name, and the value that it is given.

    Args:
        rest: What the name may continue with, in any case.
        value: The pattern of the value.
        is_password: Whether a literal contains nothing but the value.
    """
    return rf"(?i:{rest})?{_given(value, is_password)}"


def _given(value: str, is_password: bool) -> str:
    link = _LINK_TO_PASSWORD if is_password else _LINK
    return rf"{_SUFFIX}(?={link}(?P<secret>{value}))"
