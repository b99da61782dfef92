"""The people of the training set, called by their posts, and the rules among them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, NamedTuple

from zhengyun.errors import N_
from zhengyun.instant import after, text
from zhengyun.people import EVERY, Person, Role, posts
from zhengyun.ruleset import BASIS, FLOOR, BreakGlass, ChainRule, Ruleset, When
from zhengyun.signing import PublicKey
from zhengyun.vault_settings import EXECUTOR

YEAR: Final = 365 * 86_400


class Post(NamedTuple):
    """One of them. An operator without tenants asks under a grant alone: a vendor for one change. Who has no role has no word."""

    name: str
    title: str
    role: Role | None
    tenants: tuple[str, ...] = (EVERY,)


PEOPLE: Final = (
    Post("operator", "系统管理员", Role.SYSTEM),
    Post("security", "安全管理员", Role.SECURITY),
    Post("auditor", "审计管理员", Role.AUDIT),
    Post("operator2", "系统管理员（副岗）", Role.SYSTEM),
    Post("security2", "安全管理员（副岗）", Role.SECURITY),
    Post("department", "财政局运维人员", Role.OPERATOR, ("finance",)),
    Post("owner", "业务负责人", Role.OWNER),
    Post("head", "中心负责人", Role.HEAD),
    Post("vendor", "第三方运维人员", Role.OPERATOR, ()),
    # It carries out what the others have agreed to, where a vault lends what that takes.
    Post(EXECUTOR, "执行者", None),
)
# Kinds of a plan of the trust.
TRUST: Final = ("trustdomain", "authority", "profile", "recovery")
# What is done every day takes one yes; what cannot be undone goes up step by step.
RULES: Final = Ruleset(
    chains=(
        FLOOR,
        ChainRule(
            N_("data is destroyed"), When(loses=True), (Role.OWNER, Role.SECURITY, Role.SECURITY, Role.HEAD), BASIS
        ),
        ChainRule(N_("systems of level 4"), When(level=4), (Role.OWNER, Role.SECURITY, Role.HEAD), BASIS),
        ChainRule(N_("half of the city at once"), When(tenants=12), (Role.SECURITY, Role.SECURITY), BASIS),
        ChainRule(N_("whom the city trusts"), When(kinds=TRUST), (Role.SECURITY, Role.SECURITY), BASIS),
    ),
    break_glass=BreakGlass(people=2, roles=(Role.SECURITY, Role.HEAD), seconds=3600),
)


def people(keys: Mapping[str, PublicKey], now: datetime) -> tuple[Person, ...]:
    """The people with their keys, in office for a year."""
    return tuple(
        Person(
            post.name,
            post.title,
            posts(post.role, tenants=post.tenants) if post.role else (),
            keys[post.name],
            text(now),
            after(now, YEAR),
            identity=f"training-{number}",
        )
        for number, post in enumerate(PEOPLE, start=1)
    )
