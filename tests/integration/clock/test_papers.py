"""What goes with NTS, from real records: the root, and of each server the newest certificate that holds for where it is asked."""

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import cast

from cli.time_papers import papers_of
from cli.wiring_hosts import Hosted
from inventory.loader import load
from pki import certificate, csr, pem
from pki.flows.certifier import fingerprint
from pki.names import show
from records.certificates import Certificates
from records.trusts import Trusts
from tests.authorities import NOW, House, wish
from tests.cast import HandClock
from tests.issuing import NOTE, establish, trust
from tests.records import begun
from tests.unit.inventory.host_files import harbour
from zhengyun.certified import Certified, Standing
from zhengyun.estate import Estate
from zhengyun.estate.time import Server, Source, Time
from zhengyun.instant import text


@dataclass
class Desk:
    """As much of a command's house as papers need, over real records."""

    trusts: Trusts
    certificates: Certificates
    clock: HandClock


def certified(made: House, address: str, state: Standing = Standing.GOOD) -> Certified:
    """A certificate of the profile for an address."""
    asked = csr.read(wish("p256", asked=("dns:www.city.example", f"address:{address}")))
    raw = made.issue(made.template().of_request(asked, NOW))
    found = certificate.read(raw)
    return Certified(
        authority="issuing", serial=found.serial, holder="wang", profile="server", subject=show(found.subject),
        not_before=text(found.not_before), not_after=text(found.not_after), at=text(NOW), certificate=raw,
        key=fingerprint(found.public_info), state=state, state_at=text(NOW),
    )  # fmt: skip


def estate() -> Estate:
    """Three servers, each asked at one address."""
    servers = {
        name: Server(name, ("roof",), address=f"10.0.0.{place}")
        for place, name in enumerate(("wall", "shed", "keeper"), 1)
    }
    return replace(
        load(harbour()), trust=trust(), time=Time({"roof": Source("roof", "roof", "local")}, servers, nts="server")
    )


def test_a_server_has_the_newest_certificate_for_its_address_and_clients_the_root(tmp_path: Path) -> None:
    records = begun(tmp_path / "records.db")
    made = establish(records)
    clock = HandClock(NOW + timedelta(hours=1))
    desk = Desk(Trusts(records.database, clock), Certificates(records.database, clock), clock)
    rows = [certified(made, "10.0.0.1"), certified(made, "10.0.0.1"), certified(made, "10.0.0.2", Standing.REVOKED)]
    desk.certificates.add(rows, NOTE)
    papers = papers_of(cast(Hosted, desk), estate())
    assert papers.trusted == pem.written(pem.CERTIFICATE[0], made.root_certificate.raw)
    chain = papers.certificates["wall"]
    assert chain.startswith(pem.written(pem.CERTIFICATE[0], rows[1].certificate))
    assert pem.written(pem.CERTIFICATE[0], made.certificate.raw) in chain
    # What is revoked, or is not there yet, is nobody's.
    assert set(papers.certificates) == {"wall"}
    clock.instant = NOW + timedelta(days=366)
    assert not papers_of(cast(Hosted, desk), estate()).certificates


def test_without_nts_nothing_goes_along(tmp_path: Path) -> None:
    del tmp_path
    plain = estate()
    assert plain.time is not None
    nothing = papers_of(cast(Hosted, None), replace(plain, time=replace(plain.time, nts="")))
    assert (nothing.trusted, nothing.certificates) == ("", {})
