"""`make catalogue`: collect every text that a person reads, merge it with the translations, compile them.

The texts are ours (`_`, `N_`) and click's own, which its help and its errors are made of.
"""

import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Final

import click
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT: Final = Path(__file__).resolve().parents[2]
ROOMS: Final = (
    "zhengyun",
    "inventory",
    "records",
    "keys",
    "cloud",
    "governance",
    "pki",
    "vault",
    "remote",
    "playbooks",
    "clock",
    "network",
    "lab",
    "cli",
)
PO: Final = Path(__file__).resolve().parent / "zh_CN" / "LC_MESSAGES" / "zhengyun.po"
KEYWORDS: Final = {"_": None, "N_": None, "ngettext": (1, 2)}
HEADER: Final = "# 政云 (zhengyun) 的简体中文文案，由 `make catalogue` 汇集、写出并编译。"
# A date that changed by itself would make another catalogue of the same texts.
BEGUN: Final = datetime(2026, 1, 1, tzinfo=UTC)


def main() -> int:
    """Merge and compile; ends with 1 where a translation is missing."""
    catalogue = merged()
    with PO.open("wb") as stream:
        write_po(stream, catalogue, omit_header=False, sort_output=True, no_location=True, width=110)
    PO.with_suffix(".mo").write_bytes(compiled(catalogue))
    missing = [message.id for message in catalogue if message.id and not whole(message.string)]
    for text in missing:
        sys.stderr.write(f"not translated: {text!r}\n")
    return 1 if missing else 0


def merged() -> Catalog:
    """The translations of exactly the texts that there are now."""
    catalogue = Catalog(
        locale="zh_CN", domain="zhengyun", project="zhengyun", fuzzy=False, creation_date=BEGUN, header_comment=HEADER
    )
    known = stored()
    for text in texts():
        catalogue.add(text, known.get(text) or ("" if isinstance(text, str) else ("",)))
    return catalogue


def whole(translation: str | Iterable[str] | None) -> bool:
    """Whether a translation is there, in each of its forms."""
    return bool(translation) and all(translation or ())


def stored() -> dict[str | tuple[str, ...], str | tuple[str, ...]]:
    """The translations that there are."""
    if not PO.exists():
        return {}
    with PO.open("rb") as stream:
        found = read_po(stream, locale="zh_CN", domain="zhengyun")
    return {_key(message.id): _key(message.string or "") for message in found if message.id}


@cache
def texts() -> list[str | tuple[str, ...]]:
    """Every text, once, in order."""
    return sorted(set(_ours()) | set(_clicks()), key=str)


def compiled(catalogue: Catalog) -> bytes:
    """The catalogue as gettext reads it."""
    from io import BytesIO

    stream = BytesIO()
    write_mo(stream, catalogue)
    return stream.getvalue()


def _ours() -> Iterator[str | tuple[str, ...]]:
    for room in ROOMS:
        for _file, _line, text, _comments, _context in extract_from_dir(ROOT / room, keywords=KEYWORDS):
            yield _key(text)


def _clicks() -> Iterator[str | tuple[str, ...]]:
    for _file, _line, text, _comments, _context in extract_from_dir(Path(click.__file__).parent, keywords=KEYWORDS):
        yield _key(text)


def _key(text: object) -> str | tuple[str, ...]:
    return tuple(map(str, text)) if isinstance(text, list | tuple) else str(text)


if __name__ == "__main__":
    sys.exit(main())
