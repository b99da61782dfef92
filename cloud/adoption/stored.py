"""Which images of a cloud are files of the image store, byte for byte: Glance tells a digest of what it has received."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from cloud.view import Item

CHUNK: Final = 1 << 20
KNOWN: Final = frozenset({"sha256", "sha512"})


class Stored(NamedTuple):
    """A file of the image store."""

    file: str
    sha256: str


def stored(store: Path, images: Iterable[Item]) -> Mapping[str, Stored]:
    """By an image's identifier, the file that holds the same bytes. What cannot be read is left out."""
    sizes: defaultdict[int, list[Item]] = defaultdict(list)
    for image in images:
        if image.get("os_hash_algo") in KNOWN and isinstance(image.get("size"), int):
            sizes[image["size"]].append(image)
    found: dict[str, Stored] = {}
    for file in sorted(store.iterdir()) if store.is_dir() else ():
        alike = sizes.get(file.stat().st_size, []) if file.is_file() else []
        digests = _digests(file) if alike else {}
        for image in alike:
            if digests.get(image["os_hash_algo"]) == image["os_hash_value"]:
                found.setdefault(str(image["id"]), Stored(file.name, digests["sha256"]))
    return found


def _digests(file: Path) -> dict[str, str]:
    states = [hashlib.new(name) for name in sorted(KNOWN)]
    with file.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            for state in states:
                state.update(chunk)
    return {state.name: state.hexdigest() for state in states}
