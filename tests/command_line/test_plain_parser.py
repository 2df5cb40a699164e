"""Plain command lines are read as argparse reads them."""

from __future__ import annotations

from argparse import ArgumentParser
from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from colab_safe.command_line.plain_parser import PlainParser, Unknown
from colab_safe.commands import COMMANDS

WORDS = st.sampled_from(
    [
        "a.ipynb",
        "b c.ipynb",
        "--staged",
        "--history",
        "--all-files",
        "--sta",
        "--",
        "-",
        "-h",
        "--jobs",
        "2",
        "",
    ]
)


@pytest.mark.parametrize("name", COMMANDS)
@given(arguments=st.lists(WORDS, max_size=4))
def test_what_is_read_plainly_is_what_argparse_gives(name: str, arguments: list[str]) -> None:
    command = import_module(f"colab_safe.commands.{name.replace('-', '_')}")
    plain, full = PlainParser(), ArgumentParser()
    try:
        command.add_arguments(plain)
        read = plain.parse_args(arguments)
    except Unknown:
        return
    command.add_arguments(full)
    assert vars(read) == vars(full.parse_args(arguments))


@pytest.mark.parametrize(
    "arguments",
    [
        ["a.ipynb"],
        [],
        ["--staged", "a.ipynb", "b.ipynb"],
        ["--staged", "--", "a.ipynb"],
        ["--all-files", "."],
    ],
)
def test_a_hooks_command_line_is_plain(arguments: list[str]) -> None:
    parser = PlainParser()
    import_module("colab_safe.commands.scan").add_arguments(parser)
    assert parser.parse_args(arguments).paths == [
        argument for argument in arguments if argument[0] != "-"
    ]


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--staged", "--history"], ["--format", "json"], ["--", "--"], ["-x"]]
)
def test_anything_else_is_left_to_argparse(arguments: list[str]) -> None:
    parser = PlainParser()
    import_module("colab_safe.commands.scan").add_arguments(parser)
    with pytest.raises(Unknown):
        parser.parse_args(arguments)
