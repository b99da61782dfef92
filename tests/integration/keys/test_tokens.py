"""Keys in a real token: what cannot be taken out of it, what is said of keys that can, and everything that goes wrong."""

import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pkcs11
import pytest
from pkcs11 import Attribute, KeyType, Mechanism, ObjectClass

from keys import codes
from keys.algorithms import Verifier, raw, text
from keys.holding import Holding
from keys.keyring import Keyring
from keys.references import Reference
from lab.token.begin import Token
from tests.softhsm import TWIN, another
from zhengyun.errors import Code, ZhengyunError

ROOT = Path(__file__).resolve().parents[3]
P256 = bytes.fromhex("06082a8648ce3d030107")
P521 = bytes.fromhex("06052b81040023")
# A pair from elsewhere: RFC 6979 section A.2.5.
SECRET = bytes.fromhex("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721")
POINT = bytes.fromhex(
    "044104"
    "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
    "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299"
)


@pytest.fixture
def keyring(token: Token, tmp_path: Path) -> Keyring:
    """Keys in the tests' token."""
    return Keyring(tmp_path, module=token.module, environment=token.variables)


@pytest.fixture
def place(token: Token) -> Reference:
    """Where no key is yet."""
    return Reference(token.label, f"key-{secrets.token_hex(4)}")


@pytest.fixture
def session(token: Token, keyring: Keyring, place: Reference) -> Iterator[pkcs11.Session]:
    """A session of somebody who has the PIN and every tool for tokens; the PIN is shown as the product shows it."""
    spare = Reference(token.label, f"spare-{secrets.token_hex(4)}")
    keyring.make(spare, "p256", lambda _: token.pin)
    with pkcs11.lib(str(token.module)).get_token(token_label=token.label).open(rw=True) as opened:
        yield opened


def refusal(work: Callable[[], object]) -> Code:
    with pytest.raises(ZhengyunError) as raised:
        work()
    assert str(raised.value)
    return raised.value.code


def pair(session: pkcs11.Session, label: str, curve: bytes = P256, **private: Any) -> None:
    """A pair made by another tool."""
    parameters = session.create_domain_parameters(KeyType.EC, {Attribute.EC_PARAMS: curve}, local=True)
    template = {Attribute[name]: value for name, value in private.items()}
    parameters.generate_keypair(label=label, store=True, private_template=template)


def put(session: pkcs11.Session, label: str, kind: ObjectClass, **more: Any) -> None:
    """A half that comes from outside."""
    attributes = {
        Attribute.CLASS: kind,
        Attribute.KEY_TYPE: KeyType.EC,
        Attribute.TOKEN: True,
        Attribute.LABEL: label,
        Attribute.EC_PARAMS: P256,
        Attribute.PRIVATE: kind is ObjectClass.PRIVATE_KEY,
        **{Attribute[name]: value for name, value in more.items()},
    }
    session.create_object(attributes)


@pytest.mark.parametrize("algorithm", ["p256", "p384", pytest.param("rsa3072", marks=pytest.mark.slow), "ed25519"])
class TestTheft:
    """Whoever has the PIN, this machine and every function of PKCS#11 can sign; he does not get the key."""

    @pytest.fixture
    def private(self, keyring: Keyring, place: Reference, token: Token, session: pkcs11.Session, algorithm: str) -> Any:
        """The private half of a key that the product has made."""
        assert keyring.make(place, algorithm, lambda _: token.pin).holding is Holding.NEVER
        found = session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY, Attribute.LABEL: place.object})
        (private,) = found
        return private

    def test_its_value_is_not_shown(self, private: Any) -> None:
        names = ("PRIVATE_EXPONENT", "PRIME_1", "PRIME_2") if private.key_type is KeyType.RSA else ("VALUE",)
        for name in names:
            with pytest.raises(pkcs11.AttributeSensitive):
                private[Attribute[name]]

    def test_it_is_not_wrapped(self, private: Any, session: pkcs11.Session) -> None:
        wrapping: Any = session.generate_key(KeyType.AES, 256, store=False, template={Attribute.WRAP: True})
        for mechanism in (Mechanism.AES_KEY_WRAP, Mechanism.AES_KEY_WRAP_PAD):
            with pytest.raises((pkcs11.KeyUnextractable, pkcs11.KeyNotWrappable)):
                wrapping.wrap_key(private, mechanism=mechanism)

    def test_what_binds_it_is_not_taken_off(self, private: Any) -> None:
        for attribute, value in (
            (Attribute.EXTRACTABLE, True),
            (Attribute.SENSITIVE, False),
            (Attribute.MODIFIABLE, True),
        ):
            with pytest.raises(pkcs11.PKCS11Error):
                private[attribute] = value
        assert not private[Attribute.EXTRACTABLE]
        assert private[Attribute.SENSITIVE]

    def test_no_copy_of_it_is_less_bound(self, private: Any) -> None:
        for loose in ({Attribute.EXTRACTABLE: True}, {Attribute.SENSITIVE: False}):
            with pytest.raises(pkcs11.PKCS11Error):
                private.copy({**loose, Attribute.TOKEN: False})

    def test_it_does_nothing_but_sign(self, private: Any) -> None:
        for able in (Attribute.DECRYPT, Attribute.UNWRAP, Attribute.DERIVE):
            assert not private[able]


def test_without_the_pin_its_private_half_is_not_even_there(token: Token, tmp_path: Path) -> None:
    """In a process that has not shown the PIN."""
    other = another(tmp_path)
    script = (
        "import sys, pkcs11\nfrom pkcs11 import Attribute, ObjectClass\n"
        "token = pkcs11.lib(sys.argv[1]).get_token(token_label='other')\n"
        "with token.open() as session:\n"
        "    print(*[one.object_class.name for one in session.get_objects({Attribute.LABEL: 'wang'})])\n"
    )
    make(other, "wang")
    done = subprocess.run(
        [sys.executable, "-c", script, str(token.module)],
        env={**other.variables},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["PUBLIC_KEY"]


def make(token: Token, name: str) -> None:
    """A key in a token of its own, by a process of its own."""
    code = (
        "import sys\nfrom pathlib import Path\nfrom keys.keyring import Keyring\nfrom keys.references import Reference\n"
        "keyring = Keyring(Path('.'), module=Path(sys.argv[1]))\n"
        "keyring.make(Reference(sys.argv[2], sys.argv[3]), 'p256', lambda _: sys.stdin.readline().strip())\n"
    )
    subprocess.run(
        [sys.executable, "-c", code, str(token.module), token.label, name],
        input=token.pin,
        env={**token.variables},
        cwd=ROOT,
        text=True,
        check=True,
    )


class TestLoose:
    """Keys that another tool has put there: they sign, and it is said what is the matter with them."""

    def test_one_that_can_be_taken_out(self, keyring: Keyring, place: Reference, token: Token, session: Any) -> None:
        pair(session, place.object, EXTRACTABLE=True, SENSITIVE=False)
        assert keyring.holding(place, lambda _: token.pin) is Holding.NOW

    def test_one_that_came_from_outside(self, keyring: Keyring, place: Reference, token: Token, session: Any) -> None:
        put(session, place.object, ObjectClass.PRIVATE_KEY, VALUE=SECRET, EXTRACTABLE=False, SENSITIVE=True, SIGN=True)
        put(session, place.object, ObjectClass.PUBLIC_KEY, EC_POINT=POINT, VERIFY=True)
        assert keyring.holding(place, lambda _: token.pin) is Holding.ONCE

    def test_without_the_pin_that_is_not_known(self, keyring: Keyring, place: Reference, token: Token) -> None:
        keyring.make(place, "p256", lambda _: token.pin)
        assert keyring.holding(place, lambda _: "") is Holding.UNKNOWN


class TestWrong:
    """Everything that can be wrong with a key in a token has its own words."""

    def test_two_of_one_name(self, keyring: Keyring, place: Reference, token: Token, session: Any) -> None:
        for _ in range(2):
            pair(session, place.object)
        assert refusal(lambda: keyring.show(place)) is codes.SEVERAL_KEYS
        assert refusal(lambda: keyring.unlock(place, lambda _: token.pin)) is codes.SEVERAL_KEYS

    def test_halves_of_two_keys(self, keyring: Keyring, place: Reference, token: Token, session: Any) -> None:
        """The attack: another's public half under the name of a key."""
        keyring.make(place, "p256", lambda _: token.pin)
        for one in session.get_objects({Attribute.CLASS: ObjectClass.PUBLIC_KEY, Attribute.LABEL: place.object}):
            one.destroy()
        put(session, place.object, ObjectClass.PUBLIC_KEY, EC_POINT=POINT, VERIFY=True)
        assert keyring.show(place).value
        assert refusal(lambda: keyring.unlock(place, lambda _: token.pin)) is codes.NOT_A_SIGNING_KEY

    def test_a_key_on_another_curve(self, keyring: Keyring, place: Reference, session: Any) -> None:
        pair(session, place.object, P521)
        assert refusal(lambda: keyring.show(place)) is codes.NOT_A_SIGNING_KEY

    @pytest.mark.parametrize(("bits", "exponent"), [(2048, b"\1\0\1"), (3072, b"\3")])
    def test_an_rsa_key_that_is_too_short_or_has_another_exponent(
        self, keyring: Keyring, place: Reference, session: Any, bits: int, exponent: bytes
    ) -> None:
        public = {Attribute.PUBLIC_EXPONENT: exponent}
        session.generate_keypair(KeyType.RSA, bits, label=place.object, store=True, public_template=public)
        assert refusal(lambda: keyring.show(place)) is codes.NOT_A_SIGNING_KEY

    def test_a_key_that_signs_nothing(self, keyring: Keyring, place: Reference, session: Any) -> None:
        session.create_object(
            {
                Attribute.CLASS: ObjectClass.PUBLIC_KEY,
                Attribute.KEY_TYPE: KeyType.DH,
                Attribute.TOKEN: True,
                Attribute.LABEL: place.object,
                Attribute.PRIME: b"\x0b",
                Attribute.BASE: b"\x02",
                Attribute.VALUE: b"\x04",
            }
        )
        assert refusal(lambda: keyring.show(place)) is codes.NOT_A_SIGNING_KEY

    def test_half_a_key(self, keyring: Keyring, place: Reference, token: Token, session: Any) -> None:
        put(session, place.object, ObjectClass.PUBLIC_KEY, EC_POINT=POINT, VERIFY=True)
        assert refusal(lambda: keyring.unlock(place, lambda _: token.pin)) is codes.NOT_THERE
        assert refusal(lambda: keyring.make(place, "p256", lambda _: token.pin)) is codes.THERE_ALREADY

    def test_an_algorithm_that_the_token_does_not_do(self, keyring: Keyring, place: Reference, token: Token) -> None:
        assert refusal(lambda: keyring.make(place, "sm2", lambda _: token.pin)) is codes.TOKEN_CANNOT
        assert refusal(lambda: keyring.show(place)) is codes.NOT_THERE

    def test_no_such_token_and_two_of_one_name(self, keyring: Keyring, token: Token) -> None:
        assert refusal(lambda: keyring.show(Reference("nowhere", "wang"))) is codes.NO_TOKEN
        assert refusal(lambda: keyring.unlock(Reference(TWIN, "wang"), lambda _: token.pin)) is codes.SEVERAL_TOKENS

    def test_no_library_and_none_that_is_one(self, tmp_path: Path, place: Reference) -> None:
        assert refusal(lambda: Keyring(tmp_path).show(place)) is codes.NO_MODULE
        (tmp_path / "text.so").write_text("no library")
        for module in (tmp_path / "gone.so", tmp_path / "text.so", tmp_path):
            keyring = Keyring(tmp_path, module=module)
            assert refusal(partial(keyring.show, place)) is codes.BAD_MODULE

    def test_no_configuration(self, token: Token, tmp_path: Path) -> None:
        """What SoftHSM2 does where its folder of tokens is not there."""
        (tmp_path / "conf").write_text(f"directories.tokendir = {tmp_path}/gone\nlog.level = ERROR\n")
        script = (
            "import sys\nfrom pathlib import Path\nfrom keys.keyring import Keyring\nfrom zhengyun.errors import ZhengyunError\n"
            "keyring = Keyring(Path('.'), module=Path(sys.argv[1]), environment={'SOFTHSM2_CONF': sys.argv[2]})\n"
            "try:\n    keyring.show(keyring.place('wang', 'town'))\n"
            "except ZhengyunError as error:\n    print(error.code.id)\n"
        )
        command = [sys.executable, "-c", script, str(token.module), str(tmp_path / "conf")]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == codes.BAD_MODULE.id


@pytest.mark.parametrize("algorithm", ["p256", pytest.param("rsa3072", marks=pytest.mark.slow)])
def test_a_token_that_is_taken_away_in_mid_batch_is_said_to_be_gone(
    token: Token, tmp_path: Path, algorithm: str
) -> None:
    """What was signed before counts, the next is refused, and nothing is signed by half."""
    other = another(tmp_path / "lab")
    script = (
        "import shutil, sys\nfrom pathlib import Path\nfrom keys.keyring import Keyring\nfrom keys.references import Reference\n"
        "from keys.algorithms import Verifier\nfrom zhengyun.errors import ZhengyunError\n"
        "keyring, place = Keyring(Path('.'), module=Path(sys.argv[1])), Reference('other', 'wang')\n"
        "pin = sys.stdin.readline().strip()\n"
        "keyring.make(place, sys.argv[3], lambda _: pin)\n"
        "signer = keyring.unlock(place, lambda _: pin)\n"
        "signed = []\n"
        "def batch():\n"
        "    for number in range(200):\n"
        "        if number == 100:\n"
        "            for one in Path(sys.argv[2]).iterdir():\n                shutil.rmtree(one)\n"
        "        signed.append(signer.sign(b'%d' % number))\n"
        "for work in (batch, lambda: signer.sign(b'yes'), lambda: keyring.unlock(place, lambda _: pin)):\n"
        "    try:\n        print(work())\n"
        "    except ZhengyunError as error:\n        print(error.code.id)\n"
        "print(sum(Verifier().verify(signer.public, b'%d' % number, one) for number, one in enumerate(signed)))\n"
    )
    objects = tmp_path / "lab" / "token" / "objects"
    command = [sys.executable, "-c", script, str(other.module), str(objects), algorithm]
    done = subprocess.run(
        command, input=other.pin, env={**other.variables}, cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [codes.TOKEN_GONE.id, codes.TOKEN_GONE.id, codes.NO_TOKEN.id, "100"]


@pytest.mark.parametrize("kept", [0, 64, 128, 224])
def test_a_token_whose_file_is_being_written_is_read_again(tmp_path: Path, kept: int) -> None:
    """While another process shows its PIN there is, for a moment, less in the file: the PIN's attribute is the last of them."""
    other = another(tmp_path / "lab")
    (file,) = (tmp_path / "lab" / "token" / "objects").rglob("token.object")
    script = (
        "import sys, threading\nfrom pathlib import Path\nfrom keys.keyring import Keyring\nfrom keys.references import Reference\n"
        "keyring, place, file = Keyring(Path('.'), module=Path(sys.argv[1])), Reference('other', 'wang'), Path(sys.argv[2])\n"
        "pin, whole = sys.stdin.readline().strip(), file.read_bytes()\n"
        "file.write_bytes(whole[:int(sys.argv[3])])\n"
        "threading.Timer(0.1, file.write_bytes, [whole]).start()\n"
        "work = keyring.unlock if len(sys.argv) > 4 else lambda at, pin: keyring.make(at, 'p256', pin)\n"
        "print(work(place, lambda _: pin).public.algorithm)\n"
    )
    for more in ([], ["again"]):
        command = [sys.executable, "-c", script, str(other.module), str(file), str(kept), *more]
        done = subprocess.run(
            command, input=other.pin, env={**other.variables}, cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.stdout.strip() == "p256", done.stderr


def test_a_token_whose_pin_was_never_set_stays_so(tmp_path: Path) -> None:
    other = another(tmp_path / "lab")
    (file,) = (tmp_path / "lab" / "token" / "objects").rglob("token.object")
    file.write_bytes(file.read_bytes()[:224])
    script = (
        "import sys\nfrom pathlib import Path\nfrom keys.keyring import Keyring\nfrom keys.references import Reference\n"
        "from zhengyun.errors import ZhengyunError\n"
        "keyring, place = Keyring(Path('.'), module=Path(sys.argv[1])), Reference('other', 'wang')\n"
        "try:\n    keyring.make(place, 'p256', lambda _: '1234')\n"
        "except ZhengyunError as error:\n    print(error.code.id)\n"
    )
    command = [sys.executable, "-c", script, str(other.module)]
    done = subprocess.run(command, env={**other.variables}, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == codes.LOCKED_PIN.id


@pytest.mark.slow
def test_one_session_signs_a_batch_of_ten_thousand(keyring: Keyring, place: Reference, token: Token) -> None:
    """What the house keeps of a session does not grow, and neither does what the token does."""
    keyring.make(place, "p256", lambda _: token.pin)
    signer = keyring.unlock(place, lambda _: token.pin)
    signatures = [signer.sign_bytes(b"%d" % number) for number in range(10_000)]
    assert len(set(signatures)) == 10_000
    for number in (0, 4_999, 9_999):
        assert Verifier().verify(signer.public, b"%d" % number, text(signatures[number]))


@pytest.mark.slow
def test_rsa_of_4096_bits_signs_in_a_token(keyring: Keyring, place: Reference, token: Token) -> None:
    made = keyring.make(place, "rsa4096", lambda _: token.pin)
    assert made.holding is Holding.NEVER
    assert Verifier().verify(made.public, b"yes", keyring.unlock(place, lambda _: token.pin).sign(b"yes"))
    assert keyring.show(place) == made.public


def test_what_a_token_has_signed_openssl_verifies(
    keyring: Keyring, place: Reference, token: Token, tmp_path: Path
) -> None:
    """RSA over a digest that was made outside of the token is PKCS#1 v1.5 with SHA-256."""
    public = keyring.make(place, "rsa3072", lambda _: token.pin).public
    (tmp_path / "data").write_bytes(b"yes")
    (tmp_path / "signature").write_bytes(keyring.unlock(place, lambda _: token.pin).sign_bytes(b"yes"))
    (tmp_path / "key").write_bytes(raw(public.value))
    command = ["openssl", "rsa", "-RSAPublicKey_in", "-inform", "DER", "-in", "key", "-pubout", "-out", "spki"]
    subprocess.run(command, cwd=tmp_path, capture_output=True, check=True)
    command = ["openssl", "dgst", "-sha256", "-verify", "spki", "-signature", "signature", "data"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "Verified OK"


def test_a_key_in_a_token_opens_nothing(keyring: Keyring, place: Reference, token: Token) -> None:
    assert refusal(lambda: keyring.opener(place, lambda _: token.pin)) is codes.TOKEN_OPENS_NOTHING


class TestPinSource:
    """A service that nobody sits at reads the PIN from a file."""

    @pytest.fixture
    def file(self, tmp_path: Path, token: Token) -> Path:
        """The PIN, in a file of its own."""
        made = tmp_path / "log.pin"
        made.touch(mode=0o600)
        made.write_text(token.pin + "\n")
        return made

    def test_nobody_is_asked(self, keyring: Keyring, place: Reference, file: Path) -> None:
        def nobody(_: str) -> str:
            raise AssertionError

        kept = Reference(place.token, place.object, str(file))
        made = keyring.make(kept, "p256", nobody)
        assert made.holding is Holding.NEVER
        assert keyring.unlock(kept, nobody).public == made.public

    @pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o620])
    def test_a_file_that_others_can_touch_is_not_read(
        self, keyring: Keyring, place: Reference, file: Path, mode: int
    ) -> None:
        file.chmod(mode)
        kept = Reference(place.token, place.object, str(file))
        assert refusal(lambda: keyring.unlock(kept, lambda _: "")) is codes.PIN_SOURCE

    def test_what_is_no_file_or_no_text_is_said(
        self, keyring: Keyring, place: Reference, file: Path, tmp_path: Path
    ) -> None:
        file.write_bytes(b"\xff\xfe")
        for source in (file, tmp_path, tmp_path / "gone"):
            kept = Reference(place.token, place.object, str(source))
            assert refusal(partial(keyring.unlock, kept, lambda _: "")) is codes.PIN_SOURCE
