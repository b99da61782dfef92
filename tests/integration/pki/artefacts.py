"""What the authorities make, in either family, as files that other people's programs are given."""

import subprocess
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from keys.algorithms import ALGORITHMS
from pki import certificate, csr, der, names, ocsp_request, profiles
from pki.algorithms import public_info
from pki.crl import Head
from pki.listing import delta_url
from pki.revocation import Reason, Revoked
from tests.authorities import (
    ANSWERS,
    ISSUING,
    PERSON,
    house,
    listed,
    pem,
    public,
    question,
    responder,
    wish,
)

HOUR: Final = timedelta(hours=1)
# The dual pair's person.
OFFICIAL: Final = "C=CN,O=City,OU=Finance,CN=Director"
# Whose certificate says no use at all, GnuTLS takes for a server, too: his name would have to be one of the authority's.
DUAL: Final = replace(PERSON, extended=("emailProtection",))
LABELS: Final = {"cer": "CERTIFICATE", "csr": "CERTIFICATE REQUEST", "crl": "X509 CRL"}


@dataclass(frozen=True)
class Artefacts:
    """Files of one family: each as `name.cer` and the like in DER, and with `.pem` behind it in PEM.

    `leaf` is good, `lost` revoked and `official` half of a pair with `sealed`; what ends in `-altered` has one octet changed
    in its signature.
    """

    folder: Path
    family: str

    def file(self, name: str, *, text: bool = True) -> Path:
        """One of them."""
        return self.folder / (f"{name}.pem" if text else name)

    def bundle(self, *wanted: str) -> Path:
        """Several, one after the other, as PEM."""
        file = self.folder / ("+".join(wanted) + ".pem")
        file.write_text("".join(self.file(one).read_text() for one in wanted))
        return file


def make(folder: Path, family: str) -> Artefacts:
    """Everything, anew and as of now: not every program can be told another time."""
    now = datetime.now(UTC).replace(microsecond=0)
    city = house(family, now - HOUR)
    leaf, lost = (city.issue(city.template().of_request(csr.read(wish(family)), now)) for _ in range(2))
    responder_key, sealed_key = (ALGORITHMS[family].generate() for _ in range(2))
    answers = city.template(ANSWERS).draft(
        public_info(public(family, responder_key)), names.parse("CN=Answers"), (), now
    )
    person = csr.read(wish(family, OFFICIAL, ()))
    sealed = city.template(profiles.encryption(DUAL)).draft(
        public_info(public(family, sealed_key)), person.subject, (), now
    )
    made = {
        "root.cer": city.root_certificate.raw,
        "issuing.cer": city.certificate.raw,
        "leaf.cer": leaf,
        "lost.cer": lost,
        "answers.cer": city.issue(answers),
        "official.cer": city.issue(city.template(DUAL).of_request(person, now)),
        "sealed.cer": city.issue(sealed),
        "leaf.csr": wish(family),
    }
    gone = Revoked(certificate.read(lost).serial, now, Reason.KEY_COMPROMISE, now - HOUR)
    made |= {
        "root.crl": listed(city.root, city.root_certificate, city.root_key, head(now, 1)),
        "issuing.crl": listed(city.issuing, city.certificate, city.issuing_key, head(now, 2), gone),
        "clean.crl": listed(city.issuing, city.certificate, city.issuing_key, head(now, 1)),
        "delta.crl": listed(city.issuing, city.certificate, city.issuing_key, head(now, 3, base=1), gone),
    }
    by = responder(city, made["answers.cer"], responder_key, gone)
    for name, found in (("leaf", leaf), ("lost", lost)):
        made[f"{name}.question"] = question(by, certificate.read(found).serial, b"0123456789abcdef")
        made[f"{name}.answer"] = by.answer(ocsp_request.read(made[f"{name}.question"]), now)
    return written(folder, family, made.items())


def head(now: datetime, number: int, base: int | None = None) -> Head:
    """A list of that number and instant; whose it is, is said when it is signed."""
    freshest = () if base else (delta_url(ISSUING.crl_urls[0]),)
    return Head(b"", "", b"", number, now, now + 24 * HOUR, base, freshest)


def written(folder: Path, family: str, made: Iterable[tuple[str, bytes]]) -> Artefacts:
    """Every one as it is and altered, in DER and where there is a label for it in PEM."""
    for name, data in made:
        stem, _, suffix = name.partition(".")
        both = {name: data} if suffix == "question" else {name: data, f"{stem}-altered.{suffix}": altered(data, suffix)}
        for called, found in both.items():
            (folder / called).write_bytes(found)
            if suffix in LABELS:
                (folder / f"{called}.pem").write_bytes(pem(LABELS[suffix], found))
    return Artefacts(folder, family)


def altered(data: bytes, suffix: str) -> bytes:
    """The same with one bit of its signature turned over; it stays as readable as it was."""
    outer = data
    if suffix == "answer":
        # What is signed is in an octet string there.
        outer = der.read(data).children()[1].children()[0].children()[1].content
    bits = der.read(outer).children()[2].raw
    at = data.rindex(bits) + len(bits) - 1
    return data[:at] + bytes((data[at] ^ 1,)) + data[at + 1 :]


def run(*words: object) -> str:
    """What a program says, of which sort ever; what it ends with is told by its words."""
    done = subprocess.run([*map(str, words)], capture_output=True, text=True, check=False, timeout=300)
    return f"{done.stdout}{done.stderr}\n[{done.returncode}]"
