"""A connection that reads and cannot write, for whoever plans and whoever approves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cloud import codes
from cloud.port import Adopter, Cloud, Free, Host, Service, Usage
from cloud.view import View
from zhengyun.action import Action
from zhengyun.errors import ZhengyunError
from zhengyun.ports import Ids
from zhengyun.resource import World
from zhengyun.results import Outcome, Pending


@dataclass(frozen=True)
class ReadOnly:
    """Another cloud, without its hands."""

    cloud: Cloud

    @property
    def site(self) -> str:
        """The site's name."""
        return self.cloud.site

    @property
    def user(self) -> str:
        """As the other."""
        return self.cloud.user

    def adopting(self, claims: Mapping[tuple[str, str], str]) -> Cloud:
        """As the other, without its hands too.

        Raises: ZhengyunError (ZY-CLOUD-220).
        """
        return ReadOnly(self._adopter().adopting(claims))

    def view(self) -> View:
        """As the other."""
        return self._adopter().view()

    def public_key(self, user: str, name: str) -> str:
        """As the other."""
        return self._adopter().public_key(user, name)

    def _adopter(self) -> Adopter:
        if not isinstance(self.cloud, Adopter):
            raise ZhengyunError(codes.CANNOT_ADOPT, site=self.site)
        return self.cloud

    def observe(self, touched: Sequence[str] = ()) -> World:
        """As the other."""
        return self.cloud.observe(touched)

    def deepened(self, world: World, tenants: Sequence[str]) -> World:
        """As the other."""
        return self.cloud.deepened(world, tenants)

    def usage(self, world: World, tenants: Sequence[str]) -> Mapping[str, Mapping[str, Usage]]:
        """As the other."""
        return self.cloud.usage(world, tenants)

    def free(self) -> Free:
        """As the other."""
        return self.cloud.free()

    def hosts(self) -> Sequence[Host]:
        """As the other."""
        return self.cloud.hosts()

    def admit(self, actions: Sequence[Action]) -> None:
        """As the other."""
        self.cloud.admit(actions)

    def begin(self, action: Action, ids: Ids) -> Outcome | Pending:
        """Refused.

        Raises: ZhengyunError (ZY-CLOUD-024).
        """
        del action, ids
        raise ZhengyunError(codes.READ_ONLY, site=self.site)

    def settle(self, pending: Sequence[Pending]) -> Sequence[Outcome | Pending]:
        """Refused.

        Raises: ZhengyunError (ZY-CLOUD-024).
        """
        del pending
        raise ZhengyunError(codes.READ_ONLY, site=self.site)

    def services(self) -> Sequence[Service]:
        """As the other."""
        return self.cloud.services()
