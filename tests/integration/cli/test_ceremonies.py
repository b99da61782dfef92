"""Ceremonies as people hold them: both families, torn off at every step, in two halves, and the page that is printed."""

import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest

from cli.ceremonies import Room
from cli.wiring import House
from keys import passphrases
from keys.references import Reference
from lab.token.begin import Token
from pki import certificate
from pki.ceremony.course import courses
from pki.ceremony.escrowing import escrows
from pki.ceremony.script import AGAIN, ISSUING, ROOT
from pki.extensions import NAME_CONSTRAINTS
from pki.lint.table import lint
from pki.requesting import requested
from pki.verifying import Verifier, Wanted
from tests.integration.cli.conftest import Cli, Said
from tests.trusted import PEOPLE, trusted
from zhengyun.certified import RevocationList, Standing, StatusChange
from zhengyun.entry import Note
from zhengyun.errors import Exit
from zhengyun.instant import text
from zhengyun.settings import VARIABLE

FAMILIES = (("root", "issuing"), ("sm2-root", "sm2-issuing"))


@pytest.fixture
def house(town: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    """The delivered trust is in force, and keys open at a cost that tests can bear."""
    monkeypatch.setattr(passphrases, "COST", {"n": 16, "r": 1, "p": 1})
    return trusted(town)


def held(cli: Cli, name: str, *more: str, code: int = 0) -> Said:
    """A ceremony by everybody, and how it ended."""
    said = cli("ca", "ceremony", name, "--yes", *more)
    assert said.code == code, said.err
    return said


@pytest.mark.parametrize("names", FAMILIES)
def test_root_and_issuing_authority_of_each_family(cli: Cli, house: House, names: tuple[str, str]) -> None:
    for name in names:
        said = held(cli, name, "-o", "json")
        assert said.json["state"] == "done"
        assert said.json["people"] == list(PEOPLE)
    root, issuing = (house.trusts.authority(name) for name in names)
    assert root
    assert issuing
    assert not [one for made in (root, issuing) for one in lint(made.certificate) if one.must]
    verdict = Verifier([root.certificate]).verify(
        issuing.certificate, Wanted(house.clock.now(), use="authority", status=False)
    )
    assert verdict.result == "passed", verdict
    for name in names:
        newest = house.trusts.newest_list(name)
        assert newest
        assert newest.number == 1
    assert cli("ca", "crl", *names[:1]).code == 0
    assert cli("audit", "verify").code == 0


def test_an_issuer_whose_list_has_ended_certifies_no_other_authority(cli: Cli, house: House) -> None:
    held(cli, "root")
    now = house.clock.now()
    ended = RevocationList("root", 2, 0, text(now), text(now), b"")
    assert house.trusts.publish(ended, Note("crl.signed", "security", {}))
    said = held(cli, "issuing", code=3)
    assert "ZY-PKI-245" in said.err
    assert "next: zhengyun ca crl root --sign --publish FOLDER" in said.err
    cli("ca", "crl", "root", "--sign", "--as", "security")
    assert held(cli, "issuing", "-o", "json").json["state"] == "done"


def test_a_second_one_is_refused(cli: Cli, house: House) -> None:
    del house
    held(cli, "root")
    said = cli("ca", "ceremony", "root", "--yes")
    assert said.code == 3
    assert "ZY-PKI-183" in said.err
    assert "has had its ceremony" in said.err


def test_without_a_terminal_somebody_has_to_say_yes(cli: Cli, house: House) -> None:
    said = cli("ca", "ceremony", "root")
    assert said.code == 2
    assert "ZY-PKI-184" in said.err
    assert not courses(house.book, "root")


@pytest.mark.parametrize(
    ("people", "code"),
    [
        (("security", "head"), "ZY-PKI-181"),
        (("security", "head", "auditor"), "ZY-PKI-180"),
        (("security", "security", "head"), "ZY-PKI-182"),
        (("security", "head", "nobody"), "ZY-PKI-180"),
    ],
)
def test_who_is_present(cli: Cli, house: House, people: tuple[str, ...], code: str) -> None:
    words = [word for person in people for word in ("--present", person)]
    said = cli("ca", "ceremony", "root", "--yes", *words)
    assert said.code == 3
    assert code in said.err
    assert not courses(house.book, "root")


def test_an_issuing_authority_waits_for_its_root(cli: Cli, house: House) -> None:
    said = held(cli, "issuing", code=3)
    assert "ZY-PKI-057" in said.err
    key = house.public_key("ca-issuing")
    held(cli, "root")
    held(cli, "issuing")
    assert house.public_key("ca-issuing") == key


@pytest.mark.parametrize("number", range(1, len(ROOT.steps) + 1))
@pytest.mark.parametrize("after", [False, True])
def test_torn_off_at_any_step_it_goes_on(
    cli: Cli, house: House, monkeypatch: pytest.MonkeyPatch, number: int, after: bool
) -> None:
    """Ctrl-C while a step is read out, and a machine that dies after the step's first entry was written."""
    steps = ROOT.steps
    read, heard = Room.read, list[int]()

    def torn(room: Room, at: int, step: object, facts: object) -> None:
        if at == number + after and len(heard) == 0:
            heard.append(at)
            raise KeyboardInterrupt
        read(room, at, step, facts)  # type: ignore[arg-type]

    monkeypatch.setattr(Room, "read", torn)
    first = cli("ca", "ceremony", "root", "--yes")
    interrupted = number + after <= len(steps)
    assert (first.code != 0) is interrupted
    before = courses(house.book, "root")[0]
    key = house.public_key("ca-root") if before.of("key") else None
    if interrupted:
        held(cli, "root")
    whole = courses(house.book, "root")
    assert len(whole) == 1
    assert whole[0].ended
    assert [len(whole[0].of(step.word)) for step in steps] == [1, 5, 1, 1, 5, 1, 1]
    assert key in (None, house.public_key("ca-root"))
    assert len(house.trusts.authorities("root")) == 1
    assert house.trusts.last_number("root") == 1


@pytest.mark.parametrize("number", range(1, len(ISSUING.steps) + 1))
def test_an_issuing_authority_of_sm2_goes_on_as_well(
    cli: Cli, house: House, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    held(cli, "sm2-root")
    _stopped(cli, monkeypatch, number, name="sm2-issuing")
    held(cli, "sm2-issuing")
    (course,) = courses(house.book, "sm2-issuing")
    assert [len(course.of(step.word)) for step in ISSUING.steps] == [1, 5, 1, 1, 5, 1, 1]
    assert len(house.trusts.authorities("sm2-issuing")) == 1


def test_the_key_may_be_made_in_a_token(cli: Cli, house: House, town: Path, token: Token, tmp_path: Path) -> None:
    pin = tmp_path / "token.pin"
    pin.touch(mode=0o600)
    pin.write_text(token.pin)
    place = Reference(token.label, f"ca-root-{tmp_path.name}", str(pin))
    variables = "\n".join(f'{name} = "{value}"' for name, value in token.variables.items())
    settings = town / "zhengyun.toml"
    text = f'pkcs11_module = "{token.module}"\n{settings.read_text()}\n[pkcs11_environment]\n{variables}\n'
    settings.write_text(f'{text}\n[token_keys]\nca-root = "{place}"\n')
    said = held(cli, "root", "--shares", str(tmp_path / "shares"), "-o", "json")
    (made,) = [entry for entry in said.json["entries"] if entry.get("step") == "key"]
    assert made["holding"] == "never"
    assert not (tmp_path / "shares").exists()
    assert not house.key_file("ca-root").exists()
    assert cli("ca", "crl", "root").code == 0


def test_a_key_that_was_made_and_not_yet_logged_is_the_ceremonys(
    cli: Cli, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = Room.make

    def dies(room: Room, authority: object) -> str:
        make(room, authority)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Room, "make", dies)
        assert cli("ca", "ceremony", "root", "--yes").code != 0
    key = house.public_key("ca-root")
    held(cli, "root")
    assert house.public_key("ca-root") == key


def test_a_key_that_nobody_saw_being_made_is_no_authoritys(cli: Cli, house: House) -> None:
    passphrases = house.session.settings.passphrases
    assert passphrases
    (passphrases / "ca-root").write_text("a passphrase\n")
    house.make_key("ca-root", "p384")
    said = held(cli, "root", code=3)
    assert "ZY-PKI-186" in said.err


def test_a_key_that_has_gone_is_not_made_again(cli: Cli, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    _stopped(cli, monkeypatch, 4)
    house.key_file("ca-root").unlink()
    said = held(cli, "root", code=5)
    assert "ZY-PKI-187" in said.err
    assert not house.key_file("ca-root").exists()


def test_it_goes_on_with_the_same_people_and_script(cli: Cli, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    _stopped(cli, monkeypatch, 3)
    three = [word for person in PEOPLE[:3] for word in ("--present", person)]
    assert "ZY-PKI-190" in held(cli, "root", *three, code=3).err
    assert "ZY-PKI-190" in held(cli, "root", "--certificate", str(house.key_file("security")), code=3).err


def test_another_trust_meanwhile(cli: Cli, house: House, town: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _stopped(cli, monkeypatch, 3)
    file = town / "estate/pki.yaml"
    file.write_text(file.read_text("utf-8").replace("days: 7300", "days: 7200", 1), "utf-8")
    trusted(town)
    assert "ZY-PKI-188" in held(cli, "root", code=3).err
    assert cli("ca", "ceremony", "root", "--abandon").code == 2
    said = cli("ca", "ceremony", "root", "--abandon", "--reason", "the trust has changed", "-o", "json")
    assert said.json["state"] == "abandoned"
    held(cli, "root")
    assert [one.ended for one in courses(house.book, "root")] == ["ceremony.abandoned", "ceremony.done"]


@pytest.mark.parametrize("number", range(1, len(AGAIN.steps) + 1))
def test_an_authority_is_certified_anew_with_the_key_that_it_has(
    cli: Cli, house: House, town: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    assert "ZY-PKI-057" in held(cli, "issuing", "--again", code=3).err
    held(cli, "root")
    held(cli, "issuing")
    assert "`--again`" in held(cli, "issuing", code=3).err
    file = town / "estate/pki.yaml"
    file.write_text(
        file.read_text("utf-8").replace(
            "permitted: [.yunzhou.example,", "permitted: [.yunzhou.example, .other.example,"
        ),
        "utf-8",
    )
    trusted(town)
    _stopped(cli, monkeypatch, number, "--again", name="issuing")
    assert len(house.trusts.authorities("issuing")) == 1
    held(cli, "issuing")
    newest, first = house.trusts.authorities("issuing")
    found, before = certificate.read(newest.certificate), certificate.read(first.certificate)
    assert (found.public_info, found.serial != before.serial) == (before.public_info, True)
    assert b"other.example" in found.extensions[NAME_CONSTRAINTS].value
    assert b"other.example" not in before.extensions[NAME_CONSTRAINTS].value
    assert house.certificates.certificate("root", found.serial), "the root can revoke it"
    roots = [one.certificate for one in house.trusts.authorities("root")]
    assert Verifier(roots).verify(newest.certificate, Wanted(house.clock.now(), status=False)).exit is Exit.OK
    assert cli("ca", "crl", "issuing", "--sign", "--as", "security").code == Exit.DRIFT, "the key is the one in it"
    assert "certified anew" in cli("ca", "ceremony", "issuing", "--transcript").out


def test_a_key_in_other_hands_or_another_one_is_not_certified_anew(cli: Cli, house: House) -> None:
    held(cli, "root")
    held(cli, "issuing")
    file = house.key_file("ca-issuing")
    own = file.read_bytes()
    file.write_bytes(house.key_file("ca-root").read_bytes())
    assert "ZY-PKI-137" in held(cli, "issuing", "--again", code=3).err
    file.write_bytes(own)
    serial = house.trusts.authorities("issuing")[0].serial
    change = StatusChange("root", serial, text(house.clock.now()), Standing.REVOKED, "key-compromise", "", "")
    house.certificates.change([change], (Standing.GOOD,), Note("ca.revoked", "security", {}))
    assert "ZY-PKI-148" in held(cli, "issuing", code=3).err
    assert cli("ca", "ceremony", "issuing", "--again", "--sign", "x", "--yes").code == 2


def test_who_has_no_part_in_it_neither_begins_nor_ends_it(
    cli: Cli, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "ZY-PKI-180" in held(cli, "root", "--as", "department", code=3).err
    assert not courses(house.book, "root")
    _stopped(cli, monkeypatch, 3)
    for words in ((), ("--abandon", "--reason", "not mine")):
        said = cli("ca", "ceremony", "root", "--yes", "--as", "auditor", *words)
        assert (said.code, "auditor has no part in the ceremonies of root" in said.err) == (3, True), said.err
    assert cli("ca", "ceremony", "root", "--abandon", "--reason", "mine", "--as", "head").code == 0


def test_there_is_nothing_to_abandon_or_print(cli: Cli, house: House) -> None:
    del house
    for words in (("--abandon", "--reason", "so"), ("--transcript",)):
        said = cli("ca", "ceremony", "root", *words)
        assert said.code == 2
        assert "ZY-PKI-185" in said.err
    assert cli("ca", "ceremony").code == 2
    assert cli("ca", "ceremony", "root", "--sign", "x", "--yes").code == 2
    assert "ZY-CLI-006" in cli("ca", "ceremony", "root", "--certificate", "nothing", "--yes").err
    assert "ZY-PKI-185" in cli("ca", "ceremony", "root", "--transcript").err
    assert "ZY-PKI-056" in cli("ca", "ceremony", "rot", "--yes").err


def test_the_passphrase_is_split_and_its_shares_open_the_key(
    cli: Cli, house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shares = tmp_path / "shares"
    _stopped(cli, monkeypatch, 6, "--shares", str(shares))
    found = sorted(shares.iterdir())
    assert [one.name for one in found] == sorted(f"root-{person}.share" for person in PEOPLE)
    assert {one.stat().st_mode & 0o777 for one in found} == {0o600}
    assert found[3].read_text().startswith("# Share 1 of 5 of root, for security; 3 give it back.")
    # The run that goes on has only what the keepers bring: three of five are enough, two are not.
    for one in found[:3]:
        one.unlink()
    assert "ZY-KEY-053" in held(cli, "root", "--shares", str(shares), code=3).err
    assert house.trusts.authority("root") is None


def test_three_of_five_shares_open_it(cli: Cli, house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shares = tmp_path / "shares"
    _stopped(cli, monkeypatch, 6, "--shares", str(shares))
    for one in sorted(shares.iterdir())[:2]:
        one.unlink()
    held(cli, "root", "--shares", str(shares))
    assert house.trusts.authority("root")
    assert cli("ca", "crl", "root", "--sign", "--as", "security", "--shares", str(shares)).code == 0
    assert house.trusts.last_number("root") == 2
    passphrases = house.session.settings.passphrases
    assert passphrases
    assert not (passphrases / "ca-root").exists()


def test_a_share_is_never_written_over_another(
    cli: Cli, house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither by the ceremony of another key of that name, nor by one that goes on and splits anew."""
    shares = tmp_path / "shares"

    def dies(*_: object) -> str:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Room, "make", dies)
        assert cli("ca", "ceremony", "root", "--yes", "--shares", str(shares)).code != 0
    before = {one: one.read_bytes() for one in shares.iterdir()}
    assert len(before) == 5
    said = held(cli, "root", "--shares", str(shares), code=3)
    assert "ZY-KEY-063" in said.err
    assert "root-security.share" in " ".join(said.err.split())
    assert {one: one.read_bytes() for one in shares.iterdir()} == before
    assert not house.key_file("ca-root").exists()
    held(cli, "root", "--shares", str(tmp_path / "others"))
    assert cli("ca", "crl", "root", "--sign", "--as", "security", "--shares", str(tmp_path / "others")).code == 0

    (shares / "escrow-head.share").write_text("of the key before")
    said = cli("ca", "ceremony", "--escrow", "--yes", "--shares", str(shares))
    assert (said.code, "ZY-KEY-063" in said.err) == (3, True), said.err
    assert (shares / "escrow-head.share").read_text() == "of the key before"
    assert not house.trusts.things() or not escrows(house.trusts.things())
    assert cli("ca", "ceremony", "--escrow", "--yes", "--shares", str(tmp_path / "others")).code == 0


def test_secrets_come_from_a_folder(cli: Cli, house: House, tmp_path: Path) -> None:
    passphrases = house.session.settings.passphrases
    assert passphrases
    folder = tmp_path / "secrets"
    shutil.copytree(passphrases, folder)
    (folder / "ca-root").write_text("quite another passphrase\n")
    held(cli, "root", "--secrets", str(folder))
    assert not (passphrases / "ca-root").exists()


def test_two_halves_for_a_root_that_is_kept_elsewhere(
    cli: Cli, house: House, town: Path, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offline = tmp_path / "offline"
    shutil.copytree(town, offline)
    settings = offline / "zhengyun.toml"
    settings.write_text(settings.read_text().replace(str(town), str(offline)))
    request, issued, root = (tmp_path / name for name in ("issuing.csr", "issuing.pem", "root.cer"))
    # What is to be taken over from elsewhere: the root's certificate first.
    with monkeypatch.context() as patch:
        patch.setenv(VARIABLE, str(settings))
        held(cli, "root")
        far = trusted(offline)
        own = far.trusts.authority("root")
        assert own
        root.write_bytes(own.certificate)
    held(cli, "root", "--certificate", str(root))
    said = held(cli, "issuing", "--request", str(request), code=8)
    assert "ZY-PKI-191" in said.err
    assert "self-signature verify OK" in _run("openssl", "req", "-verify", "-noout", "-in", str(request))
    with monkeypatch.context() as patch:
        patch.setenv(VARIABLE, str(settings))
        held(cli, "issuing", "--sign", str(request), "--out", str(issued))
        assert far.trusts.authority("issuing") is None
    assert "ZY-PKI-014" in held(cli, "issuing", "--certificate", str(root), code=3).err
    held(cli, "issuing", "--certificate", str(issued))
    kept = house.trusts.authority("issuing")
    assert kept
    found = certificate.read(kept.certificate)
    assert found.issuer_raw == certificate.read(own.certificate).subject_raw
    assert house.trusts.newest_list("issuing")


def test_the_page_tells_it_from_the_log_alone(cli: Cli, house: House, tmp_path: Path) -> None:
    three = PEOPLE[:3]
    heard = held(cli, "root", *(word for person in three for word in ("--present", person))).err
    said = cli("ca", "ceremony", "root", "--transcript")
    assert said.code == 0, said.err
    page = said.out
    course = courses(house.book, "root")[0]
    titles = [line for line in page.splitlines() if line.startswith("## ")]
    assert titles == [*(f"## {number}. {step.title}" for number, step in enumerate(ROOT.steps, 1)), "## End"]
    own = house.trusts.authority("root")
    assert own
    fingerprint = hashlib.sha256(own.certificate).hexdigest()
    for fact in (course.id, course.digest, fingerprint, f"{own.serial:040x}", *three):
        assert fact in page.replace("\n", " "), fact
    for entry in course.entries:
        assert entry.hash in page
        assert not entry.body.get("signature") or str(entry.body["signature"]) in page
    digest = str(course.body("draft")["of"])
    assert f"The digest of what is signed is {digest}." in heard
    assert f"The digest of what is signed is {digest}." in page
    assert {str(one["of"]) for one in course.signed("confirm").values()} == {digest}
    assert house.book.of_kind("ceremony.done")[0].body["transcript"] == course.digest
    again = cli("ca", "ceremony", "root", "--transcript", "--out", str(tmp_path / "page.md"))
    assert again.code == 0
    assert (tmp_path / "page.md").read_text("utf-8").splitlines()[0] == page.splitlines()[0]
    assert cli("ca", "ceremony", "root", "--transcript", "--lang", "zh_CN").code == 0


def test_words_that_nobody_has_signed_are_not_gone_on_from(
    cli: Cli, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    del house
    with monkeypatch.context() as patch:
        patch.setattr("pki.ceremony.deeds.present_bytes", lambda *_: b"something else")
        _stopped(cli, monkeypatch, 3)
    assert "ZY-PKI-189" in held(cli, "root", code=5).err


def test_a_request_of_another_name_is_not_certified(cli: Cli, house: House, tmp_path: Path) -> None:
    held(cli, "root")
    passphrases = house.session.settings.passphrases
    assert passphrases
    (passphrases / "stranger").write_text("a passphrase\n")
    house.make_key("stranger", "p256")
    file = tmp_path / "stranger.csr"
    file.write_bytes(requested("C=CN,O=Somebody,CN=Else", house.signer("stranger")))
    said = held(cli, "issuing", "--sign", str(file), "--out", str(tmp_path / "x.pem"), code=3)
    assert "ZY-PKI-192" in said.err
    assert "ZY-PKI-196" in held(cli, "issuing", code=8).err
    assert not (tmp_path / "x.pem").exists()


def test_a_certificate_by_another_root_is_not_taken_over(
    cli: Cli, house: House, town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del house
    other = tmp_path / "other"
    shutil.copytree(town, other)
    settings = other / "zhengyun.toml"
    settings.write_text(settings.read_text().replace(str(town), str(other)))
    with monkeypatch.context() as patch:
        patch.setenv(VARIABLE, str(settings))
        held(cli, "root")
        held(cli, "issuing")
        strange = trusted(other).trusts.authority("issuing")
    assert strange
    (tmp_path / "strange.cer").write_bytes(strange.certificate)
    assert "ZY-PKI-057" in held(cli, "issuing", "--certificate", str(tmp_path / "strange.cer"), code=3).err
    held(cli, "root")
    said = held(cli, "issuing", "--certificate", str(tmp_path / "strange.cer"), code=3)
    assert "ZY-PKI-193" in said.err


def test_the_key_for_what_is_kept(cli: Cli, house: House, town: Path, tmp_path: Path) -> None:
    assert "ZY-PKI-195" in cli("ca", "ceremony", "--escrow", "--yes").err
    said = cli("ca", "ceremony", "--escrow", "--yes", "--shares", str(tmp_path / "shares"), "-o", "json")
    assert said.json["state"] == "done"
    assert len(list((tmp_path / "shares").iterdir())) == 5
    (escrow,) = escrows(house.trusts.things()).values()
    assert (escrow.need, set(escrow.shares)) == (3, set(PEOPLE))
    assert cli("plan", "--site", "trust").code == 0
    file = town / "estate/pki.yaml"
    text = file.read_text("utf-8").replace("    dual: true\n", "")
    text = "".join(line for line in text.splitlines(keepends=True) if "escrow: true" not in line)
    file.write_text(text, "utf-8")
    trusted(town)
    assert "ZY-PKI-194" in cli("ca", "ceremony", "--escrow", "--yes", "--shares", str(tmp_path)).err


def _stopped(cli: Cli, monkeypatch: pytest.MonkeyPatch, number: int, *more: str, name: str = "root") -> None:
    """Somebody presses Ctrl-C while that step is read out."""
    read = Room.read

    def stops(room: Room, at: int, step: object, facts: object) -> None:
        if at == number:
            raise KeyboardInterrupt
        read(room, at, step, facts)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Room, "read", stops)
        assert cli("ca", "ceremony", name, "--yes", *more).code != 0


def _run(*words: str) -> str:
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=300)
    return done.stdout + done.stderr
