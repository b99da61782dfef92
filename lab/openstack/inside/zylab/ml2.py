"""Neutron's ML2 mechanism driver of the lab: every port is bound and active at once, on any host, without an agent."""

import uuid
from typing import Any

from neutron.services.trunk.drivers import base as trunks
from neutron_lib import constants
from neutron_lib.api.definitions import portbindings
from neutron_lib.callbacks import events, registry, resources
from neutron_lib.db import constants as limits
from neutron_lib.plugins.ml2 import api
from neutron_lib.services.qos import base as qos
from neutron_lib.services.qos import constants as rules

UNBINDABLE = "-nobind"
"""A port on a host whose name ends like this fails to bind: a fault that can be asked for."""

_NUMBER = {"type:range": [0, limits.DB_INTEGER_MAX_VALUE]}
_DIRECTION = {"type:values": constants.VALID_DIRECTIONS}
_QOS_RULES = {
    rules.RULE_TYPE_BANDWIDTH_LIMIT: {
        rules.MAX_KBPS: _NUMBER,
        rules.MAX_BURST: _NUMBER,
        rules.DIRECTION: _DIRECTION,
    },
    rules.RULE_TYPE_MINIMUM_BANDWIDTH: {rules.MIN_KBPS: _NUMBER, rules.DIRECTION: _DIRECTION},
    rules.RULE_TYPE_DSCP_MARKING: {rules.DSCP_MARK: {"type:values": constants.VALID_DSCP_MARKS}},
}


class LabQosDriver(qos.DriverBase):  # type: ignore[misc]
    """Accepts the rules that Neutron knows."""


class LabTrunkDriver(trunks.DriverBase):  # type: ignore[misc]
    """Makes trunks active."""

    def __init__(self) -> None:
        super().__init__("zylab", (portbindings.VIF_TYPE_OVS,), ("vlan",), can_trunk_bound_port=True)
        registry.subscribe(self._activate, resources.TRUNK, events.AFTER_CREATE)

    @property
    def is_loaded(self) -> bool:
        return True

    def _activate(self, _resource: str, _event: str, _trigger: Any, payload: Any = None) -> None:
        payload.states[-1].update(status=constants.ACTIVE)


class LabMechanismDriver(api.MechanismDriver):  # type: ignore[misc]
    """Binds ports as Open vSwitch would, and says that QoS and trunks work."""

    resource_provider_uuid5_namespace = uuid.UUID("5b5f3c1e-8a8d-4a2a-9a64-1f0f5d8f7c21")

    def initialize(self) -> None:
        """Register what else a port can have."""
        self.qos = LabQosDriver(
            name="zylab",
            vif_types=[portbindings.VIF_TYPE_OVS],
            vnic_types=[portbindings.VNIC_NORMAL, portbindings.VNIC_DIRECT, portbindings.VNIC_MACVTAP],
            supported_rules=_QOS_RULES,
            requires_rpc_notifications=False,
        )
        self.trunks = LabTrunkDriver()

    @property
    def connectivity(self) -> str:
        return str(portbindings.CONNECTIVITY_L2)

    def bind_port(self, context: Any) -> None:
        """Bind to the first segment, unless the host is one that stands for a fault."""
        if context.host.endswith(UNBINDABLE):
            return
        context.set_binding(
            context.segments_to_bind[0][api.ID],
            portbindings.VIF_TYPE_OVS,
            {portbindings.CAP_PORT_FILTER: True, portbindings.OVS_HYBRID_PLUG: False, "bridge_name": "br-int"},
            status=constants.PORT_STATUS_ACTIVE,
        )
