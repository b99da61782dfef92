"""`zhengyun estate generate`: a fictional city of any size as estate files."""

import hashlib
import shutil
from pathlib import Path

import click

from cli.numbers import Whole
from cli.output import emit
from cli.session import Session, command
from cli.text import _
from inventory import codes
from zhengyun.errors import ZhengyunError

IMAGE = "base.raw"


@command("generate", help=_("Write a fictional city as estate files: for training, and for trying what a cloud bears."))
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--departments", type=Whole(), required=True, help=_("How many departments."))
@click.option("--systems", type=Whole(), required=True, help=_("How many business systems they have together."))
@click.option("--servers", type=Whole(), help=_("How many servers these have together, at both sites."))
@click.option("--hosts", type=Whole(), default=0, help=_("How many hosts of our own there are, at both sites."))
@click.option("--seed", type=Whole(), default=0, show_default=True, help=_("Tells one city of a size from another."))
def entry(
    session: Session, folder: Path, departments: int, systems: int, servers: int | None, hosts: int, seed: int
) -> None:
    """Write the files and the image that they name."""
    from cli.training import EMBEDDED
    from inventory.generate import ImageFile, Size, generate

    size = Size.usual(departments, systems, servers, seed)
    image = EMBEDDED / "images" / IMAGE
    files = generate(size, ImageFile(IMAGE, hashlib.sha256(image.read_bytes()).hexdigest()), hosts)
    _write(folder, {name: text.encode() for name, text in files.items()}, image)
    document = {"folder": str(folder), "files": len(files), "departments": departments, "systems": systems}
    document |= {"servers": size.servers, "hosts": hosts, "seed": seed}
    emit(session, "generated/1", document, lambda: [_told(folder, size.servers, len(files))])
    session.say(_("next: {command}").format(command=f"zhengyun check --estate {folder}"))


def _told(folder: Path, servers: int, files: int) -> str:
    return _("{folder}: servers: {servers} · files: {files}").format(folder=folder, servers=servers, files=files)


def _write(folder: Path, files: dict[str, bytes], image: Path) -> None:
    """Write all of it where nothing is yet.

    Raises: ZhengyunError (ZY-EST-241, ZY-EST-242).
    """
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise ZhengyunError(codes.NOT_EMPTY, folder=folder)
        for name, content in files.items():
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        (folder / "images").mkdir(exist_ok=True)
        shutil.copyfile(image, folder / "images" / IMAGE)
    except OSError as error:
        raise ZhengyunError(codes.NOT_WRITTEN, folder=folder, problem=error.strerror or error) from error
