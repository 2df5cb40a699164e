"""The folders of a mounted Google Drive, and how their names are written: the one place that lists them.

`drive.mount("/content/drive")` in Colab and Drive for desktop show one folder for the user's own files ("My Drive",
or its translation) and others beside it: https://support.google.com/drive/answer/10838124
"""

from __future__ import annotations

import re
from binascii import b2a_base64
from collections.abc import Iterable

from colab_safe.regex import Regex

MOUNT_POINT = "/content/drive"  # where Colab mounts Drive unless the user asks for another folder
MY_DRIVE_VARIABLE = "COLAB_SAFE_DRIVE"  # outside Colab, the user sets it to the path of "My Drive"

# The folder of the user's own files: in English, then as Drive for desktop translates it.
MY_DRIVE = (
    "My Drive", "Mon Drive", "Meine Ablage", "Mi unidad", "Il mio Drive", "Meu Drive", "O meu disco", "Mijn Drive",
    "Min enhet", "Mój dysk", "Мой диск", "マイドライブ", "내 드라이브", "我的云端硬盘", "我的雲端硬碟",
)  # fmt: skip
# What a mount calls it: Colab since 2020, Colab before, and Drive for desktop. Looked for in this order.
ROOTS = ("MyDrive", *MY_DRIVE)
# Folders whose files belong to several people. The id below .shortcut-targets-by-id opens a shared folder.
SHARED = ("Shared drives", "Team Drives", ".shortcut-targets-by-id")
# All folders of a mount beside "My Drive". Colab leaves out the blanks: Shareddrives, Othercomputers.
BESIDE_MY_DRIVE = (*SHARED, "Other computers", ".Encrypted", ".file-revisions-by-id", ".Trash-0")
# Names that users give to a link to "My Drive": `!ln -s "/content/gdrive/My Drive" /mydrive`.
LINKS = ("mydrive", "gdrive")
# What Drive for desktop, and Backup and Sync before it, call the folder above "My Drive", or "My Drive" itself.
APPLICATION = ("Google Drive",)

# A blank in a name: plain, in a shell line, in a URL, or left out.
_BLANK = r"(?:\\? |%20)?"


def pattern(names: tuple[str, ...]) -> str:
    """Return a regular expression for any of these folder names, however their blanks are written.

    Args:
        names: Folder names with plain blanks, such as `BESIDE_MY_DRIVE`.

    Returns:
        One non-capturing group; the caller adds what must come before and after a name.
    """
    return "(?:" + "|".join(_BLANK.join(map(re.escape, name.split(" "))) for name in names) + ")"


def _without_longer(words: Iterable[str]) -> tuple[str, ...]:
    """Each word once, without those that contain another one: looking for that one is enough."""
    known = tuple(dict.fromkeys(words))
    return tuple(
        word for word in known if not any(other in word for other in known if other != word)
    )


# The last word of each name, which a slash follows in a path.
LAST_WORDS = tuple(
    dict.fromkeys(name.split(" ")[-1] for name in (*ROOTS, *BESIDE_MY_DRIVE, *LINKS, *APPLICATION))
)
# A text without any of these words contains no path on a Drive.
SIGNS = _without_longer(LAST_WORDS)
# Code without any of these puts no such path together: `drive_path`, `gdrive`, `mount_drive()`.
CODE_SIGNS = _without_longer(("rive", "install_private_library", *SIGNS))


def encoded_signs(signs: tuple[str, ...]) -> tuple[bytes, ...]:
    r"""Return the byte strings that these words become in a JSON file in UTF-8.

    Args:
        signs: Words, such as `SIGNS`.

    Returns:
        Each word as it is, and one with characters beyond ASCII also as `\u` escapes, in small and in capital letters.
    """
    forms = (
        form for sign in signs for form in (sign, _escaped(sign, "04x"), _escaped(sign, "04X"))
    )
    return tuple(form.encode() for form in dict.fromkeys(forms))


def in_base64(words: Iterable[str]) -> tuple[bytes, ...]:
    """Return what base64 makes of these words, wherever they begin in the encoded text: a byte string for each remainder.

    Args:
        words: Words of at least six bytes.
    """
    found = []
    for word in words:
        for before in range(3):
            code = b2a_base64(b"\0" * before + word.encode(), newline=False)
            whole = (before + len(word)) // 3 * 4  # the last group may go on with another letter
            found.append(code[-(-before * 4 // 3) : whole])
    return tuple(found)


def _escaped(sign: str, digits: str) -> str:
    return "".join(letter if letter.isascii() else f"\\u{ord(letter):{digits}}" for letter in sign)


_SHARED = Regex(rf"(?:^|[\\/]){pattern(SHARED)}[\\/]")


def is_shared(path: str) -> bool:
    """Return whether a path leads through a folder that other people can open.

    Args:
        path: A path with `/` or `\\` between its parts.
    """
    return _SHARED.search(path) is not None


_BESIDE = Regex(rf"{pattern(BESIDE_MY_DRIVE)}[\\/]")


def with_plain_blanks(path: str) -> str:
    """Return a path with the blanks of shell lines (`My\\ Drive`) and URLs (`My%20Drive`) as plain ones.

    Args:
        path: A path, or a part of one.
    """
    return re.sub(r"\\ |%20", " ", path)


def is_beside_my_drive(path: str) -> bool:
    """Return whether a path begins with one of the folders that a mount has beside "My Drive".

    Args:
        path: A path relative to the mount, or to "My Drive".
    """
    return _BESIDE.match(path) is not None
