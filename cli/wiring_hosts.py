"""Hosts that we administer, reached as they are needed: the part of the wiring that names their driver."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

from cli.text import _
from cli.wiring_lent import Lending
from playbooks import codes
from zhengyun.errors import ZhengyunError
from zhengyun.host_settings import HostSettings

if TYPE_CHECKING:
    import threading

    from playbooks.driver import HostsDriver
    from playbooks.plan import Diff
    from playbooks.port import Identity, Runs, Secrets, Ssh
    from remote.port import Connector
    from zhengyun.estate import Estate
    from zhengyun.estate.hosts import Hosts, Rendered
    from zhengyun.plan import Plan

PROBE: Final = "zy-probe"
"""The account that may send and catch probes, and nothing else."""


@dataclass
class Hosted(Lending):
    """Whatever a command may need of hosts, made when it is first asked for."""

    diffs: "tuple[Diff, ...]" = ()
    """What of files a plan that was just made changes, line by line."""

    @property
    def host_settings(self) -> HostSettings:
        """By which keys they are reached. Raises: ZhengyunError (ZY-HOST-040)."""
        found = self.session.settings.hosts
        if found is None:
            raise ZhengyunError(codes.NO_SETTINGS, file=self.session.settings.file)
        return found

    def hosts_driver(
        self, estate: "Estate", plan: "Plan | None" = None, stop: "threading.Event | None" = None
    ) -> "HostsDriver":
        """The hosts of an estate; with a plan, for whoever carries it out.

        Raises: ZhengyunError (ZY-HOST-040, ZY-HOST-041, ZY-HOST-043, ZY-SSH-004).
        """
        from playbooks.driver import HostsDriver

        return HostsDriver(
            estate.hosts,
            self.rendered(estate),
            self.looks(),
            self.runs(plan.digest) if plan else self._runs_nobody,
            self.host_secrets(),
            self._told(),
            plan,
            ssh=self._ssh(estate.hosts),
            stop=stop,
        )

    def _told(self) -> Callable[[str], None]:
        """Says once of each role that it is under way: what each of its tasks does stands in the plan, and in the receipt."""
        known: set[str] = set()

        def tell(line: str) -> None:
            role = line.partition(":")[0]
            if role not in known:
                known.add(role)
                self.session.say(_("on the hosts: {role}").format(role=role or _("how they stand")))

        return tell

    def rendered(self, estate: "Estate") -> "tuple[Rendered, ...]":
        """What other rooms want roles to lay on hosts."""
        from cli.time_papers import papers_of
        from clock.rendering import rendered
        from network.rendering import nftables

        day = self.clock.now().date()
        return (*rendered(estate, papers_of(self, estate)), *nftables.rendered(estate, day))

    def _ssh(self, hosts: "Hosts") -> "Ssh":
        """How OpenSSH reaches them: by their pinned keys, and by no file of anybody's; a host without a key is never spoken to."""
        from playbooks.port import Ssh
        from remote.openssh import known_hosts, options
        from remote.port import target

        return Ssh(known_hosts(target(one) for one in hosts.hosts.values() if one.key), options)

    def looks(self) -> "Identity":
        """As whom hosts are looked at. Raises: ZhengyunError (ZY-HOST-040, ZY-HOST-041)."""
        from playbooks.identities import LOOK, in_file

        return in_file(LOOK, self.host_settings.look)

    def connector(self, output: int = 1 << 20) -> "Connector":
        """Speaks to hosts as whoever looks, and hears so many bytes of each. Raises: ZhengyunError (ZY-HOST-040, ZY-HOST-041, ZY-SSH-011)."""
        from remote.connecting import SshConnector
        from remote.identities import identity
        from remote.port import Limits

        own = self.looks()
        return SshConnector(identity(own.user, Path(own.key)), Limits(output=output))

    def prober(self, begins: float = 0, ends: float = 0) -> "Connector":
        """Speaks to hosts as whoever probes: he may start one program there. Where there is a window a host has until it begins to let him in, and
        time after it ends to tell; both in seconds from now.

        Raises: ZhengyunError (ZY-NET-153, ZY-HOST-040, ZY-HOST-041, ZY-SSH-011).
        """
        from network.codes import proving as network_codes
        from network.probing.halves import MOST
        from playbooks.identities import in_file
        from remote.connecting import SshConnector
        from remote.identities import identity
        from remote.port import Limits

        key = self.host_settings.probe
        if key is None:
            raise ZhengyunError(network_codes.NO_PROBE, file=self.session.settings.file)
        own = in_file(PROBE, key)
        usual = Limits(output=MOST)
        limits = replace(usual, connect=max(usual.connect, ceil(begins)), command=usual.command + max(0, ceil(ends)))
        return SshConnector(identity(own.user, Path(own.key)), limits)

    def runs(self, digest: str) -> "Runs":
        """As whom the plan of a digest is carried out: where there is a vault, by a key that it makes for that plan.

        Raises: ZhengyunError (ZY-HOST-040, ZY-HOST-043; when it is entered ZY-HOST-041, ZY-VAULT-*).
        """
        from playbooks.identities import RUN, standing
        from playbooks.port import Identity

        if self.executor_name:
            from vault.hosting import certificate, running

            @contextmanager
            def lent() -> "Iterator[Identity]":
                with running(self.hand, certificate(digest)) as files:
                    yield Identity(RUN, files.key, files.certificate)

            return lent
        if self.host_settings.run is None:
            self._runs_nobody()
        return standing(self.host_settings.run)

    def _runs_nobody(self) -> NoReturn:
        """Who only looks changes nothing. Raises: ZhengyunError (ZY-HOST-043)."""
        from playbooks.identities import RUN

        raise ZhengyunError(codes.NO_RUN, account=RUN, file=self.session.settings.file)

    def host_secrets(self) -> "Secrets":
        """What hosts are told in secret: by digests to whoever plans, and as it is while a change has it lent.

        Raises: ZhengyunError (ZY-HOST-040).
        """
        if self.executor_name:
            from vault.kept import Lent
            from zhengyun.estate.hosts import SITE

            return Lent(self.hand, lambda: self.kept(SITE))
        from playbooks.training import FolderSecrets

        return FolderSecrets(self.host_settings.secrets or self.session.settings.file.parent / "host-secrets")

    def kept(self, site: str) -> Mapping[str, str]:
        """By name, the digests of the secrets that were last given to the vault for hosts, or for devices."""
        found = (one.body for one in self.book.of_kind("vault.kept") if one.body.get("site") == site)
        return {str(one["name"]): str(one["digest"]) for one in found}
