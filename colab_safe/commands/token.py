"""Check a token file, encrypt it, or revoke its token."""

from __future__ import annotations

from colab_safe.command_line.exit_codes import FOUND
from colab_safe.command_line.messages import complain, say
from colab_safe.command_line.options import written_file
from colab_safe.command_line.standard_input import has_terminal
from colab_safe.command_line.sub_verbs import SubVerb, add_sub_verbs, run_sub_verb
from colab_safe.errors import UsageError
from colab_safe.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


EXAMPLES = (
    "colab-safe token check keys/github.json",
    "colab-safe token encrypt keys/github.json",
    "colab-safe token revoke keys/github.json",
)


def add_arguments(parser: ArgumentParser) -> None:
    add_sub_verbs(parser, _SUB_VERBS)


def run(arguments: Namespace) -> int:
    """Run the sub-verb; 1 if `check` found something to do."""
    return run_sub_verb(arguments)


def _add_file(parser: ArgumentParser) -> None:
    parser.add_argument(
        "file", metavar="FILE", help='JSON such as {"access_token": "…", "username": "…"}'
    )


def _add_host(parser: ArgumentParser) -> None:
    parser.add_argument("--host", help="git server, if the file names none (default: github.com)")


def _add_check_arguments(parser: ArgumentParser) -> None:
    _add_file(parser)
    _add_host(parser)
    parser.add_argument(
        "--repo", metavar="OWNER/REPO", help="also check whether it can read this repository"
    )


_READABLE = {
    True: "can be read",
    False: "cannot be read, or does not exist",
    None: "unknown whether it can be read",
}


def _add_encrypt_arguments(parser: ArgumentParser) -> None:
    _add_file(parser)
    parser.add_argument(
        "--output",
        type=written_file,
        metavar="FILE",
        help="write to this file instead of replacing FILE",
    )


def _add_revoke_arguments(parser: ArgumentParser) -> None:
    _add_file(parser)
    _add_host(parser)
    parser.add_argument("--yes", action="store_true", help="do not ask for confirmation")


def _check(arguments: Namespace) -> int:
    from colab_safe.install.tokens.api import check_token

    info = check_token(arguments.file, arguments.repo, host=arguments.host)
    say(f"{info.forge}, {info.kind}" + (f" of {info.login}" if info.login else ""))
    scopes = "unknown" if info.scopes is None else ", ".join(info.scopes) or "none"
    say(f"scopes: {scopes}")
    expires = f"{info.expires_at:%Y-%m-%d %H:%M} UTC" if info.expires_at else "never, or unknown"
    say(f"expires: {expires}")
    if arguments.repo:
        say(f"{arguments.repo}: {_READABLE[info.can_read]}")
    for warning in info.warnings:
        say(f"warning: {warning}")
    return FOUND if info.warnings or info.can_read is False else 0


def _encrypt(arguments: Namespace) -> int:
    from colab_safe.install.tokens.token_file import encrypt_token_file

    say(f"encrypted: {encrypt_token_file(arguments.file, arguments.output)}")
    complain(
        "Drive keeps old versions of a file: create a new token, encrypt that one,"
        " and revoke this one."
    )
    return 0


def _revoke(arguments: Namespace) -> int:
    from colab_safe.install.tokens.api import revoke_token

    if not arguments.yes:
        _confirm()
    revoke_token(arguments.file, confirm=True, host=arguments.host)
    say("revoked")
    return 0


def _confirm() -> None:
    """Raise UsageError unless the user confirms."""
    if not has_terminal():
        raise UsageError("cannot ask for confirmation without a terminal: pass --yes to revoke")
    answer = input("The token will stop working everywhere. Type 'revoke' to confirm: ")
    if answer.strip() != "revoke":
        raise UsageError("the token was not revoked, since you did not confirm")


_SUB_VERBS = {
    "check": SubVerb(
        "ask the git server for the token's owner, scopes and expiry date",
        _check,
        _add_check_arguments,
    ),
    "encrypt": SubVerb("encrypt the file with a passphrase", _encrypt, _add_encrypt_arguments),
    "revoke": SubVerb("permanently revoke the token", _revoke, _add_revoke_arguments),
}
