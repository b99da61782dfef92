"""`zhengyun role show`: the role file in force."""

from collections.abc import Iterator
from datetime import datetime
from itertools import chain

import click

from cli.output import emit, fitted, short, table
from cli.session import Session, command
from cli.text import _, listed, worded
from cli.wide import hung
from cli.wiring import House
from zhengyun.office import held
from zhengyun.people import EVERY, Person, Post
from zhengyun.rolefile import RoleFile


@command("show", help=_("The role file in force: who holds which role with which key, and until when, and the rules."))
def entry(session: Session) -> None:
    """Show."""
    house = House(session)
    roles = house.roles
    now = house.clock.now()
    locks = {one.name: worded(lock.why) for one in roles.people if (lock := one.locked(now))}
    document = {**roles.document(), "digest": roles.digest}
    if locks:
        # What is written out and comes back as the next version's draft says nothing of it where there is nothing to say.
        document["locked_out"] = locks
    emit(session, "role-file/1", document, lambda: chain.from_iterable(map(hung, _lines(roles, now))))


def _lines(roles: RoleFile, now: datetime) -> Iterator[str]:
    text = _(
        "version {version} ({digest}); people who must sign the next one: {threshold}, of two administrative roles"
    )
    yield text.format(version=roles.version, digest=short(roles.digest), threshold=roles.threshold)
    if roles.training:
        yield click.style(_("for training: one machine and one human can stand for several"), fg="yellow")
    rows = [
        (
            person.name,
            person.title,
            listed(map(_post, person.posts)) or "-",
            _("yes") if person.in_office(now) else _("no"),
        )
        for person in roles.people
    ]
    yield from fitted((_("Person"), _("Title"), _("Role"), _("In office")), rows, {1, 2})
    keys = [(person.name, person.key.id, person.until) for person in roles.people]
    yield from table((_("Person"), _("Key"), _("Until")), keys)
    for person in roles.people:
        yield from _ways(roles, person)
        yield from _bound(person, now)
    yield from _around(roles)
    yield from _rules(roles)


def _ways(roles: RoleFile, person: Person) -> Iterator[str]:
    """What somebody holds otherwise than by a post of his own, and his certificates."""
    for post, way in held(roles, person):
        if post not in person.posts:
            yield _("{person}: {role}, {way}").format(person=person.name, role=_post(post), way=worded(way))
    for one in person.qualifications:
        told = _("{person}: certificate {name} {number}, until {until}")
        yield told.format(person=person.name, name=one.name, number=one.number, until=one.until)


def _bound(person: Person, now: datetime) -> Iterator[str]:
    """The certificate for somebody's key, and what locks him out because of it."""
    if person.certificate:
        bound = {"person": person.name, **person.certificate._asdict()}
        yield _("{person}: bound to certificate {serial} of {authority}").format(**bound)
        lock = person.locked(now)
        if lock:
            told = _("{person}: locked out: the certificate is {why}").format(person=person.name, why=worded(lock.why))
            yield click.style(told, fg="yellow")


def _around(roles: RoleFile) -> Iterator[str]:
    for witness in roles.witnesses:
        told = _("witness {name}: key {key}, machine {machine}")
        yield told.format(name=witness.name, key=witness.key.id, machine=short(witness.machine) or "-")
    if roles.log.keys:
        yield _("log {origin}: key {keys}").format(
            origin=roles.log.origin, keys=listed(one.id for one in roles.log.keys)
        )
    if roles.recovery.keys:
        told = _("recovery: {threshold} of the keys {keys}")
        yield told.format(threshold=roles.recovery.threshold, keys=listed(one.id for one in roles.recovery.keys))
    else:
        yield _("recovery: no keys; when too few people are left to sign, a new beginning is what remains")


def _rules(roles: RoleFile) -> Iterator[str]:
    yield _("rules of approval, since version {version}:").format(version=roles.rules.since)
    for rule in roles.rules.chains:
        when = ", ".join(f"{name} {_value(value)}".strip() for name, value in rule.when.document().items())
        needs = " → ".join(_(role) for role in roles.rules.steps for _each in range(rule.needs.count(role)))
        told = _("  {rule} ({when}): {needs}; {basis}") if when else _("  {rule}: {needs}; {basis}")
        yield told.format(rule=_(rule.name), when=when, needs=needs, basis=rule.basis)


def _value(value: object) -> str:
    """What a condition says, where it says more than yes."""
    if value is True:
        return ""
    return "/".join(value) if isinstance(value, tuple) else f"≥ {value}"


def _post(post: Post) -> str:
    """A role, and the tenants that it is held for where it is not all of them."""
    tenants = [tenant for tenant in post.tenants if tenant != EVERY]
    return f"{_(post.role)} ({listed(tenants)})" if tenants else _(post.role)
