"""openstacksdk: credentials from clouds.yaml, tokens, endpoints, HTTP. No other module knows it."""

import re
import threading
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from keystoneauth1 import exceptions as auth_errors
from keystoneauth1.plugin import BaseAuthPlugin
from openstack.config import OpenStackConfig
from openstack.config.cloud_region import CloudRegion
from openstack.exceptions import ConfigException
from requests.adapters import HTTPAdapter

from cloud import codes
from cloud.transport import NoAnswerError, Request, Response
from zhengyun.errors import ZhengyunError

# The newest that a Zed cloud (2022) knows, or older where that is all we use.
MICROVERSIONS: Final = {"compute": "2.90", "block-storage": "3.70", "placement": "1.36"}
# What the catalogue's address lacks, where services leave the version out of it.
PREFIXES: Final = {"network": "/v2.0", "image": "/v2", "identity": "/v3", "compute": "/v2.1", "block-storage": "/v3"}
SECONDS: Final = 60
CONNECTIONS: Final = 32


class Sdk:
    """One site's services, reached as clouds.yaml says."""

    def __init__(self, site: str, cloud: str, clouds: Path | None = None) -> None:
        self.site = site
        self._cloud = cloud
        self._config, self._region = _region(cloud, clouds)
        self._session = self._region.get_session()
        for scheme in ("http://", "https://"):
            self._session.session.mount(scheme, HTTPAdapter(pool_maxsize=CONNECTIONS))
        self._ways: dict[str, BaseAuthPlugin] = {}
        self._addresses: dict[tuple[str, str], str] = {}
        self._roles: dict[str, str] = {}
        self._lock = threading.Lock()

    def send(self, request: Request) -> Response:
        """Send once and return the answer, whatever its status.

        Raises: NoAnswerError.
        """
        try:
            answer = self._call(request)
        except auth_errors.HttpError as error:
            # The answer to asking for a token, not to the request itself.
            return Response(error.http_status or 500, str(error.message))
        except auth_errors.ConnectionError as error:
            raise NoAnswerError(_short(error), sent=not _never_connected(error)) from error
        except auth_errors.ClientException as error:
            return Response(401, str(error))
        return Response(answer.status_code, _body(answer), dict(answer.headers))

    @cached_property
    def home(self) -> str:
        """Our own project."""
        return self._known(self._session.get_project_id)

    @cached_property
    def user(self) -> str:
        """Our own user."""
        return self._known(self._session.get_user_id)

    @property
    def domain(self) -> str:
        """The domain that projects are made in: our own project's."""
        auth = self._region.config["auth"]
        return str(auth.get("project_domain_id") or auth.get("domain_id") or "default")

    def role(self, name: str) -> str:
        """The identifier of a role; asked for once."""
        with self._lock:
            if name not in self._roles:
                answer = self.send(Request("GET", "identity", "/roles", (("name", name),)))
                self._roles |= {role["name"]: role["id"] for role in answer.body["roles"]}
            return self._roles[name]

    def _call(self, request: Request) -> Any:
        tenant = "" if request.tenant == self.home else request.tenant
        options: dict[str, Any] = {
            "raise_exc": False,
            "timeout": SECONDS,
            "auth": self._way(tenant),
            "microversion": MICROVERSIONS.get(request.service),
            "endpoint_filter": {"service_type": request.service},
        }
        if request.query:
            options["params"] = list(request.query)
        if request.upload:
            options["data"] = request.upload()
        elif request.body is not None:
            options["json"] = request.body
        if request.content_type:
            options["headers"] = {"Content-Type": request.content_type}
        return self._session.request(self._address(request.service, tenant) + request.path, request.method, **options)

    def _way(self, tenant: str) -> BaseAuthPlugin:
        """Our way to tokens for a tenant's project, or for our own."""
        if not tenant:
            return _sure(self._session.auth)
        with self._lock:
            if tenant not in self._ways:
                # Empty strings undo what the cloud's entry says about the project.
                unscoped = dict.fromkeys(("project_name", "project_domain_id", "project_domain_name"), "")
                auth = {**self._region.config["auth"], **unscoped, "project_id": tenant}
                self._ways[tenant] = _sure(self._config.get_one(cloud=self._cloud, auth=auth).get_auth())
            return self._ways[tenant]

    def _address(self, service: str, tenant: str) -> str:
        """The service's address from the catalogue, without asking the service which versions it has."""
        if (service, tenant) not in self._addresses:
            endpoint = self._way(tenant).get_endpoint(
                self._session,
                service_type=service,
                interface=self._region.get_interface(service),
                region_name=self._region.get_region_name(service),
                skip_discovery=True,
            )
            address = str(endpoint or "").rstrip("/")
            prefix = PREFIXES.get(service, "")
            self._addresses[service, tenant] = address if prefix in address else address + prefix
        return self._addresses[service, tenant]

    def _known(self, ask: Callable[[], str | None]) -> str:
        try:
            return str(ask())
        except auth_errors.ConnectionError as error:
            problem = _short(error)
            raise ZhengyunError(codes.UNREACHABLE, site=self.site, service="identity", problem=problem) from error
        except auth_errors.ClientException as error:
            raise ZhengyunError(
                codes.REFUSED,
                site=self.site,
                service="identity",
                method="POST",
                path="/auth/tokens",
                problem=str(error),
            ) from error

    def version(self, service: str) -> str:
        """The newest version that a service says it speaks, in its own words.

        Raises: NoAnswerError.
        """
        root = re.sub(r"/v[0-9].*$", "", self._address(service, ""))
        try:
            answer = self._session.request(root + "/", "GET", raise_exc=False, timeout=SECONDS, authenticated=False)
        except auth_errors.ConnectionError as error:
            raise NoAnswerError(_short(error), sent=False) from error
        return _newest(_body(answer))


def _region(cloud: str, clouds: Path | None) -> tuple[OpenStackConfig, CloudRegion]:
    try:
        config = OpenStackConfig(config_files=[str(clouds)]) if clouds else OpenStackConfig()
        return config, config.get_one(cloud=cloud)
    except ConfigException as error:
        raise ZhengyunError(codes.NO_CLOUD, cloud=cloud, problem=str(error)) from error


def _sure(way: BaseAuthPlugin | None) -> BaseAuthPlugin:
    assert way is not None  # noqa: S101 - every entry of clouds.yaml comes to some way of authentication
    return way


def _newest(document: Any) -> str:
    """The current one of a version document (each service has another form of it)."""
    versions = document.get("versions", ()) if isinstance(document, dict) else ()
    listed = versions["values"] if isinstance(versions, dict) else versions
    current = [one for one in listed if str(one.get("status", "")).upper() in {"CURRENT", "STABLE"}]
    newest = (current or list(listed) or [{}])[0]
    return str(newest.get("max_version") or newest.get("version") or newest.get("id") or "?")


def _body(answer: Any) -> Any:
    if not answer.content:
        return None
    try:
        return answer.json()
    except ValueError:
        return answer.text


def _never_connected(error: Exception) -> bool:
    """Whether the connection was never made, so that nothing can have been sent."""
    text = str(error)
    return "Failed to establish a new connection" in text or "NewConnectionError" in text


def _short(error: Exception) -> str:
    text = str(error)
    for known in (
        "Connection refused",
        "Connection reset",
        "timed out",
        "Name or service not known",
        "Remote end closed",
    ):
        if known in text:
            return known
    return text[:200]
