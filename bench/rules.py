"""One decision by the rules: may this person act in this role for these tenants, and who has to agree to this plan."""

from datetime import UTC, datetime, timedelta
from time import process_time
from timeit import repeat
from typing import Final

from bench.measure import table
from governance.rules import chain_of, unfilled
from governance.separation import conflicts
from zhengyun.action import Effects
from zhengyun.instant import text
from zhengyun.office import holds
from zhengyun.people import Deputy, Group, Person, Post, Qualification, Role, posts
from zhengyun.rolefile import RoleFile
from zhengyun.ruleset import BASIS, FLOOR, ChainRule, Demand, Matter, Ruleset, When
from zhengyun.signing import PublicKey

NOW: Final = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
BEGINS, ENDS = text(NOW - timedelta(days=30)), text(NOW + timedelta(days=30))
PEOPLE, RULES, TIMES = 200, 20, 100
# In seconds.
LIMIT: Final = 50e-6


def rules() -> None:
    """Print what decisions take in the role file of a large city."""
    roles = city()
    matter = Matter(
        Effects(("t1", "t2"), ("primary/core",), 3, ("data",), ("flow",)), kinds=frozenset({"server", "rule"})
    )
    chain = tuple(link.role for link in chain_of(roles, matter))

    def decision() -> None:
        assert holds(roles, "p7", Role.SECURITY, NOW, matter.effects.tenants)
        assert chain_of(roles, matter)

    def by_deputy() -> None:
        assert holds(roles, "p199", Role.SECURITY, NOW)
        assert chain_of(roles, matter)

    works = {
        "may he, and who agrees": decision,
        "the same, of a deputy with a certificate": by_deputy,
        "may he, alone": lambda: holds(roles, "p7", Role.SECURITY, NOW),
        "is anybody left to agree": lambda: unfilled(roles, chain, "p0", ("t1",), NOW),
    }
    rows = [
        (name, f"{1e6 * min(repeat(work, timer=process_time, number=TIMES, repeat=20)) / TIMES:.1f}")
        for name, work in works.items()
    ]
    whole = min(repeat(lambda: conflicts(roles, NOW), timer=process_time, number=3, repeat=3)) / 3
    rows.append(("is the whole file separated", f"{1e6 * whole:.0f}"))
    title = f"Rules: {PEOPLE} people, {RULES} rules of approval; at most {1e6 * LIMIT:.0f} µs a decision"
    table(title, ("what", "µs"), rows)


def city() -> RoleFile:
    """A role file with everything in it."""
    when = [When(loses=True), When(level=3), When(tenants=2), When(zones=("core",)), When(kinds=("server",))]
    asked = (Role.OWNER, Role.SECURITY, Role.SECURITY, Role.HEAD)
    chains = [ChainRule(f"rule {number}", when[number % 5], asked[number % 4 :], BASIS) for number in range(RULES - 1)]
    ruleset = Ruleset(qualifications=(Demand(Role.SECURITY, ("certificate",)),), chains=(FLOOR, *chains))
    people = tuple(map(_person, range(PEOPLE)))
    groups = tuple(Group(f"g{number}", (f"p{10 * number}",), posts(Role.SYSTEM)) for number in range(10))
    return RoleFile(1, 3, people, groups=groups, rules=ruleset)


def _person(number: int) -> Person:
    roles = (Role.SYSTEM, Role.SECURITY, Role.AUDIT, Role.OWNER, Role.HEAD, Role.OPERATOR)
    role = roles[number % 6]
    post = Post(role, ("t1", "t2")) if role in {Role.OWNER, Role.OPERATOR} else Post(role)
    last = number == PEOPLE - 1
    return Person(
        f"p{number}",
        "",
        () if last else (post,),
        PublicKey(str(number), "ed25519", f"{number:04d}"),
        BEGINS,
        ENDS,
        identity=str(number),
        qualifications=(Qualification("certificate", str(number), "issuer", BEGINS, ENDS),),
        deputies=(Deputy("p199", (role,), BEGINS, ENDS),) if number in {1, 7} else (),
    )
