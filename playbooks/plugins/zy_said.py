"""What a command on a host has said, in one line for whoever reads why something failed."""

from collections.abc import Mapping
from typing import Any

LONGEST = 500


def said(done: Mapping[str, Any]) -> str:
    """Both outputs, without what OpenSSH says of its own connection."""
    lines = (line.strip() for part in ("stdout", "stderr") for line in str(done[part]).splitlines())
    return " ".join(line for line in lines if line and "connection to" not in line)[-LONGEST:]
