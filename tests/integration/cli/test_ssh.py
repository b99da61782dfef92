"""SSH certificates as OpenSSH takes them: asked for, reviewed and issued by three people; a real sshd lets people in by them or not."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from cli.desks import desk_of
from cli.session import Session
from cli.wiring import House
from pki.flows.bureau import bureau_of
from pki.ssh import certificate, krl
from pki.ssh.keys import of_line, verified
from tests.attacks import Attack
from tests.integration.cli.conftest import Cli
from tests.integration.cli.ssh_town import ME, ask, asked, begun, beside, declare, issue, key, run, sign
from tests.integration.cli.test_trust import carried_out
from tests.sshd import Machine, programs, serving
from tests.trusted import trusted
from zhengyun.application import Asked
from zhengyun.certified import Standing


@pytest.fixture(params=["ed25519", "p256"])
def house(cli: Cli, town: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> House:
    """A training set with an authority of SSH in force."""
    begun(town, request.param, monkeypatch)
    declare(cli, town)
    return trusted(town)


class TestTools:
    @pytest.mark.parametrize("more", [("-t", "ed25519"), ("-t", "ecdsa"), ("-t", "rsa", "-b", "3072")])
    def test_ssh_keygen_shows_what_we_say(self, cli: Cli, house: House, tmp_path: Path, more: tuple[str, ...]) -> None:
        public = key(tmp_path, "id", *more)
        words = ("--principal", "ops", "--command", "uptime", "--from", "10.0.0.0/8", "--lasting", "2 h")
        made = sign(cli, public, *words, "--permit", "port-forwarding")
        shown = run("ssh-keygen", "-L", "-f", beside(public))
        assert "user certificate" in shown
        assert f"Serial: {int(made['serial'], 16)}" in shown
        assert re.search(r"Principals: \s+" + ME + r"\s+ops\s+Critical", shown)
        assert re.search(r"force-command uptime\s+source-address 10.0.0.0/8\s+Extensions", shown)
        assert re.search(r"Extensions: \s+permit-port-forwarding\s*$", shown)
        assert f'Key ID: "operator {made["application"]}"' in shown
        found = certificate.read(certificate.of_line(beside(public).read_text()))
        assert found.draft.ends - found.draft.begins == 2 * 3600 + 60
        assert verified(house.public_key("access"), found.signed, found.signature, house.verifier)

    def test_what_the_profile_says_is_said_without_asking(self, cli: Cli, house: House, tmp_path: Path) -> None:
        del house
        public = key(tmp_path)
        sign(cli, public, profile="ssh/backup")
        shown = run("ssh-keygen", "-L", "-f", beside(public))
        assert re.search(r"force-command echo only this\s+source-address 127.0.0.0/8\s+Extensions: \(none\)", shown)
        sign(cli, public)
        assert re.search(r"permit-port-forwarding\s+permit-pty\s*$", run("ssh-keygen", "-L", "-f", beside(public)))

    def test_it_is_on_record_with_the_words_of_three(self, cli: Cli, house: House, tmp_path: Path) -> None:
        made = sign(cli, key(tmp_path))
        row = house.certificates.certificate("ssh/access", int(made["serial"], 16))
        assert row
        assert certificate.line(row.certificate) in (tmp_path / "id-cert.pub").read_text()
        entries = cli("audit", "query", "--request", row.application, "-o", "json").json["entries"]
        told = [(one["kind"], one["actor"]) for one in entries[::-1]]
        assert told == [("ca.asked", "operator"), ("ca.approved", "security"), ("ca.issued", "security2")]
        assert entries[0]["body"]["serials"] == [made["serial"]]
        shown = cli("ca", "show", made["serial"]).out
        for words in (f"user certificate; accounts: {ME}", "permits: port-forwarding, pty", "ssh/admins"):
            assert words in shown

    def test_a_reviewer_sees_what_it_would_say(self, cli: Cli, house: House, tmp_path: Path) -> None:
        del house
        public = key(tmp_path)
        name = ask(cli, public, "--from", "10.1.0.0/16", "--command", "uptime").json["application"]
        seen = cli("ca", "approve", name, "--yes", "--as", "security").err
        for words in (f"accounts: {ME}", "for one command: uptime", "from: 10.1.0.0/16", "good for 8 h from its issue"):
            assert words in seen
        assert run("ssh-keygen", "-l", "-f", public).split()[1] in seen, "by which a reviewer knows the key"

    def test_what_ssh_keygen_makes_is_read(self, tmp_path: Path) -> None:
        authority, public = key(tmp_path, "ca"), key(tmp_path)
        words = ("-n", "root", "-V", "+1h", "-z", "9", "-O", "force-command=id")
        run("ssh-keygen", "-s", str(authority).removesuffix(".pub"), "-I", "somebody", *words, public)
        found = certificate.read(certificate.of_line((tmp_path / "id-cert.pub").read_text()))
        said = (found.draft.serial, found.draft.identity, found.draft.options)
        assert said == (9, "somebody", {"force-command": "id"})
        assert found.draft.authority == of_line(authority.read_text())[0]

    def test_the_list_is_accepted_and_told_apart(self, cli: Cli, house: House, tmp_path: Path) -> None:
        del house
        serials = [sign(cli, key(tmp_path, name), out=tmp_path / f"{name}.cert")["serial"] for name in "ab"]
        listed = tmp_path / "revoked"
        assert cli("ca", "ssh", "krl", "access", "--out", str(listed)).code == 0
        assert "ok" in run("ssh-keygen", "-Q", "-f", listed, tmp_path / "a.cert")
        name = cli("ca", "revoke", serials[0], "--reason", "key-compromise", "-m", "lost", "-o", "json").json[
            "application"
        ]
        assert cli("ca", "approve", name, "--yes", "--as", "security").code == 0
        assert cli("ca", "issue", name, "--as", "security2").code == 0
        assert cli("ca", "ssh", "krl", "access", "--out", str(listed), "-o", "json").json["certificates"] == 1
        for name in ("a.cert", "a.pub"):
            assert "REVOKED" in run("ssh-keygen", "-Q", "-f", listed, tmp_path / name, code=1)
        for name in ("b.cert", "b.pub"):
            assert "ok" in run("ssh-keygen", "-Q", "-f", listed, tmp_path / name)
        assert "ZY-PKI-234" in ask(cli, tmp_path / "a.pub").err
        said = cli("ca", "ssh", "revoke", serials[0], "--authority", "access", "-m", "again", "--as", "security")
        assert "ZY-PKI-236" in said.err

    def test_what_could_not_be_written_is_handed_out_from_the_records(
        self, cli: Cli, house: House, tmp_path: Path
    ) -> None:
        said = issue(cli, asked(cli, key(tmp_path)), tmp_path / "no" / "such")
        assert "ZY-PKI-151" in said.err
        (row,) = house.certificates.newest(9, profile="ssh/admins")
        assert cli("ca", "show", f"{row.serial:x}", "--out", str(tmp_path / "id-cert.pub"), "--as", "auditor").code == 0
        assert f"Serial: {row.serial}" in run("ssh-keygen", "-L", "-f", tmp_path / "id-cert.pub")

    def test_three_people_suspend_and_resume_it_as_any_other(self, cli: Cli, house: House, tmp_path: Path) -> None:
        del house
        serial, listed = sign(cli, key(tmp_path))["serial"], tmp_path / "revoked"
        for verb, people, counted in (("suspend", ("security",), 1), ("resume", ("security", "security2"), 0)):
            said = cli("ca", verb, serial, "-m", "where is it?", "-o", "json")
            assert said.code == 0, said.err
            name = said.json["application"]
            for step, person in zip(("approve", "issue"), people, strict=False):
                said = cli("ca", step, name, *(("--yes",) if step == "approve" else ()), "--as", person)
                assert said.code == 0, said.err
            assert cli("ca", "ssh", "krl", "access", "--out", str(listed)).code == 0
            assert len(krl.read(listed.read_bytes()).serials) == counted


@pytest.mark.parametrize("house", ["ed25519"], indirect=True)
class TestHosts:
    """Many hosts in one application."""

    def test_a_table_of_hosts_and_what_is_wrong_with_one_keeps_none_back(
        self, cli: Cli, house: House, tmp_path: Path
    ) -> None:
        del house
        for name in ("web", "db"):
            key(tmp_path, name)
        table = tmp_path / "hosts.csv"
        table.write_text(
            "holder,key,principals\n"
            "finance/web,web.pub,web.city.example www.city.example\n"
            "finance/db,db.pub,db.city.example\n"
            "finance/mail,db,mail.city.example\n"
            "finance/other,db.pub,db.other.example\n"
        )
        said = cli("ca", "batch", str(table), "--profile", "ssh/hosts", "-m", "new rack", "-o", "json")
        assert said.code == 0, said.err
        assert [one["number"] for one in said.json["problems"]] == [3, 4]
        assert "it is a private key" in said.json["problems"][0]["problem"]
        name = said.json["application"]
        assert cli("ca", "approve", name, "--yes", "--as", "security").code == 0
        assert issue(cli, name, tmp_path / "out").code == 0
        first, second = sorted((tmp_path / "out").glob("*-cert.pub"))
        shown = run("ssh-keygen", "-L", "-f", first)
        assert re.search(r"host certificate[\s\S]*web.city.example\s+www.city.example\s+Critical", shown)
        assert "db.city.example" in run("ssh-keygen", "-L", "-f", second)
        report = (tmp_path / "out/report.csv").read_text().splitlines()
        assert [line.split(",")[2] for line in report[1:]] == ["good", "good", "wrong", "wrong"]

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("holder,csr\na,b\n", "ZY-PKI-149"),
            ("holder,key\na,b\n", "ZY-PKI-149"),
            ("holder,key,principals\na,b\n", "ZY-PKI-149"),
            ("holder,key,principals\n", "ZY-PKI-145"),
            ("holder,key,principals\na,none.pub,x\n", "ZY-PKI-145"),
        ],
    )
    def test_a_table_that_is_none(self, cli: Cli, house: House, tmp_path: Path, text: str, code: str) -> None:
        del house
        (tmp_path / "x.csv").write_text(text)
        said = cli("ca", "batch", str(tmp_path / "x.csv"), "--profile", "ssh/hosts", "-m", "x")
        assert code in said.err, said.err


def test_who_certifies_for_ssh_takes_the_road_of_a_change(
    cli: Cli, town: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    begun(town, "ed25519", monkeypatch)
    assert "ZY-PKI-134" in ask(cli, key(tmp_path)).err
    trusted(town)
    declare(cli, town)
    said = cli("plan", "--site", "trust")
    for words in ("+ authority pki/ssh/access", "+ profile pki/ssh/admins", "longest: 8 h", "security × 2"):
        assert words in said.out, said.out
    assert cli("plan", "--site", "trust", "-f", "plan.json", "-o", "json").code == 4
    carried_out(cli)
    assert cli("plan", "--site", "trust").code == 0
    house = House(Session(quiet=True, settings_name=str(town / "zhengyun.toml")))
    assert bureau_of(desk_of(house), "ssh/admins").name == "ssh/access"
    told = cli("ca", "ssh", "authority", "access", "-o", "json").json
    assert told["known_hosts"] == f"@cert-authority * {told['trusted_user_ca_keys']}"
    sign(cli, tmp_path / "id.pub")


@pytest.fixture
def machine(cli: Cli, house: House, tmp_path: Path) -> Iterator[Machine]:
    """A machine that was set up as `ca ssh` says, and nothing besides."""
    del house
    found = programs(tmp_path / "lab")
    folder = tmp_path / "machine"
    folder.mkdir()
    key(folder, "host")
    key(folder, "id")
    sign(cli, folder / "host.pub", profile="ssh/hosts", user="127.0.0.1")
    told = cli("ca", "ssh", "authority", "access", "--hosts", "[127.0.0.1]:*,127.0.0.1", "-o", "json").json
    (folder / "authority.pub").write_text(told["trusted_user_ca_keys"] + "\n")
    (folder / "known_hosts").write_text(told["known_hosts"] + "\n")
    assert cli("ca", "ssh", "krl", "access", "--out", str(folder / "revoked")).code == 0
    words = {
        "HostKey": "host",
        "HostCertificate": "host-cert.pub",
        "TrustedUserCAKeys": "authority.pub",
        "RevokedKeys": "revoked",
    }
    with serving(found, folder, *(f"{word} {folder / file}" for word, file in words.items())) as made:
        yield made


class TestSshd:
    def test_lets_in_whom_a_certificate_names_and_revokes_by_the_list(
        self, cli: Cli, machine: Machine, attack: Attack
    ) -> None:
        assert not machine.gets_in(), "nobody has certified the key"
        serial = sign(cli, machine.folder / "id.pub")["serial"]
        assert machine.gets_in(), machine.log.read_text()
        assert "operator CA-" in machine.log.read_text(), "the machine's log leads to the application"
        said = cli("ca", "ssh", "revoke", serial, "--authority", "access", "-m", "left", "--as", "security")
        assert said.code == 0, said.err
        assert machine.gets_in(), "the machine has the old list"
        cli("ca", "ssh", "krl", "access", "--out", str(machine.folder / "revoked"))
        assert not machine.gets_in()
        assert "revoked" in machine.log.read_text()
        attack("log in with a revoked SSH certificate", "refused", "sshd, by the list")

    def test_refuses_another_principal_and_another_place(self, cli: Cli, machine: Machine) -> None:
        sign(cli, machine.folder / "id.pub", user="somebody")
        assert not machine.gets_in()
        sign(cli, machine.folder / "id.pub", "--from", "10.0.0.0/8")
        assert not machine.gets_in()
        sign(cli, machine.folder / "id.pub", "--from", "127.0.0.0/8")
        assert machine.gets_in()

    def test_the_one_command_is_all_there_is(self, cli: Cli, machine: Machine) -> None:
        sign(cli, machine.folder / "id.pub", profile="ssh/backup")
        assert machine.login().stdout == "only this\n"

    def test_lets_in_by_what_was_agreed_to_beforehand(self, cli: Cli, machine: Machine) -> None:
        public = machine.folder / "id.pub"
        name = asked(cli, public, "--beforehand", "2", "--within", "30 d")
        assert not machine.gets_in(), "agreed to is not issued"
        assert issue(cli, name, beside(public)).code == 0
        assert machine.gets_in(), machine.log.read_text()

    def test_refuses_one_that_has_ended(self, machine: Machine, house: House) -> None:
        public = machine.folder / "id.pub"
        row = Asked(1, "finance/night", public.read_bytes(), (f"principal:{ME}", "for:60"))
        then, bureau = house.clock.now() - timedelta(hours=1), bureau_of(desk_of(house), "ssh/admins")
        made = bureau.certifier(then).certify([row], house.signer("access"), then, "CA-GONEBY")
        (one,) = made.certified
        beside(public).write_text(certificate.line(one.certificate) + "\n")
        assert not machine.gets_in()
        assert "expired" in machine.log.read_text()
        assert one.state is Standing.GOOD

    def test_a_host_that_nobody_has_certified_is_not_known(self, cli: Cli, machine: Machine) -> None:
        sign(cli, machine.folder / "id.pub")
        told = machine.login("-o", "HostKeyAlgorithms=ssh-ed25519")
        assert told.returncode == 255
        assert "Host key verification failed" in told.stderr
