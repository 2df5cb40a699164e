"""Which commits and objects a push sends to a remote that does not have them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from colab_safe.errors import GitError
from colab_safe.git.commits import count_commits
from colab_safe.git.process import attempt, git, lines_of
from colab_safe.git.push_command import PushCommand
from colab_safe.git.remotes import (
    TrackingRef,
    ids_at,
    is_mirror,
    names_of,
    push_refspecs,
    tracking_refs,
)
from colab_safe.notebook_names import IsTextNotebook, may_contain_any_notebook, no_text_notebook
from colab_safe.typed import NamedTuple

_BYTES = "surrogateescape"

_OBJECTS = ("blob", "tree")  # what a ref may lead to without a commit


class Pushed(NamedTuple):
    """A ref or revision that is pushed."""

    name: str
    id: str


class Destination(NamedTuple):
    """Where a push goes, and how much of what other places have is checked."""

    remote: str  # the name of the remote, or its URL; empty if it is not known
    url: str = ""
    ask_remote: bool = False  # ask it for its refs, instead of relying on the tracking refs
    all_commits: bool = False  # check also the commits that other remotes have


class Push(NamedTuple):
    """What a push sends, as far as a hook can know."""

    revisions: tuple[str, ...]  # arguments of `git rev-list`; empty where no commit is sent
    refs: str  # what is pushed, in words for the user
    notices: tuple[str, ...] = ()  # what was taken as known, and what could not be known; sentences
    objects: tuple[Pushed, ...] = ()  # pushed refs that lead to a blob or a tree


def push_from_git(to: Destination, lines: str) -> Push:
    """Return the push that git describes to its pre-push hook.

    Format: https://git-scm.com/docs/githooks#_pre_push; per line a local ref, its id, a remote ref
    and its id.

    Args:
        to: Where it goes.
        lines: What git writes to the hook's stdin.

    Raises:
        GitError: The lines are not in this format, an object is missing, or the remote cannot be asked.
    """
    # A local ref may have blanks: `HEAD@{1 day ago}`.
    refs = [line.rsplit(" ", 3) for line in lines.split("\n") if line.strip()]
    if any(len(ref) != 4 for ref in refs):
        raise GitError(
            "the pushed refs are missing on stdin: this is the hook that git runs before a push"
        )
    # Only zeros: the ref is deleted, or new.
    pushed = [Pushed(name, id) for name, id, _, _ in refs if id.strip("0")]
    theirs = [id for _, _, _, id in refs if id.strip("0")]
    known = _known(to, theirs)
    return _push(pushed, known, ", ".join(each.name for each in pushed) or "no ref")


def push_from_framework(
    to: Destination, environment: Mapping[str, str], command: PushCommand | None
) -> Push:
    """Return the push that pre-commit and prek describe: every branch and tag, and what was named.

    They name only the first of the pushed refs, so any of the others may be pushed as well.

    Args:
        to: Where it goes.
        environment: With the variables of https://pre-commit.com/#pre-push
        command: What the command line of `git push` names; None if it cannot be known.

    Raises:
        GitError: An object is missing, or the remote cannot be asked.
    """
    is_all = bool(command and command.is_mirror) or is_mirror(to.remote)
    refs = ["refs/"] if is_all else ["refs/heads/", "refs/tags/"]
    named = list(command.refspecs) if command else []
    sources = [
        source for refspec in named or push_refspecs(to.remote) if (source := _source(refspec))
    ]
    pushed = [*_refs(refs), *(each for source in sources for each in _resolved(source))]
    pushed += _resolved("HEAD")
    tip, base = (_id(environment.get(f"PRE_COMMIT_{name}")) for name in ("TO_REF", "FROM_REF"))
    pushed += [Pushed("the pushed ref", tip)] if tip else []
    words = "every ref" if is_all else "every branch and tag"
    push = _push(pushed, _known(to, (), base), ", ".join([words, *sources]))
    return push if command else push._replace(notices=(*push.notices, _UNKNOWN))


_UNKNOWN = (
    "the command line of `git push` could not be read, so refs and revisions that are neither a "
    "branch nor a tag were not checked"
)


def _source(refspec: str) -> str:
    """The side of a refspec that is here; empty where it deletes, excludes or matches."""
    return "" if refspec.startswith("^") else refspec.removeprefix("+").partition(":")[0]


def _id(given: str | None) -> str | None:
    """An id of zeros means none."""
    return given if given and given.strip("0") else None


def _refs(prefixes: Iterable[str]) -> list[Pushed]:
    listed = git("for-each-ref", "--format=%(objectname) %(refname)", *prefixes)
    pairs = (line.split(" ", 1) for line in lines_of(listed))
    return [Pushed(name, id) for id, name in pairs]


def _resolved(source: str) -> list[Pushed]:
    """The refs or the revision that the source of a refspec means; none where it is unknown here."""
    if "*" in source:
        start, _, end = source.partition("*")
        return [
            each for each in _refs([]) if each.name.startswith(start) and each.name.endswith(end)
        ]
    id = attempt("rev-parse", "--verify", "--quiet", "--end-of-options", source)
    return [Pushed(source, id.decode().split()[-1])] if id else []


class _Known(NamedTuple):
    """What was taken as published before the push."""

    own: list[str]  # ids of commits that the remote has
    others: list[str]  # ids of commits that other remotes have
    names: list[str]  # of these other remotes
    words: str

    @property
    def excluded(self) -> list[str]:
        return [f"^{id}" for id in (*self.own, *self.others)]


def _push(pushed: Sequence[Pushed], known: _Known, words: str) -> Push:
    kinds = dict(zip(pushed, _kinds([each.id for each in pushed]), strict=True))
    missing = [each.name for each, kind in kinds.items() if kind == "missing"]
    if missing:
        raise GitError(f"cannot check {', '.join(missing)}: its object is missing. Run `git fsck`.")
    tips = list(dict.fromkeys(each.id for each, kind in kinds.items() if kind == "commit"))
    objects = tuple(each for each, kind in kinds.items() if kind in _OBJECTS)
    if not tips:
        return Push((), words, objects=objects)
    notices = (known.words, *_published_elsewhere(tips, known))
    return Push((*tips, *known.excluded), words, notices, objects)


def _known(to: Destination, theirs: Iterable[str], base: str | None = None) -> _Known:
    """`theirs`: ids that git says the remote has; `base`: an id that a framework says it has.

    A framework derives the base from the refs of all remotes whose names begin like this one's, so
    it counts only for a remote without tracking refs.
    """
    names = {to.remote, *names_of(to.remote), *names_of(to.url)}
    tracking = tracking_refs()
    own = [each for each in tracking if each.remote in names]
    others = [] if to.all_commits else [each for each in tracking if each.remote not in names]
    if to.ask_remote:
        ids = ids_at(to.url or to.remote)
        words = f"{to.remote or 'the remote'} was asked: it has {len(ids):,} refs"
    else:
        ids = [each.id for each in own] or ([base] if base else [])
        words = _known_words(to, own)
    remotes = sorted({each.remote for each in others})
    return _Known(_commits([*theirs, *ids]), _commits(each.id for each in others), remotes, words)


def _known_words(to: Destination, own: Sequence[TrackingRef]) -> str:
    name = to.remote or "the remote"
    if not own:
        return f"there is no tracking branch of {name}, so its commits were checked as well"
    return (
        f"taken as known to {name}: {_tracked(own)}, as of the last fetch; "
        "`colab-safe-push --ask-remote` asks the remote itself"
    )


def _published_elsewhere(tips: Sequence[str], known: _Known) -> list[str]:
    if not known.others:
        return []
    own = [f"^{id}" for id in known.own]
    number = count_commits([*tips, *own]) - count_commits([*tips, *known.excluded])
    if not number:
        return []
    commits = "1 commit" if number == 1 else f"{number:,} commits"
    return [
        f"not checked: {commits} that other remotes ({', '.join(known.names)}) have already; "
        "`colab-safe-push --all-commits` checks them, too"
    ]


def _tracked(refs: Sequence[TrackingRef]) -> str:
    if len(refs) == 1:
        return refs[0].ref.removeprefix("refs/remotes/")
    return f"{len(refs):,} tracking branches"


def _commits(ids: Iterable[str]) -> list[str]:
    """Those of the ids that lead to a commit that is here."""
    wanted = list(dict.fromkeys(ids))
    return [id for id, kind in zip(wanted, _kinds(wanted), strict=True) if kind == "commit"]


def _kinds(ids: Sequence[str]) -> list[str]:
    """What each id leads to: "commit", "blob", "tree" or "missing"; an annotated tag is followed."""
    asked = "".join(f"{id}^{{}}\n" for id in ids).encode()
    answers = git("cat-file", "--batch-check=%(objecttype)", stdin=asked)
    return [answer.split(" ")[-1] for answer in lines_of(answers)]


def refs_without_commit() -> list[Pushed]:
    """Return the refs here that lead to a blob or a tree, such as a tag on a file."""
    refs = _refs([])
    kinds = _kinds([each.id for each in refs])
    return [each for each, kind in zip(refs, kinds, strict=True) if kind in _OBJECTS]


def notebooks_of(
    pushed: Pushed, is_text_notebook: IsTextNotebook = no_text_notebook
) -> list[tuple[str, str]]:
    """Return the blobs of a pushed blob or tree that may be notebooks.

    Args:
        pushed: A ref that does not lead to a commit.
        is_text_notebook: Which other files are notebooks, too.

    Returns:
        Names for reports, each with the id of a blob: the ref itself, or `REF:PATH` in a tree.

    Raises:
        GitError: git refuses.
    """
    id = git("rev-parse", "--verify", f"{pushed.id}^{{}}").decode().strip()
    if _kinds([id]) == ["blob"]:
        return [(f"{pushed.name}.ipynb", id)]
    found = []
    for field in git("ls-tree", "-r", "-z", "--full-tree", id).decode("utf-8", _BYTES).split("\0"):
        about, _, path = field.partition("\t")
        is_wanted = may_contain_any_notebook(path, is_text_notebook)
        if is_wanted and about.startswith("100"):
            found.append((f"{pushed.name}:{path}", about.split(" ")[2]))
    return found
