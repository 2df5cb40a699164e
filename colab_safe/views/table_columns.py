"""The values of the columns of a table that are called like a credential."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from colab_safe.model import Span
from colab_safe.origins import TextBuilder
from colab_safe.regex import Regex
from colab_safe.views.decoded import Decoded, built

# What columns of credentials are called, or end with, in lower case and with "_" for "-" and blanks. The rules decide
# whether the value is one. A table is only looked at if the pattern in tables.py knows the name, too.
NAMES = (
    "token", "tokens", "secret", "secrets", "credential", "credentials", "creds", "bearer", "access", "_key", "apikey", "accesskey",
    "password", "passwords", "passwd", "passphrase", "pswd", "pword", "pwd", "_pass", "_pat", "_pw", "passwort", "kennwort", "wachtwoord",
    "mot_de_passe", "motdepasse", "mdp", "contraseña", "contrasena", "clave", "senha", "parola", "şifre", "sifre", "hasło", "haslo",
    "пароль", "密码", "密碼", "口令", "パスワード", "비밀번호", "암호", "clé_api", "cle_api", "clef_api", "clave_api", "llave_api",
    "chave_api", "chiave_api", "klucz_api", "ключ_api", "api_schlüssel", "api_schluessel", "api_anahtarı", "api_anahtari", "密钥",
    "金鑰", "秘密鍵", "apiキー", "アクセスキー", "api키", "api_키", "jeton", "токен", "令牌", "トークン", "토큰",
)  # fmt: skip
_LONGEST_NAME = 60
_WRITTEN = Regex(r"[\w -]+")
_ROW = Regex(r"<tr\b[^>]*>(.*?)(?=<tr\b|</table|\Z)", 16)  # re.DOTALL
_CELL = Regex(r"<t[hd]\b[^>]*>\s*([^<]*?)\s*(?=<)")
_HEAD_CELL = Regex(r"<th\b")
_TABLE = Regex(r"</?table\b")
# Two blanks or a frame separate the cells of a line.
_LINE_CELL = Regex(r"[^\s|│┃┆]+(?:[ ][^\s|│┃┆]+)*")
_RULE = Regex(r"[\s|+:=─━┼╪├┤│┃┏┳┓╇┡╋╞╡┄┆-]*")
# An empty one may be the first: the name of the index in pandas' `to_csv`.
_COMMA_CELL = Regex(r"\"[^\"\n]*\"|[^,\t\n]+|(?<=[,\t])(?=[,\t\n])|(?<![^\n])(?=[,\t])")
# IPython's `%whos`: a name, a type and a value in each row.
_VARIABLES = Regex(r"Variable[ ]+Type[ ]+Data/Info")
_STRING_ROW = Regex(r"(?P<name>\w+)[ ]+str[ ]+(?P<value>\S+)$")


def table_columns(text: str) -> Decoded | None:
    """Return each value below a name such as `api_key` as `name = "value"`, one per line.

    Args:
        text: HTML or plain text.

    Returns:
        None when no column of a table is called so.
    """
    builder = TextBuilder()
    for name, value in [*_of_html(text), *_of_lines(text)]:
        builder.keep(text, *name)
        builder.put(' = "', name.end, name.end)
        builder.keep(text, *value)
        builder.put('"\n', value.end, value.end)
    return built(builder)


_Named = tuple[Span, Span]


def _of_html(text: str) -> Iterator[_Named]:
    names: dict[int, Span] = {}
    position = 0
    for row in _ROW.finditer(text):
        if _TABLE.search(text, position, row.start()):
            names = {}
        position = row.end()
        found = list(_CELL.finditer(text, *row.span(1)))
        cells = [Span(*cell.span(1)) for cell in found]
        are_heads = [_HEAD_CELL.match(text, cell.start()) is not None for cell in found]
        heads = {
            at: cell for at, cell in enumerate(cells) if are_heads[at] and _is_name(text, cell)
        }
        if 0 in heads and not any(are_heads[1:]):
            yield from ((cells[0], value) for value in cells[1:])
        elif heads:
            names = names or heads
        else:
            yield from ((name, cells[at]) for at, name in names.items() if at < len(cells))


def _is_name(text: str, cell: Span) -> bool:
    if cell.end - cell.start > _LONGEST_NAME or not _WRITTEN.fullmatch(text, *cell):
        return False
    name = text[cell.start : cell.end].lower().replace(" ", "_").replace("-", "_")
    return name.rstrip("0123456789_").endswith(NAMES)


def _of_lines(text: str) -> Iterator[_Named]:
    """Tables whose columns are below each other, or separated by commas or tabs."""
    names: list[Span] = []
    columns: dict[int, Span] = {}
    head, lists_variables = 0, False
    for start, end in _lines(text):
        line = text[start:end]
        lists_variables = bool(_VARIABLES.match(text, start)) or (lists_variables and bool(line))
        if lists_variables:
            yield from _variable(text, start, end)
        if names or columns:
            if not line.strip():
                names, columns = [], {}
                continue
            yield from _below(text, start, end, names, head)
            yield from _in_columns(text, start, end, columns)
        found = [] if _has_digit(line) else _heads(text, start, end)
        if found:
            names, head = found, start
            columns = {}
        elif "," in line or "\t" in line:
            columns = _comma_heads(text, start, end) or columns


def _lines(text: str) -> Iterator[Span]:
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if end - start <= 2000:
            yield Span(start, end)
        start = end + 1


def _has_digit(line: str) -> bool:
    return line[:1].isdigit()


def _heads(text: str, start: int, end: int) -> list[Span]:
    """The names of credentials in a line of at least two names."""
    cells = [Span(*cell.span()) for cell in _LINE_CELL.finditer(text, start, end)]
    framed = text[start:end].lstrip()[:1] in ("|", "│", "┃")
    enough = len(cells) > 1 or framed or text[start:end].startswith("  ")
    return [cell for cell in cells if enough and _is_name(text, cell)]


def _below(text: str, start: int, end: int, names: Sequence[Span], head: int) -> Iterator[_Named]:
    """What is in the same columns of a line as the names are in their line."""
    if not names or _RULE.fullmatch(text, start, end):
        return
    cells = [Span(*cell.span()) for cell in _LINE_CELL.finditer(text, start, end)]
    for name in names:
        first, last = name.start - head + start, name.end - head + start
        for cell in cells:
            if cell.start < last and first < cell.end:
                yield name, cell


def _variable(text: str, start: int, end: int) -> Iterator[_Named]:
    """The value of a string in a line of `%whos`."""
    row = _STRING_ROW.match(text, start, end)
    if row and _is_name(text, Span(*row.span("name"))):
        yield Span(*row.span("name")), Span(*row.span("value"))


def _comma_heads(text: str, start: int, end: int) -> dict[int, Span]:
    cells = [_bare(text, Span(*cell.span())) for cell in _COMMA_CELL.finditer(text, start, end)]
    is_head = len(cells) > 1 and all(
        text[a:b].replace("_", "").replace(" ", "").isalnum() or a == b == start for a, b in cells
    )
    return {at: cell for at, cell in enumerate(cells) if is_head and _is_name(text, cell)}


def _in_columns(text: str, start: int, end: int, columns: dict[int, Span]) -> Iterator[_Named]:
    if not columns:
        return
    cells = [_bare(text, Span(*cell.span())) for cell in _COMMA_CELL.finditer(text, start, end)]
    yield from ((name, cells[at]) for at, name in columns.items() if at < len(cells))


def _bare(text: str, cell: Span) -> Span:
    """A cell without the quotation marks and blanks around it."""
    written = text[cell.start : cell.end]
    first = len(written) - len(written.lstrip(' "'))
    return Span(cell.start + first, max(cell.start + first, cell.start + len(written.rstrip(' "'))))
