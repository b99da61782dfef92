"""Address groups, and the rules that refer to them."""

from tests.contract.cloud.story import Deed, Place, Story, story, unchanged
from tests.estates import Parts, rule
from zhengyun.estate import AddressGroup, Group
from zhengyun.resource import Value

FOUR, SIX = ("192.0.2.0/28", "192.0.2.77/32"), ("2001:db8:aa::/48",)


def _with(at: Place, *addresses: str, families: tuple[int, ...] = (4,)) -> Parts:
    """An address group, and a group with a rule for it in each of these families."""
    rules = tuple(rule(family=family, peer="", peer_addresses=at.name) for family in families)
    return at.parts(address_groups=(AddressGroup(at.name, addresses),), groups=(Group(at.name, rules),))


@story("addressgroup", "create")
def _(at: Place) -> Story:
    takes = (
        f"create addressgroup {at.path}",
        f"create group {at.path}",
        f"create rule {at.path}/in tcp 443 from addresses {at.name}",
        f"create rule {at.path}/in tcp 443 from addresses {at.name} over IPv6",
    )
    return Story(at.parts(), _with(at, *FOUR, *SIX, families=(4, 6)), takes)


@story("addressgroup", "update members")
def _(at: Place) -> Story:
    """One stays, one comes, one goes; the rule stays as it is."""
    return Story(_with(at, *FOUR), _with(at, FOUR[0], "198.51.100.0/24"), (f"update addressgroup {at.path}",))


@story("addressgroup", "update members of another family")
def _(at: Place) -> Story:
    takes = (f"create rule {at.path}/in tcp 443 from addresses {at.name} over IPv6", f"update addressgroup {at.path}")
    return Story(_with(at, *FOUR), _with(at, *FOUR, *SIX, families=(4, 6)), takes)


@story("addressgroup", "delete")
def _(at: Place) -> Story:
    takes = (f"delete addressgroup {at.path}", f"delete rule {at.path}/in tcp 443 from addresses {at.name}")
    return Story(_with(at, *FOUR), at.parts(groups=(Group(at.name, ()),)), takes)


GROUP: tuple[tuple[str, Value], ...] = (("name", "renamed"), ("addresses", ["203.0.113.0/24"]))
for attribute, value in GROUP:

    @story("addressgroup", f"repair {attribute}")
    def _(at: Place, attribute: str = attribute, value: Value = value) -> Story:
        deed = Deed("meddle", at.at("addressgroup", at.path), attribute, value)
        return unchanged(_with(at, *FOUR), deed, takes=[f"update addressgroup {at.path}"])


@story("addressgroup", "repair removed")
def _(at: Place) -> Story:
    """Neutron gives up none that a rule refers to: whoever takes it away has taken the rule away before."""
    takes = [f"create addressgroup {at.path}", f"create rule {at.path}/in tcp 443 from addresses {at.name}"]
    path = f"{at.path}/in tcp 443 from addresses {at.name}"
    deeds = (Deed("remove", at.at("rule", path)), Deed("remove", at.at("addressgroup", at.path)))
    return unchanged(_with(at, *FOUR), *deeds, takes=takes)
