"""Devices, reached as they are needed: the part of the wiring that names their driver."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cli.text import _
from cli.wiring_clock import Clocked

if TYPE_CHECKING:
    import threading

    from network.driver import DevicesDriver
    from network.port import Logins, Opens
    from zhengyun.estate import Estate
    from zhengyun.plan import Plan
    from zhengyun.secret import Secret


@dataclass
class Networked(Clocked):
    """Whatever a command may need of networks and of what joins and parts them, made when it is first asked for."""

    def configurations(self, estate: "Estate", names: Collection[str]) -> Mapping[str, str]:
        """By device, the text in normal form that it shall run today: what of the policy has ended is not in it."""
        from network.rendering.devices import configuration
        from network.rendering.platforms import normal

        day = self.clock.now().date()
        shall = [(estate.devices[name], configuration(estate, name, day)) for name in names]
        return {one.name: normal(one.platform, text, spared=one.address) for one, text in shall}

    def devices_driver(
        self,
        estate: "Estate",
        plan: "Plan | None" = None,
        stop: "threading.Event | None" = None,
        prove: "Callable[[str], None] | None" = None,
    ) -> "DevicesDriver":
        """The devices of an estate; with a plan, for whoever carries it out: `prove` is asked of each before it is confirmed.

        Raises: ZhengyunError (ZY-HOST-040).
        """
        from network.driver import DevicesDriver
        from network.entering import Nobody

        runs: Logins = self._lent(plan) if plan else Nobody()
        looks, opens = self.device_looks(), self.device_opens()
        return DevicesDriver(
            estate.devices, looks, runs, self._tell, plan, opens=opens, stop=stop, prove=prove, keep=self._keep
        )

    def _keep(self, device: str, text: str) -> None:
        """A device was told something: what it runs now is its newest backup. Raises: ZhengyunError (ZY-NET-101, ZY-NET-102, ZY-REC-*)."""
        from cli.backups import kept

        kept(self, device, text)

    def device_opens(self) -> "Opens":
        """The way into devices."""
        from network.devices import opened

        return opened()

    def device_looks(self) -> "Logins":
        """With what devices are looked at. Raises: ZhengyunError (ZY-HOST-040)."""
        from network.entering import InFiles

        said, file = self.host_settings, self.session.settings.file
        return InFiles(said.net, said.logins or file.parent / "logins", file)

    def _lent(self, plan: "Plan") -> "Logins":
        """With what the devices of a plan are changed: where there is a vault, what it lends for that plan alone."""
        if not self.executor_name:
            return self.device_looks()
        from network.entering import Lent
        from vault.hosting import certificate_of_devices
        from vault.kept import DEVICES
        from vault.kept import Lent as OfVault
        from vault.ssh import received

        def key() -> "Secret":
            wanted = certificate_of_devices(plan.digest)
            return received(wanted, self.hand.perform(wanted))

        from zhengyun.estate.devices import SITE

        return Lent(OfVault(self.hand, lambda: self.kept(SITE), DEVICES).value, key)

    def _tell(self, line: str) -> None:
        self.session.say(_("on the devices: {line}").format(line=line))
