"""A connection that reads and cannot write, for whoever plans and whoever approves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cloud import codes
from cloud.port import Cloud, Free, Host, Service, Usage
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
