"""What is agreed to for SSH before it is needed, and everything that is refused: by the profile, by the people, by the key."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cli.authorities import trust_of
from cli.desks import authoritys_key, desk_of
from cli.wiring import House
from pki.flows import issuing
from pki.flows.asking import submit
from pki.flows.issuing import Issuer, carries
from pki.flows.reviewing import in_bounds
from pki.flows.signed import digest_of_rows
from pki.inforce import things
from tests.attacks import Attack
from tests.integration.cli.conftest import Cli
from tests.integration.cli.ssh_town import ask, asked, begun, beside, declare, issue, key, run, sign
from tests.trusted import trusted
from zhengyun.entry import Note
from zhengyun.errors import ZhengyunError
from zhengyun.instant import after


@pytest.fixture
def house(cli: Cli, town: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    """A training set with an authority of SSH in force."""
    begun(town, "ed25519", monkeypatch)
    declare(cli, town)
    return trusted(town)


class TestBeforehand:
    """Agreed to by day, issued at night: one at a time, so many, until an instant."""

    def test_each_issue_is_one_more_with_an_entry_of_its_own(self, cli: Cli, house: House, tmp_path: Path) -> None:
        public = key(tmp_path)
        name = asked(cli, public, "--beforehand", "3", "--within", "30 d")
        serials = []
        for number in (1, 2, 3):
            said = issue(cli, name, tmp_path / f"{number}.pub")
            assert said.code == 0, said.err
            (made,) = said.json["certificates"]
            serials.append(made["serial"])
            assert (made["number"], said.json["done"]) == (number, number)
            assert f"Serial: {int(made['serial'], 16)}" in run("ssh-keygen", "-L", "-f", tmp_path / f"{number}.pub")
        assert len(set(serials)) == 3
        over = issue(cli, name, tmp_path / "4.pub")
        assert (over.code, "ZY-PKI-132" in over.err) == (3, True)
        assert not (tmp_path / "4.pub").exists()
        entries = cli("audit", "query", "--request", name, "--kind", "ca.issued", "-o", "json").json["entries"]
        assert [one["body"]["serials"] for one in entries[::-1]] == [[one] for one in serials]
        assert len(list(house.certificates.of_application(name))) == 3

    def test_a_key_that_came_into_other_hands_is_certified_no_more(
        self, cli: Cli, house: House, tmp_path: Path, attack: Attack
    ) -> None:
        name = asked(cli, key(tmp_path), "--beforehand", "3", "--within", "30 d")
        (made,) = issue(cli, name, tmp_path / "1.pub").json["certificates"]
        words = ("-m", "lost", "--reason", "key-compromise", "--as", "security")
        assert cli("ca", "ssh", "revoke", made["serial"], "--authority", "access", *words).code == 0
        said = issue(cli, name, tmp_path / "2.pub")
        assert (said.code, "ZY-PKI-234" in said.err) == (3, True), said.err
        assert not (tmp_path / "2.pub").exists()
        assert len(list(house.certificates.of_application(name))) == 1
        attack("go on with a lost key that was agreed to beforehand", "refused (ZY-PKI-234)", "ca issue")

    def test_of_two_issuers_at_once_one_is_told(self, cli: Cli, house: House, tmp_path: Path) -> None:
        name = asked(cli, key(tmp_path), "--beforehand", "3", "--within", "30 d")
        desk = desk_of(house)
        late = carries(desk, name, "security2")
        assert issue(cli, name, tmp_path / "1.pub").code == 0
        with pytest.raises(ZhengyunError, match=r"ZY-PKI-1(40|56)"):
            issuing.issue(desk, late, Issuer("security2", house.signer("security2")), authoritys_key(house))
        assert len(list(house.certificates.of_application(name))) == 1

    def test_it_is_shown_and_taken_back_and_ends_with_the_profile(
        self, cli: Cli, house: House, tmp_path: Path, attack: Attack
    ) -> None:
        public = key(tmp_path)
        name = ask(cli, public, "--beforehand", "2", "--within", "30 d").json["application"]
        told = cli("ca", "approve", name, "--yes", "--as", "security").err
        assert "agreed to beforehand: 2 certificates; each issue makes one" in told
        for person in ("operator", "security"):
            assert "ZY-PKI-13" in cli("ca", "issue", name, "--as", person).err, "it is a third person who issues"
        assert issue(cli, name, tmp_path / "1.pub").code == 0
        assert cli("ca", "withdraw", name).code == 0
        assert "ZY-PKI-132" in issue(cli, name, tmp_path / "2.pub").err
        again = asked(cli, public, "--beforehand", "2", "--within", "30 d")
        trust = trust_of(house)
        profiles = {one.name: replace(one, principals=("ops",)) for one in trust.ssh_profiles.values()}
        house.trusts.put(things(replace(trust, ssh_profiles=profiles)), Note("trust.adopted", "operator", {}))
        assert "ZY-PKI-139" in issue(cli, again, tmp_path / "2.pub").err
        attack("use what was agreed to beforehand under other bounds", "refused (ZY-PKI-139)", "ca issue")

    def test_an_application_made_by_hand_gets_no_more(
        self, cli: Cli, house: House, tmp_path: Path, attack: Attack
    ) -> None:
        public = key(tmp_path)
        other = key(tmp_path, "other").read_bytes()
        made = house.applications.application(
            ask(cli, public, "--beforehand", "3", "--within", "30 d").json["application"]
        )
        (first, *_others) = rows = list(house.applications.rows(made.id))
        hidden = [first, rows[1]._replace(request=other), rows[2]]
        many = [first._replace(number=number) for number in range(1, 9)]
        now = house.clock.now()
        for number, (changed, given, code) in enumerate(
            (
                (made, hidden, "ZY-PKI-156"),
                (replace(made, count=8), many, "ZY-PKI-266"),
                (replace(made, not_after=after(now, 40 * 86_400)), rows, "ZY-PKI-266"),
                (replace(made, at=after(now, 9 * 86_400), not_after=after(now, 39 * 86_400)), rows, "ZY-PKI-266"),
            )
        ):
            forged = replace(changed, id=f"CA-FORGE{number}", rows=digest_of_rows(given))
            submit(desk_of(house), forged, given, house.signer("operator"))
            said = cli("ca", "approve", forged.id, "--yes", "--as", "security")
            assert (said.code, code in said.err) == (3, True), said.err
        attack("hide another key among those agreed to beforehand", "refused (ZY-PKI-156)", "ca approve")

    @pytest.mark.parametrize(
        ("profile", "more", "code"),
        [
            ("ssh/admins", ("--beforehand", "4", "--within", "30 d"), "ZY-PKI-266"),
            ("ssh/admins", ("--beforehand", "3", "--within", "31 d"), "ZY-PKI-266"),
            ("ssh/backup", ("--beforehand", "2", "--within", "1 d"), "ZY-PKI-266"),
            ("ssh/admins", ("--beforehand", "2"), "--beforehand and --within go together"),
            ("ssh/admins", ("--beforehand", "1", "--within", "1 d"), "--beforehand"),
        ],
    )
    def test_never_more_than_the_profile_lets(
        self, cli: Cli, house: House, tmp_path: Path, profile: str, more: tuple[str, ...], code: str
    ) -> None:
        del house
        said = ask(cli, key(tmp_path), *more, profile=profile)
        assert said.code != 0
        assert code in said.err, said.err


class TestRefusals:
    def test_who_may_and_what_for(self, cli: Cli, house: House, tmp_path: Path, attack: Attack) -> None:
        public = key(tmp_path)
        for more, values, code in (
            (("--lasting", "9 h"), {}, "ZY-PKI-232"),
            (("--lasting", "25 h"), {}, "ZY-PKI-232"),
            (("--lasting", "1 s"), {}, "ZY-PKI-232"),
            (("--lasting", "91 d"), {"profile": "ssh/hosts", "user": "127.0.0.1"}, "ZY-PKI-232"),
            ((), {"user": "root2"}, "ZY-PKI-265"),
            (("--principal", "a,b"), {}, "ZY-PKI-265"),
            (("--permit", "agent-forwarding"), {}, "ZY-PKI-265"),
            (("--from", "everywhere"), {}, "ZY-PKI-265"),
            (("--from", "0.0.0.0/0"), {"profile": "ssh/backup"}, "ZY-PKI-265"),
            (("--command", "id"), {"profile": "ssh/backup"}, "ZY-PKI-265"),
            (("--command", "a\nb"), {}, "ZY-PKI-231"),
            ((), {"profile": "ssh/hosts", "user": "*.city.example"}, "ZY-PKI-265"),
            ((), {"profile": "ssh/hosts", "user": "web.other.example"}, "ZY-PKI-265"),
            (("--command", "id"), {"profile": "ssh/hosts", "user": "127.0.0.1"}, "ZY-PKI-265"),
            (("--dns", "x"), {}, "--dns does not go with a profile of SSH"),
            (("--lasting", "1 h"), {"profile": "server"}, "goes with a profile of SSH alone"),
            ((), {"profile": "ssh/none"}, "ZY-PKI-134"),
            (("--as", "security"), {}, "ZY-PKI-130"),
            (("-m", " "), {}, "ZY-PKI-155"),
            (("--for", " "), {}, "ZY-PKI-157"),
        ):
            said = ask(cli, public, *more, **values)
            assert said.code != 0, more
            assert code in said.err, said.err
        own = ask(cli, public, "--for", "security").json["application"]
        assert "ZY-PKI-131" in cli("ca", "approve", own, "--yes", "--as", "security").err
        assert cli("ca", "approve", own, "--yes", "--as", "security2").code == 0
        for person in ("operator", "security", "security2"):
            assert "ZY-PKI-13" in cli("ca", "issue", own, "--as", person).err
        assert not list(house.certificates.newest(9, profile="ssh/admins"))
        ends = "refused (ZY-PKI-131, ZY-PKI-232)"
        attack("certify an SSH key for oneself, or for more than a day", ends, "ca request, approve, issue")

    def test_what_is_no_key(self, cli: Cli, house: House, tmp_path: Path) -> None:
        del house
        public = key(tmp_path)
        weak, dsa = key(tmp_path, "weak", "-t", "rsa", "-b", "2048"), tmp_path / "dsa.pub"
        dsa.write_text("ssh-dss AAAAB3NzaC1kc3MAAACBAJ me\n")
        sign(cli, public)
        many, shown, empty = tmp_path / "many", tmp_path / "shown", tmp_path / "empty"
        many.write_text(public.read_text() * 2)
        shown.write_text(public.read_text().strip() + " \x1b[31m\n")
        empty.write_text("")
        (tmp_path / "big").write_text("ssh-ed25519 " + "A" * 20_000)
        run("sh", "-c", f"ssh-keygen -e -f {public} > {tmp_path}/rfc4716")
        for file, said in (
            (weak, "from 3072 to 8192 bits"),
            (dsa, "expected one line with a key"),
            (beside(public), "it is a certificate"),
            (tmp_path / "id", "it is a private key"),
            (many, "it has several lines"),
            (shown, "characters that cannot be shown"),
            (tmp_path / "rfc4716", "in another form"),
            (empty, "expected one line with a key"),
            (tmp_path / "big", "ZY-CLI-031"),
            (tmp_path / "none", "ZY-CLI-006"),
        ):
            told = ask(cli, file)
            assert told.code != 0, file
            assert said in told.err, told.err
            assert "PRIVATE" not in told.err
        ecdsa = ask(cli, key(tmp_path, "ecdsa", "-t", "ecdsa"), profile="ssh/modern")
        assert "ZY-PKI-265" in ecdsa.err

    def test_another_key_of_the_authoritys_name_signs_nothing(
        self, cli: Cli, house: House, tmp_path: Path, attack: Attack
    ) -> None:
        name = asked(cli, key(tmp_path))
        house.key_file("access").unlink()
        house.make_key("access", "ed25519")
        said = issue(cli, name, tmp_path / "cert")
        assert "ZY-PKI-137" in said.err, said.err
        assert not (tmp_path / "cert").exists()
        attack("put another key in the place of an SSH authority's", "refused (ZY-PKI-137)", "ca issue")

    def test_whose_time_in_office_is_over(self, cli: Cli, house: House, tmp_path: Path) -> None:
        """A certificate that was agreed to goes to nobody who has left."""
        name = asked(cli, key(tmp_path), "--for", "department")
        desk = desk_of(house)
        application = house.applications.application(name)
        years = house.clock.now() + timedelta(days=800)
        certifier = in_bounds(desk, application).certifier(years)
        _drafts, problems = certifier.drafts(house.applications.rows(name), years)
        assert ["ZY-PKI-267" in one.problem for one in problems] == [True]

    def test_names_and_keys_of_authorities(self, cli: Cli, house: House, tmp_path: Path) -> None:
        assert house.session.settings.passphrases
        (house.session.settings.passphrases / "sm").write_text("a passphrase\n")
        house.make_key("sm", "sm2")
        serial = sign(cli, key(tmp_path))["serial"]
        for words, code in (
            (("authority", "sm"), "ZY-PKI-231"),
            (("authority", "operator2"), "ZY-PKI-237"),
            (("authority", "nobody"), "ZY-PKI-269"),
            (("krl", "nobody", "--out", str(tmp_path / "x")), "ZY-PKI-269"),
            (("revoke", "7", "--authority", "access", "-m", "x", "--as", "security"), "ZY-PKI-235"),
            (("revoke", serial, "--authority", "access", "-m", "x", "--as", "operator"), "ZY-GOV-001"),
        ):
            assert code in cli("ca", "ssh", *words).err
        assert "ZY-PKI-268" in cli("ca", "renew", serial, "-m", "again").err
        assert "ZY-PKI-271" in cli("ca", "export", serial).err
