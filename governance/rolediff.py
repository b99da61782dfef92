"""What a new version of the role file changes, in words: whoever signs it knows what he signs."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from governance.versions import rules_changed
from zhengyun.binding import Binding
from zhengyun.errors import N_, Words
from zhengyun.people import Deputy, Group, Person, Post, Qualification
from zhengyun.rolefile import RoleFile
from zhengyun.ruleset import ChainRule


def changes(old: RoleFile, new: RoleFile) -> Iterator[Words]:
    """Yield everything that is said otherwise, in the order of the file."""
    for name, text in (
        ("threshold", N_("the next version takes {new} signatures instead of {old}")),
        ("city", N_("the city is called {new} instead of {old}")),
        ("training", N_("training: {new} instead of {old}")),
        ("format", N_("it is written in format {new} instead of {old}")),
    ):
        if getattr(old, name) != getattr(new, name):
            yield Words(text, {"old": getattr(old, name), "new": getattr(new, name)})
    yield from _people(old, new)
    yield from _listed(old.groups, new.groups, _group, N_("group {what} is new"), N_("group {what} is gone"))
    yield from _listed(
        old.witnesses, new.witnesses, lambda one: f"{one.name} {one.key.id} {one.machine}".strip(),
        N_("witness {what} is new"), N_("witness {what} is gone"),
    )  # fmt: skip
    yield from _listed(
        old.log.keys, new.log.keys, lambda one: one.id, N_("log key {what} is new"), N_("log key {what} is gone")
    )
    keys = (old.recovery.keys, new.recovery.keys)
    yield from _listed(*keys, lambda one: one.id, N_("recovery key {what} is new"), N_("recovery key {what} is gone"))
    if old.recovery.threshold != new.recovery.threshold:
        told = {"old": old.recovery.threshold, "new": new.recovery.threshold}
        yield Words(N_("recovery takes {new} keys instead of {old}"), told)
    yield from _rules(old, new)


def _people(old: RoleFile, new: RoleFile) -> Iterator[Words]:
    for person in old.people:
        if new.person(person.name) is None:
            yield Words(N_("{person} is no longer in the file"), {"person": person.name})
    for person in new.people:
        before = old.person(person.name)
        if before is None:
            told = {"person": person.name, "what": ", ".join(map(_post, person.posts)) or "-", "key": person.key.id}
            yield Words(N_("{person} is new: {what}; key {key}; until {until}"), {**told, "until": person.until})
        else:
            for words in _person(before, person):
                yield words._replace(facts={"person": person.name, **words.facts})


def _person(old: Person, new: Person) -> Iterator[Words]:
    if old.revoked != new.revoked:
        revoked = (
            N_("{person} is taken out of office from {when}") if new.revoked else N_("{person} is put back in office")
        )
        yield Words(revoked, {"when": new.revoked})
    if old.key != new.key:
        yield Words(N_("{person} has key {new} instead of {old}"), {"old": old.key.id, "new": new.key.id})
    for name, text in (
        ("not_before", N_("{person} is in office from {new} instead of {old}")),
        ("not_after", N_("{person} is in office until {new} instead of {old}")),
        ("title", N_("{person} is called {new} instead of {old}")),
        ("identity", N_("{person} has identity {new} instead of {old}")),
    ):
        if getattr(old, name) != getattr(new, name):
            yield Words(text, {"old": getattr(old, name) or "-", "new": getattr(new, name)})
    yield from _listed(
        (old.certificate,) if old.certificate else (), (new.certificate,) if new.certificate else (), _binding,
        N_("{person} is bound to the certificate {what}"), N_("{person} is no longer bound to the certificate {what}"),
    )  # fmt: skip
    yield from _listed(old.posts, new.posts, _post, N_("{person} becomes {what}"), N_("{person} is no longer {what}"))
    yield from _listed(
        old.qualifications, new.qualifications, _qualification,
        N_("{person} has the certificate {what}"), N_("{person} no longer has the certificate {what}"),
    )  # fmt: skip
    yield from _listed(
        old.deputies,
        new.deputies,
        _deputy,
        N_("{person} is stood in for by {what}"),
        N_("{person} is no longer stood in for by {what}"),
    )


def _rules(old: RoleFile, new: RoleFile) -> Iterator[Words]:
    if not rules_changed(new, old):
        return
    yield Words(N_("the rules change: open requests have to be asked for anew"))
    yield from _listed(old.rules.chains, new.rules.chains, _chain, N_("rule {what} is new"), N_("rule {what} is gone"))
    before, after = old.rules.document(), new.rules.document()
    for name in before:
        if name not in {"since", "chains"} and before[name] != after[name]:
            yield Words(
                N_("rules.{name} is {new} instead of {old}"), {"name": name, "old": before[name], "new": after[name]}
            )


def _listed(
    old: Sequence[Any], new: Sequence[Any], told: Callable[[Any], str], more: str, fewer: str
) -> Iterator[Words]:
    yield from (Words(fewer, {"what": told(one)}) for one in old if one not in new)
    yield from (Words(more, {"what": told(one)}) for one in new if one not in old)


def _post(post: Post) -> str:
    return f"{post.role} ({', '.join(post.tenants)})" if post.tenants else str(post.role)


def _group(group: Group) -> str:
    return f"{group.name}: {', '.join(group.members)} = {', '.join(map(_post, group.posts))}"


def _qualification(one: Qualification) -> str:
    return f"{one.name} {one.number} ({one.not_before} – {one.until})"


def _binding(one: Binding) -> str:
    return f"{one.authority} {one.serial}"


def _deputy(one: Deputy) -> str:
    return f"{one.person} ({', '.join(one.roles)}; {one.not_before} – {one.until})"


def _chain(rule: ChainRule) -> str:
    return f"{rule.name}: {dict(rule.when.document())} = {', '.join(rule.needs)} ({rule.basis})"
