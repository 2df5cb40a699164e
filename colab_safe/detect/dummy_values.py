"""Values that stand for a secret in examples: words such as "your", rows of signs, and what counts up."""

from __future__ import annotations

from itertools import pairwise

from colab_safe.detect.rule import compiled

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
    # Keys of the emulators of Azure's storage and Cosmos DB, the same for everybody:
    # https://learn.microsoft.com/azure/storage/common/storage-use-azurite, https://learn.microsoft.com/azure/cosmos-db/emulator
    r"|^Eby8vdM02xNOcqFlqUwJPLl|^C2y6yDjf5/R\+ob0N8A7Cgv"
    # Templates: `${NAME}`, `{user.name!r}`, `{name.upper()}`, `%(name)s`, `$NAME`.
    r"|\{[ ]?[A-Za-z_][A-Za-z0-9_.]{0,40}(?:\[[^\]]{1,20}\]|\([^()]{0,20}\))?(?:![rsa])?[ ]?\}|%\([a-z_]+\)s|^\$[A-Za-z_]+[A-Z0-9_]*$"
)
_ENOUGH = 30  # characters in no order make a secret, whatever else is in it


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
