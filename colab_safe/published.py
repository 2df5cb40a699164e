"""Where colab-safe can be had: the one place to change when it is published.

It is not yet, and a name on GitHub or PyPI that nobody has could become anybody's, with code in it that others would run. So the
address ends in `.example`, which nobody can register (https://www.rfc-editor.org/rfc/rfc2606#section-2), and the name of the
organisation has an underscore, which GitHub does not allow. docs/where-to-get-it.md says what to write in their place.
"""

from __future__ import annotations

IS_PUBLISHED = False
REPOSITORY = "https://colab-safe.example/colab-safe"
ORGANISATION = "your_organisation"  # on GitHub, for the action
PLEASE_REPORT = "Please report it where you got colab-safe from"
