"""What the credentials of one change are for: which request goes by which, and what Keystone lets each do.

Access rules see the service, the method and the path, and never the body: what is written, and for whom, they cannot tell. The
service holds them against the request, so a token that was taken out of one service's hands is of no use for the rest. A service
that acts on at others in our name shows a token of its own besides, and is not bound by them.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from cloud.transport import Request
from cloud.view import ROLE

ADMINISTRATOR: Final = "admin"
ANYTHING: Final = "/**"
IDENTITY: Final = "identity"
WRITING: Final[Mapping[str, Sequence[str]]] = {
    IDENTITY: ("POST", "PUT", "PATCH", "DELETE"),
    "image": ("POST", "PUT", "PATCH", "DELETE"),
    "network": ("POST", "PUT", "DELETE"),
    "compute": ("POST", "PUT", "DELETE"),
    "block-storage": ("POST", "PUT", "DELETE"),
}
"""The services that we write to, and how."""
LOOKED_AT: Final = (*WRITING, "placement")
# Where tenants' things are made in the tenant's own name.
TENANTS: Final = ("compute", "block-storage")
# Keystone lets an application credential do this only where it is unrestricted, that is, may make others of its like.
OTHERS: Final = re.compile(r"/users/[^/]+/application_credentials/[^/]+")

Rule = Mapping[str, str]


class Use(NamedTuple):
    """What one credential is for: `word` stands in its name. `project` is empty for our own; `service` where it is for several."""

    word: str
    role: str = ADMINISTRATOR
    project: str = ""
    service: str = ""
    unrestricted: bool = False

    def rules(self, auth_url: str) -> Sequence[Rule]:
        """What it may ask for, in the words of Keystone's API."""
        if self.unrestricted:
            root = urlsplit(auth_url).path.rstrip("/").removesuffix("/v3")
            return [_rule(IDENTITY, "DELETE", f"{root}/v3/users/*/application_credentials/*")]
        if self == LOOKING:
            return [_rule(service, "GET", ANYTHING) for service in LOOKED_AT]
        services = TENANTS if self.project else (self.service,)
        return [_rule(service, method, ANYTHING) for service in services for method in WRITING[service]]


LOOKING: Final = Use("look")
# What one service is shown opens no other.
WORKING: Final = {service: Use(service.replace("-", ""), service=service) for service in WRITING}
FORGETTING: Final = Use("forget", unrestricted=True)


def use_of(request: Request, home: str) -> Use:
    """The one that a request goes by."""
    if request.tenant and request.tenant != home:
        return Use("in", ROLE, request.tenant)
    if request.method == "GET":
        return LOOKING
    others = request.service == IDENTITY and request.method == "DELETE" and OTHERS.fullmatch(request.path)
    return FORGETTING if others else WORKING[request.service]


def _rule(service: str, method: str, path: str) -> Rule:
    return {"service": service, "method": method, "path": path}
