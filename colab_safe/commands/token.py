"""Look after a token file: check it, encrypt it, or revoke its token."""

from __future__ import annotations

import sys

from colab_safe.command_line.exit_codes import FOUND
from colab_safe.errors import UsageError
from colab_safe.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def add_arguments(parser: ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="check|encrypt|revoke", required=True)
    check = actions.add_parser(
        "check", help="ask the forge whose it is, what it may do, and until when"
    )
    check.add_argument(
        "--repo", metavar="OWNER/REPO", help="also ask whether it may read this repository"
    )
    encrypt = actions.add_parser(
        "encrypt", help="lock the file with a passphrase, which is asked for"
    )
    encrypt.add_argument("--output", metavar="FILE", help="write there instead of over the file")
    revoke = actions.add_parser("revoke", help="make the token worthless, for ever")
    revoke.add_argument("--yes", action="store_true", help="do not ask whether you mean it")
    for action in (check, encrypt, revoke):
        action.add_argument(
            "file", metavar="FILE", help='JSON such as {"access_token": "…", "username": "…"}'
        )
    for action in (check, revoke):
        action.add_argument(
            "--host", help="the server, where the file names none and it is not github.com"
        )


def run(arguments: Namespace) -> int:
    """1 when a check found something to be done; errors are 2."""
    return {"check": _check, "encrypt": _encrypt, "revoke": _revoke}[arguments.action](arguments)


def _check(arguments: Namespace) -> int:
    from colab_safe.install.tokens.api import check_token

    info = check_token(arguments.file, arguments.repo, host=arguments.host)
    print(f"{info.forge}, {info.kind}" + (f" of {info.login}" if info.login else ""))
    print(f"scopes: {', '.join(info.scopes) or 'none' if info.scopes is not None else 'not told'}")
    print(
        f"expires: {f'{info.expires_at:%Y-%m-%d %H:%M} UTC' if info.expires_at else 'never, or not told'}"
    )
    if arguments.repo:
        print(
            f"{arguments.repo}: {'can be read' if info.can_read else 'cannot be read, or is not there'}"
        )
    for warning in info.warnings:
        print(f"warning: {warning}")
    return FOUND if info.warnings or info.can_read is False else 0


def _encrypt(arguments: Namespace) -> int:
    from colab_safe.install.tokens.token_file import encrypt_token_file

    print(f"encrypted: {encrypt_token_file(arguments.file, arguments.output)}")
    print(
        "Drive keeps old versions of a file: make a new token, encrypt that one, and revoke this one.",
        file=sys.stderr,
    )
    return 0


def _revoke(arguments: Namespace) -> int:
    from colab_safe.install.tokens.api import revoke_token

    if not arguments.yes:
        if not sys.stdin.isatty():
            raise UsageError("nobody is there to ask: say --yes if the token is to be revoked")
        if (
            input("The token will never work again, anywhere. Type 'revoke' to go on: ").strip()
            != "revoke"
        ):
            raise UsageError("not revoked")
    revoke_token(arguments.file, confirm=True, host=arguments.host)
    print("revoked")
    return 0
