"""A notice posted as JSON to an address, with an HMAC-SHA256 of its bytes (RFC 2104) where there is a secret."""

import hmac
from pathlib import Path
from typing import Final
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from governance.notices.notice import Notice
from governance.notices.port import NoticeError
from zhengyun.notices import Webhook

SIGNATURE: Final = "X-Zhengyun-Signature"


class _NoRedirects(HTTPRedirectHandler):
    """What was meant for one address goes to no other."""

    def redirect_request(self, *_: object) -> None:
        """None is followed."""


class WebhookMessenger:
    """Posts to one address, which has so many seconds for each of its answers."""

    def __init__(self, webhook: Webhook, seconds: float) -> None:
        self._webhook, self._seconds = webhook, seconds

    @property
    def name(self) -> str:
        """The host alone: the rest of an address may hold a secret."""
        return f"webhook {urlsplit(self._webhook.url).hostname}"

    def send(self, notice: Notice) -> None:
        """Post it.

        Raises: NoticeError.
        """
        body = notice.document()
        headers = {"Content-Type": "application/json", "User-Agent": "zhengyun"}
        try:
            if self._webhook.secret_file:
                headers[SIGNATURE] = signature(_secret(self._webhook.secret_file), body)
            request = Request(self._webhook.url, body, headers, method="POST")  # noqa: S310 - http or https, as the settings ask
            with build_opener(_NoRedirects()).open(request, timeout=self._seconds):
                pass
        except HTTPError as error:
            raise NoticeError(f"answers {error.code}") from error
        except (OSError, ValueError) as error:
            raise NoticeError(str(getattr(error, "reason", "") or error)) from error


def signature(secret: bytes, body: bytes) -> str:
    """What the header says of a body."""
    return "sha256=" + hmac.new(secret, body, "sha256").hexdigest()


def _secret(file: Path) -> bytes:
    return file.read_bytes().rstrip(b"\r\n")
