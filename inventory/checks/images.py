"""Images: the files of the image store are there, and are those that were declared."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from inventory import codes
from inventory.files import EstateFiles, Loaded
from inventory.nearest import nearest
from inventory.schema.site import ImageModel, SiteFile
from zhengyun.errors import N_, ZhengyunError


@dataclass(frozen=True)
class Store:
    """The folder of image files. `read` holds their SHA-256 against the declared one, which takes as long as reading."""

    folder: Path
    read: bool = True
    known: dict[str, str] = field(default_factory=dict)
    """The SHA-256 of what was read: sites share files, which are large."""


def images(files: EstateFiles, store: Store) -> Iterator[ZhengyunError]:
    """Yield every image whose file is not there, cannot be used, or is another."""
    for site in files.sites.values():
        for name, image in site.site.model.images.items():
            if site.site.knows("images", name, "file"):
                yield from _image(site.site, name, image, store)


def _image(site: Loaded[SiteFile], name: str, image: ImageModel, store: Store) -> Iterator[ZhengyunError]:
    file = store.folder / image.file
    place, near = site.place("images", name, "file"), ""
    try:
        problem = _problem(file)
        if not problem and store.read and image.file not in store.known:
            store.known[image.file] = _sha256(file)
    except FileNotFoundError as error:
        problem, near = error.strerror or str(error), nearest(image.file, _names(store.folder))
    except OSError as error:
        problem = error.strerror or str(error)
    if problem:
        yield ZhengyunError(codes.NO_IMAGE, place=place, image=name, file=file, problem=problem, nearest=near)
    elif store.read and store.known[image.file] != image.sha256 and site.knows("images", name, "sha256"):
        place = site.place("images", name, "sha256")
        yield ZhengyunError(codes.OTHER_IMAGE, place=place, image=name, file=file, found=store.known[image.file])


def _problem(file: Path) -> str:
    """What can be told without reading."""
    if not file.is_file():
        # A folder or a device; where there is nothing at all, the system says so itself.
        file.stat()
        return N_("not a regular file")
    return "" if file.stat().st_size else N_("the file is empty")


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _names(folder: Path) -> list[str]:
    try:
        return [one.name for one in folder.iterdir()]
    except OSError:
        return []
