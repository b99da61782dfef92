"""What a reviewer is asked to agree to, what uses a certificate, and what is wrong with rows: in words."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

import click

from cli.applied import certificate_lines, lines
from cli.refusal import next_of
from cli.text import _, listed, reason
from cli.wide import hanging
from zhengyun.application import Asked
from zhengyun.certified import Certified, written
from zhengyun.errors import ZhengyunError
from zhengyun.instant import lasting, text

if TYPE_CHECKING:
    from pki.flows.certifier import Drafted
    from pki.flows.listed import Due
    from pki.flows.reviewing import Seen
    from pki.flows.ssh import SshDrafted
    from pki.flows.uses import Uses

# So many rows are told one by one; scripts get them all.
FEW: Final = 12


def problem(row: Asked) -> str:
    """What is wrong with a row, in the reader's language."""
    from cli.catalogue import codes
    from pki.flows.problems import told

    found = told(row.problem)
    code = next((one for one in codes() if one.id == found.code), None)
    if code is None:
        return row.problem
    return f"{code.id} {reason(ZhengyunError(code, **found.values))}"


def problems(rows: Sequence[Asked]) -> Iterator[str]:
    """The rows with which something is wrong, in lines no wider than the terminal."""
    return hanging(_problems(rows))


def _problems(rows: Sequence[Asked]) -> Iterator[str]:
    if rows:
        yield click.style(_("not certified: {count}").format(count=len(rows)), fg="red", bold=True)
    for row in rows[:FEW]:
        yield "  " + _("row {number}, {holder}: {problem}").format(
            number=row.number, holder=row.holder, problem=problem(row)
        )
    if len(rows) > FEW:
        yield "  " + _("and {count} more").format(count=len(rows) - FEW)


def seen(found: "Seen", now: datetime) -> Iterator[str]:
    """What somebody is asked to agree to, worked out on his own side; no line is wider than the terminal."""
    return hanging(_seen(found, now))


def _seen(found: "Seen", now: datetime) -> Iterator[str]:
    from pki.flows.ssh import SshDrafted

    yield from lines(found.application, now)
    for one in found.about:
        yield from certificate_lines(one, now)
    if found.drafts:
        yield click.style(_("would be certified: {count}").format(count=len(found.drafts)), bold=True)
    # What is agreed to beforehand is the same each time.
    few = 1 if "standing" in found.application.more else FEW
    for drafted in found.drafts[:few]:
        yield from _ssh_draft(drafted) if isinstance(drafted, SshDrafted) else _draft(drafted)
    if len(found.drafts) > few:
        yield "  " + _("and {count} more").format(count=len(found.drafts) - few)
    yield from problems(found.problems)
    if found.overdue:
        yield click.style(_overdue(found.overdue), fg="red", bold=True)


def one_key(found: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Keys that several holders would have."""
    for holders in found:
        more = [_("and {count} more").format(count=len(holders) - FEW)] if len(holders) > FEW else []
        told = _("ONE KEY for several holders, each of whom can act as the others: {holders}")
        yield click.style(told.format(holders=listed([*holders[:FEW], *more])), fg="red", bold=True)


def _draft(drafted: "Drafted") -> Iterator[str]:
    from pki.algorithms import ALGORITHMS, key_of
    from pki.flows.certifier import fingerprint, names_of, subject_of

    row, draft, _body = drafted
    yield "  " + _("row {number}, for {holder}: {subject}").format(
        number=row.number, holder=row.holder, subject=subject_of(draft) or _("(no subject)")
    )
    names = listed(map(str, names_of(draft.extensions)))
    if names:
        yield "    " + _("names: {names}").format(names=names)
    key = key_of(draft.public_info)
    yield "    " + _("key: {algorithm}, SHA-256 {key}").format(
        algorithm=ALGORITHMS[key[0]].title if key else "-", key=fingerprint(draft.public_info).hex()[:32]
    )
    yield "    " + _("in force from {begins} until {ends}").format(
        begins=text(draft.not_before), ends=text(draft.not_after)
    )


def _overdue(found: "Due") -> str:
    """What stands in the way of issuing, and what takes it away."""
    from pki.flows.listed import refusal

    error = refusal(found)
    told = _("cannot be issued now: {code} {reason} Next: {next}")
    return told.format(code=error.code.id, reason=reason(error), next=next_of(error))


def _ssh_draft(drafted: "SshDrafted") -> Iterator[str]:
    from cli.ssh import said

    row, draft, seconds = drafted
    yield "  " + _("row {number}, for {holder}: {subject}").format(
        number=row.number, holder=row.holder, subject=draft.identity
    )
    yield from (f"    {line}" for line in said(draft))
    yield "    " + _("good for {span} from its issue").format(span=lasting(seconds))


def uses(found: "Uses") -> Iterator[str]:
    """What is known to use a certificate that is to lose its force; no line is wider than the terminal."""
    return hanging(_uses(found))


def _uses(found: "Uses") -> Iterator[str]:
    if found.pair:
        yield _("goes with it, and stands as it does: {serial}").format(serial=written(found.pair.serial))
    for person in found.people:
        yield click.style(
            _("the role file's key of {person} ({title}) is in it").format(person=person.name, title=person.title),
            fg="red",
        )
    for person in found.locks_out:
        told = _("the role file binds {person} ({title}) to it: without it, locked out at once")
        yield click.style(told.format(person=person.name, title=person.title), fg="red", bold=True)
    for name, count in found.certifies:
        told = _("it is the authority {authority}'s own: {count} good certificates rest on it")
        yield click.style(told.format(authority=name, count=count), fg="red", bold=True)
    for one in found.same_key[:FEW]:
        yield _("the same key is in {serial}, which stays good").format(serial=written(one.serial))
    yield from _more(found.same_key)
    for one in found.same_holder[:FEW]:
        yield _("{holder} has {serial} of the same profile, good until {ends}").format(
            holder=one.holder, serial=written(one.serial), ends=one.not_after
        )
    yield from _more(found.same_holder)
    if found.leaves_nothing:
        yield _("its holder has no other good certificate of this profile")


def doubts(found: Sequence[Certified], since: str) -> Iterator[str]:
    """Other certificates of a key that is not to be trusted since an instant; no line is wider than the terminal."""
    return hanging(_doubts(found, since))


def _doubts(found: Sequence[Certified], since: str) -> Iterator[str]:
    told = _(
        "the same key is in {serial} of {authority}, in force from {begins} until {ends}: since {since} it is in question, too"
    )
    for one in found[:FEW]:
        facts = {"serial": written(one.serial), "authority": one.authority, "since": since}
        yield click.style(told.format(begins=one.not_before, ends=one.not_after, **facts), fg="yellow")
    yield from _more(found)


def _more(found: Sequence[object]) -> Iterator[str]:
    if len(found) > FEW:
        yield _("and {count} more").format(count=len(found) - FEW)
