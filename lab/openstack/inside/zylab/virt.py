"""A hypervisor in memory: Nova's own fake driver, made to survive the end of its process."""

import io
import uuid
from typing import Any

import nova.conf
from nova import context, objects
from nova.compute import power_state, task_states, vm_states
from nova.image import glance
from nova.virt import fake
from oslo_config import cfg

CONF = nova.conf.CONF
CONF.register_opts(
    [
        cfg.ListOpt("hosts", help="The compute hosts."),
        cfg.IntOpt("vcpus", help="What each of them has."),
        cfg.IntOpt("ram_mib"),
        cfg.IntOpt("disk_gib"),
    ],
    group="zylab",
)

_ON_A_HOST = (
    vm_states.ACTIVE,
    vm_states.STOPPED,
    vm_states.PAUSED,
    vm_states.SUSPENDED,
    vm_states.RESIZED,
    vm_states.RESCUED,
)


def node_uuid(host: str, node: str) -> str:
    """A node's identity. The fake driver's own is new in each process, and Nova then refuses the second start."""
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, f"{CONF.host}/{host}/{node}"))


class LabDriver(fake.FakeDriver):  # type: ignore[misc]
    """One compute host of the size that the configuration names."""

    def __init__(self, virtapi: Any, read_only: bool = False) -> None:
        self.vcpus, self.memory_mb, self.local_gb = CONF.zylab.vcpus, CONF.zylab.ram_mib, CONF.zylab.disk_gib
        super().__init__(virtapi, read_only)

    def init_host(self, host: str) -> None:
        """Take back the servers that the database says are here: the memory of them went with the last process."""
        super().init_host(host)
        everything = context.get_admin_context()
        for server in objects.InstanceList.get_by_host(everything, host, expected_attrs=["flavor"]):
            if server.vm_state in _ON_A_HOST:
                self._take_back(server)

    def _take_back(self, server: Any) -> None:
        flavor = server.flavor
        self.resources.claim(vcpus=flavor.vcpus, mem=flavor.memory_mb, disk=flavor.root_gb)
        state = power_state.RUNNING if server.power_state is None else server.power_state
        self.instances[server.uuid] = fake.FakeInstance(server.name, state, server.uuid)

    def get_nodenames_by_uuid(self, refresh: bool = False) -> dict[str, str]:
        return {node_uuid(self._host, node): node for node in self.get_available_nodes(refresh)}

    def get_available_resource(self, nodename: str) -> dict[str, Any]:
        return {**super().get_available_resource(nodename), "uuid": node_uuid(self._host, nodename)}

    def detach_interface(self, _context: Any, _instance: Any, vif: Any) -> None:
        """Forget an interface; one from before the process started is not known any more."""
        self._interfaces.pop(vif["id"], None)

    def post_live_migration_at_source(self, asker: Any, instance: Any, network_info: Any) -> None:
        """Let go of what has left while it ran; the fake driver keeps it, and it could never be built here again."""
        self.destroy(asker, instance, network_info)

    def snapshot(self, asker: Any, instance: Any, image: str, update_task_state: Any) -> None:
        """Upload a disk: the image becomes active only when it has bytes."""
        super().snapshot(asker, instance, image, update_task_state)
        update_task_state(task_state=task_states.IMAGE_UPLOADING, expected_state=task_states.IMAGE_UPLOADING)
        data = io.BytesIO(f"the disk of {instance.uuid}\n".encode())
        glance.API().update(asker, image, {"disk_format": "raw", "container_format": "bare"}, data=data)
