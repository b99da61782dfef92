"""What must hold across files, each check a function from accepted files to errors."""

from collections.abc import Callable, Iterator

from inventory.checks.addresses import addresses
from inventory.checks.apart import apart
from inventory.checks.authorities import authorities
from inventory.checks.ceremonies import ceremonies
from inventory.checks.conduits import conduits
from inventory.checks.devices import devices
from inventory.checks.exposed_by import exposed_by
from inventory.checks.exposure import exposure
from inventory.checks.gateways import gateways
from inventory.checks.hosting import hosting
from inventory.checks.hosts import hosts
from inventory.checks.identity import identity
from inventory.checks.ignoring import ignoring
from inventory.checks.ipv6 import ipv6
from inventory.checks.lending import lending
from inventory.checks.levels import levels
from inventory.checks.names import names
from inventory.checks.policy import policy
from inventory.checks.pools import pools
from inventory.checks.ports import ports
from inventory.checks.profiles import profiles
from inventory.checks.references import references
from inventory.checks.routes import routes
from inventory.checks.segments import segments
from inventory.checks.sharing import sharing
from inventory.checks.ssh import ssh
from inventory.checks.time import time
from inventory.checks.told import told
from inventory.checks.words import words
from inventory.files import EstateFiles
from zhengyun.errors import ZhengyunError

Check = Callable[[EstateFiles], Iterator[ZhengyunError]]

CHECKS: tuple[Check, ...] = (
    names,
    references,
    levels,
    addresses,
    exposure,
    exposed_by,
    ipv6,
    pools,
    ports,
    routes,
    lending,
    identity,
    sharing,
    hosting,
    ignoring,
    authorities,
    profiles,
    ceremonies,
    ssh,
    time,
    apart,
    segments,
    hosts,
    gateways,
    policy,
    conduits,
    devices,
    told,
    words,
)
