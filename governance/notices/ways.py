"""From a rule of the settings to the way that it names."""

from governance.notices.command import CommandMessenger
from governance.notices.mail import MailMessenger
from governance.notices.port import Messenger
from governance.notices.webhook import WebhookMessenger
from zhengyun.notices import NoticeRule


def way_of(rule: NoticeRule, seconds: float) -> Messenger:
    """The messenger that a rule asks for, each of whose steps may take so many seconds."""
    if rule.mail:
        return MailMessenger(rule.mail, seconds)
    if rule.webhook:
        return WebhookMessenger(rule.webhook, seconds)
    return CommandMessenger(rule.command, seconds)
