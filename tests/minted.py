"""Users of the lab's site whose password is lent for one change, and what is made of it: for tests of credentials that end."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from cloud.minting import Minting
from cloud.sdk import Sdk
from lab.openstack import rest
from tests.lab_site import NAME, LabSite, answer
from zhengyun.secret import Secret

FIRST: Final = "the-password-that-stood"
HOUR: Final = timedelta(hours=1)


@dataclass
class Kept:
    """A loan whose vault is this object: what is to be is kept beside what is, until the thing itself has changed.

    `before` is asked at each step (`keep`, `change`, `settle`) and may raise, as a run that is torn off there.
    """

    secrets: Sequence[Secret]
    before: Callable[[str], None] = lambda _: None
    had: list[Secret] = field(default_factory=list)
    """Every secret that was ever kept."""

    def __post_init__(self) -> None:
        self.had += self.secrets

    def renew(self, held: Secret, change: Callable[[Secret, Secret], None]) -> Secret:
        """Put a new one in the place of the old one."""
        fresh = held.having({"password": secrets.token_urlsafe(32)})
        self.before("keep")
        self.secrets = (fresh, held)
        self.had.append(fresh)
        self.before("change")
        change(held, fresh)
        self.before("settle")
        self.secrets = (fresh,)
        return fresh


@dataclass(frozen=True)
class Hand:
    """A user of the site as the executor is one, with a password of his own."""

    lab: LabSite
    name: str
    id: str
    admin: rest.Session

    def loan(self, **more: Any) -> Kept:
        """His password, lent."""
        words = {"username": self.name, "password": FIRST, "project_name": "admin"}
        domains = {"user_domain_id": "default", "project_domain_id": "default"}
        return Kept((Secret({**words, **domains}),), **more)

    def minting(self, clouds: Path | None = None, **more: Any) -> Minting:
        """A way to the site that has nothing to write with until something is lent."""
        inner = Sdk(NAME, NAME, clouds or self.lab.place.clouds)
        more.setdefault("now", lambda: datetime.now(UTC))
        more.setdefault("connect", lambda entry: Sdk(NAME, "minted", entry=entry))
        return Minting(inner, **more)

    def left(self) -> list[str]:
        """The names of his application credentials."""
        path = f"/users/{self.id}/application_credentials"
        return sorted(one["name"] for one in self.admin.get("identity", path)["application_credentials"])

    def enters(self, password: str) -> rest.Answer:
        """What Keystone answers who comes with a password."""
        who = {"name": self.name, "domain": {"id": "default"}, "password": password}
        scope = {"project": {"name": "admin", "domain": {"id": "default"}}}
        identity = {"methods": ["password"], "password": {"user": who}}
        return tokens(self.lab, {"auth": {"identity": identity, "scope": scope}})


def hand(lab: LabSite, name: str) -> Hand:
    """A new user with the role `admin` on the project `admin`, as the executor has it."""
    known = lab.known
    assert known.auth_url
    admin = rest.log_in(known.auth_url, "admin", known.passwords["admin"])
    made = answer(admin, "POST", "identity", "/users", {"user": {"name": name, "password": FIRST}})["user"]
    roles = {one["name"]: one["id"] for one in admin.get("identity", "/roles")["roles"]}
    answer(admin, "PUT", "identity", f"/projects/{admin.project}/users/{made['id']}/roles/{roles['admin']}")
    return Hand(lab, name, made["id"], admin)


def tokens(lab: LabSite, body: object) -> rest.Answer:
    """What Keystone answers who asks for a token."""
    return rest.request("POST", f"{lab.known.auth_url}/auth/tokens", body)


def soon(seconds: float = HOUR.total_seconds()) -> datetime:
    """An instant that comes."""
    return datetime.now(UTC) + timedelta(seconds=seconds)
