"""People, their posts and keys (NIST SP 800-53 AC-5; GB/T 22239-2019 8.1.5.1 to 8.1.5.3)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple, Protocol

from zhengyun.binding import Binding, Lockout, lockout_at
from zhengyun.errors import N_
from zhengyun.fields import Fields, MisreadError, fault
from zhengyun.instant import parse
from zhengyun.signing import PublicKey

# In the place of tenants: all of them.
EVERY: Final = "*"
NO_KEY: Final = PublicKey("", "", "")


class Role(StrEnum):
    """The three separated administrators (系统管理员, 安全管理员, 审计管理员), and posts bounded to tenants or to one word."""

    SYSTEM = "system"
    SECURITY = "security"
    AUDIT = "audit"
    OPERATOR = "operator"
    """Asks for changes of the tenants that are named with it, or under a grant: a department's or a vendor's (运维人员)."""
    OWNER = "owner"
    """Agrees for the department whose tenants are named with it (业务负责人)."""
    HEAD = "head"
    """Agrees for the centre to what cannot be undone (中心负责人)."""


# The roles that are held for some tenants and not for others.
BOUNDED: Final = frozenset({Role.OPERATOR, Role.OWNER})


class Post(NamedTuple):
    """A role, and for which tenants it is held where it is one of those that are bounded."""

    role: Role
    tenants: tuple[str, ...] = ()

    def covers(self, tenants: Collection[str]) -> bool:
        """Whether the role is held for all of these tenants."""
        return self.role not in BOUNDED or EVERY in self.tenants or set(tenants) <= set(self.tenants)

    @classmethod
    def read(cls, fields: Fields) -> "Post":
        """A post from JSON data, which is its fields."""
        post = cls(fields.word("role", Role), fields.texts("tenants", ()))
        # An operator without tenants may ask under a grant alone: a vendor.
        if post.role is Role.OWNER and not post.tenants:
            raise MisreadError([fault("tenants", N_("{role} is held for tenants: name them, or *"), role=post.role)])
        if post.tenants and post.role not in BOUNDED:
            raise MisreadError([fault("tenants", N_("{role} is not held for tenants"), role=post.role)])
        return post


def posts(*roles: Role, tenants: tuple[str, ...] = (EVERY,)) -> tuple[Post, ...]:
    """These roles as posts; those that are bounded, for these tenants."""
    return tuple(Post(role, tenants if role in BOUNDED else ()) for role in roles)


def together(held: Collection[Post], tenants: Collection[str]) -> bool:
    """Whether posts that are in one hand cover all of these tenants: one of them alone, or several between them."""
    named = {tenant for post in held for tenant in post.tenants}
    return any(post.covers(tenants) for post in held) or (bool(held) and set(tenants) <= named)


class Span(Protocol):
    """What begins and ends: an office, a certificate, a deputy's note."""

    @property
    def not_before(self) -> str:
        """The instant at which it begins."""
        ...

    @property
    def until(self) -> str:
        """The instant at which it ends, or ended."""
        ...


class Qualification(NamedTuple):
    """A certificate of somebody's training. Instants as in `zhengyun.instant`; `revoked` is empty while it holds."""

    name: str
    number: str
    issuer: str
    not_before: str
    not_after: str
    revoked: str = ""

    @property
    def until(self) -> str:
        """The instant at which it ends, or ended."""
        return min(self.revoked or self.not_after, self.not_after)

    def holds(self, now: datetime) -> bool:
        """Whether it is in force at that instant."""
        return within(now, self.not_before, self.not_after, self.revoked)

    @classmethod
    def read(cls, fields: Fields) -> "Qualification":
        """A certificate from JSON data, which is its fields."""
        return cls(fields.text("name"), fields.text("number", ""), fields.text("issuer", ""), *_span(fields))


class Deputy(NamedTuple):
    """Who stands in for the person in whose entry this is, in which of his roles, and for how long."""

    person: str
    roles: tuple[Role, ...]
    not_before: str
    not_after: str
    revoked: str = ""

    @property
    def until(self) -> str:
        """The instant at which it ends, or ended."""
        return min(self.revoked or self.not_after, self.not_after)

    def holds(self, now: datetime) -> bool:
        """Whether he stands in at that instant."""
        return within(now, self.not_before, self.not_after, self.revoked)

    @classmethod
    def read(cls, fields: Fields) -> "Deputy":
        """A deputy from JSON data, which is its fields."""
        return cls(fields.text("person"), fields.words("roles", Role), *_span(fields))


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may sign. Instants as in `zhengyun.instant`; `revoked` is empty while the person is in office.

    `identity` is the staff number or whatever else is given to one human once. `certificate` is one for the key: when it
    does not stand, he is locked out. When that is, `zhengyun.lockout` says in `lockouts`; the role file does not.

    Raises: ValueError where an instant is none.
    """

    name: str
    title: str
    posts: tuple[Post, ...]
    key: PublicKey
    not_before: str
    not_after: str
    revoked: str = ""
    identity: str = ""
    qualifications: tuple[Qualification, ...] = ()
    deputies: tuple[Deputy, ...] = ()
    certificate: Binding | None = None
    lockouts: tuple[Lockout, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        for instant in (self.not_before, self.not_after, self.revoked or self.not_after):
            parse(instant)

    @property
    def roles(self) -> tuple[Role, ...]:
        """The roles of his own posts; what he holds by a group or as a deputy, `zhengyun.office` says."""
        return tuple(post.role for post in self.posts)

    @property
    def until(self) -> str:
        """The instant at which the office ends, or ended."""
        return min(self.revoked or self.not_after, self.not_after)

    def in_office(self, now: datetime) -> bool:
        """Whether the office has begun, has not ended and has not been revoked by that instant, and he is not locked out."""
        # Asked again and again, and few are ever locked out.
        return within(now, self.not_before, self.not_after, self.revoked) and not (self.lockouts and self.locked(now))

    def locked(self, *instants: datetime) -> Lockout | None:
        """What locks him out at one of these instants."""
        return lockout_at(self.lockouts, *instants)

    @classmethod
    def read(cls, fields: Fields) -> "Person":
        """A person from JSON data, which is its fields."""
        name, title = fields.text("name"), fields.text("title")
        key, held = read_key(fields), fields.each("roles", Post.read)
        not_before, not_after, revoked = _span(fields)
        return cls(
            name,
            title,
            held,
            key,
            not_before,
            not_after,
            revoked,
            identity=fields.text("identity"),
            qualifications=fields.each("qualifications", Qualification.read, ()),
            deputies=fields.each("deputies", Deputy.read, ()),
            certificate=fields.part("certificate", Binding.read, None, optional=True),
        )

    @classmethod
    def read_old(cls, fields: Fields) -> "Person":
        """A person from JSON data of the format's first version."""
        name, title, key = fields.text("name"), fields.text("title"), read_key(fields)
        return cls(name, title, tuple(map(Post, fields.words("roles", Role))), key, *_span(fields))

    def document(self) -> Mapping[str, object]:
        """The person as JSON data; it says nothing of a certificate where there is none, as it did before there were any."""
        bound = {"certificate": self.certificate._asdict()} if self.certificate else {}
        return {
            **self.old_document(),
            "identity": self.identity,
            "roles": [post._asdict() for post in self.posts],
            "qualifications": [one._asdict() for one in self.qualifications],
            "deputies": [one._asdict() for one in self.deputies],
            **bound,
        }

    def old_document(self) -> Mapping[str, object]:
        """The person as JSON data of the format's first version."""
        return {
            "name": self.name,
            "title": self.title,
            "roles": self.roles,
            "key": self.key._asdict(),
            "not_before": self.not_before,
            "not_after": self.not_after,
            "revoked": self.revoked,
        }


class Group(NamedTuple):
    """People who hold roles together. It has people for members, and no groups."""

    name: str
    members: tuple[str, ...]
    posts: tuple[Post, ...]

    @classmethod
    def read(cls, fields: Fields) -> "Group":
        """A group from JSON data, which is its fields."""
        return cls(fields.text("name"), fields.texts("members"), fields.each("roles", Post.read))

    def document(self) -> Mapping[str, object]:
        """The group as JSON data."""
        return {"name": self.name, "members": self.members, "roles": [post._asdict() for post in self.posts]}


def within(now: datetime, not_before: str, not_after: str, revoked: str) -> bool:
    """Whether what begins, ends and may have been revoked holds at that instant."""
    if revoked and parse(revoked) <= now:
        return False
    return parse(not_before) <= now <= parse(not_after)


def read_key(fields: Fields) -> PublicKey:
    """The object's field `key`."""
    return fields.part("key", key_of, NO_KEY)


def key_of(fields: Fields) -> PublicKey:
    """A key from JSON data, which is its fields; its value must be base64."""
    return PublicKey(fields.text("id"), fields.text("algorithm"), fields.base64("value"))


def _span(fields: Fields) -> tuple[str, str, str]:
    return fields.instant("not_before"), fields.instant("not_after"), fields.instant("revoked", "")
