"""Holding a ceremony: begun once, gone on with after whatever has torn it off, and never with a second key or other people."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pki import codes
from pki.ceremony.course import ABANDONED, DONE, STEP, Course, courses, opened
from pki.ceremony.port import Book, Hall
from pki.ceremony.script import Script
from pki.ceremony.words import confirmed_bytes, present_bytes
from pki.flows.asking import said
from pki.flows.desk import Desk
from pki.flows.people import in_office
from pki.inforce import things
from zhengyun.canonical import digest
from zhengyun.certified import written
from zhengyun.entry import Entry, Note
from zhengyun.errors import ZhengyunError
from zhengyun.estate.trust import Authority, Trust
from zhengyun.instant import text
from zhengyun.naming import drawn

LETTERS: Final = "CM"


@dataclass
class Run:
    """One run of a ceremony. `authority` is nobody's where the key for kept keys is made; it stands there for its people."""

    desk: Desk
    book: Book
    hall: Hall
    actor: str
    authority: Authority
    course: Course

    def note(self, word: str, facts: Mapping[str, object]) -> Note:
        """What the log is told of a step."""
        head = {name: self.course.first[name] for name in ("ceremony", "authority", "script")}
        return Note(STEP, self.actor, {**head, "step": word, **facts})

    def tell(self, word: str, **facts: object) -> None:
        """Write an entry of a step."""
        self.went_on(self.book.append(self.note(word, facts)))

    def went_on(self, entry: Entry) -> None:
        """An entry has been written."""
        self.course = self.course.more(entry)

    def facts(self) -> dict[str, Any]:
        """Everything that the ceremony has told so far, for what is read out."""
        found: dict[str, Any] = {"issuer": self.authority.issuer or self.authority.name, "place": self.authority.key}
        for entry in self.course.entries:
            found |= {name: value for name, value in entry.body.items() if name not in {"person", "signature"}}
        found["algorithm"] = self.authority.algorithm
        return {**found, "people": ", ".join(self.course.people), "authority": self.authority.name}


def trust_digest(trust: Trust) -> str:
    """The digest of all that is in force."""
    return digest([one._asdict() for one in sorted(things(trust), key=lambda one: (one.kind, one.name))])


def begin(
    desk: Desk, book: Book, authority: Authority, script: Script, people: Sequence[str], actor: str, hall: Hall
) -> Run:
    """Begin a ceremony, or go on with the one that is open; people are those who shall be present.

    Raises: ZhengyunError (ZY-LOG-001: the clock is behind the log, ZY-PKI-180 to 183, 188 to 190, ZY-PERMIT-007, 008).
    """
    named = authority.name if script.name != "escrow" else ""
    refuse_outsider(named, actor, authority.ceremony.people)
    known = opened(book, named)
    if known is None:
        _refuse_begun(desk, authority, script)
        course = _first(desk, book, authority, script, people or authority.ceremony.people, actor)
        run = Run(desk, book, hall, actor, authority, course)
        hall.read(1, script.steps[0], run.facts())
        return run
    of_that = known.first["script"] == script.name and set(people or known.people) == set(known.people)
    if not of_that:
        people_ = ", ".join(known.people)
        raise ZhengyunError(
            codes.OTHER_HALF,
            ceremony=known.id,
            authority=named or "--escrow",
            script=known.first["script"],
            people=people_,
        )
    if (known.first["trust"], known.first["script_digest"]) != (trust_digest(desk.trust), script.digest):
        raise ZhengyunError(codes.OTHER_TRUST_NOW, ceremony=known.id, authority=named or "--escrow")
    refuse_forged(desk, known)
    return Run(desk, book, hall, actor, authority, known)


def _first(desk: Desk, book: Book, authority: Authority, script: Script, people: Sequence[str], actor: str) -> Course:
    refuse_people(desk, authority, people)
    last = book.last()
    taken = {one.id for one in courses(book, authority.name)}
    while (name := drawn(LETTERS)) in taken:
        pass
    body = {
        "ceremony": name,
        "authority": authority.name if script.name != "escrow" else "",
        "script": script.name,
        "script_digest": script.digest,
        "step": "begin",
        "people": tuple(people),
        "threshold": authority.ceremony.threshold,
        "trust": trust_digest(desk.trust),
        "now": text(desk.now(authority.name)),
        "tail": last.number if last else 0,
        "hash": last.hash if last else "",
    }
    return Course((book.append(Note(STEP, actor, body)),))


def _refuse_begun(desk: Desk, authority: Authority, script: Script) -> None:
    own = desk.trusts.authority(authority.name)
    if script.name == "again" and own is None:
        raise ZhengyunError(codes.NOT_BEGUN, authority=authority.name)
    if own and script.name not in {"escrow", "certify", "again"}:
        raise ZhengyunError(codes.BEGUN_ALREADY, authority=authority.name, serial=written(own.serial), at=own.at)


def refuse_people(desk: Desk, authority: Authority, people: Sequence[str]) -> None:
    """Refuse a ceremony without so many of its people, each of them in office and a human of his own.

    Raises: ZhengyunError (ZY-PKI-180 to 182, ZY-PERMIT-007, 008).
    """
    ceremony, now = authority.ceremony, desk.clock.now()
    humans: dict[str, str] = {}
    for name in people:
        if name not in ceremony.people:
            raise ZhengyunError(
                codes.NOT_IN_CEREMONY, person=name, authority=authority.name, people=", ".join(ceremony.people)
            )
        human = in_office(desk, name, now).identity or name
        if human in humans:
            raise ZhengyunError(codes.ONE_HUMAN, person=name, other=humans[human])
        humans[human] = name
    if len(humans) < ceremony.threshold:
        raise ZhengyunError(codes.TOO_FEW, authority=authority.name, present=len(humans), threshold=ceremony.threshold)


def refuse_outsider(authority: str, actor: str, people: Collection[str]) -> None:
    """Refuse who is none of these people: a ceremony that others begin, or end, is in the way of those who hold it.

    Raises: ZhengyunError (ZY-PKI-180).
    """
    if actor not in people:
        named = ", ".join(people) or "-"
        raise ZhengyunError(codes.NOT_IN_CEREMONY, person=actor, authority=authority or "--escrow", people=named)


def refuse_forged(desk: Desk, course: Course) -> None:
    """Refuse to go on from words that nobody has signed. Raises: ZhengyunError (ZY-PKI-189)."""
    told = [(name, present_bytes(course, name), body) for name, body in course.signed("present").items()]
    told += [
        (name, confirmed_bytes(course, name, str(body["of"])), body) for name, body in course.signed("confirm").items()
    ]
    for name, data, body in told:
        person = desk.roles.person(name)
        if person is None or not desk.verifier.verify(person.key, data, str(body["signature"])):
            raise ZhengyunError(codes.NOT_SIGNED_SO, person=name, ceremony=course.id)


def finish(run: Run) -> None:
    """End the ceremony: the digest of its transcript is in the log."""
    body = {**{name: run.course.first[name] for name in ("ceremony", "authority", "script")}}
    run.went_on(run.book.append(Note(DONE, run.actor, {**body, "transcript": run.course.digest})))


def abandon(book: Book, authority: str, actor: str, reason: str, people: Sequence[str]) -> Course:
    """End the open ceremony of an authority without its purpose; a key that it has made stays where it is.

    Those who take part in it can, and `people`, who hold such ceremonies by now.

    Raises: ZhengyunError (ZY-PKI-155: no reason, ZY-PKI-180: no part in it, ZY-PKI-185: none is open).
    """
    course, reason = opened(book, authority), said(reason)
    if course is None:
        raise ZhengyunError(codes.NO_CEREMONY, authority=authority or "--escrow")
    refuse_outsider(authority, actor, tuple(dict.fromkeys((*course.people, *people))))
    body = {**{name: course.first[name] for name in ("ceremony", "authority", "script")}, "reason": reason}
    return course.more(book.append(Note(ABANDONED, actor, {**body, "transcript": course.digest})))


def sha256(data: bytes) -> str:
    """A digest as it is read out: groups would be easier to hear, but this is what other tools print."""
    return "sha256:" + hashlib.sha256(data).hexdigest()
