"""A mail for each notice (RFC 5321, RFC 5322; STARTTLS by RFC 3207)."""

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import format_datetime

from governance.notices.notice import Notice
from governance.notices.port import NoticeError
from zhengyun.instant import parse
from zhengyun.notices import Mail


class MailMessenger:
    """Hands mails to one server; each of its answers may take so many seconds."""

    def __init__(self, mail: Mail, seconds: float) -> None:
        self._mail, self._seconds = mail, seconds

    @property
    def name(self) -> str:
        """The server."""
        return f"mail {self._mail.host}:{self._mail.port}"

    def send(self, notice: Notice) -> None:
        """Hand the mail over.

        Raises: NoticeError.
        """
        mail = self._mail
        try:
            with smtplib.SMTP(mail.host, mail.port, timeout=self._seconds) as server:
                if mail.starttls:
                    server.starttls(context=ssl.create_default_context())
                server.send_message(self._message(notice))
        except (OSError, smtplib.SMTPException) as error:
            raise NoticeError(f"{type(error).__name__}: {error}") from error

    def _message(self, notice: Notice) -> EmailMessage:
        message = EmailMessage()
        # What a person wrote stands in the sentence: a line break in a header would begin another.
        message["Subject"] = " ".join(notice.text.split()) or notice.request
        message["From"], message["To"] = self._mail.sender, ", ".join(self._mail.to)
        message["Date"] = format_datetime(parse(notice.at))
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(f"{notice.text}\n\n{notice.document().decode()}\n")
        return message
