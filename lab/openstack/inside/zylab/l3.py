"""Stands for Neutron's L3 agent: binds the ports of routers and tells the status of floating addresses."""

from typing import Any, ClassVar

from neutron_lib import constants, context
from neutron_lib.callbacks import events, registry, resources
from neutron_lib.plugins import constants as plugins
from neutron_lib.plugins import directory
from neutron_lib.services import base
from oslo_log import log

LOG = log.getLogger(__name__)

_HOST = "network-1"


class LabL3Agent(base.ServicePluginBase):  # type: ignore[misc]
    """A service plugin without an API of its own."""

    supported_extension_aliases: ClassVar[list[str]] = []

    def __init__(self) -> None:
        super().__init__()
        for event in (events.AFTER_CREATE, events.AFTER_UPDATE):
            registry.subscribe(self._floating_ip, resources.FLOATING_IP, event)
        registry.subscribe(self._interface, resources.ROUTER_INTERFACE, events.AFTER_CREATE)
        registry.subscribe(self._gateway, resources.ROUTER_GATEWAY, events.AFTER_CREATE)

    def get_plugin_type(self) -> str:
        return "ZYLAB_L3"

    def get_plugin_description(self) -> str:
        return "Stands for the L3 agent"

    def _floating_ip(self, _resource: str, _event: str, _trigger: Any, payload: Any = None) -> None:
        floating = payload.latest_state or {}
        status = constants.FLOATINGIP_STATUS_ACTIVE if floating.get("port_id") else constants.FLOATINGIP_STATUS_DOWN
        identity = floating.get("id") or payload.resource_id
        # In the transaction that the event comes from, where there is one: it holds the lock that another would wait for.
        own = getattr(payload, "context", None)
        try:
            l3 = directory.get_plugin(plugins.L3)
            l3.update_floatingip_status(own.elevated() if own else context.get_admin_context(), identity, status)
        except Exception:  # as an agent: a status that cannot be told does not undo the change
            LOG.exception("The status of floating address %s could not be set", identity)

    def _interface(self, _resource: str, _event: str, _trigger: Any, payload: Any = None) -> None:
        port = payload.metadata.get("port")
        if port:
            self._bind(port["id"])

    def _gateway(self, _resource: str, _event: str, _trigger: Any, payload: Any = None) -> None:
        filters = {"device_id": [payload.resource_id], "device_owner": [constants.DEVICE_OWNER_ROUTER_GW]}
        for port in directory.get_plugin().get_ports(context.get_admin_context(), filters=filters):
            self._bind(port["id"])

    def _bind(self, port: str) -> None:
        change = {"port": {"binding:host_id": _HOST}}
        try:
            directory.get_plugin().update_port(context.get_admin_context(), port, change)
        except Exception:  # as an agent: a port that cannot be bound does not undo the router
            LOG.exception("Port %s of a router could not be bound", port)
