"""`colab-safe-scan-all` under the real pre-commit and prek: text files and archives, not only notebooks."""

from __future__ import annotations

import tarfile
from collections.abc import Callable
from io import BytesIO

from tests.repository import Repository
from tests.tokens import github_token

TOKEN = github_token()


def archive(name: str, text: str) -> bytes:
    file = BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as made:
        member = tarfile.TarInfo(name)
        member.size = len(text)
        made.addfile(member, BytesIO(text.encode()))
    return file.getvalue()


def test_tokens_in_text_files_and_archives_stop_the_commit(
    hooked: Callable[..., Repository],
) -> None:
    repository = hooked("colab-safe-scan-all")
    names = [".env", "-run.sh", "my page.html", "data.tar.gz"]
    repository.write(".env", f"TOKEN={TOKEN}\n")
    repository.write("-run.sh", f"curl -u ada:{TOKEN} https://example.org\n")
    repository.write("my page.html", f"<p>{TOKEN[:9]}<b></b>{TOKEN[9:]}</p>")
    repository.write("data.tar.gz", archive("notes.txt", TOKEN))

    stopped = repository.commit(*names)

    said = stopped.stdout + stopped.stderr
    assert stopped.returncode != 0, said
    places = (".env: line 1, column 7", "-run.sh: line 1, column 13", "my page.html: line 1", "data.tar.gz!/notes.txt: line 1")  # fmt: skip
    assert [place for place in places if place not in said] == [], said
    assert TOKEN[4:20] not in said
    assert repository.commits() == []

    for name in names:
        repository.write(name, archive("notes.txt", "none") if name.endswith(".gz") else "none\n")
    done = repository.commit(*names)
    assert done.returncode == 0, done.stdout + done.stderr
