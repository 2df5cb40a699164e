"""The tests. `CONTRIBUTING.md` says how to run them."""

import sys

# jsonschema, which nbformat needs, builds grammars of international addresses when it is imported: two seconds in each process.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
