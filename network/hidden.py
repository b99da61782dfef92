"""What of a configuration is shown to nobody: passwords and their digests, keys, communities. Pure."""

import re
from typing import Final

HIDDEN: Final = "******"
# Up to the secret itself; behind it nothing is of interest to whoever compares.
SECRETS: Final = re.compile(
    r"^(?P<kept>.*?\b(?:password|secret|cipher|simple|hash|community(?: read| write)?|key-string|authentication-key|message-digest-key \d+ md5|md5|"
    r"auth-password|priv-password|pre-shared-key|key)\b(?: (?:\d|cipher|simple|hash|irreversible-cipher|plain))*)\s+\S.*$",
    re.IGNORECASE,
)


def hidden(line: str) -> str:
    """A line without the secret in it."""
    found = SECRETS.match(line)
    return f"{found['kept']} {HIDDEN}" if found else line
