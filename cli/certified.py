"""Certificates of separation as files, pages and lines."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cli.files import write
from cli.probing import parts
from cli.probing.lines import lines as proof_lines
from cli.text import _
from cli.wiring import House
from network.codes import certifying as codes
from zhengyun.entry import Note
from zhengyun.errors import ZhengyunError

if TYPE_CHECKING:
    from network.certifying import Certificate

PROVEN: Final = "network.proven"
CERTIFIED: Final = "network.certified"


def signed(house: House, proof: Path, file: Path) -> "Certificate":
    """Certify a proof that the log has, as the acting person; the log knows of it before the file is written.

    Raises: ZhengyunError (ZY-NET-157, ZY-NET-176, ZY-NET-177, ZY-NET-219; as `parts.speaker`).
    """
    from network.certifying import certify, read

    document = parts.document_of(proof)
    if not isinstance(document, dict):
        raise ZhengyunError(codes.NO_CERTIFICATE, file=proof, problem=type(document).__name__)
    network = house.estate().network
    _entered(house, str(document.get("digest")), str(proof))
    made = certify(document, str(proof), network, house.session.person, parts.speaker(house), house.clock.now())
    found = read(made, str(file))
    said = {"digest": found.proof["digest"], "key": found.key.id, "signed": found.signed, "valid_until": found.until}
    house.book.append(Note(CERTIFIED, house.session.person, {**said, "passed": found.proof["passed"]}))
    write(file, (json.dumps(made, ensure_ascii=False, indent=1) + "\n").encode())
    return found


def believed(house: House, file: Path, given: Sequence[tuple[str, Path]]) -> "Certificate":
    """A certificate whose signer may speak for his network; of our own network one that the log has.

    Raises: ZhengyunError (ZY-NET-157, ZY-NET-176, ZY-NET-177, ZY-NET-178, ZY-NET-219).
    """
    from network.certifying import read

    found = read(parts.document_of(file), str(file))
    network = house.estate().network
    trust = parts.Trust(house, network, given)
    found.believe(trust.keys, trust.verifier)
    if not trust.own(found.network, found.signer, found.key):
        values = {"signer": found.signer, "key": found.key.id, "network": found.network}
        raise ZhengyunError(codes.CERTIFICATE_STRANGER, place=None, file=file, **values)
    if found.network == network:
        _entered(house, str(found.proof["digest"]), str(file))
    return found


def printed(found: "Certificate", pdf: Path) -> None:
    """Write it as a page of PDF, in the reader's language. Raises: ZhengyunError (ZY-CLI-006)."""
    from cli.reports.certificate import page

    write(pdf, page(found))


def told(found: "Certificate") -> dict[str, Any]:
    """A certificate as data, without the proof's own rows."""
    proof = {name: value for name, value in found.proof.items() if name not in {"matrix", "wrong"}}
    words = {"file": found.file, "network": found.network, "signer": found.signer, "key": found.key._asdict()}
    return {**words, "signed": found.signed, "valid_until": found.until, "proof": proof}


def lines(found: "Certificate") -> Iterator[str]:
    """The proof, and who has signed it."""
    yield from proof_lines(found.proof)
    yield _("certified by {signer} ({network}), with the key {key}, at {signed}").format(
        signer=found.signer, network=found.network, key=found.key.id, signed=found.signed
    )


def _entered(house: House, digest: str, file: str) -> None:
    if not any(one.body.get("digest") == digest for one in house.book.of_kind(PROVEN)):
        raise ZhengyunError(codes.NOT_ENTERED, file=file, digest=digest)
