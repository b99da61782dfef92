"""Starting the executor, who has an account of his own: by the command that the settings name, and by nothing else."""

import signal
import subprocess
from typing import Final

from cli.session import Session
from cli.text import _
from cli.wiring import House
from zhengyun.errors import Exit, ZhengyunError

# The file of it, whatever Python writes to in its place.
STDERR: Final = 2


def start(house: House, request: str, *more: str) -> int:
    """Run him for a request and return his exit code; what he says goes to stderr, for the result is ours to tell.

    Raises: ZhengyunError (ZY-GOV-270: the settings name no command; ZY-GOV-272: it cannot be run).
    """
    from governance import codes

    settings = house.vault_settings
    if not settings.run:
        person = house.session.person
        raise ZhengyunError(codes.NOT_THE_EXECUTOR, person=person, executor=settings.executor, request=request)
    # Ctrl-C reaches him too; what is under way he brings to its end, and is waited for.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        out = subprocess.DEVNULL if house.session.quiet else STDERR
        done = subprocess.run([*settings.run, request, *more], stdin=subprocess.DEVNULL, stdout=out, check=False)
    except OSError as error:
        problem = f"{settings.run[0]}: {error.strerror or error}"
        raise ZhengyunError(codes.NOT_STARTED, problem=problem, request=request) from error
    finally:
        signal.signal(signal.SIGINT, before)
    return done.returncode


def open_for(house: House, request: str) -> None:
    """Have opened what a new request needs, where a vault is; or say that it has to be."""
    session = house.session
    if not house.executor_name:
        return
    if not house.vault_settings.run:
        _say_next(session, request)
        return
    try:
        code = start(house, request)
    except ZhengyunError as error:
        session.say(str(error))
        code = int(error.exit)
    if code != Exit.WAITING:
        _say_next(session, request)


def _say_next(session: Session, request: str) -> None:
    text = _("what it needs has to be opened in the vault, by the executor: zhengyun change run {request}")
    session.say(text.format(request=request))
