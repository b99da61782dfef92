"""openstacksdk: credentials from clouds.yaml, tokens, endpoints, HTTP. No other module knows it."""

import re
import threading
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

from keystoneauth1 import exceptions as auth_errors
from keystoneauth1.identity.v3 import Password
from keystoneauth1.plugin import BaseAuthPlugin
from keystoneauth1.session import TCPKeepAliveAdapter
from openstack.config import OpenStackConfig
from openstack.config.cloud_region import CloudRegion
from openstack.config.loader import SECURE_FILES
from openstack.exceptions import ConfigException

from cloud import codes
from cloud.roots import look_at_roots
from cloud.silence import silence
from cloud.transport import Login, NoAnswerError, Request, Response
from cloud.versions import ASKED, said, sufficient
from cloud.wire import Bytes, body_of, never_connected, newest, settled, unanswered
from zhengyun.errors import N_, ZhengyunError

# What the catalogue's address lacks, where services leave the version out of it.
PREFIXES: Final = {"network": "/v2.0", "image": "/v2", "identity": "/v3", "compute": "/v2.1", "block-storage": "/v3"}
# What an entry of clouds.yaml says about reaching a site, besides `auth_url`.
REACHED: Final = frozenset({"region_name", "interface", "cacert", "verify", "identity_api_version"})
SECONDS: Final = 60
TOO_MANY: Final = 429
NOT_ACCEPTABLE: Final = 406
CONNECTIONS: Final = 32
# Ways to tokens of one project alone: application credentials, under either of their names, and fixed tokens.
BOUND: Final = frozenset({"v3applicationcredential", "v3oauth2clientcredential", "admin_token", "none", "noauth"})

T = TypeVar("T")


class Sdk:
    """One site's services, reached as clouds.yaml says, or an entry of that form that lies in memory alone."""

    def __init__(
        self, site: str, cloud: str, clouds: Path | None = None, *, entry: Mapping[str, object] | None = None
    ) -> None:
        self.site = site
        self._cloud = cloud
        self._config, self._region = _region(cloud, clouds) if entry is None else _given(cloud, entry)
        look_at_roots(self._region.config, cloud, clouds or self._config.config_filename)
        self._session = self._region.get_session()
        for scheme in ("http://", "https://"):
            self._session.session.mount(scheme, TCPKeepAliveAdapter(pool_maxsize=CONNECTIONS))
        self._ways: dict[str, BaseAuthPlugin] = {}
        self._addresses: dict[tuple[str, str], str] = {}
        self._entered: set[str] = set()
        self._versions = dict(ASKED)
        self._lock = threading.Lock()

    def send(self, request: Request) -> Response:
        """Send once and return the answer, whatever its status.

        Raises: NoAnswerError.
        """
        tenant = "" if not request.tenant or request.tenant == self.home else request.tenant
        try:
            way = _somebody_else(self.entry, request.login) if request.login else self._way(tenant)
            self._enter(tenant, way)
        except auth_errors.ConnectionError as error:
            raise unanswered(error, sent=False) from error
        except auth_errors.HttpError as error:
            return self._not_let_in(error, tenant)
        except auth_errors.ClientException as error:
            return Response(401, str(error))
        try:
            answer = settled(lambda: self._understood(request, tenant, way), request.method)
        except auth_errors.ConnectionError as error:
            raise unanswered(error, sent=not never_connected(error)) from error
        except auth_errors.HttpError as error:
            return self._not_let_in(error, tenant)
        except auth_errors.ClientException as error:
            # A token that ended meanwhile could not be renewed: the service has refused the request, unread.
            return Response(401, str(error))
        return Response(answer.status_code, body_of(answer), dict(answer.headers))

    @cached_property
    def home(self) -> str:
        """Our own project."""
        return str(self._known(self._session.get_project_id))

    @cached_property
    def user(self) -> str:
        """Our own user."""
        return str(self._known(self._session.get_user_id))

    @cached_property
    def domain(self) -> str:
        """The domain that projects are made in: our own project's, as Keystone tells it, whatever clouds.yaml calls it."""
        way: Any = _sure(self._session.auth)
        access = self._known(lambda: way.get_access(self._session))
        return str(access.project_domain_id or access.user_domain_id or "default")

    @cached_property
    def entry(self) -> Mapping[str, object]:
        """How the site is reached, in the words of clouds.yaml, without who we are."""
        config = self._region.config
        words = [name for name in config if name in REACHED or name.endswith("_endpoint_override")]
        rest = {name: config[name] for name in sorted(words) if config[name] not in (None, "")}
        return {"auth_url": str(config["auth"]["auth_url"]), **rest}

    def _enter(self, tenant: str, way: BaseAuthPlugin) -> None:
        """Get a token before anything is sent, so that what goes wrong with it is not taken for the request's fate."""
        self._session.get_token(way)
        self._entered.add(tenant)

    def _not_let_in(self, error: auth_errors.HttpError, tenant: str) -> Response:
        """What Keystone said when it was asked for a token.

        Raises: NoAnswerError where that says nothing about us.
        """
        status = error.http_status or 500
        if status == TOO_MANY or status >= 500:
            raise NoAnswerError(f"no token: {error.message}", sent=False) from error
        return Response(401, str(error.message), early=bool(tenant) and tenant not in self._entered)

    def _understood(self, request: Request, tenant: str, way: BaseAuthPlugin) -> Any:
        """Call, in an older version where the service does not speak ours: it has not read on, so that nothing was done."""
        asked = self._versions.get(request.service)
        answer = self._call(request, tenant, way)
        if answer.status_code != NOT_ACCEPTABLE or asked is None:
            return answer
        with self._lock:
            if self._versions[request.service] == asked:
                newest = said(answer.text) or self.version(request.service)
                self._versions[request.service] = sufficient(self.site, request.service, newest)
        return self._call(request, tenant, way)

    def speaks(self, service: str) -> str:
        """The microversion that a service is spoken to in; nothing where it has none."""
        return self._versions.get(service, "")

    @property
    def bound(self) -> str:
        """The type of our way to tokens, where it leads to one project and no other; else nothing."""
        kind = str(self._region.config.get("auth_type") or "")
        return kind if kind in BOUND else ""

    @property
    def known_as(self) -> str:
        """The name of the entry in clouds.yaml."""
        return self._cloud

    def _call(self, request: Request, tenant: str, way: BaseAuthPlugin) -> Any:
        options: dict[str, Any] = {
            "raise_exc": False,
            "timeout": SECONDS,
            "auth": way,
            # The library would log passwords and secrets.
            "log": request.service != "identity",
            "microversion": self._versions.get(request.service),
            "endpoint_filter": {"service_type": request.service},
        }
        if request.query:
            options["params"] = list(request.query)
        if request.upload:
            options["data"] = Bytes(request.upload)
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
        """The service's address, without asking the service which versions it has.

        Raises: NoAnswerError where there is none.
        """
        if (service, tenant) not in self._addresses:
            address = self._endpoint(service, tenant).rstrip("/")
            prefix = PREFIXES.get(service, "")
            self._addresses[service, tenant] = address if prefix in urlsplit(address).path else address + prefix
        return self._addresses[service, tenant]

    def _endpoint(self, service: str, tenant: str) -> str:
        """What the cloud's entry says (`network_endpoint_override` and the like), or else the catalogue."""
        override = self._region.get_endpoint(service)
        if override:
            return override.replace("%(project_id)s", tenant or self.home)
        endpoint = self._way(tenant).get_endpoint(
            self._session,
            service_type=service,
            interface=self._region.get_interface(service),
            region_name=self._region.get_region_name(service),
            skip_discovery=True,
        )
        if not endpoint:
            raise NoAnswerError(N_("there is no such service in the catalogue"), sent=False)
        return str(endpoint)

    def _known(self, ask: Callable[[], T]) -> T:
        try:
            return ask()
        except auth_errors.ConnectionError as error:
            raise silence(self.site, "identity", unanswered(error, sent=False)) from error
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
        try:
            self._enter("", self._way(""))
            root = re.sub(r"/v[0-9].*$", "", self._address(service, ""))
            answer = self._session.request(root + "/", "GET", raise_exc=False, timeout=SECONDS, authenticated=False)
        except auth_errors.ClientException as error:
            raise unanswered(error, sent=False) from error
        return newest(body_of(answer))


def _somebody_else(reached: Mapping[str, object], login: Login) -> BaseAuthPlugin:
    """The way to a token of somebody else, asked for anew each time."""
    return Password(
        auth_url=str(reached["auth_url"]),
        user_id=login.user,
        password=login.password,
        project_id=login.project,
        reauthenticate=False,
    )


def _region(cloud: str, clouds: Path | None) -> tuple[OpenStackConfig, CloudRegion]:
    """The entry of that name.

    Raises: ZhengyunError (ZY-CLOUD-001).
    """
    file: object = clouds or "clouds.yaml"
    try:
        if clouds:
            clouds.open("rb").close()
        config = (
            OpenStackConfig(config_files=[str(clouds)], secure_files=_secrets(clouds)) if clouds else OpenStackConfig()
        )
        file = clouds or config.config_filename or file
        return config, config.get_one(cloud=cloud)
    except OSError as error:
        raise ZhengyunError(codes.NO_CLOUD, cloud=cloud, file=file, problem=error.strerror) from error
    except ConfigException as error:
        raise ZhengyunError(codes.NO_CLOUD, cloud=cloud, file=file, problem=str(error)) from error
    except (TypeError, ValueError, AttributeError, KeyError) as error:
        # It takes the file's shape for granted and trips where that is another.
        raise ZhengyunError(
            codes.NO_CLOUD, cloud=cloud, file=file, problem=N_("it is not of the right form")
        ) from error


def _given(cloud: str, entry: Mapping[str, object]) -> tuple[OpenStackConfig, CloudRegion]:
    """An entry that neither files nor the environment add to.

    Raises: ZhengyunError (ZY-CLOUD-001).
    """
    config = OpenStackConfig(load_yaml_config=False, load_envvars=False)
    config.cloud_config = {"clouds": {cloud: dict(entry)}}
    try:
        return config, config.get_one(cloud=cloud)
    except (ConfigException, TypeError, ValueError, AttributeError, KeyError) as error:
        problem = N_("it is not of the right form")
        raise ZhengyunError(codes.NO_CLOUD, cloud=cloud, file="-", problem=problem) from error


def _secrets(clouds: Path) -> list[str]:
    """Where passwords may lie apart: beside the file that the settings name, then in the usual places."""
    return [*(str(clouds.with_name(f"secure{ending}")) for ending in (".yaml", ".yml", ".json")), *SECURE_FILES]


def _sure(way: BaseAuthPlugin | None) -> BaseAuthPlugin:
    assert way is not None  # noqa: S101 - every entry of clouds.yaml comes to some way of authentication
    return way
