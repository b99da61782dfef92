"""Who has which part in a recovery: none of them is another's human or office, whoever stands in for whom (`zhengyun.office`)."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final, NamedTuple

from pki import codes
from pki.recovery.session import SHARE, Session
from zhengyun.errors import N_, Words, ZhengyunError
from zhengyun.instant import parse
from zhengyun.office import same
from zhengyun.rolefile import RoleFile

ASKED: Final = N_("asked for it")
AGREED: Final = N_("agreed to it")
HOLDER: Final = N_("is whose key it is")
GAVE: Final = N_("gave a share of it")


class Part(NamedTuple):
    """What somebody did at an instant."""

    person: str
    at: datetime
    what: str


def parts(found: Session, holder: str) -> Iterator[Part]:
    """Everybody's part so far, in the order in which they took it."""
    application = found.application
    begun = parse(application.at)
    yield Part(holder, begun, HOLDER)
    yield Part(application.asker, begun, ASKED)
    for word in application.words[:1]:
        yield Part(word.person, parse(word.at), AGREED)
    for entry in found.entries_of(SHARE):
        yield Part(str(entry.body["person"]), parse(entry.at), GAVE)


def clash(roles: RoleFile, one: Part, others: Iterable[Part]) -> Part | None:
    """Whose part it is that one human or one office would have beside this one."""
    return next((other for other in others if same(roles, one.person, other.person, one.at, other.at)), None)


def refuse_clash(roles: RoleFile, name: str, one: Part, others: Iterable[Part]) -> None:
    """Refuse a part in the application of that name to who has another one in it.

    Raises: ZhengyunError (ZY-PKI-249).
    """
    other = clash(roles, one, others)
    if other:
        what = Words(other.what)
        raise ZhengyunError(codes.HAS_A_PART, person=one.person, application=name, other=other.person, what=what)
