"""A training set in which authorities of both families keep encryption keys, and somebody has a pair of certificates."""

from dataclasses import dataclass
from pathlib import Path

from cli.wiring import House
from pki.pem import REQUEST, written
from pki.requesting import requested
from tests.integration.cli.conftest import Cli
from tests.trusted import trusted
from zhengyun.certified import Certified

ISSUING = {"sm2": ("sm2-root", "sm2-issuing", "sm2-person"), "p256": ("root", "issuing", "person")}
HOLDER = "department"
KEY = "signing"


@dataclass(frozen=True)
class Dual:
    """Its house, the holder's pair, and where what was handed out and the shares lie."""

    house: House
    signing: Certified
    encryption: Certified
    folder: Path
    shares: Path

    @property
    def enveloped(self) -> Path:
        """What the holder opens."""
        (file,) = self.folder.glob("*.enveloped")
        return file


def established(cli: Cli, town: Path, algorithm: str) -> House:
    """Its authorities have had their ceremonies, and so has the key for what is kept."""
    pki = town / "estate/pki.yaml"
    text = pki.read_text("utf-8")
    text = text.replace("    permitted: [.yunzhou", "    escrow: true\n    permitted: [.yunzhou", 1)
    text = text.replace(
        "algorithms: [p256, p384, ed25519]\n    subject: C=CN,O=云洲市\n",
        "algorithms: [p256]\n    dual: true\n    subject: C=CN,O=云洲市\n",
        1,
    )
    pki.write_text(text, "utf-8")
    house = trusted(town)
    for name in ISSUING[algorithm][:2]:
        assert cli("ca", "ceremony", name, "--yes").code == 0
    said = cli("ca", "ceremony", "--escrow", "--yes", "--shares", str(town / "shares"))
    assert said.code == 0, said.err
    return house


def asked(cli: Cli, house: House, town: Path, algorithm: str) -> str:
    """An application of the holder's for a pair, agreed to."""
    passphrases = house.session.settings.passphrases
    assert passphrases
    (passphrases / KEY).write_text("a passphrase\n")
    house.make_key(KEY, algorithm)
    request = town / "request.pem"
    name = "C=CN,O=云洲市,OU=财政局,CN=经办人,SN=1"
    request.write_text(written(REQUEST[0], requested(name, house.signer(KEY))))
    words = ("ca", "request", str(request), "--profile", ISSUING[algorithm][2], "--for", HOLDER, "-m", "a new post")
    said = cli(*words, "--as", "operator", "-o", "json")
    assert said.code == 0, said.err
    name = str(said.json["application"])
    said = cli("ca", "approve", name, "--yes", "--as", "security")
    assert said.code == 0, said.err
    return name


def dual(cli: Cli, town: Path, algorithm: str) -> Dual:
    """The pair, handed out."""
    house = established(cli, town, algorithm)
    name = asked(cli, house, town, algorithm)
    folder = town / "handed"
    said = cli("ca", "issue", name, "--as", "security2", "--out", str(folder), "-o", "json")
    assert said.code == 0, said.err
    first, second = house.certificates.of_application(name)
    return Dual(house, first, second, folder, town / "shares")
