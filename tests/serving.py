"""What a server shows its clients, made in memory: a certificate with its chain, its key, and the root above it."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

from pki import der
from pki.csr import read as read_request
from tests.authorities import SERVER, holder, house, pem, wish

CURVES: Final = {"p256": "1.2.840.10045.3.1.7", "sm2": "1.2.156.10197.1.301"}
OWN: Final = ("dns:services.city.example", "address:127.0.0.1")


class Files(NamedTuple):
    """The three, in PEM."""

    chain: Path
    key: Path
    roots: Path


def certified(
    folder: Path,
    at: datetime | None = None,
    names: tuple[str, ...] = OWN,
    algorithm: str = "p256",
    whose: str = "city",
) -> Files:
    """A server's certificate as of an instant, or of now, with what goes with it; authorities of another `whose` are others."""
    at = at or datetime.now(UTC).replace(microsecond=0)
    made, key = house(algorithm, at, whose), holder(algorithm)
    here = replace(SERVER, addresses=("127.0.0.0/8",))
    request = read_request(wish(algorithm, "OU=Cloud,CN=services.city.example", names))
    leaf = made.issue(made.template(here).of_request(request, at))
    folder.mkdir(exist_ok=True)
    files = Files(*(folder / f"{name}.pem" for name in Files._fields))
    files.chain.write_bytes(pem("CERTIFICATE", leaf) + pem("CERTIFICATE", made.certificate.raw))
    curve, point = der.oid(CURVES[algorithm]), der.bits(key.public)
    body = der.sequence(der.integer(1), der.octets(key.secret), der.explicit(0, curve), der.explicit(1, point))
    files.key.write_bytes(pem("EC PRIVATE KEY", body))
    files.roots.write_bytes(pem("CERTIFICATE", made.root_certificate.raw))
    return files
