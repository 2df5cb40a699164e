"""Signs that LaTeX writes as commands: `\\textunderscore`, Pygments' `\\PYZus{}`, `\\char95`, `{\\_}`."""

from __future__ import annotations

from colab_safe.regex import Regex
from colab_safe.views.decoded import Substitution
from colab_safe.views.decoder import Decoder, escaped_by, everywhere
from colab_safe.views.sign_search import with_words

# LaTeX2e's commands for signs of ASCII: https://ctan.org/pkg/comprehensive, tables 1 and 2;
# Pygments': https://github.com/pygments/pygments/blob/master/pygments/formatters/latex.py
_COMMANDS = {
    "textunderscore": "_", "textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^", "textdollar": "$",
    "textless": "<", "textgreater": ">", "textbar": "|", "textbraceleft": "{", "textbraceright": "}", "textquotedbl": '"',
    "textquotesingle": "'", "textasciigrave": "`", "textasteriskcentered": "*", "textnumbersign": "#", "textpercent": "%",
    "textampersand": "&", "texthyphen": "-", "slash": "/", "lbrack": "[", "rbrack": "]", "allowbreak": "",
    "PYZus": "_", "PYZhy": "-", "PYZbs": "\\", "PYZti": "~", "PYZca": "^", "PYZdl": "$", "PYZpc": "%", "PYZsh": "#",
    "PYZam": "&", "PYZob": "{", "PYZcb": "}", "PYZlt": "<", "PYZgt": ">", "PYZsq": "'", "PYZdq": '"', "PYZat": "@",
    "PYZlb": "[", "PYZrb": "]",
}  # fmt: skip
_NAMES = "|".join(_COMMANDS)
# TeX drops the blanks behind a command; `{}` keeps them.
_COMMAND = rf"\\(?:{_NAMES})(?![A-Za-z])(?:\{{\}}|[ ]+|\n(?=\S))?"
_NUMBERED = (
    r"\\(?:char(?:[ ]?\d{1,3}|\"[0-9A-F]{2}|'[0-7]{1,3}|`\\?[!-~])[ ]?(?:\{\})?|symbol\{\d{1,3}\})"
)
_BRACED = r"\{(?:-|\\_)\}"  # not `\text{\$}`
_COMMAND_NAME = Regex(r"\\([A-Za-z]+)")
_NUMBER = Regex(r"\d+|\"[0-9A-F]+|'[0-7]+|`\\?.")
_BASES = {'"': 16, "'": 8}
_SPELLED = {
    sign: f"\\{name}{{}}"
    for name, sign in _COMMANDS.items()
    if name in ("textbackslash", "textasciitilde", "textasciicircum")
} | {sign: f"\\{sign}" for sign in "_#$%&{}"}


def _sign(found: str) -> str:
    if found[0] == "{":
        return found[-2]
    name = _COMMAND_NAME.match(found)
    if name and name[1] in _COMMANDS:
        return _COMMANDS[name[1]]
    number = _NUMBER.search(found)
    return _numbered(number[0]) if number else found


def _numbered(number: str) -> str:
    if number[0] == "`":
        return number[-1]
    return chr(int(number.lstrip("\"'"), _BASES.get(number[0], 10)))


DECODER = Decoder(
    name="latex",
    applies=everywhere,
    sign=with_words(
        (b"\\text", b"\\PYZ", b"\\char", b"\\symbol{", b"\\slash", b"\\allowbreak", b"{-}", b"{\\"),
        Regex(rf"(?<=[^\s{{}}$(\[\\])(?:{_COMMAND}|{_NUMBERED}|{_BRACED})".encode()),  # in a word
    ),
    decode=Substitution(f"{_COMMAND}|{_NUMBERED}|{_BRACED}", _sign),
    write=escaped_by(lambda text: "".join(_SPELLED.get(each, each) for each in text)),
    is_by_character=True,
    shows=True,
    guesses=False,
)
