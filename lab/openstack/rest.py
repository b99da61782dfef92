"""The little HTTP that the lab needs to look after its own services."""

import http.client
import json
import ssl
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lab import codes
from zhengyun.errors import ZhengyunError

_TIMEOUT = 30.0
_SHOWN = 300

# Never through a proxy, whatever the environment says: all of it is on the loopback.
_DIRECT = urllib.request.ProxyHandler({})
_OPENER = urllib.request.build_opener(_DIRECT)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service answered; `body` is the decoded JSON, or the text where it is none."""

    status: int
    headers: Mapping[str, str]
    body: Any


def request(
    method: str,
    url: str,
    body: object = None,
    *,
    headers: Mapping[str, str] | None = None,
    timeout: float = _TIMEOUT,
    context: ssl.SSLContext | None = None,
) -> Answer:
    """One request, answered by whatever status; `timeout` in seconds. A body of bytes is sent as it is, others as JSON.

    An address of https is believed as `context` has it.

    Raises: ZhengyunError ZY-LAB-015 where there is no answer.
    """
    data, kind = _encoded(body)
    sent = {"Accept": "application/json", **({"Content-Type": kind} if data else {}), **(headers or {})}
    asked = urllib.request.Request(url, data, sent, method=method)  # noqa: S310 - only to the loopback
    opener = urllib.request.build_opener(_DIRECT, urllib.request.HTTPSHandler(context=context)) if context else _OPENER
    try:
        with opener.open(asked, timeout=timeout) as response:
            return Answer(response.status, dict(response.headers), _decoded(response.read()))
    except urllib.error.HTTPError as refused:
        with refused:
            return Answer(refused.code, dict(refused.headers), _decoded(refused.read()))
    except (OSError, http.client.HTTPException) as failed:
        problem = getattr(failed, "reason", None) or failed
        raise ZhengyunError(codes.UNREACHABLE, method=method, url=url, problem=problem) from failed


@dataclass(frozen=True, slots=True)
class Session:
    """A person's token, and where each service answers, by type."""

    token: str = field(repr=False)
    project: str
    user: str
    endpoints: Mapping[str, str]

    def ask(
        self, method: str, service: str, path: str, body: object = None, *, version: str = "", timeout: float = _TIMEOUT
    ) -> Answer:
        """One request to a service named by its type; `version` is a microversion, such as "compute 2.96"."""
        headers = {"X-Auth-Token": self.token, **({"OpenStack-API-Version": version} if version else {})}
        return request(method, self.endpoints[service] + path, body, headers=headers, timeout=timeout)

    def get(self, service: str, path: str, *, version: str = "") -> Any:
        """The body of what is asked for.

        Raises: ZhengyunError ZY-LAB-014 where it is refused, ZY-LAB-015 where it is not answered.
        """
        return expect(self.ask("GET", service, path, version=version), "GET", self.endpoints[service] + path)


def log_in(auth_url: str, user: str, password: str, project: str = "admin", *, timeout: float = _TIMEOUT) -> Session:
    """A session of one user in one project, both of the default domain, at the addresses that the services have among themselves.

    Raises: ZhengyunError ZY-LAB-014 where Keystone refuses, ZY-LAB-015 where it does not answer.
    """
    domain = {"id": "default"}
    identity = {
        "methods": ["password"],
        "password": {"user": {"name": user, "domain": domain, "password": password}},
    }
    url = f"{auth_url}/auth/tokens"
    body = {"auth": {"identity": identity, "scope": {"project": {"name": project, "domain": domain}}}}
    answer = request("POST", url, body, timeout=timeout)
    token = expect(answer, "POST", url)["token"]
    endpoints = {
        service["type"]: endpoint["url"]
        for service in token["catalog"]
        for endpoint in service["endpoints"]
        if endpoint["interface"] == "internal"
    }
    return Session(answer.headers["X-Subject-Token"], token["project"]["id"], token["user"]["id"], endpoints)


def expect(answer: Answer, method: str, url: str) -> Any:
    """The body of an answer that says yes.

    Raises: ZhengyunError ZY-LAB-014 for any other.
    """
    if not 200 <= answer.status < 300:
        text = str(answer.body)[:_SHOWN]
        raise ZhengyunError(codes.REFUSED, method=method, url=url, status=answer.status, text=text)
    return answer.body


def _encoded(body: object) -> tuple[bytes | None, str]:
    if isinstance(body, bytes):
        return body, "application/octet-stream"
    return (None if body is None else json.dumps(body).encode()), "application/json"


def _decoded(data: bytes) -> Any:
    try:
        return json.loads(data)
    except ValueError:
        return data.decode(errors="replace")
