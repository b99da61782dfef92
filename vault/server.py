"""A vault's server by HTTP: the one place that knows hvac."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import hvac

from vault import codes
from vault.port import Answer, Health, Wrapped
from zhengyun.errors import ZhengyunError

# In seconds: to come there, and to be answered.
PATIENCE: Final = (5, 30)
REFUSALS: Final = frozenset({401, 403})
UNAVAILABLE: Final = 503
# A server that cannot write its audit log says no more than this, to whatever it would have to write down: even to a question of
# somebody without a token, whom it else refuses.
BROKEN: Final = 500
MUTE: Final = "internal error"
AUDITED: Final = "auth/token/lookup-self"


class HttpServer:
    """A server at an address, which is believed by the roots in a file; without one, only the loopback may go without TLS."""

    def __init__(self, address: str, roots: Path | None = None) -> None:
        self.address = address.rstrip("/")
        self._roots = roots
        self._adapter = hvac.adapters.RawAdapter(
            base_uri=self.address, verify=str(roots) if roots else True, timeout=PATIENCE, strict_http=False
        )
        # Neither proxies nor credentials of whoever's shell this is.
        self._adapter.session.trust_env = False

    def health(self) -> Health:
        """How it stands.

        Raises: ZhengyunError (ZY-VAULT-001, 004, 006).
        """
        always = {"sealedcode": 200, "uninitcode": 200, "standbyok": "true", "perfstandbyok": "true"}
        with self._reached():
            response = self._adapter.request("get", "/v1/sys/health", params=always, raise_exception=False)
            said = response.json() if response.ok else None
        if not isinstance(said, dict) or not {"initialized", "sealed"} <= set(said):
            # A balancer without a server behind it, or something else that listens there.
            problem = f"{response.status_code} {response.reason}"
            raise ZhengyunError(codes.UNREACHABLE, address=self.address, problem=problem)
        return Health(
            bool(said["initialized"]),
            bool(said["sealed"]),
            not said.get("standby", True),
            str(said.get("version", "")),
            int(said.get("server_time_utc", 0)),
        )

    def ask(self, method: str, path: str, body: Mapping[str, Any] | None = None, *, token: str = "") -> Answer:
        """Ask for something. Raises: ZhengyunError (ZY-VAULT-001 to 006, 008)."""
        with self._reached():
            response = self._send(method, path, token, json=dict(body) if body is not None else None)
            said = response.json() if response.content else {}
        wrap = said.get("wrap_info") or None
        wrapped = wrap and Wrapped(wrap["token"], wrap["accessor"], int(wrap["ttl"]), wrap.get("creation_path", path))
        # What is about the server itself stands beside `data`, or in its place.
        data = said.get("data") if isinstance(said.get("data"), dict) else said
        return Answer(data or {}, said.get("auth") or {}, wrapped)

    def download(self, path: str, *, token: str) -> bytes:
        """An answer in bytes. Raises: as `ask`."""
        with self._reached():
            return bytes(self._send("GET", path, token).content)

    def upload(self, path: str, data: bytes, *, token: str) -> None:
        """Give bytes. Raises: as `ask`."""
        with self._reached():
            self._send("POST", path, token, data=data)

    def _send(self, method: str, path: str, token: str, **what: Any) -> Any:
        headers = {"X-Vault-Token": token} if token else {}
        response = self._adapter.request(method.lower(), f"/v1/{path}", headers=headers, raise_exception=False, **what)
        if not response.ok:
            raise self._meant(response.status_code, _words(response), method, path, token)
        return response

    @contextmanager
    def _reached(self) -> Iterator[None]:
        """What goes wrong on the way, in our words."""
        try:
            yield
        except (OSError, ValueError) as error:
            # What is wrong with its certificate is told apart: somebody else may answer there.
            if "CERTIFICATE" in str(error).upper():
                roots = self._roots or "-"
                raise ZhengyunError(
                    codes.NOT_BELIEVED, address=self.address, roots=roots, problem=_short(error)
                ) from error
            raise ZhengyunError(codes.UNREACHABLE, address=self.address, problem=_short(error)) from error

    def _meant(self, status: int, said: str, method: str, path: str, token: str) -> ZhengyunError:
        if status == BROKEN and said == MUTE and self._mute():
            return ZhengyunError(codes.FULL, address=self.address, problem=said)
        if status == UNAVAILABLE:
            health = self.health()
            if not health.begun:
                return ZhengyunError(codes.NOT_BEGUN, address=self.address)
            if health.sealed:
                return ZhengyunError(codes.SEALED, address=self.address)
            return ZhengyunError(codes.UNREACHABLE, address=self.address, problem=said)
        if status in REFUSALS:
            who = "whoever has this token" if token else "whoever has none"
            return ZhengyunError(codes.REFUSED, who=who, method=method, path=path, problem=said)
        return ZhengyunError(codes.ANSWERED, status=status, method=method, path=path, problem=said)

    def _mute(self) -> bool:
        """Whether it answers nothing of what it has to write down first."""
        return bool(self._adapter.request("get", f"/v1/{AUDITED}", raise_exception=False).status_code == BROKEN)


def _words(response: Any) -> str:
    """What a server says of why not."""
    try:
        said = response.json()
    except ValueError:
        return str(response.text).strip()
    found = said.get("errors") or said.get("warnings") or ()
    return "; ".join(" ".join(str(one).split()) for one in found) or str(response.reason)


def _short(error: BaseException) -> str:
    """The last and plainest of what a library says: what the operating system said."""
    inner: BaseException = error
    while (deeper := inner.__cause__ or inner.__context__ or next(iter(_within(inner)), None)) is not None:
        inner = deeper
    return str(getattr(inner, "strerror", "") or inner) or type(inner).__name__


def _within(error: BaseException) -> Iterator[BaseException]:
    yield from (one for one in error.args if isinstance(one, BaseException))
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    if isinstance(reason, BaseException):
        yield reason
