"""Which certificates the lab shows its clients: those that clients would believe at its address, and no others."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lab import codes
from lab.openstack import kept, tls
from lab.openstack.kept import Size
from lab.place import SitePlace
from tests.serving import Files, certified
from zhengyun.errors import Code, ZhengyunError

NOW = datetime.now(UTC).replace(microsecond=0)
ELSEWHERE = ("dns:services.city.example", "address:127.0.0.2")


def refused(files: Files) -> ZhengyunError:
    with pytest.raises(ZhengyunError) as raised:
        tls.check(tls.read(*files))
    return raised.value


def written(file: Path, text: str) -> Path:
    file.write_text(text)
    return file


def test_one_that_clients_believe_is_taken_and_its_end_is_told(tmp_path: Path) -> None:
    material = tls.read(*certified(tmp_path / "own", NOW))
    # A certificate begins a minute before it is made, and its last second counts.
    assert tls.check(material) == (NOW + timedelta(days=365, seconds=-61)).strftime("%Y-%m-%dT%H:%M:%SZ")
    place = SitePlace(tmp_path / "primary")
    place.root.mkdir()
    tls.keep(place, material)
    assert place.certificate.stat().st_mode & 0o777 == 0o600
    assert tls.trusting(place.roots).get_ca_certs()
    assert tls.check(tls.read(place.certificate, place.certificate, place.roots)) == tls.check(material)
    tls.forget(place)
    tls.forget(place)
    assert not list(place.certificate.parent.iterdir())


@pytest.mark.parametrize(
    ("spoilt", "code", "words"),
    [
        (lambda at: certified(at, NOW - timedelta(days=400)), codes.TLS_NOT_IN_FORCE, "expired"),
        (lambda at: certified(at, NOW + timedelta(days=4)), codes.TLS_NOT_IN_FORCE, "not yet valid"),
        (lambda at: certified(at, NOW, ELSEWHERE), codes.TLS_OTHER_MACHINE, "services.city.example, 127.0.0.2"),
        (lambda at: certified(at, NOW, algorithm="sm2"), codes.TLS_UNUSABLE, ""),
    ],
)
def test_one_that_they_would_not_is_refused(
    tmp_path: Path, spoilt: Callable[[Path], Files], code: Code, words: str
) -> None:
    error = refused(spoilt(tmp_path / "own"))
    assert error.code is code
    assert words in str(error)


class TestFiles:
    @pytest.fixture
    def own(self, tmp_path: Path) -> Files:
        return certified(tmp_path / "own", NOW)

    def test_the_root_of_somebody_else(self, own: Files, tmp_path: Path) -> None:
        other = certified(tmp_path / "other", NOW - timedelta(hours=1))
        assert refused(own._replace(roots=other.roots)).code is codes.TLS_NO_ROOT

    def test_a_chain_without_what_is_between(self, own: Files) -> None:
        own.chain.write_text(
            own.chain.read_text().partition("-----END CERTIFICATE-----")[0] + "-----END CERTIFICATE-----"
        )
        assert refused(own).code is codes.TLS_NO_ROOT

    def test_a_key_that_does_not_fit(self, own: Files, tmp_path: Path) -> None:
        backwards = "-----BEGIN CERTIFICATE-----".join(
            ["", *own.chain.read_text().split("-----BEGIN CERTIFICATE-----")[:0:-1]]
        )
        assert refused(own._replace(chain=written(tmp_path / "backwards", backwards))).code is codes.TLS_OTHER_KEY

    @pytest.mark.parametrize("field", Files._fields)
    @pytest.mark.parametrize(
        "text", ["", "nothing", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "政" * 9]
    )
    def test_what_is_none_of_this_kind(self, own: Files, tmp_path: Path, field: str, text: str) -> None:
        error = refused(own._replace(**{field: written(tmp_path / "file", text)}))
        assert error.code in {codes.TLS_FILE, codes.TLS_UNUSABLE}
        assert str(tmp_path / "file") in str(error)

    @pytest.mark.parametrize("field", Files._fields)
    def test_what_cannot_be_read(self, own: Files, tmp_path: Path, field: str) -> None:
        for file in (tmp_path / "missing", tmp_path, Path("/dev/zero")):
            error = refused(own._replace(**{field: file}))
            assert error.code is codes.TLS_FILE
            assert str(file) in str(error)

    def test_a_key_under_a_passphrase(self, own: Files) -> None:
        own.key.write_text("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n")
        assert "under a passphrase" in str(refused(own))


def test_a_site_is_not_started_with_a_certificate_that_has_ended_meanwhile(tmp_path: Path) -> None:
    place = SitePlace(tmp_path / "primary")
    place.make()
    tls.keep(place, tls.read(*certified(tmp_path / "own", NOW - timedelta(days=400))))
    kept.save(place.kept, kept.new(Size()))
    tls.check_kept(place)
    kept.save(place.kept, kept.new(Size()).with_tls(True))
    with pytest.raises(ZhengyunError) as raised:
        tls.check_kept(place)
    assert raised.value.code is codes.TLS_NOT_IN_FORCE


def test_nobody_at_the_port_is_a_problem_and_no_failure(tmp_path: Path) -> None:
    assert "refused" in tls.look(1, certified(tmp_path / "own").roots, 1).problem
