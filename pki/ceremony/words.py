"""What people sign in a ceremony, as canonical bytes."""

from typing import Final

from pki.ceremony.course import Course
from zhengyun.canonical import canonical

PRESENT: Final = "zhengyun-ceremony-presence/1"
CONFIRMED: Final = "zhengyun-ceremony-confirmation/1"


def present_bytes(course: Course, person: str) -> bytes:
    """That somebody is there: at this ceremony of this authority, under this trust, by this script."""
    said = {name: course.first[name] for name in ("ceremony", "authority", "trust", "script_digest")}
    return canonical({"type": PRESENT, "person": person, **said})


def confirmed_bytes(course: Course, person: str, digest: str) -> bytes:
    """That somebody has heard the digest of what is signed."""
    return canonical({"type": CONFIRMED, "person": person, "ceremony": course.id, "of": digest})
