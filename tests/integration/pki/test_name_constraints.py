"""Name constraints as others hold paths against them: where they say otherwise than the house, it is told why."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import pytest

from pki import pem
from tests.acceptance import JUDGES, Others
from tests.corpus.subtrees import CASES
from tests.integration.pki.artefacts import run
from tests.integration.pki.programs import needs, paths_judged

Reasons = Mapping[str, tuple[str, ...]]
WILDCARDS: Final = (
    "wildcard over an excluded name",
    "wildcard over an excluded name in capital letters",
    "wildcard in the middle of a label",
)
MAPPED: Final = (
    "address mapped where version 4 is excluded",
    "address of version 4 where mapped ones are excluded",
)
DOTTED: Final = ("dns excluded with a dot at its end",)
LETTERS: Final = ("dns not in A-labels", "dns subtree not in A-labels")
DISTANCES: Final = ("form with a minimum", "form with a maximum", "form with a distance of another kind")
NOTHING: Final = ("form with nothing permitted", "form of nothing")
# What each of them says otherwise than the house.
OPENSSL: Final[Reasons] = {
    "a wildcard is compared as if it were a name": WILDCARDS,
    "an address of version 4 has nothing to do with one of version 6": MAPPED,
    "a name with the root's dot is another name": DOTTED,
    "a name that is none is compared octet by octet": LETTERS,
    "a local part is compared letter by letter, for what is excluded too": ("mailbox excluded in other letters",),
    "the last @ of any counts, and quotes are letters": ("mailbox with two hosts", "mailbox in quotes"),
    "a mask may have holes": ("address network with a hole in its mask",),
    "what stands where a host does is compared as it is": ("uri of an address", "uri with its host in other signs"),
    "letters are as wide as they are written": ("directory excluded in wide letters",),
    "distances are looked at where a name of that kind is": ("form with a distance of another kind",),
    "constraints of nothing constrain nothing": NOTHING,
}
BOUNCY: Final[Reasons] = {
    "a wildcard is compared as if it were a name": WILDCARDS,
    "an address of version 4 has nothing to do with one of version 6": MAPPED,
    "a name with the root's dot is another name": DOTTED,
    "a name that is none is compared octet by octet": LETTERS,
    "an empty DNS subtree holds no name, where RFC 5280 has it hold all": ("dns all excluded", "dns all permitted"),
    "a common name is never a machine's (nor is it for the house's own step of names)": (
        "common name outside",
        "common name excluded",
        "common name outside beside a mailbox",
    ),
    "a local part is compared in any letters, for what is permitted too": ("mailbox in other letters",),
    "a mailbox without a host is of no host, and quotes are letters": ("mailbox without a host", "mailbox in quotes"),
    "it knows no mailboxes outside of ASCII": ("mailbox international outside", "mailbox international excluded"),
    "networks and addresses of any length are compared as far as they go": (
        "address network with a hole in its mask",
        "address network of a single address",
        "address of five octets",
    ),
    "what stands where a host does is compared as it is": (
        "uri of an address",
        "uri without a host",
        "uri with its host in other signs",
    ),
    "letters are as wide as they are written": ("directory excluded in wide letters",),
    "an empty directory subtree holds no name": ("directory all excluded",),
    "an empty subject counts as a name": ("directory none where one is permitted",),
    "other names are compared whole": ("unknown other name",),
    "a kind that it does not know is refused before there is such a name": ("unknown and no such name",),
    "distances are not looked at": (
        "form with a minimum",
        "form with a maximum",
        "form with a distance of another kind",
    ),
    "constraints of nothing constrain nothing": NOTHING,
}
GNUTLS: Final[Reasons] = {
    "a wildcard is compared as if it were a name": WILDCARDS,
    "an address of version 4 has nothing to do with one of version 6": MAPPED,
    "networks of version 4 leave version 6 free": (
        "address of version 6 where version 4 is permitted",
        "address mapped where version 4 is permitted",
    ),
    "an address that is none is left alone": ("address of five octets",),
    "the root's dot is left out": ("dns with a dot at its end", "dns subtree with a dot at its end"),
    "a name that is none is compared octet by octet": LETTERS,
    "a common name of a certificate for servers is one of machines, whatever it looks like": (
        "dns constrained and none there",
        "common name that is no machine's",
    ),
    "a local part is compared letter by letter, for what is excluded too": ("mailbox excluded in other letters",),
    "the subject's mailbox counts where no other is": ("mailbox in the subject excluded beside another",),
    "a mailbox without a host is of no host; the last @ counts, and quotes are letters": (
        "mailbox without a host",
        "mailbox with two hosts",
        "mailbox in quotes",
    ),
    "it knows no mailboxes outside of ASCII": ("mailbox international outside", "mailbox international excluded"),
    "it knows no subtrees of URIs and directories, which only excluded ones are refused for": (
        "uri below the host",
        "uri of a user",
        "directory outside",
        "directory above",
        "directory in another order",
        "directory all excluded",
    ),
    "what it does not know is refused before there is such a name": ("unknown and no such name",),
    "distances are not looked at": DISTANCES,
    "constraints of nothing constrain nothing": NOTHING,
}  # fmt: skip
NSS: Final[Reasons] = {
    "a wildcard is compared as if it were a name": WILDCARDS,
    "an address of version 4 has nothing to do with one of version 6": MAPPED,
    "a name with the root's dot is another name": DOTTED,
    "a name that is none is compared octet by octet": LETTERS,
    "a common name of a certificate for servers is one of machines, whatever it looks like": (
        "dns constrained and none there",
        "common name that is no machine's",
    ),
    "a local part is compared in any letters, for what is permitted too": ("mailbox in other letters",),
    "a mailbox without a host is of no host; the last @ counts, and quotes are letters": (
        "mailbox without a host",
        "mailbox with two hosts",
        "mailbox in quotes",
    ),
    "it knows no mailboxes outside of ASCII": ("mailbox international outside", "mailbox international excluded"),
    "networks and addresses of another length have nothing to do with each other, and a mask may have holes": (
        "address network with a hole in its mask",
        "address network of a single address",
        "address of five octets",
    ),
    "what stands where a host does is compared as it is": ("uri of an address", "uri with its host in other signs"),
    "a directory name is compared as far as the shorter of both goes": ("directory above",),
    "letters and spaces of a directory name are compared as they are written": (
        "directory excluded in other letters and spaces",
        "directory excluded in wide letters",
    ),
    "other names and registered numbers are compared whole": ("unknown other name", "unknown registered number"),
    "distances are not looked at": DISTANCES,
    "constraints of nothing constrain nothing": NOTHING,
}
EXPECTED: Final = {str(case): case.accepted for case in CASES}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for each case, with its path in both forms."""
    root = tmp_path_factory.mktemp("constraints")
    for case in CASES:
        place = root / str(case)
        place.mkdir()
        (place / "wanted").write_text("")
        for depth, data in enumerate(case.path()):
            (place / f"{depth}.cer").write_bytes(data)
            (place / f"{depth}.pem").write_text(pem.written("CERTIFICATE", data))
        (place / "path.pem").write_text("".join((place / f"{depth}.pem").read_text() for depth in range(3)))
    return root


def otherwise(reasons: Reasons, said: Mapping[str, bool]) -> Iterator[str]:
    """Where somebody says something that is not told above, or no longer says what is."""
    known = {name.replace(" ", "-") for names in reasons.values() for name in names}
    assert known <= set(EXPECTED)
    yield from (name for name, accepted in EXPECTED.items() if (said[name] == accepted) is (name in known))


def test_openssl(made: Path, others: Others) -> None:
    needs("openssl", "openssl")
    others("name constraints", "p256", "OpenSSL", JUDGES)
    said = {}
    for name in EXPECTED:
        at = made / name
        told = run("openssl", "verify", "-x509_strict", "-CAfile", at / "2.pem", "-untrusted", at / "1.pem", at / "0.pem")  # fmt: skip
        said[name] = told.endswith("[0]")
    assert not list(otherwise(OPENSSL, said))


def test_gnutls(made: Path, others: Others) -> None:
    needs("certtool", "gnutls-bin")
    others("name constraints", "p256", "GnuTLS", JUDGES)
    said = {}
    for name in EXPECTED:
        at = made / name
        told = run("certtool", "--verify", "--load-ca-certificate", at / "2.pem", "--infile", at / "path.pem")
        said[name] = told.endswith("[0]")
    assert not list(otherwise(GNUTLS, said))


def test_nss(made: Path, others: Others, tmp_path: Path) -> None:
    needs("vfychain", "libnss3-tools")
    others("name constraints", "p256", "NSS", JUDGES)
    place = f"sql:{tmp_path}"
    run("certutil", "-N", "-d", place, "--empty-password")
    # One root for all: it says nothing of names.
    run("certutil", "-A", "-d", place, "-n", "root", "-t", "C,C,C", "-i", made / next(iter(EXPECTED)) / "2.cer")
    said = {}
    for name in EXPECTED:
        told = run("vfychain", "-d", place, "-u", 1, made / name / "0.cer", made / name / "1.cer")
        said[name] = "Chain is good!" in told
    assert not list(otherwise(NSS, said))


def test_bouncycastle(made: Path, others: Others, tmp_path: Path) -> None:
    others("name constraints", "p256", "BouncyCastle", JUDGES)
    told = paths_judged(made, tmp_path)
    assert not list(otherwise(BOUNCY, {name: told[name] == "accepted" for name in EXPECTED}))
