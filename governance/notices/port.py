"""What a way of telling people has to do."""

from typing import Protocol

from governance.notices.notice import Notice


class NoticeError(Exception):
    """A notice has not been delivered; its words say why, and hold no secret."""


class Messenger(Protocol):
    """One way to tell people, such as a mail."""

    @property
    def name(self) -> str:
        """What it is called in messages and in the log; without a secret."""
        ...

    def send(self, notice: Notice) -> None:
        """Deliver one notice, or give up within `seconds` of the driver.

        Raises: NoticeError.
        """
        ...
