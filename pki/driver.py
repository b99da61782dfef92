"""The kernel's driver of the trust: reads what is in force, and puts into force what people have agreed to."""

from collections.abc import Callable, Sequence
from datetime import datetime

from pki import certificate, inforce
from pki.port import Trusts
from pki.wanted import found, name_of, thing_of
from zhengyun.action import Action
from zhengyun.canonical import digest
from zhengyun.diff import Verb
from zhengyun.entry import Note
from zhengyun.estate.trust import SITE
from zhengyun.ports import Ids
from zhengyun.resource import World
from zhengyun.results import Outcome, Pending, Status


class TrustDriver:
    """The trust in the register. Each thing is put into force together with its entry of the log, which says by which request."""

    def __init__(self, register: Trusts, now: Callable[[], datetime], actor: str = "", request: str = "") -> None:
        self._register, self._now, self._actor, self._request = register, now, actor, request

    def observe(self, touched: Sequence[str] = ()) -> World:
        """What is in force. Raises: ZhengyunError (ZY-PKI-002, ZY-PKI-107, ZY-REC-*)."""
        del touched
        now = self._now()
        read = ((one.authority, certificate.read(one.certificate)) for one in self._register.authorities())
        living = {name for name, own in read if own.not_after > now}
        kept = self._register.things()
        inforce.in_force(kept)
        return World(SITE, found(kept, living))

    def admit(self, actions: Sequence[Action]) -> None:
        """The register bears whatever is agreed to."""

    def begin(self, action: Action, ids: Ids) -> Outcome | Pending:
        """Put a thing into force, or out of it; doing it twice comes to the same. Raises: ZhengyunError (ZY-REC-*)."""
        del ids
        thing = thing_of(action.address, action.attributes)
        told = {"request": self._request, "thing": str(action.address)}
        if action.verb is Verb.DELETE:
            gone = (thing.kind, name_of(action.address))
            self._register.put((), Note("trust.ended", self._actor, told), [gone])
            return Outcome(action.id, Status.DONE)
        body = {**told, "document": digest(thing.document)}
        self._register.put((thing,), Note("trust.adopted", self._actor, body))
        return Outcome(action.id, Status.DONE, made=f"{thing.kind}/{thing.name}")

    def settle(self, pending: Sequence[Pending]) -> Sequence[Outcome | Pending]:
        """Nothing is ever under way: what is begun is done."""
        return pending
