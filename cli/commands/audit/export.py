"""`zhengyun audit export`: the log as a file that can be verified without zhengyun."""

import os
from collections.abc import Iterator
from pathlib import Path
from shlex import quote

import click

from cli import codes
from cli.audited import reads
from cli.output import emit
from cli.session import Session, command
from cli.text import _
from cli.wide import hung
from cli.wiring import House
from zhengyun.errors import ZhengyunError


@command(
    "export",
    help=_(
        "Write the log to a zip file, with the page that verifies it: python3 verifier.py FILE --pin DIGEST. With --request, "
        "only what the log tells of one request, with the proof of where it stands."
    ),
)
@click.argument("file", type=click.Path(dir_okay=False))
@click.option("--request", default="", metavar="REQUEST", help=_("Only this request."))
@click.option("--force", is_flag=True, help=_("Overwrite the file where it exists."))
def entry(session: Session, file: str, request: str, force: bool) -> None:
    """Write, and tell how to verify."""
    from governance.bundle import part, whole

    house = House(session)
    if os.path.lexists(file) and not force:
        raise ZhengyunError(codes.BUNDLE_IN_THE_WAY, file=file)
    if request:
        house.ledger.request(request)
    reads(house, "export", request=request)
    bundle = part(house.book, request) if request else whole(house.book)
    target = Path(file)
    fresh = target.with_name(f".{target.name}.part")
    try:
        with os.fdopen(os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as stream:
            bundle.write(stream)
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(target)
    except OSError as error:
        raise ZhengyunError(codes.NOT_A_FILE, file=file, problem=error.strerror or str(error)) from error
    finally:
        # Whatever it was that ended it: half a log is left to nobody.
        fresh.unlink(missing_ok=True)
    pin, size = _pin(house), target.stat().st_size
    document = {"file": file, "bytes": size, "request": request or None, "pin": pin}
    emit(session, "export/1", document, lambda: _lines(file, size, pin))


def _lines(file: str, size: int, pin: str) -> Iterator[str]:
    """What was written, and the commands that verify it, to be copied as they stand: the pin in a line of its own."""
    yield from hung(_("{file}: {size} bytes").format(file=file, size=size))
    yield _("to verify it:")
    name = quote(file)
    yield f"  unzip -p {name} verifier.py > verifier.py"
    yield f"  python3 verifier.py {name} --pin \\"
    yield f"  {pin}"


def _pin(house: House) -> str:
    """The digest of the first role file, as this log has it; whoever verifies compares it with what he knows."""
    first = house.book.entry(1)
    return str(first.body.get("digest", "-")) if first else "-"
