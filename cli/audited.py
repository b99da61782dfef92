"""What an auditor reads is an entry of the log itself."""

from typing import TYPE_CHECKING

from cli.wiring import House
from zhengyun.entry import Note
from zhengyun.errors import ZhengyunError
from zhengyun.office import NOT_HELD, UNKNOWN, holds
from zhengyun.people import Role

if TYPE_CHECKING:
    from governance.holds import Known

KIND = "audit.read"


def reads(house: House, what: str, **asked: object) -> None:
    """Write that the acting person has read this, where that is an auditor; nothing where nobody has a role here yet.

    An auditor whose office has ended, or whose certificate has, can read as before, and is seen doing so.
    """
    from governance import codes

    try:
        verdict = holds(house.roles, house.session.person, Role.AUDIT, house.clock.now())
    except ZhengyunError as error:
        if error.code is not codes.NO_ROLES:
            raise
        return
    if verdict or verdict.why.text not in {UNKNOWN, NOT_HELD}:
        house.book.append(
            Note(KIND, house.session.person, {"read": what, "asked": {n: _plain(v) for n, v in asked.items()}})
        )


def known(house: House) -> "Known":
    """By whose signatures words in the log count.

    Raises: ZhengyunError (ZY-GOV-011, ZY-GOV-012).
    """
    from governance.holds import Known
    from governance.roles import history

    return Known(history(house.role_files, house.book, house.verifier), house.verifier)


def known_if_whole(house: House) -> "Known":
    """The same; nobody's where the role file is not the one that the log pins, which `audit verify` tells."""
    from governance.holds import Known

    try:
        return known(house)
    except ZhengyunError:
        return Known((), house.verifier)


def _plain(value: object) -> object:
    """What was asked for, as text: a terminal can hand over bytes that are none."""
    from governance.requests import plain

    if isinstance(value, list):
        return [_plain(one) for one in value]
    return plain(value) if isinstance(value, str) else value
