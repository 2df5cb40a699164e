"""Values that only their name gives away."""

from __future__ import annotations

from colab_safe.detect import credential_names as names
from colab_safe.detect.checks import scrambled, unnamed_key, unnamed_secret
from colab_safe.detect.line_values import whole_password
from colab_safe.detect.passwords import password
from colab_safe.detect.pattern_rule import rule
from colab_safe.detect.patterns import (
    HEX32,
    HEX40,
    HEX64,
    UUID,
    behind_name,
    named,
    value_begins,
)
from colab_safe.detect.rule import BY_ITS_ISSUER, GENERIC
from colab_safe.detect.values import whole_value

_REFERENCE = "https://cwe.mitre.org/data/definitions/798.html"
# `,apiKey:"…"` in a minified script is a search key that every visitor gets: https://docsearch.algolia.com/docs/legacy/faq
_NOT_DOCSEARCH = r"(?!(?<=,)apiKey:)"
# What is no credential although it is called a key or a token is in harmless_names.py, for all rules of this file.
_NAMED_TOKEN = r"(?<=[a-z0-9][_ -])token"
# `acme_key`: some service's, where no rule knows the exact form.
_SERVICE_KEY = r"(?<![A-Za-z0-9])(?!(?:my)?(?:api|deepgram|primary)s?[_ -]?key)[A-Za-z][A-Za-z0-9]{2,24}[_ -]?key"

_HASH = rf"{HEX32}|{HEX40}|{HEX64}|{UUID}"
_END = r"(?![A-Za-z0-9_(\[=-])"
_SECRET, _KEY, _PASSWORD_VALUE = value_begins(12), value_begins(20), value_begins(6)
# All that the checks let pass has a digit in it, or 17 letters in a row (but for one UUID in 10^13, of letters only).
_TELLING = r"(?=[^\s\"'`]{0,199}?(?:\d|[^\W\d_]{17}|[^\x00-\x7f]))"
# UUIDs, hashes and longer values are such values too.
_REST = r"s|d|ord|entials?|ı|_pat|[ _-](?:de[ _-])?api|_d?_?acc[eè]s"
# A keyword that ends with a sign contains the whole name.
_BEHIND = rf"(?<=\W)|{behind_name(_REST, _TELLING + _SECRET)}"
_BEHIND_PASSWORD = r"(?<=\W)|" + behind_name(
    r"[^\W\d]{1,9}?",
    rf"(?=[^\s\"`]{{0,199}}?(?:\d|[^\x00-\x7f])){_PASSWORD_VALUE}",
    is_password=True,
)
_ARGUMENT = r"\s{0,4}[\"'](?P<secret>[A-Za-z0-9_+/=-]{24,})[\"']"

RULES = (
    rule("generic-secret", "Possible secret assigned to a name like `token` or `api_key`",
         named(rf"{_NOT_DOCSEARCH}(?:{names.KEYS}|{names.TOKENS})", _SECRET), names.SECRET_KEYWORDS,
         _REFERENCE, BY_ITS_ISSUER, unnamed_secret, GENERIC, lead=len("subscription_"),
         behind=_BEHIND, whole=whole_value),
    rule("generic-uuid", "UUID assigned to a name like `secret` or `api_key`",
         named(rf"(?:api|access|auth|secret|private)[_ .-]?key|secret|passw(?:or)?d|{_NAMED_TOKEN}", UUID + _END),
         ("key", "secret", "passw", "token"), _REFERENCE, BY_ITS_ISSUER, scrambled, GENERIC, lead=len("private_"),
         behind=_BEHIND),
    rule("generic-key", "Possible secret assigned to a name like `key`", named(rf"{_NOT_DOCSEARCH}key", _KEY),
         ("key",), _REFERENCE, BY_ITS_ISSUER, unnamed_key, GENERIC, lead=0, behind=_BEHIND,
         whole=whole_value),
    rule("generic-service-key", "Hash-like value assigned to a name like `service_key`",
         named(_SERVICE_KEY, rf"(?:{_HASH}){_END}"), ("key",), _REFERENCE, BY_ITS_ISSUER, scrambled, GENERIC, lead=26, behind=_BEHIND),
    rule("generic-url-key", "Hexadecimal key in a URL or a log line",
         rf"(?<=[?&\s])(?i:(?:app|api)?_?key|appid)=(?P<secret>{_HASH})(?![A-Za-z0-9_-])", ("key=", "appid="),
         _REFERENCE, BY_ITS_ISSUER, scrambled, GENERIC, lead=len("app_"), behind=_HASH),
    rule("generic-password", "Possible password assigned to a name like `password`", named(names.PASSWORDS, _PASSWORD_VALUE, is_password=True),
         names.PASSWORD_KEYWORDS, _REFERENCE, BY_ITS_ISSUER, password, GENERIC,
         lead=len("palavra_"), behind=_BEHIND_PASSWORD, whole=whole_password),
    rule("generic-argument", "Random value passed to a client or login call",
         rf"(?i:(?:client|api|login|authenticate|connect|set_token|set_(?:api_?)?key)\({_ARGUMENT})",
         ("client(", "api(", "login(", "authenticate(", "connect(", "set_token(", "key("), _REFERENCE, BY_ITS_ISSUER, unnamed_key, GENERIC,
         lead=len("set_api_"), behind=_ARGUMENT),
)  # fmt: skip
