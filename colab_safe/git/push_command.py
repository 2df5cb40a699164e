"""What the command line of a running `git push` names, read from the processes that started this one.

pre-commit and prek tell a hook the first of the pushed refs only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from colab_safe.git.callers import arguments_of, callers
from colab_safe.typed import NamedTuple

# Options with a value of their own: https://git-scm.com/docs/git-push#_options
_WITH_VALUE = ("-o", "--push-option", "--repo", "--receive-pack", "--exec", "--recurse-submodules")
# git takes the beginning of an option as well, as long as no other option begins so.
_MIRROR = [f"--{'mirror'[:length]}" for length in range(1, len("mirror") + 1)]


class PushCommand(NamedTuple):
    """What `git push` was asked to push."""

    refspecs: tuple[str, ...]  # without `tag NAME`, which is `refs/tags/NAME` here
    is_mirror: bool  # every ref is pushed, remote branches and notes among them


def running_push() -> PushCommand | None:
    """Return what the `git push` above this process was asked to push.

    Returns:
        None where no such process is found, or where processes cannot be read, as on Windows.
    """
    for argv in callers():
        words = arguments_of(argv, "push")
        if words is not None:
            return parse(words)
    return None


def parse(words: Sequence[str]) -> PushCommand:
    """Return what the arguments of `git push` name.

    Args:
        words: The arguments after `push`.
    """
    named: list[str] = []
    rest, only_names, is_mirror = iter(words), False, False
    for word in rest:
        if only_names or not word.startswith("-") or word == "-":
            named.append(word)
        elif word == "--":
            only_names = True
        elif word in _WITH_VALUE:
            next(rest, None)
        else:
            is_mirror = is_mirror or word in _MIRROR
    return PushCommand(tuple(_refspecs(named[1:])), is_mirror)  # the first is the repository


def _refspecs(names: Sequence[str]) -> Iterator[str]:
    rest = iter(names)
    for name in rest:
        yield f"refs/tags/{next(rest, '')}" if name == "tag" else name
