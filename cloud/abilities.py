"""What a site's services can do: their versions, what is missing of what we use, and what is asked in vain."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from cloud import codes
from cloud.api import Api
from cloud.kinds.base import Kind
from cloud.kinds.task import NETWORK, SHARED, Listing
from cloud.port import Service
from cloud.silence import silence
from cloud.transport import NoAnswerError, NotBelievedError, Transport
from cloud.versions import ASKED, beyond, lacking, spoken
from zhengyun.action import Action
from zhengyun.errors import ZhengyunError

SERVICES: Final = ("identity", "placement", "image", "network", "compute", "block-storage")
EXTENSIONS: Final = Listing(NETWORK, "/extensions", "extensions")
# Neutron's extensions without which no tenant's network can be made as it is declared.
NEEDED: Final = ("external-net", "extraroute", "provider", "quotas", "router", "security-group", "standard-attr-tag")


def services(api: Callable[[], Api], transport: Transport, kinds: Iterable[Kind]) -> list[Service]:
    """The services that answer, each with its versions and what it lacks.

    Raises: ZhengyunError (ZY-CLOUD-310) where none answers because of its certificate.
    """
    with ThreadPoolExecutor(len(SERVICES)) as pool:
        lacked = pool.submit(_extensions, api, kinds)
        versions = list(pool.map(lambda name: _version(transport, name), SERVICES))
        absent = lacked.result()
    doubted = next((one for one in versions if isinstance(one, NotBelievedError)), None)
    if doubted and not any(isinstance(one, str) and one for one in versions):
        raise silence(transport.site, "identity", doubted)
    return [
        Service(name, version, spoken(name, version), _missing(name, version, absent))
        for name, version in zip(SERVICES, versions, strict=True)
        if isinstance(version, str) and version
    ]


def impediments(transport: Transport, actions: Sequence[Action], *, applies: bool = True) -> Iterator[ZhengyunError]:
    """Yield why some actions cannot be done at all, whatever room there is: by whom we are, or how old a service is."""
    site, in_tenants = transport.site, any(action.address.tenant != SHARED for action in actions)
    if applies and in_tenants and transport.bound:
        yield ZhengyunError(codes.BOUND, site=site, cloud=transport.known_as, type=transport.bound)
    yield from beyond(site, {service: transport.speaks(service) for service in ASKED}, actions)


def _version(transport: Transport, service: str) -> str | NotBelievedError:
    try:
        return transport.version(service)
    except NotBelievedError as error:
        return error
    except NoAnswerError:
        return ""


def _missing(service: str, version: str, absent: Sequence[str]) -> tuple[str, ...]:
    """The features that a version lacks, or the extensions that are not there."""
    return (
        tuple(absent) if service == NETWORK else tuple(one.what for one in lacking(service, spoken(service, version)))
    )


def _extensions(api: Callable[[], Api], kinds: Iterable[Kind]) -> list[str]:
    """The extensions that we use and the network service lacks; none where it does not tell."""
    listings = [kind.listing for kind in kinds if kind.listing]
    used = {one.extension for one in listings if one.service == NETWORK and one.extension}
    try:
        there = {str(one.get("alias")) for one in api().listed(EXTENSIONS)}
    except ZhengyunError:
        return []
    return sorted({*used, *NEEDED} - there)
