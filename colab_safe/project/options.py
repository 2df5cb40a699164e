"""What the command line says about the project that files belong to."""

from __future__ import annotations

from colab_safe.errors import UsageError
from colab_safe.project.settings import Settings
from colab_safe.project.settings_file import find_settings, named_settings, no_settings
from colab_safe.typed import NamedTuple


class ProjectOptions(NamedTuple):
    """What the command line says about the project."""

    engines: tuple[str, ...] = ()  # engines to use besides those in the settings
    only_engines: tuple[str, ...] = ()  # engines to use instead of those in the settings
    baselines: tuple[str, ...] = ()  # baseline files to use instead of those in the settings
    verify: bool = False  # ask services if a token is still valid: uses Kingfisher and the network
    config: str | None = None  # take the settings from this file or folder …
    isolated: bool = False  # … or from nowhere

    def settings(self) -> Settings:
        """Return the settings that apply.

        Raises:
            UsageError: They are wrong, or `config` and `isolated` are both given.
            FileError: A file cannot be read.
        """
        if self.config is None:
            return no_settings() if self.isolated else find_settings()
        if self.isolated:
            raise UsageError("--config and --isolated exclude each other")
        return named_settings(self.config)

    def engine_names(self, settings: Settings) -> tuple[str, ...]:
        """Return the names of the engines to use.

        Args:
            settings: Those that apply.
        """
        names = [*(self.only_engines or settings.engines), *self.engines]
        names += ["kingfisher"] if self.verify else []
        return tuple(dict.fromkeys(names))
