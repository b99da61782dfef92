"""The transcript of a ceremony, as Markdown in the reader's language."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from cli.text import _
from zhengyun.errors import N_

if TYPE_CHECKING:
    from pki.ceremony.course import Course
    from pki.ceremony.transcript import Part

STATES = {
    "": N_("open"),
    "ceremony.done": N_("held to its end"),
    "ceremony.abandoned": N_("ABANDONED"),
}


def document(course: "Course") -> dict[str, Any]:
    """It as data: the entries as the log has them."""
    return {
        "ceremony": course.id,
        "authority": course.first["authority"],
        "script": course.first["script"],
        "state": course.ended.removeprefix("ceremony.") or "open",
        "people": list(course.people),
        "digest": course.digest,
        "entries": [
            {"number": one.number, "at": one.at, "hash": one.hash, "kind": one.kind, "actor": one.actor, **one.body}
            for one in course.entries
        ],
    }


def lines(course: "Course", issuer: str) -> Iterator[str]:
    """The page."""
    from pki.ceremony.transcript import ending, parts

    first, last = course.first, ending(course)
    name = first["authority"] or _("the key for what is kept")
    yield "# " + _("Ceremony {ceremony}: {authority}").format(ceremony=course.id, authority=name)
    yield ""
    yield from _facts(course)
    for part in parts(course, issuer):
        yield ""
        yield from _part(part)
    yield ""
    yield "## " + _("End")
    yield ""
    state = _(STATES[course.ended])
    yield "* " + _("State: {state}").format(state=state)
    if last:
        yield "* " + _("{at}, entry {number}, hash {hash}").format(at=last.at, number=last.number, hash=last.hash)
        if last.body.get("reason"):
            yield "* " + _("Reason: {reason}").format(reason=last.body["reason"])
    yield "* " + _("Digest of this transcript: {digest}").format(digest=course.digest)
    yield ""
    yield _(
        "This page is made from the entries of the log alone. Its digest is taken over the hashes of the entries of its steps."
    )
    yield ""
    yield "| " + _("Person") + " | " + _("Signed by hand") + " |"
    yield "| --- | --- |"
    yield from (f"| {person} | |" for person in course.people)


def _facts(course: "Course") -> Iterator[str]:
    first = course.first
    yield "* " + _("Script: {script} ({digest})").format(script=_(course.script.title), digest=first["script_digest"])
    yield "* " + _("Trust in force: {trust}").format(trust=first["trust"])
    told = _("People: {people}; {threshold} are needed")
    yield "* " + told.format(people=", ".join(course.people), threshold=first["threshold"])


def _part(part: "Part") -> Iterator[str]:
    step = part.step
    yield f"## {part.number}. {_(step.title)}"
    yield ""
    if not part.told:
        yield _("This step has not been taken.")
        return
    yield "* " + _("Read out: {text}").format(text=_(step.read).format_map(part.facts))
    yield "* " + _("Checked: {text}").format(text=_(step.check))
    for told in part.told:
        head = _("{at}, entry {number}, by {actor}, hash {hash}")
        yield "* " + head.format(at=told.at, number=told.number, actor=told.actor, hash=told.hash)
        yield from (f"  * {_(line.title)}: {line.value}" for line in told.lines)
