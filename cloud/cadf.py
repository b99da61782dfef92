"""What every line of the services' audit events has: its length, its service by the file's name, and its time."""

import re
from pathlib import Path
from typing import Final

from zhengyun.gapped import LONGEST

WHEN: Final = re.compile(r'\\?"(?:eventTime|timestamp)\\?": \\?"(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d)')


def time_of(line: str) -> str:
    """When the event of a line was; nothing where the line does not tell."""
    when = WHEN.search(line[:LONGEST])
    return when[1].replace(" ", "T") + "Z" if when else ""


def service_of(file: Path) -> str:
    """Which service has written a file."""
    return re.sub(r"^audit-|\.jsonl.*$", "", file.name)
