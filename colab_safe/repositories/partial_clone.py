"""A clone of a repository without its files: commits and folders come first, then the notebooks that are asked for."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from colab_safe.errors import InstallError
from colab_safe.install.credentials.environment import credential_environment
from colab_safe.install.credentials.git_settings import RUN_NOTHING, Setting
from colab_safe.install.credentials.protected_run import run_with
from colab_safe.install.packages.diagnosis import Failure, diagnose
from colab_safe.install.packages.requirement import Requirement
from colab_safe.install.process import Outcome
from colab_safe.install.tokens.token import Token
from colab_safe.limits import CLONE_PACK, CLONE_REFS, sentence
from colab_safe.remote.retries import TRIES, wait
from colab_safe.repositories.file_size_limit import files_of_at_most, remove_cut_off
from colab_safe.typed import NamedTuple

# A name that no settings of a user are for; "origin" often has further refspecs.
_REMOTE = "colab-safe"
# Branches, tags, and what servers keep of pull requests: a secret in one that was closed can still be read there.
_EVERY_REF = "+refs/*:refs/*"
_MOST_S = 3600  # seconds that one transfer may take
_IDS = (
    500  # per command: 33 KB with SHA-256; Windows allows 32,767 characters, which SHA-1 keeps to
)
_MOST_PACKS = 50  # as for `git gc --auto`: https://git-scm.com/docs/git-config#Documentation/git-config.txt-gcautoPackLimit
_PASSING = ("rate-limit", "server-error", "connection-lost", "too-slow")  # of CAUSES
_SETTINGS = (
    *RUN_NOTHING,
    Setting("protocol.version", "2"),  # older ones refuse to send single blobs
    Setting("fetch.writeCommitGraph", "false"),
    Setting("fetch.showForcedUpdates", "false"),
)
# https://git-scm.com/docs/git-fetch
_FETCH = (
    *("fetch", "--quiet", "--force", "--no-tags", "--no-write-fetch-head"),
    *("--recurse-submodules=no", "--filter=blob:none"),
)


Watch = Callable[[str], object]


class PartialClone(NamedTuple):
    """A bare repository in a folder."""

    folder: str
    at: Requirement  # the repository
    token: Token | None  # of its server
    environ: Mapping[str, str]  # in which git gets the token

    def update(self) -> None:
        """Fetch all commits and folders that are not here; refs that are gone go here, too.

        Raises:
            InstallError: It fails.
        """
        self._git("init", "--quiet", "--bare", "--template=", self.folder)
        self._count_refs()
        self._git(*self._here, *_FETCH, "--prune", _REMOTE, _EVERY_REF)
        if self.at.ref:  # whose submodules are counted
            head = f"refs/heads/{self.at.ref}"
            self._git(*self._here, "symbolic-ref", "HEAD", head)

    def _count_refs(self) -> None:
        """git has no limit for them, and the one on files counts for each alone."""
        count = 0

        def watch(text: str) -> None:
            nonlocal count
            count += text.count("\n")
            if count > CLONE_REFS.most:
                raise InstallError(f"it was not read: {sentence(CLONE_REFS)}")

        self._git(*self._here, "ls-remote", "--refs", _REMOTE, watch=watch)

    def fetch(self, ids: Sequence[str]) -> None:
        """Fetch blobs, as git itself does where it lacks some.

        git does so only where the settings name a remote that has the rest. Here they are in the environment of
        transfers alone, so no other command waits for the network.

        Args:
            ids: Theirs.

        Raises:
            InstallError: It fails.
        """
        for at in range(0, len(ids), _IDS):
            noop = ("-c", "fetch.negotiationAlgorithm=noop")  # blobs have no ancestors to agree on
            self._git(*noop, *self._here, *_FETCH, _REMOTE, *ids[at : at + _IDS])

    def tidy(self) -> None:
        """Make one pack of many: each update adds one or two, and git looks for an object in one after the other.

        Raises:
            InstallError: It fails.
        """
        if sum(name.endswith(".pack") for name in os.listdir(self._packs)) > _MOST_PACKS:
            self._git(*self._here, "repack", "-a", "-d", "--quiet")
            self._git(*self._here, "pack-refs", "--all")

    @property
    def _packs(self) -> str:
        return os.path.join(self.folder, "objects", "pack")

    @property
    def _here(self) -> tuple[str, ...]:
        return (f"--git-dir={self.folder}",)

    def _git(self, *arguments: str, watch: Watch | None = None) -> None:
        """Run git; what may pass is tried again, after some seconds."""
        for attempt in range(TRIES):
            failure = self._failure(arguments, watch)
            if failure is None:
                return
            cause = diagnose(failure).cause
            if cause is None or cause.name not in _PASSING:
                break
            if attempt + 1 < TRIES:
                time.sleep(wait(attempt, None))
        assert failure is not None
        raise InstallError(_in_words(failure))

    def _failure(self, arguments: Sequence[str], watch: Watch | None) -> Failure | None:
        tokens = [self.token] if self.token else []
        with files_of_at_most(CLONE_PACK.most):
            outcome = run_with(self.environ, ["git", *arguments], tokens, _MOST_S, True, watch)
        if outcome.status and remove_cut_off(self._packs, CLONE_PACK.most):
            raise InstallError(f"it was not read: {sentence(CLONE_PACK)}")
        return Failure(tokens, outcome, self.at, quiet=True) if outcome.status else None


@contextmanager
def partial_clone(folder: str, at: Requirement, token: Token | None) -> Iterator[PartialClone]:
    """Provide a clone; its git commands have the token during the block.

    Args:
        folder: Where it is, or will be.
        at: The repository, and perhaps its default branch.
        token: Of its server; None: what everybody may read.

    Raises:
        InstallError: There is no folder for temporary files.
    """
    tokens = [token] if token else []
    remote = f"remote.{_REMOTE}"
    settings = (
        *_SETTINGS,
        Setting(f"{remote}.url", at.url),
        Setting(f"{remote}.promisor", "true"),
        Setting(f"{remote}.partialCloneFilter", "blob:none"),
    )
    with credential_environment(tokens, settings=settings) as around:
        yield PartialClone(os.path.abspath(folder), at, token, around.environ)


def _in_words(failure: Failure) -> str:
    found = diagnose(failure)
    if found.cause is None:
        return f"git ended with exit code {failure.outcome.status}: {_last_line(failure.outcome)}"
    if found.cause.name == "no-token":
        assert failure.requirement is not None
        return f"{failure.requirement.server.host} asks for a token, and none was found"
    return found.message


def _last_line(outcome: Outcome) -> str:
    return next(iter(outcome.output.strip().splitlines()[-1:]), "it does not say why")
