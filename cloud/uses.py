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
SERVICES: Final = (IDENTITY, "placement", "image", "network", "compute", "block-storage")
WRITING: Final = ("POST", "PUT", "PATCH", "DELETE")
# Where tenants' things are made in the tenant's own name.
TENANTS: Final = ("compute", "block-storage")
# Keystone lets an application credential do this only where it is unrestricted, that is, may make others of its like.
OTHERS: Final = re.compile(r"/users/[^/]+/application_credentials/[^/]+")

Rule = Mapping[str, str]


class Use(NamedTuple):
    """What one credential is for. `project` is empty for our own; `word` stands in its name."""

    word: str
    role: str = ADMINISTRATOR
    project: str = ""
    unrestricted: bool = False

    def rules(self, auth_url: str) -> Sequence[Rule]:
        """What it may ask for, in the words of Keystone's API."""
        if self.unrestricted:
            root = urlsplit(auth_url).path.rstrip("/").removesuffix("/v3")
            return [_rule(IDENTITY, "DELETE", f"{root}/v3/users/*/application_credentials/*")]
        if self.project:
            return [_rule(service, method, ANYTHING) for service in TENANTS for method in WRITING]
        methods = ("GET",) if self == LOOKING else WRITING
        return [_rule(service, method, ANYTHING) for service in SERVICES for method in methods]


LOOKING: Final = Use("look")
WORKING: Final = Use("work")
FORGETTING: Final = Use("forget", unrestricted=True)


def use_of(request: Request, home: str) -> Use:
    """The one that a request goes by."""
    if request.tenant and request.tenant != home:
        return Use("in", ROLE, request.tenant)
    if request.method == "GET":
        return LOOKING
    others = request.service == IDENTITY and request.method == "DELETE" and OTHERS.fullmatch(request.path)
    return FORGETTING if others else WORKING


def _rule(service: str, method: str, path: str) -> Rule:
    return {"service": service, "method": method, "path": path}
