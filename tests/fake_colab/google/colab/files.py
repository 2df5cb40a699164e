downloaded: list[str] = []


def download(filename: str) -> None:
    downloaded.append(filename)
