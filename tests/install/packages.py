"""Python packages that need nothing to be built: each brings its own build backend of some lines (PEP 517, `backend-path`)."""

from __future__ import annotations

_BACKEND = """
import os, zipfile
NAME, VERSION, REQUIRES, EXTRAS, MODULE = {name!r}, {version!r}, {requires!r}, {extras!r}, {module!r}
INFO = f"{{NAME}}-{{VERSION}}.dist-info/"

def _metadata():
    lines = ["Metadata-Version: 2.1", f"Name: {{NAME}}", f"Version: {{VERSION}}"]
    lines += [f"Requires-Dist: {{requirement}}" for requirement in REQUIRES]
    for extra, requirement in EXTRAS.items():
        lines += [f"Provides-Extra: {{extra}}", f'Requires-Dist: {{requirement}} ; extra == "{{extra}}"']
    return "\\n".join(lines) + "\\n"

def _wheel(folder, files):
    files = dict(files)
    files[INFO + "METADATA"] = _metadata()
    files[INFO + "WHEEL"] = "Wheel-Version: 1.0\\nGenerator: tests\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"
    files[INFO + "RECORD"] = "".join(f"{{name}},,\\n" for name in [*files, INFO + "RECORD"])
    name = f"{{NAME}}-{{VERSION}}-py3-none-any.whl"
    with zipfile.ZipFile(os.path.join(folder, name), "w") as wheel:
        for path, text in files.items():
            wheel.writestr(path, text)
    return name

def _sources():
    found = {{}}
    for folder, _, names in os.walk(MODULE):
        for name in names:
            path = os.path.join(folder, name)
            found[path.replace(os.sep, "/")] = open(path, "rb").read()
    return found

def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    prepare()
    return _wheel(wheel_directory, _sources())

def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    return _wheel(wheel_directory, {{MODULE + "_editable.pth": os.getcwd() + "\\n"}})

def build_sdist(sdist_directory, config_settings=None):
    import tarfile
    name = f"{{NAME}}-{{VERSION}}.tar.gz"
    with tarfile.open(os.path.join(sdist_directory, name), "w:gz") as archive:
        archive.add(".", f"{{NAME}}-{{VERSION}}")
    return name

def prepare():
{prepare}
"""


def package(
    name: str,
    version: str = "0.1",
    requires: tuple[str, ...] = (),
    extras: dict[str, str] | None = None,
    prepare: str = "pass",
) -> dict[str, str | bytes]:
    """{path: content} of a repository whose module is `name` with underscores; `prepare` is code that runs when it is built."""
    module = name.replace("-", "_")
    indented = "\n".join("    " + line for line in prepare.strip().splitlines())
    backend = _BACKEND.format(
        name=module,
        version=version,
        requires=requires,
        extras=extras or {},
        module=module,
        prepare=indented,
    )
    return {
        "pyproject.toml": f'[build-system]\nrequires = []\nbuild-backend = "tinybuild"\nbackend-path = ["."]\n'
        f'[project]\nname = "{name}"\ndynamic = ["version", "dependencies", "optional-dependencies"]\n',
        "tinybuild.py": backend,
        f"{module}/__init__.py": f"VERSION = {version!r}\n",
    }
