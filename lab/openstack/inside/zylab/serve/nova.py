"""Nova's process: the API, the conductor, the scheduler and every compute host of the site."""

import os
import sqlite3
import sys
from typing import Any

from nova import monkey_patch

monkey_patch.patch(backend="threading")

from zylab import lost, transport, wsgi  # noqa: E402 - Nova has to be told its threading first
from zylab.site import Site  # noqa: E402

_CELL0 = "00000000-0000-0000-0000-000000000000"  # Nova knows the first cell by it
_CELL1 = "6a0b7f0e-4f35-4a5a-9f07-2f2d4f6f7a11"
_MAPPING = """
    INSERT INTO cell_mappings (uuid, name, transport_url, database_connection, disabled) VALUES (?, ?, ?, ?, 0)
    ON CONFLICT (uuid) DO UPDATE SET database_connection = excluded.database_connection
"""
_NO_NODE = "00000000-0000-4000-8000-000000000000"


def serve(site: Site) -> None:
    """Start the daemons, map their hosts to the cell, then answer: a client that gets through finds everything up."""
    transport.patch()
    _map_cells(site)
    os.environ["OS_NOVA_CONFIG_DIR"] = site.conf_directory("nova")
    # The first of these files is also the paste configuration.
    os.environ["OS_NOVA_CONFIG_FILES"] = "api-paste.ini;nova.conf"
    from nova import policy
    from nova.wsgi.osapi_compute import application

    policy.init()
    running = _start_daemons()
    wsgi.serve(site, "nova", application)
    del running


def _map_cells(site: Site) -> None:
    """Tell the API where its cells are; Nova looks for them before it lets anybody use its own objects."""
    cells = (("cell0", _CELL0, "none:///"), ("cell1", _CELL1, "fake:///"))
    rows = [(uuid, name, queue, site.url(f"nova_{name}")) for name, uuid, queue in cells]
    connection = sqlite3.connect(site.database("nova_api"))
    with connection:
        connection.executemany(_MAPPING, rows)
    connection.close()


def _start_daemons() -> list[Any]:
    from nova import context, objects
    from nova.compute import rpcapi as compute_rpc
    from nova.conductor import rpcapi as conductor_rpc
    from nova.objects import host_mapping
    from nova.scheduler import rpcapi as scheduler_rpc
    from os_vif import objects as interfaces
    from oslo_config import cfg

    _use_the_labs_driver()
    _ask_for_no_allocations()
    # Ports are described with them. What would plug one in, and takes longer to load than Nova's scheduler, has nothing to do here.
    interfaces.register_all()
    objects.register_all()
    objects.Service.enable_min_version_cache()
    conductor = _start(binary="nova-conductor", topic=conductor_rpc.RPC_TOPIC)
    lost.servers(conductor)
    running = [conductor, _start(binary="nova-scheduler", topic=scheduler_rpc.RPC_TOPIC)]
    topics = {"topic": compute_rpc.RPC_TOPIC, "topic_alt": compute_rpc.RPC_TOPIC_ALT}
    running += [_start(binary="nova-compute", host=host, **topics) for host in cfg.CONF.zylab.hosts]
    host_mapping.discover_hosts(context.get_admin_context())
    return running


def _start(**options: Any) -> Any:
    from nova import service

    started = service.Service.create(**options)
    started.start()
    print(f"nova: {options['binary']} on {started.host} started", file=sys.stderr, flush=True)
    return started


def _use_the_labs_driver() -> None:
    from nova.virt import node

    from zylab import virt

    # Nova loads drivers from its own package only.
    sys.modules["nova.virt.zylab"] = virt
    # One file would name one node for all compute hosts of this process; the driver names them instead.
    node.read_local_node_uuid = lambda: _NO_NODE


def _ask_for_no_allocations() -> None:
    """Whenever a host's resources change, Nova asks Placement what each of its servers has, one by one.

    It is in case that a driver spreads them anew, or that PCI devices are told of there: the lab has neither.
    """
    from nova.scheduler.client import report

    report.SchedulerReportClient.get_allocations_for_provider_tree = lambda *_: {}
