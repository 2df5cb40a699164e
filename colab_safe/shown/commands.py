"""Which shell commands print credentials: by what they are, or by the files that they print."""

from __future__ import annotations

import re
from collections.abc import Iterator

from colab_safe.credential_files import is_credential_file
from colab_safe.model import Span
from colab_safe.shown.marks import CONTENT, ENVIRONMENT
from colab_safe.typed import NamedTuple

# Commands that print a credential: the words that they begin with, and what must follow somewhere.
_COMMANDS = re.compile(
    r"gcloud\b.*\b(?:print-(?:access|identity)-token|config-helper|versions access)\b"
    r"|g(?:h|lab) auth (?:token|status\b.*(?:-t\b|--show-token))"
    r"|aws (?:\S+ )*?(?:configure (?:get .*(?:key|token|secret)|export-credentials)|sts (?:get-session-token|assume-role)"
    r"|\w+ get-login(?:-password)?|\w+ get-authorization-token|secretsmanager get-secret-value|ssm get-parameters?\b)"
    r"|az (?:account get-access-token|keyvault secret show|acr login\b.*--expose-token|storage account keys|ad sp create)"
    r"|(?:kubectl|oc) (?:get secrets?\b|create token|whoami -t)|heroku auth:token|doppler secrets|vault (?:read|kv get|token|print)"
    r"|op (?:read|item get)|pass show|security find-(?:generic|internet)-password|git credential fill|git config .*(?:token|--list|-l\b)"
    r"|npm token create|hf auth token|databricks auth token|kaggle config view|secret-tool lookup|bw get|flyctl auth token|fly auth token"
    r"|python\S* -c .*(?:environ|getenv|getpass|keyring)|lpass show|docker-credential-\S+ get|keyring get|conda config --show|pip config (?:list|get)"
)
_READING = re.compile(
    r"(?:sudo )?(?:cat|head|tail|less|more|bat|type|nl|tac|strings|grep|egrep|sed|awk|cut|jq|yq|xxd|tee|sort|Get-Content)\b"
)
_ENVIRONMENT = re.compile(
    r"(?:sudo )?(?:env|printenv|export(?: -p)?|set|declare -p|declare -x)\s*$"
)
# Commands that may come behind a `|` and still show what they are given.
_FILTERS = re.compile(
    r"\s*(?:head|tail|grep|egrep|sort|tee|cat|cut|sed|awk|jq|tr|uniq|less|more|xargs echo|python3? -m json\.tool|yq|fold)\b"
)


# A piece of a line: quoted, escaped, what separates commands, or anything else.
_PIECE = re.compile(
    r"'[^'\n]*'|\"(?:\\.|[^\"\\\n])*\"|\\.|(?P<end>&&|\|\||[;\n]|(?<![<>])&(?!>))|(?P<pipe>\|)|[^'\"\\;|&\n]+|.",
    re.DOTALL,
)
# A file takes the output; what goes to `2>` does not count.
_REDIRECTED = re.compile(r"(?<![2<>=-])>(?!&)")


class Pipeline(NamedTuple):
    """Commands of which each gets what the one before prints."""

    first: Span  # characters of the text
    filters: tuple[str, ...]


def pipelines(text: str, start: int, end: int) -> Iterator[Pipeline]:
    """Yield the pipelines of a shell line.

    Args:
        text: A text with the line in it.
        start: The first character of the line.
        end: The character after its last one.
    """
    parts: list[Span] = []
    begin = start
    for piece in _PIECE.finditer(text, start, end):
        if piece["pipe"] or piece["end"]:
            parts.append(Span(begin, piece.start()))
            begin = piece.end()
        if piece["end"]:
            yield _pipeline(text, parts)
            parts = []
    yield _pipeline(text, [*parts, Span(begin, end)])


def _pipeline(text: str, parts: list[Span]) -> Pipeline:
    first = parts[0]
    blanks = len(text[first.start : first.end]) - len(text[first.start : first.end].lstrip())
    filters = tuple([text[start:end] for start, end in parts[1:]])
    return Pipeline(Span(first.start + blanks, first.end), filters)


def shows_its_output(text: str, pipeline: Pipeline) -> bool:
    """Return whether what the first command prints comes out, and is not counted, hashed or written to a file.

    Args:
        text: The text that the pipeline is in.
        pipeline: The pipeline.
    """
    whole = [text[pipeline.first.start : pipeline.first.end], *pipeline.filters]
    return all(map(_FILTERS.match, pipeline.filters)) and not any(map(_REDIRECTED.search, whole))


def printed_by(command: str) -> str:
    """Return the mark of what a command prints; empty unless that is a credential.

    Args:
        command: One command, with its arguments.
    """
    if _ENVIRONMENT.match(command):
        return ENVIRONMENT
    if _COMMANDS.match(command):
        return CONTENT
    if _READING.match(command) and any(map(_is_credential_file, command.split()[1:])):
        return CONTENT
    return ""


def output_of(text: str) -> str:
    """Return the mark of what a shell line prints; empty unless that is a credential.

    Args:
        text: The line, without the `!`.
    """
    for each in pipelines(text, 0, len(text)):
        found = printed_by(text[each.first.start : each.first.end])
        if found and shows_its_output(text, each):
            return found
    return ""


def _is_credential_file(word: str) -> bool:
    path = word.strip("\"'<")
    return not {".", "/"}.isdisjoint(path) and is_credential_file(path)
