"""Applications and certificates as people and scripts read them."""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

import click

from cli.output import table
from cli.text import _, listed
from cli.wide import columns, hanging, hung, pad, width
from zhengyun.application import Application, Operation, Stage
from zhengyun.certified import STANDINGS, Certified, Standing, written
from zhengyun.change import Decision
from zhengyun.errors import N_
from zhengyun.estate.trust import SSH
from zhengyun.instant import parse

STAGES: Final = {
    Stage.ASKED: (N_("asked"), "yellow"),
    Stage.APPROVED: (N_("approved"), "green"),
    Stage.DONE: (N_("done"), "green"),
    Stage.REJECTED: (N_("rejected"), "red"),
    Stage.WITHDRAWN: (N_("withdrawn"), "white"),
    Stage.EXPIRED: (N_("expired"), "white"),
}
OPERATIONS: Final = {
    Operation.ISSUE: N_("issue"),
    Operation.RENEW: N_("renew"),
    Operation.SUSPEND: N_("suspend"),
    Operation.RESUME: N_("resume"),
    Operation.REVOKE: N_("revoke"),
    Operation.RECOVER: N_("recover"),
}
COLOURS: Final = {Standing.GOOD: "green", Standing.HELD: "yellow", Standing.REVOKED: "red"}
ENDED: Final = (N_("ended"), "white")
Row = Sequence[str]
# So many certificates are shown at once.
MANY: Final = 100


def document(application: Application, now: datetime) -> Mapping[str, object]:
    """An application as JSON data."""
    told = {name: value for name, value in application.document().items() if name != "id"}
    return {"application": application.id, **told, "state": application.now(now), "done": application.done}


def lines(application: Application, now: datetime) -> Iterator[str]:
    """An application in some lines, none wider than the terminal."""
    return hanging(_lines(application, now))


def _lines(application: Application, now: datetime) -> Iterator[str]:
    word, colour = STAGES[application.now(now)]
    yield f"{click.style(application.id, bold=True)} · {click.style(_(word), fg=colour)}"
    yield "  " + application.reason
    text = _("{operation} by {authority}, profile {profile}; asked by {asker} at {at}, open until {not_after}")
    yield "  " + text.format(
        operation=_(OPERATIONS[application.operation]),
        authority=application.authority,
        profile=application.profile,
        asker=application.asker,
        at=application.at,
        not_after=application.not_after,
    )
    yield from _rows(application)
    if application.serials:
        yield "  " + _("about {serials}").format(serials=listed(application.serials))
    if application.operation is Operation.RECOVER:
        yield from _recovery(application)
    if application.why:
        yield "  " + _("because: {why}").format(why=why(application.why))
    if application.since:
        yield "  " + _("not to be trusted since {since}").format(since=application.since)
    for said in application.words:
        spoken = _("{person} said yes {at}") if said.decision is Decision.YES else _("{person} said no {at}")
        more = f": {said.reason}" if said.reason else ""
        yield "  " + spoken.format(person=said.person, at=said.at) + more
    if application.now(now) is Stage.ASKED:
        yield "  " + _("next: a reviewer looks at it with: zhengyun ca approve {application}").format(
            application=application.id
        )
    elif application.now(now) is Stage.APPROVED and application.operation is Operation.RECOVER:
        yield "  " + _(
            "next: one of those who recover keys opens it with: zhengyun ca recover {application} --open"
        ).format(application=application.id)
    elif application.now(now) is Stage.APPROVED:
        yield "  " + _("next: an issuer carries it out with: zhengyun ca issue {application}").format(
            application=application.id
        )


def _rows(application: Application) -> Iterator[str]:
    if "standing" in application.more:
        told = _("agreed to beforehand: {count} certificates; each issue makes one")
        yield "  " + told.format(count=application.count)
    if application.count > 1:
        yield "  " + _("{done} of {count} rows are done").format(done=application.done, count=application.count)


def _recovery(application: Application) -> Iterator[str]:
    """Who receives a kept key: whoever agrees has to know it."""
    from pki.flows.people import CASE
    from pki.recovery.asking import receiver_of

    receiver = receiver_of(application)
    text = _("handed to whoever has the key {id} ({algorithm})")
    yield "  " + text.format(id=receiver.id, algorithm=receiver.algorithm)
    if CASE in application.more:
        yield "  " + _("case {case}").format(case=application.more[CASE])


def why(word: str) -> str:
    """A reason of RFC 5280 in words."""
    from pki.revocation import TITLES, Reason

    try:
        return f"{word} ({_(TITLES[Reason(word)])})"
    except ValueError:
        return word


def certificate_document(one: Certified, now: datetime) -> Mapping[str, object]:
    """A certificate as JSON data, with all of it as text."""
    from pki.textual import textual

    told = one._asdict()
    return {
        **told,
        "serial": written(one.serial),
        "pair": written(one.pair) if one.pair else "",
        "key": one.key.hex(),
        "ended": now > parse(one.not_after),
        "certificate": textual(one),
    }


def state(one: Certified, now: datetime) -> str:
    """How a certificate stands, coloured; what is good and has ended has ended."""
    good = one.state is Standing.GOOD
    word, colour = ENDED if good and now > parse(one.not_after) else (STANDINGS[one.state], COLOURS[one.state])
    return click.style(_(word), fg=colour)


def use(one: Certified) -> str:
    """Which of a pair it is: the encryption key is the one that is kept here; empty for what has no other."""
    if not one.pair:
        return ""
    return _("encryption") if one.escrow else _("signing")


def certificate_lines(one: Certified, now: datetime) -> Iterator[str]:
    """A certificate in some lines, none wider than the terminal."""
    return hanging(_certificate_lines(one, now))


def _certificate_lines(one: Certified, now: datetime) -> Iterator[str]:
    yield f"{click.style(written(one.serial), bold=True)} · {state(one, now)}"
    yield "  " + (one.subject or _("(no subject)"))
    text = _("for {holder}, by {authority} after profile {profile}; in force from {begins} until {ends}")
    yield "  " + text.format(
        holder=one.holder, authority=one.authority, profile=one.profile, begins=one.not_before, ends=one.not_after
    )
    yield from (f"  {line}" for line in _of_ssh(one))
    if one.application:
        yield "  " + _("asked for in {application}, row {number}; recorded at {at}").format(
            application=one.application, number=one.number, at=one.at
        )
    if one.pair:
        other = _("{use}; goes together with {serial}").format(use=use(one), serial=written(one.pair))
        yield "  " + other
    if one.state is not Standing.GOOD:
        yield "  " + _("since {at}: {why}").format(at=one.state_at, why=why(one.reason))
    if one.invalidity:
        yield "  " + _("not to be trusted since {since}").format(since=one.invalidity)


def _of_ssh(one: Certified) -> Iterator[str]:
    if one.authority.startswith(SSH):
        from cli.ssh import said
        from pki.ssh.certificate import read

        yield from said(read(one.certificate).draft)


def certificates(found: Iterable[Certified], now: datetime) -> list[str]:
    """A table of certificates."""
    head = (_("Serial"), _("State"), _("Holder"), _("Profile"), _("Ends"), _("Subject"))
    rows = [
        (written(one.serial), state(one, now), one.holder, _profile(one), one.not_after, one.subject) for one in found
    ]
    return _fitting(head, rows, _narrow)


def first(found: Sequence[Certified], now: datetime) -> list[str]:
    """A table of the first certificates of many, and how many more there are; scripts get them all."""
    more = [_("and {count} more").format(count=len(found) - MANY)] if len(found) > MANY else []
    return [*certificates(found[:MANY], now), *more]


def _fitting(head: Row, rows: Sequence[Row], narrow: Callable[[Row], Iterator[str]]) -> list[str]:
    """A table; where somebody looks at a terminal that has no room for it, rows of several lines."""
    whole = table(head, rows)
    if not sys.stdout.isatty() or max(map(width, whole), default=0) <= columns():
        return whole
    first, *others = (list(narrow(row)) for row in (head, *rows))
    return [*(click.style(line, bold=True) for line in first), *(line for lines in others for line in lines)]


def _narrow(row: Row) -> Iterator[str]:
    """A row for a terminal that has no room for it: what tells it from others, and below whose it is and for what."""
    serial, stands, holder, profile, ends, subject = row
    yield "  ".join((pad(serial, 40), pad(stands, 8), ends))
    below = f"  {holder} · {profile}"
    if width(whole := f"{below} · {subject}") <= columns():
        yield whole
    else:
        yield below
        yield from hung(f"  {subject}")


def _profile(one: Certified) -> str:
    return _("{profile}, {use}").format(profile=one.profile, use=use(one)) if one.pair else one.profile


def applications(found: Iterable[Application], now: datetime) -> list[str]:
    """A table of applications."""
    head = (_("Application"), _("State"), _("What"), _("Profile"), _("Asked by"), _("At"), _("Rows"), _("Reason"))
    rows = []
    for one in found:
        word, colour = STAGES[one.now(now)]
        what, number = _(OPERATIONS[one.operation]), str(one.count or len(one.serials))
        stage = click.style(_(word), fg=colour)
        rows.append((one.id, stage, what, one.profile, one.asker, one.at, number, one.reason))
    return _fitting(head, rows, _narrow_application)


def _narrow_application(row: Row) -> Iterator[str]:
    name, stage, what, profile, asker, at, number, reason = row
    yield "  ".join((pad(name, 12), pad(stage, 10), pad(what, 8), at))
    yield from hung(f"  {profile} · {asker} · {number} · {reason}")
