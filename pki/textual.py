"""A certificate that is on record as text: in PEM, or as the line that SSH reads."""

from typing import Final

from pki import pem
from pki.ssh.certificate import line
from pki.ssh.certifying import PREFIX
from zhengyun.certified import Certified

COMMENT: Final = "zhengyun"


def textual(one: Certified) -> str:
    """What its file holds, whichever kind of authority has issued it."""
    if one.authority.startswith(PREFIX):
        return f"{line(one.certificate, COMMENT)}\n"
    return pem.written(pem.CERTIFICATE[0], one.certificate)
