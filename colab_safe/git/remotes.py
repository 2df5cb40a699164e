"""The remotes of a repository: their hosts, and which refs show what each of them has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from colab_safe.git.process import attempt, git, lines_of
from colab_safe.typed import NamedTuple

_HOST = re.compile(r"^(?:\w+://)?(?:[^@/]*@)?([\w.-]+)[:/]")
_BYTES = "surrogateescape"  # for names that are not UTF-8


class TrackingRef(NamedTuple):
    """A ref of this clone that shows what a remote had when it was last fetched or pushed to."""

    remote: str
    ref: str  # such as "refs/remotes/origin/main"
    id: str


def hosts() -> list[str]:
    """Return the hosts of all remotes, without the user and token that a URL may have."""
    found = [_HOST.match(url) for _, url in _settings("url")]
    return [match[1].lower() for match in found if match]


def names_of(url: str) -> set[str]:
    """Return the names of the remotes that have a URL.

    Args:
        url: As it is in the configuration, to fetch from or to push to.
    """
    return {name for key in ("url", "pushurl") for name, value in _settings(key) if value == url}


def push_refspecs(remote: str) -> list[str]:
    """Return what `git push` pushes to a remote if its command line names no ref.

    Args:
        remote: Its name; the values of `remote.NAME.push` are returned.
    """
    return [refspec for name, refspec in _settings("push") if name == remote]


def is_mirror(remote: str) -> bool:
    """Return whether every push to a remote pushes all refs, as with `--mirror`.

    Args:
        remote: Its name; the value of `remote.NAME.mirror` decides.
    """
    return attempt("config", "--type=bool", "--get", f"remote.{remote}.mirror") == b"true\n"


def tracking_refs() -> list[TrackingRef]:
    """Return the tracking refs of all remotes, without symbolic ones.

    `origin/HEAD`, which every clone has, and since git 2.48 every fetch makes, is only a second name; one that leads to
    a local branch shows nothing about a remote.

    A ref belongs to the remote whose fetch refspec fits it with the longest prefix: the refs of a
    remote `fork/old` are below `refs/remotes/fork/`, and show nothing about a remote `fork`.
    Format: https://git-scm.com/docs/git-fetch#Documentation/git-fetch.txt-ltrefspecgt

    Raises:
        GitError: The current folder is outside of a repository.
    """
    targets = sorted(_targets(), key=lambda target: -len(target[1]))
    found = []
    for line in lines_of(git("for-each-ref", "--format=%(objectname) %(refname) %(symref)")):
        id, ref, leads_to = line.split(" ")
        if leads_to:
            continue
        remote = next((remote for remote, prefix in targets if ref.startswith(prefix)), None)
        if remote is not None:
            found.append(TrackingRef(remote, ref, id))
    return found


def ids_at(url: str) -> list[str]:
    """Ask a remote for the ids of all its refs. This uses the network.

    Args:
        url: Its URL or name.

    Raises:
        GitError: The remote cannot be reached, or refuses.
    """
    listed = git("ls-remote", "--quiet", "--", url, online=True)
    return [line.partition("\t")[0] for line in lines_of(listed)]


def _targets() -> Iterator[tuple[str, str]]:
    """Each remote with the place of its branches: `refs/remotes/origin/` for `+refs/heads/*:refs/remotes/origin/*`."""
    for remote, refspec in _settings("fetch"):
        _, colon, target = refspec.partition(":")
        if colon and target.startswith("refs/remotes/"):
            yield remote, target.partition("*")[0]


def _settings(key: str) -> Iterator[tuple[str, str]]:
    """The remotes' names, each with a value of a setting such as "url"."""
    listed = attempt("config", "-z", "--get-regexp", rf"^remote\..*\.{key}$") or b""
    for field in listed.decode("utf-8", _BYTES).split("\0"):
        name, _, value = field.partition("\n")
        if name:
            yield name.removeprefix("remote.").rpartition(".")[0], value


def blobs_on_remotes(paths: Iterable[str]) -> list[tuple[str, str]]:
    """Return the versions of some files that the branches of remotes have, each path with the id of a blob.

    Args:
        paths: From the repository's top folder, POSIX style. One with a line end has no version.

    Raises:
        GitError: git refuses.
    """
    commits = sorted({each.id for each in tracking_refs()})
    asked = [(path, f"{id}:{path}\n") for path in paths if "\n" not in path for id in commits]
    names = "".join(name for _, name in asked).encode("utf-8", _BYTES)
    answers = git("cat-file", "--batch-check=%(objecttype) %(objectname)", stdin=names)
    found = [
        (path, answer.split(" ")[1])
        for (path, _), answer in zip(asked, lines_of(answers), strict=True)
        if answer.startswith("blob ")
    ]
    return list(dict.fromkeys(found))
