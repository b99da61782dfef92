"""Cinder's process: the API, one volume service a backend, the backup service and the scheduler."""

import sys
import threading
import warnings
from pathlib import Path
from typing import Any

from cinder import monkey_patch

monkey_patch.patch()

from zylab import lost, sparse, transport, wsgi  # noqa: E402 - Cinder has to be told its threading first
from zylab.site import Site  # noqa: E402


def serve(site: Site) -> None:
    """Start the daemons, then answer."""
    transport.patch()
    sys.argv = ["cinder-api", "--config-file", site.conf("cinder", "cinder.conf")]
    from cinder import policy
    from cinder.wsgi.api import application

    # Cinder has just asked for each deprecation to be shown; they would be half of its log.
    warnings.simplefilter("ignore", DeprecationWarning)
    policy.init()
    _copy_without_root()
    _beat_for_each_service()
    lost.volumes()
    running = _start_daemons()
    wsgi.serve(site, "cinder", application)
    del running


def _start_daemons() -> list[Any]:
    from cinder.common import constants
    from oslo_config import cfg

    conf = cfg.CONF
    volumes = [
        _start(binary=constants.VOLUME_BINARY, host=f"{conf.host}@{backend}", service_name=backend, coordination=True)
        for backend in conf.enabled_backends
    ]
    backup = _start(binary="cinder-backup", service_name="backup", process_number=1, coordination=True)
    # Last, since its start waits until the volume services have told what they can do.
    return [*volumes, backup, _start(binary="cinder-scheduler")]


def _start(**options: Any) -> Any:
    from cinder import service

    started = service.Service.create(**options)
    started.start()
    print(f"cinder: {options['binary']} on {started.host} started", file=sys.stderr, flush=True)
    return started


def _beat_for_each_service() -> None:
    """Let each service report its own life: Cinder keeps the row's number in the class, as one process has one."""
    from cinder import service

    lock = threading.Lock()
    report = service.Service.report_state

    def report_state(self: Any) -> None:
        with lock:
            service.Service.service_id = self.origin_service_id
            report(self)

    service.Service.report_state = report_state


def _copy_without_root() -> None:
    """Copy between volumes as this user: they are files of ours, no initiator and no root helper is in between."""
    from cinder.volume import volume_utils
    from os_brick.initiator.connectors import local
    from oslo_config import cfg

    def properties(*_args: Any, **_options: Any) -> dict[str, Any]:
        host = {"ip": "127.0.0.1", "host": cfg.CONF.host, "platform": "x86_64", "os_type": "linux"}
        return {**host, "multipath": False, "do_local_attach": False}

    def copy(source: str, target: str, size_in_m: int, *_args: Any, **_options: Any) -> None:
        sparse.copy(source, target, size_in_m << 20)

    def is_there(_self: Any, path: str, _as_root: bool = True) -> bool:
        return Path(path).is_file()

    local.LocalConnector.check_valid_device = is_there
    volume_utils.brick_get_connector_properties = properties
    volume_utils.copy_volume = copy
