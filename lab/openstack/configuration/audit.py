"""Who changed what: upstream's CADF audit events, by configuration alone.

The audit filter of keystonemiddleware goes into each paste pipeline behind the token check, its events through
the notification driver `log` to a logger of its own, and from there into `audit-<service>.jsonl`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lab.openstack.configuration.blueprint import Blueprint

_FILTER = """
[filter:audit]
paste.filter_factory = keystonemiddleware.audit:filter_factory
audit_map_file = {map}
service_name = {service}
ignore_req_list = GET, HEAD, OPTIONS
ignore_path_list = /os-server-external-events
"""

# log_config_append replaces oslo.log's own defaults, so the loggers that talk too much are quieted here.
_QUIET = ("sqlalchemy", "keystonemiddleware", "urllib3", "stevedore", "neutron.pecan_wsgi")

# Each request is told twice, before and after; the second has the outcome.
_FIRST_HALF = "oslo.messaging.notification.audit.http.request"

_LOG_BYTES, _LOG_PARTS = 20_000_000, 5


@dataclass(frozen=True, slots=True)
class Shipped:
    """How a service's shipped files are to be changed.

    `paste` is its paste file, `after` the filter behind which the audit belongs, `endpoint` the service's type in
    the catalogue with its CADF name, `collections` what the shipped map lacks: without them a POST is an update.
    """

    paste: str
    after: str
    endpoint: tuple[str, str]
    collections: str


SHIPPED = {
    "nova": Shipped(
        "nova/api-paste.ini",
        "keystonecontext",
        ("compute", "service/compute"),
        "os-server-groups remote-consoles os-interface os-volume_attachments os-assisted-volume-snapshots "
        "os-server-external-events os-quota-sets os-quota-class-sets tags shares",
    ),
    "neutron": Shipped(
        "neutron/api-paste.ini",
        "keystonecontext",
        ("network", "service/network"),
        "subnetpools address-groups address-scopes rbac-policies policies bandwidth_limit_rules dscp_marking_rules "
        "minimum_bandwidth_rules trunks port_forwardings segments agents flavors service_profiles tags "
        "availability_zones network_segment_ranges default-security-group-rules",
    ),
    "cinder": Shipped(
        "cinder/api-paste.ini",
        "keystonecontext",
        ("block-storage", "service/storage/block"),
        "backups attachments os-quota-sets group_types groups group_snapshots os-services os-volume-transfer "
        "os-volume-type-access extra_specs volume-transfers messages clusters",
    ),
    "glance": Shipped(
        "glance/glance-api-paste.ini",
        "context",
        ("image", "service/storage/block"),
        "tasks import actions stage reactivate deactivate namespaces",
    ),
}


def files(blueprint: Blueprint, service: str, *, structured: bool = False) -> dict[str, str]:
    """The paste file, the audit map and the logging configuration of one service, by file name.

    `structured` adds to each line who asked and the request's id (oslo.log's JSONFormatter).
    """
    shipped = SHIPPED[service]
    paste = with_filter(blueprint.shipped[shipped.paste], shipped.after)
    audit_map = blueprint.shipped[f"pycadf/{service}_api_audit_map.conf"]
    return {
        shipped.paste.rpartition("/")[2]: paste
        + _FILTER.format(map=blueprint.etc(service, "audit_map.conf"), service=service),
        "audit_map.conf": with_collections(audit_map, shipped.collections.split(), dict([shipped.endpoint])),
        "logging.ini": logging(blueprint, service, structured=structured),
    }


def with_filter(paste: str, after: str) -> str:
    """A paste file whose pipelines that check tokens run `audit` behind the filter `after`.

    Raises: ValueError where there is no such pipeline: then nothing would be audited.
    """
    pipeline = re.compile(rf"^(keystone\S*\s*=.*\bauthtoken\s+{re.escape(after)}\s+)", re.MULTILINE)
    changed, count = pipeline.subn(r"\1audit ", paste)
    if not count:
        raise ValueError(f"no pipeline with authtoken and {after}")
    return changed


def with_collections(audit_map: str, collections: list[str], endpoints: Mapping[str, str]) -> str:
    """An audit map that knows these collections too, and these endpoint types instead of its own.

    Raises: ValueError where the map has not the sections that it should have.
    """
    head, found, _ = audit_map.partition("[service_endpoints]")
    if not found or "[path_keywords]\n" not in head:
        raise ValueError("an audit map without [path_keywords] and [service_endpoints]")
    known = set(re.findall(r"^(\S+)\s*=", head, re.MULTILINE))
    added = "".join(f"{name} = {name}\n" for name in collections if name not in known)
    head = head.replace("[path_keywords]\n", f"[path_keywords]\n{added}")
    return head + "[service_endpoints]\n" + "".join(f"{type_} = {uri}\n" for type_, uri in endpoints.items())


def logging(blueprint: Blueprint, service: str, *, structured: bool = False) -> str:
    """The logging configuration of one service: everything to its log, audit events to their own file."""
    quiet = {f"quiet{number}": name for number, name in enumerate(_QUIET)} | {"half": _FIRST_HALF}
    audit_file = str(blueprint.place.log / f"audit-{service}.jsonl").replace("%", "%%")
    json = "class = oslo_log.formatters.JSONFormatter" if structured else "format = %(message)s"
    return "\n".join(
        (
            f"[loggers]\nkeys = root,audit,{','.join(quiet)}",
            "[handlers]\nkeys = error,audit",
            "[formatters]\nkeys = text,json",
            "[logger_root]\nlevel = INFO\nhandlers = error",
            "[logger_audit]\nlevel = INFO\nhandlers = audit\npropagate = 0\nqualname = oslo.messaging.notification",
            *(f"[logger_{key}]\nlevel = WARNING\nhandlers =\nqualname = {name}" for key, name in quiet.items()),
            "[handler_error]\nclass = StreamHandler\nargs = (sys.stderr,)\nformatter = text",
            "[handler_audit]\nclass = handlers.RotatingFileHandler\n"
            f"args = ({audit_file!r}, 'a', {_LOG_BYTES}, {_LOG_PARTS}, 'utf-8')\nformatter = json",
            "[formatter_text]\nclass = oslo_log.formatters.ContextFormatter",
            f"[formatter_json]\n{json}\n",
        )
    )
