"""What credentials are called, in the languages that notebooks are written in.

Each name is an alternative of a regular expression that ignores case. The keywords beside it are what the
search before it looks for: lower case, and the beginning of a name is enough.
"""

from __future__ import annotations

# A name that has other meanings counts only where a value is given to it: `auth = "…"`, `"access": "…"`, `getenv("creds", "…")`.
_ASSIGNED = r"(?=[\"'`\])}]{0,2}[ \t]{0,3}(?:[:=]|<{1,2}-)|[\"'],[ ]?[\"'])"
# As a word of its own, `pass` is a statement of Python, and tests pass, too.
_TO_A_LITERAL = r"(?=[\"'`\])}]{0,2}[ \t]{0,3}(?:[:=]|<{1,2}-)[ \t]{0,3}[\"'])"

PASSWORDS = (
    r"passw(?:or)?ds?|passphrase|passcode|pswd|(?<=[_-])pass(?![a-z])|(?<=,)pass(?==)|(?<![A-Za-z0-9])sshpass(?==)|requirepass|pwd|pword|identified by(?=[ ][\"'])"
    rf"|(?<![A-Za-z0-9])pass{_TO_A_LITERAL}|[_-]pw(?![a-z]|_?\d)|(?<![A-Za-z0-9])pw{_ASSIGNED}"
    # French, Spanish, Portuguese, Italian and Turkish, German, Dutch, Polish.
    r"|(?:mot[ _-]?de[ _-]?passe|mdp|contrase(?:ñ|n)a|clave|senha|palavra[ _-]passe|parola|[şs]ifre|passwort|kennwort|wachtwoord|has[łl]o"
    # Russian, Chinese, Japanese, Korean.
    r"|пароль|密码|密碼|口令|パスワード|비밀번호|암호)(?:_[^\W\d]{1,20}|niz|m)?"
)
PASSWORD_KEYWORDS = (
    "pass", "pwd", "pswd", "pword", "identified by", "_pw", "-pw", "pw=", "pw =", "pw:", 'pw"', "pw'", "pw <", "contrase", "clave", "senha", "mdp",
    "parola", "sifre", "şifre", "kennwort", "wachtwoord", "haslo", "hasło", "пароль", "密码", "密碼", "口令", "パスワード", "비밀번호", "암호",
)  # fmt: skip

KEYS = (
    r"(?:api|access|auth|secret|private|license|account|app|application|service|subscription|client|consumer"
    r"|encryption|signing|master|admin|user|session)[_ .-]?keys?"
    r"|(?:cl[ée]f?|clave|llave|chave|chiave|klucz|ключ)[ _-]?(?:de[ _-])?api"
    r"|api[ _-]?(?:schl(?:ü|ue)ssel|anahtar[ıi]?|ключ|密钥|金鑰|キー|키)|密钥|秘密鍵|アクセスキー"
)
TOKENS = (
    rf"tokens?|secrets?|credentials?|(?<![A-Za-z0-9])(?:creds?|bearer|auth|access|jeton|tok){_ASSIGNED}"
    r"|(?:--|%env[ ])(?:creds?|bearer|auth|access)(?=[ ])"
    r"|jeton[ _-]d?[ _']?acc[eè]s|[_-]pat(?![a-z])|токен|令牌|トークン|토큰"
)
SECRET_KEYWORDS = (
    "token", "secret", "cred", "key", "_pat=", "_pat ", '_pat"', "_pat'", "_pat:", "_pat>", "jeton", "schlüssel", "schluessel", "anahtar", "clé", "cle_api", "clef", "clave",
    "llave", "chave", "chiave", "klucz", "ключ", "密钥", "金鑰", "秘密鍵", "キー", "api키", "api_키", "токен", "令牌", "トークン", "토큰",
    *(f"{name}{end}" for name in ("bearer", "auth", "access", "tok") for end in ("=", " =", ":", " :=", '"', "'", " <")),
    "--auth ", "--access ", "--bearer ", "%env auth ", "%env access ", "%env bearer ",
)  # fmt: skip
