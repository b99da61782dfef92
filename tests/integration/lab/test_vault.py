"""The lab's vault: started, kept, behind TLS, thrown away."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lab.openstack import tls
from lab.openstack.supervisor import read_record
from lab.place import Place
from lab.vault import control
from lab.vault.place import VaultPlace
from tests.serving import certified
from tests.vaults import text
from vault import codes
from vault.server import HttpServer
from zhengyun.errors import ZhengyunError

pytestmark = pytest.mark.lab


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """A lab with nothing in it."""
    found = Place(tmp_path / "lab")
    yield found
    control.destroy(found)


def pid(place: Place) -> int:
    """Which process it is."""
    record = read_record(VaultPlace.of(place).record)
    assert record
    return record.pid


def test_it_is_at_the_same_address_after_each_start_and_runs_on_where_nothing_has_changed(place: Place) -> None:
    assert not control.status(place).address
    first = control.up(place, text)
    assert (first.up, first.begun, first.sealed) == (True, False, True)
    before = pid(place)
    assert control.up(place, text) == first
    assert pid(place) == before
    control.down(place)
    stopped = control.status(place)
    assert (stopped.address, stopped.pid, stopped.up) == (first.address, 0, False)
    again = control.up(place, text)
    assert again.address == first.address
    assert again.pid != before


def test_other_settings_start_it_anew_and_what_is_in_it_stays(place: Place) -> None:
    address = control.up(place, text).address
    HttpServer(address).ask("PUT", "sys/init", {"secret_shares": 1, "secret_threshold": 1})
    before = pid(place)
    after = control.up(place, lambda wanted: text(wanted) + '\nlog_level = "warn"\n')
    assert (after.begun, after.sealed) == (True, True)
    assert pid(place) != before
    control.empty(place)
    assert not control.up(place, text).begun


def test_configuration_that_it_does_not_take_is_told_with_its_own_words(place: Place) -> None:
    with pytest.raises(ZhengyunError) as said:
        control.up(place, lambda _: "listener {")
    assert said.value.code.id == "ZY-LAB-041"
    assert "vault.hcl" in str(said.value)


def test_with_a_certificate_its_clients_believe_it_and_a_renewed_one_is_shown_without_a_start(
    place: Place, tmp_path: Path
) -> None:
    plain = control.up(place, text)
    shown = tls.read(*certified(tmp_path / "first"))
    found = control.up(place, text, shown)
    assert found.address == plain.address.replace("http:", "https:")
    roots = VaultPlace.of(place).roots
    assert not HttpServer(found.address, roots).health().begun
    before, port = pid(place), int(found.address.rpartition(":")[2])
    seen = tls.look(port, roots, 10)
    control.up(place, text, tls.read(*certified(tmp_path / "second", whose="another city")))
    assert pid(place) == before
    assert not tls.look(port, roots, 10).problem
    assert seen.until
    # Whoever trusts other roots says nothing to it.
    for server in (HttpServer(found.address, shown.files[2]), HttpServer(found.address)):
        with pytest.raises(ZhengyunError) as said:
            server.ask("GET", "sys/mounts", token="s.hush")
        assert said.value.code is codes.NOT_BELIEVED
