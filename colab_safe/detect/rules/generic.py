"""Values that only the name they are given to calls secret."""

from __future__ import annotations

from colab_safe.detect.checks import password, scrambled, unnamed_key, unnamed_secret
from colab_safe.detect.patterns import UUID, assigned, named
from colab_safe.detect.rule import GENERIC, Rule

_REFERENCE = "https://cwe.mitre.org/data/definitions/798.html"
_ISSUER = "Change it where it was issued"
_NOT_PUBLIC = r"(?<!public)(?<!public[_ -])(?<!csrf)(?<!csrf[_-])(?<!websocket-)"
# `,apiKey:"…"` in a minified script is a search key that every visitor gets: https://docsearch.algolia.com/docs/legacy/faq
_NOT_DOCSEARCH = r"(?!(?<=,)apiKey:)"
_KEY_OF = r"(?:api|access|auth|secret|private|license|account|app|application|service|subscription|client|consumer|encryption|signing|master|admin|user|session)"
_PASSWORD = r"passw(?:or)?d|passphrase|passcode|passwort|pwd|contrase(?:ñ|n)a|senha|mot_?de_?passe|mdp|haslo"

RULES = (
    Rule("generic-secret", "Secret, token or API key by the name it is given to",
         assigned(rf"{_NOT_DOCSEARCH}{_NOT_PUBLIC}(?:{_KEY_OF}[_ .-]?key|token|secrets?|credentials?)", 12),
         ("token", "secret", "credential", "key"), _REFERENCE, _ISSUER, unnamed_secret, GENERIC, lead=len("subscription_")),
    Rule("generic-uuid", "UUID that is called a secret or an API key",
         named(r"(?:api|access|auth|secret|private)[_ .-]?key|secret|passw(?:or)?d", UUID), ("key", "secret", "passw"),
         _REFERENCE, _ISSUER, scrambled, GENERIC, lead=len("private_")),
    Rule("generic-key", "Random value that is called a key", assigned(rf"{_NOT_DOCSEARCH}{_NOT_PUBLIC}key", 20),
         ("key",), _REFERENCE, _ISSUER, unnamed_key, GENERIC, lead=0),
    Rule("generic-password", "Password by the name it is given to", assigned(_PASSWORD, 6),
         ("pass", "pwd", "contrase", "senha", "mdp", "haslo"), _REFERENCE, _ISSUER, password, GENERIC, lead=len("mot_de_")),
)  # fmt: skip
