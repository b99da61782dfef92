"""Making Keystone's application credentials for one change, and unmaking them: all that the standing password is used for."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple, TypeVar

from cloud import codes
from cloud.api import SECOND, UNKNOWN, Api, CutOffError, Item
from cloud.kinds.credential import listing
from cloud.patience import Patience
from cloud.transport import Transport
from cloud.uses import IDENTITY, Use
from zhengyun.errors import ZhengyunError
from zhengyun.instant import text
from zhengyun.secret import Secret

OURS: Final = "zhengyun-"
LONGEST: Final = timedelta(hours=1)
ATTEMPTS: Final = 3
AT_ONCE: Final = 8
NEVER: Final = "9999-01-01T00:00:00"
# What a secret says of who somebody is; its other words say how the site is reached.
WHO: Final = (
    "username", "user_id", "user_domain_id", "user_domain_name", "password",
    "project_name", "project_id", "project_domain_id", "project_domain_name",
)  # fmt: skip
RULES: Final = "access_rules"

T = TypeVar("T")
Entry = Mapping[str, object]
Connect = Callable[[Entry], Transport]


class Minted(NamedTuple):
    """A credential that was made, and until when it holds."""

    transport: Transport
    until: datetime


@dataclass
class Mint:
    """Makes credentials for one change at one site, as the user whose password `held` is."""

    change: str
    not_after: datetime
    held: Secret
    entry: Entry
    """How the site is reached, without who anybody is."""
    connect: Connect
    now: Callable[[], datetime]
    patience: Patience = field(default_factory=Patience)

    def __post_init__(self) -> None:
        self.user = ""
        self.password = self.connect(entry_of(self.entry, self.held))
        self._api = Api(self.password, self.patience)

    def enter(self) -> "Mint":
        """The same, once Keystone has let it in.

        Raises: ZhengyunError (ZY-CLOUD-002, 003, 310).
        """
        self.user = self.password.user
        return self

    @property
    def until(self) -> datetime:
        """When what is made now ends.

        Raises: ZhengyunError (ZY-CLOUD-322).
        """
        until = min(self.now() + LONGEST, self.not_after)
        if until <= self.now():
            site, change = self.password.site, self.change
            raise ZhengyunError(codes.TOO_LATE, site=site, change=change, until=text(self.not_after))
        return until

    def make(self, use: Use) -> Minted:
        """A credential for one use, and the way to the site with it.

        Raises: ZhengyunError (ZY-CLOUD-002 to 004, 310, 322).
        """
        until = self.until
        tenant = use.project if use.project != self.password.home else ""
        path = f"/users/{self.user}/application_credentials"

        def made() -> Item:
            body = {"application_credential": self._body(use, until)}
            return dict(self._api.post(IDENTITY, path, body, tenant)["application_credential"])

        # What was cut off may be there: it bears our name, and is unmade with the others.
        return Minted(self.connect(self._entry(self._insist(made, cut_off=True))), until)

    def unmake(self, ended: Callable[[str], bool]) -> Sequence[str]:
        """Delete this change's credentials, and what is left of changes that have `ended`; return the names.

        Raises: ZhengyunError (ZY-CLOUD-002 to 004, 310).
        """
        found = [one for one in self._insist(self._listed) if self._is_left(one, ended)]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(lambda one: self._insist(lambda: self._delete(one)), found))
        return [str(one["name"]) for one in found]

    def renew(self, held: Secret, fresh: Secret) -> None:
        """Have Keystone take the new password in place of the one that is held; whether it did, is tried where it does not say.

        Raises: ZhengyunError (ZY-CLOUD-002 to 004, 310).
        """
        words = {"original_password": held["password"], "password": fresh["password"]}
        for attempt in range(ATTEMPTS):
            try:
                self._api.post(IDENTITY, f"/users/{self.user}/password", {"user": words})
            except ZhengyunError:
                if opens(self.connect(entry_of(self.entry, fresh))):
                    return
                if attempt == ATTEMPTS - 1:
                    raise
                self.patience.sleep(SECOND)
            else:
                return

    def _body(self, use: Use, until: datetime) -> Mapping[str, Any]:
        body: dict[str, Any] = {
            "name": f"{OURS}{self.change}-{use.word}-{use.project or 'home'}-{secrets.token_hex(4)}",
            "roles": [{"name": use.role}],
            "expires_at": text(until),
            "unrestricted": use.unrestricted,
        }
        # Without its rule the one that could make others would be a standing one in all but name.
        if use.unrestricted or self.held.get(RULES) != "no":
            body["access_rules"] = use.rules(str(self.entry["auth_url"]))
        return body

    def _entry(self, made: Item) -> Entry:
        auth = {
            "auth_url": self.entry["auth_url"],
            "application_credential_id": made["id"],
            "application_credential_secret": made["secret"],
        }
        return {**self.entry, "auth_type": "v3applicationcredential", "auth": auth}

    def _is_left(self, one: Item, ended: Callable[[str], bool]) -> bool:
        name = str(one.get("name", ""))
        if name.startswith(f"{OURS}{self.change}-"):
            return True
        change = name.removeprefix(OURS).rsplit("-", 3)[0]
        until = datetime.fromisoformat(f"{str(one.get('expires_at') or NEVER).removesuffix('Z')}Z")
        return name.startswith(OURS) and (until < self.now() or ended(change))

    def _insist(self, ask: Callable[[], T], *, cut_off: bool = False) -> T:
        """Ask again where all tokens of the user have just been ended, to the second, by whoever has changed the password."""
        for attempt in range(ATTEMPTS):
            try:
                return ask()
            except ZhengyunError as error:
                again = error.values.get("status") == UNKNOWN or (cut_off and isinstance(error, CutOffError))
                if not again or attempt == ATTEMPTS - 1:
                    raise
                self.patience.sleep(SECOND)
        raise AssertionError

    def _listed(self) -> list[Item]:
        return self._api.listed(listing(self.user))

    def _delete(self, one: Item) -> None:
        self._api.delete(IDENTITY, f"/users/{self.user}/application_credentials/{one['id']}")


def reached(entry: Entry, secret: Secret) -> Entry:
    """How a site is reached, where the secret says more of it than the entry that looks."""
    return {**entry, **{word: secret[word] for word in secret.names() if word not in {*WHO, RULES}}}


def named(secret: Secret) -> str:
    """Whose it is, for people."""
    return secret.get("username") or secret.get("user_id") or "-"


def entry_of(entry: Entry, secret: Secret) -> Entry:
    """An entry as clouds.yaml has them, of how a site is reached and of who somebody is there."""
    auth = {word: secret[word] for word in WHO if secret.get(word)}
    return {**entry, "auth_type": "password", "auth": {"auth_url": entry["auth_url"], **auth}}


def opens(transport: Transport) -> bool:
    """Whether Keystone lets somebody in."""
    with suppress(ZhengyunError):
        return bool(transport.user)
    return False
