"""Work that a process had only in its memory when it ended.

With a message broker it would still be waiting in a queue; with messages in memory nobody will ever do it. At the next
start it is called failed, as Nova and Cinder themselves do with what had reached a compute host or a backend: an
object that would be in the making for ever could be neither used nor removed.
"""

from typing import Any


def volumes() -> None:
    """Call volumes failed that were in the making.

    Cinder's own cleaning knows a volume only once its backend has taken it up, not while the scheduler hands it over.
    """
    from cinder import context, objects

    for volume in objects.VolumeList.get_all(context.get_admin_context(), filters={"status": "creating"}):
        volume.status = "error"
        volume.save()


def servers(conductor: Any) -> None:
    """Call servers failed that had not reached a host; `conductor` is the running service."""
    from nova import context

    asker = context.get_admin_context()
    _servers_without_a_cell(asker, conductor.manager.compute_task_mgr)
    _servers_without_a_host(asker)


def _servers_without_a_cell(asker: Any, tasks: Any) -> None:
    """Those that nobody can find yet: they go where Nova puts servers that find no host."""
    from nova import exception, objects

    reason = exception.NoValidHost(reason="the process that was to find one has ended")
    for request in objects.BuildRequestList.get_all(asker):
        mapping = objects.InstanceMapping.get_by_instance_uuid(asker, request.instance_uuid)
        if mapping.cell_mapping is not None:
            continue
        if _is_in_cell1(asker, request.instance_uuid):
            # Made there, but not told yet: buried it would be in two cells, and could never be removed from one.
            mapping.cell_mapping = next(cell for cell in objects.CellMappingList.get_all(asker) if not cell.is_cell0())
            mapping.save()
            request.destroy()
        else:
            wanted = objects.RequestSpec.get_by_instance_uuid(asker, request.instance_uuid)
            tasks._bury_in_cell0(asker, wanted, reason, build_requests=[request])


def _is_in_cell1(asker: Any, server: str) -> bool:
    from nova import exception, objects

    try:
        objects.Instance.get_by_uuid(asker, server, expected_attrs=[])
    except exception.InstanceNotFound:
        return False
    return True


def _servers_without_a_host(asker: Any) -> None:
    from nova import objects
    from nova.compute import vm_states

    building = {"vm_state": vm_states.BUILDING, "deleted": False}
    for server in objects.InstanceList.get_by_filters(asker, building):
        if not server.host:
            server.vm_state, server.task_state = vm_states.ERROR, None
            server.save()
