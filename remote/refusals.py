"""The refusals that every driver makes alike."""

from typing import Any

from remote import codes
from remote.pins import Pin
from remote.port import Limits, Target
from zhengyun.errors import N_, Code, Words, ZhengyunError


def at(code: Code, target: Target, **values: Any) -> ZhengyunError:
    """A refusal that says which host, and where it was looked for."""
    return ZhengyunError(code, host=target.name, address=target.address, port=target.port, **values)


def silent(target: Target, limits: Limits) -> ZhengyunError:
    """It took the connection, and no more."""
    return at(codes.SILENT, target, seconds=f"{limits.connect:g}")


def wrong_key(target: Target, shown: str, pin: Pin) -> ZhengyunError:
    """It is not the host that was pinned."""
    return at(codes.WRONG_KEY, target, shown=shown, pinned=pin.fingerprint)


def not_let_in(target: Target, user: str) -> ZhengyunError:
    """It is the right host, and does not believe us."""
    problem = Words(N_("the host believes neither key nor certificate"))
    return ZhengyunError(codes.NOT_LET_IN, host=target.name, user=user, problem=problem)


def too_long(target: Target, limits: Limits) -> ZhengyunError:
    """The command has not ended in time."""
    return ZhengyunError(codes.TOO_LONG, host=target.name, seconds=f"{limits.command:g}")


def too_much(target: Target, limits: Limits) -> ZhengyunError:
    """The command says more than is heard."""
    return ZhengyunError(codes.TOO_MUCH, host=target.name, most=limits.output)


def torn(target: Target) -> ZhengyunError:
    """The connection was closed too early, and nobody has said why."""
    problem = Words(N_("it was closed before the command had ended"))
    return ZhengyunError(codes.CUT_OFF, host=target.name, problem=problem)


def no_answer(target: Target, err: bytes) -> ZhengyunError:
    """The program has ended with questions left; `err` is what it said besides, of which the beginning is shown."""
    said = " ".join(err[:400].decode(errors="replace").split()) or "-"
    return ZhengyunError(codes.NO_ANSWER, host=target.name, problem=said)


def unasked(target: Target) -> ZhengyunError:
    """The program answers a question with more than a line."""
    return ZhengyunError(
        codes.NO_ANSWER, host=target.name, problem=Words(N_("it said more than one line to a question"))
    )
