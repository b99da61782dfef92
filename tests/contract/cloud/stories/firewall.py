"""Security groups and their rules."""

from tests.contract.cloud.story import Deed, Place, Story, story, unchanged
from tests.estates import Parts, rule
from zhengyun.estate import Group, Rule
from zhengyun.resource import Value

HTTPS = "in tcp 443 from 0.0.0.0/0"


def _with(at: Place, *rules: Rule, open_egress: bool = True, other: Group | None = None) -> Parts:
    return at.parts(groups=(Group(at.name, rules, open_egress), *([other] if other else [])))


@story("group", "update egress declared")
def _(at: Place) -> Story:
    return Story(_with(at, rule()), _with(at, rule(), open_egress=False), (f"update group {at.path}",))


@story("group", "update egress any")
def _(at: Place) -> Story:
    return Story(_with(at, rule(), open_egress=False), _with(at, rule()), (f"update group {at.path}",))


GROUP: tuple[tuple[str, Value], ...] = (("egress", "IPv4"), ("name", "renamed"), ("marked", False))
for attribute, value in GROUP:

    @story("group", f"repair {attribute}")
    def _(at: Place, attribute: str = attribute, value: Value = value) -> Story:
        deed = Deed("meddle", at.at("group", at.path), attribute, value)
        return unchanged(_with(at, rule()), deed, takes=[f"update group {at.path}"])


@story("group", "delete")
def _(at: Place) -> Story:
    """A group, its rules, and the rules of another that refer to it."""
    name = f"{at.name}-db"
    before = _with(at, rule(), other=Group(name, (rule(port=5432, peer_group=at.name), rule(port=22))))
    after = at.parts(groups=(Group(name, (rule(port=22),)),))
    takes = (
        f"delete group {at.path}",
        f"delete rule {at.path}-db/in tcp 5432 from group {at.name}",
        f"delete rule {at.path}/{HTTPS}",
    )
    return Story(before, after, takes)


@story("group", "repair removed")
def _(at: Place) -> Story:
    takes = [f"create group {at.path}", f"create rule {at.path}/{HTTPS}"]
    return unchanged(_with(at, rule()), Deed("remove", at.at("group", at.path)), takes=takes)


def _every(at: Place) -> tuple[Rule, ...]:
    """Every form that a rule can have."""
    return (
        rule(),
        rule(port=8000, to_port=8080, protocol="udp"),
        rule(protocol="icmp", port=None),
        rule(protocol="any", port=None, peer="192.0.2.0/24"),
        rule("out", protocol="any", port=None),
        rule("out", port=53, protocol="udp", peer="192.0.2.53/32"),
        rule("out", protocol="tcp", port=None),
        rule(family=6),
        rule(family=6, protocol="icmp", port=None),
        rule("out", family=6, protocol="any", port=None),
        rule(family=6, port=22, peer="2001:db8:ffff::/48"),
        rule(port=5432, peer_group="db"),
        rule(family=6, port=5432, peer_group="db"),
        rule(port=22, peer_group=at.name),
    )


@story("rule", "every form")
def _(at: Place) -> Story:
    """Each form of a rule is read as it was written; then half of them go and the others stay."""
    gone = (
        "in udp 8000-8080 from 0.0.0.0/0",
        "in any from 192.0.2.0/24",
        "out udp 53 to 192.0.2.53/32",
        "in tcp 443 from ::/0",
        "in tcp 5432 from group db",
        f"in tcp 22 from group {at.name}",
    )
    takes = tuple(f"delete rule {at.path}/{one}" for one in gone)
    return Story(_with(at, *_every(at)), _with(at, *_every(at)[::2]), takes)


@story("group", "update egress by a rule")
def _(at: Place) -> Story:
    """To Neutron a rule that lets everything out is the group's own; it is read as such."""
    after = _with(at, rule("out", protocol="any", port=None), open_egress=False)
    return Story(_with(at, open_egress=False), after, (f"update group {at.path}",))


@story("rule", "replace")
def _(at: Place) -> Story:
    """A rule is what it says: another port is another rule."""
    takes = (f"create rule {at.path}/in tcp 8443 from 0.0.0.0/0", f"delete rule {at.path}/{HTTPS}")
    return Story(_with(at, rule()), _with(at, rule(port=8443)), takes)


@story("rule", "repair strange")
def _(at: Place) -> Story:
    path = f"{at.path}/in tcp 22 from 0.0.0.0/0"
    return unchanged(_with(at, rule()), Deed("add", at.at("rule", path)), takes=[f"delete rule {path}"])


@story("rule", "repair removed")
def _(at: Place) -> Story:
    path = f"{at.path}/{HTTPS}"
    return unchanged(_with(at, rule()), Deed("remove", at.at("rule", path)), takes=[f"create rule {path}"])


@story("rule", "delete")
def _(at: Place) -> Story:
    return Story(_with(at, rule()), _with(at), (f"delete rule {at.path}/{HTTPS}",))
