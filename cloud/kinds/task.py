"""What a kind is given to do, and what that comes to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from cloud import codes
from cloud.api import Api
from zhengyun.action import Action
from zhengyun.errors import ZhengyunError
from zhengyun.resource import STRANGE, Address, Value

COMPUTE: Final = "compute"
IDENTITY: Final = "identity"
IMAGE: Final = "image"
NETWORK: Final = "network"
VOLUME: Final = "block-storage"
PLACEMENT: Final = "placement"

SHARED: Final = "site"


class Listing(NamedTuple):
    """One list call: a service's path, the name of the list in its answer, and the query.

    Not every cloud has the `extension`, where one is named: there the list is not found, and empty. One list is paged
    `by_offset` and names no next page.
    """

    service: str
    path: str
    key: str
    query: tuple[tuple[str, str], ...] = ()
    extension: str = ""
    by_offset: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """What a create, update or delete has come to: done, or under way in some phase.

    In the phase AGAIN the thing is busy, with the `step` that was asked for or with something else: the update is
    taken up again until it finds nothing more to do.
    """

    id: str
    phase: str = ""
    step: str = ""


AGAIN: Final = "again"


@dataclass(frozen=True)
class Task:
    """One action with what it takes to do it."""

    api: Api
    action: Action
    estate: str
    ids: Mapping[Address, str]
    home: str
    asked: tuple[str, ...] = ()
    """The steps of an update that have been asked for and have ended, so that none is asked for twice in vain."""

    @property
    def address(self) -> Address:
        """What is acted on."""
        return self.action.address

    @property
    def path(self) -> str:
        """Its path."""
        return self.action.address.path

    @property
    def name(self) -> str:
        """The name that people see in the cloud: the path without its tenant, joined by hyphens."""
        return self.path.partition("/")[2].replace("/", "-")

    @property
    def tenant(self) -> str:
        """The project that it belongs to: its tenant's, or the one of what all share."""
        if self.address.tenant == SHARED:
            return self.home
        return self._known("project", self.address.tenant)

    @property
    def domain(self) -> str:
        """The domain that it shall lie in: the declared one, or our own."""
        declared = self.action.attributes.get("domain")
        return self.id("domain", declared) if declared else self.api.transport.domain

    def id(self, kind: str, path: Value) -> str:
        """The identifier of another thing of ours at the same site, or of a strange one.

        Raises: ZhengyunError (ZY-CLOUD-025) where it is gone.
        """
        text = str(path)
        return text[1:] if text.startswith(STRANGE) else self._known(kind, text)

    def changed(self) -> dict[str, Value]:
        """The attributes that change, with their new values."""
        return {change.attribute: change.after for change in self.action.changes}

    def known(self, kind: str) -> dict[Address, str]:
        """The identifiers of everything of one kind at the site, as they are now.

        Other actions' ends change what is known meanwhile, in another thread: it is copied before it is gone through.
        """
        return {address: identifier for address, identifier in dict(self.ids).items() if address.kind == kind}

    def _known(self, kind: str, path: str) -> str:
        address = Address(self.address.site, kind, path)
        if address not in self.ids:
            raise ZhengyunError(codes.NO_SUCH_THING, thing=address)
        return self.ids[address]
