"""NSS and BouncyCastle accept what our authorities make, and refuse the same with one bit turned over."""

from pathlib import Path

import pytest

from tests.acceptance import ACCEPTS, CANNOT, Others
from tests.authorities import FAMILIES
from tests.integration.pki.artefacts import Artefacts, run
from tests.integration.pki.programs import needs, told

NSS, BOUNCY = "NSS", "BouncyCastle"
# NSS's usages of a certificate: SSL server, who signs mail, who receives it.
SERVER, SIGNS, RECEIVES = 1, 4, 5


@pytest.fixture
def store(made: Artefacts, tmp_path: Path) -> str:
    """A database of NSS that trusts the root, and knows the issuing authority and what the root has revoked."""
    needs("vfychain", "libnss3-tools")
    place = f"sql:{tmp_path}"
    run("certutil", "-N", "-d", place, "--empty-password")
    run("certutil", "-A", "-d", place, "-n", "root", "-t", "C,C,C", "-i", made.file("root.cer", text=False))
    run("certutil", "-A", "-d", place, "-n", "issuing", "-t", ",,", "-i", made.file("issuing.cer", text=False))
    return place


class TestNSS:
    """It has no SM2, asks nobody for a request, and takes no answer from a file."""

    def test_a_chain(self, made: Artefacts, store: str, others: Others) -> None:
        others("chain", made.family, NSS, CANNOT if made.family == "sm2" else ACCEPTS)
        others("dual pair", made.family, NSS, CANNOT if made.family == "sm2" else ACCEPTS)
        for name, usage in (("leaf", SERVER), ("official", SIGNS), ("sealed", RECEIVES)):
            told = self._judged(made, store, name, usage)
            assert ("Chain is good!" in told) is (made.family != "sm2"), (name, told)
            assert "invalid signature" in told or made.family != "sm2"
        assert "invalid signature" in self._judged(made, store, "leaf-altered", SERVER)
        assert "Chain is bad!" in self._judged(made, store, "sealed", SIGNS)

    def test_a_full_list(self, made: Artefacts, store: str, others: Others) -> None:
        sm2 = made.family == "sm2"
        others("list, full", made.family, NSS, CANNOT if sm2 else ACCEPTS)
        altered = self._imported(made, store, "issuing-altered")
        assert "SEC_ERROR_CRL_BAD_SIGNATURE" in altered
        told = self._imported(made, store, "issuing")
        assert ("SEC_ERROR_CRL_BAD_SIGNATURE" in told) is sm2, told
        if not sm2:
            assert "has been revoked" in self._judged(made, store, "lost", SERVER)
            assert "Chain is good!" in self._judged(made, store, "leaf", SERVER)

    def test_a_delta_list_is_unknown_to_it(self, made: Artefacts, store: str, others: Others) -> None:
        others("list, delta", made.family, NSS, CANNOT)
        told = self._imported(made, store, "delta")
        assert "UNKNOWN_CRITICAL_EXTENSION" in told or (made.family == "sm2" and "BAD_SIGNATURE" in told), told

    @staticmethod
    def _judged(made: Artefacts, store: str, name: str, usage: int) -> str:
        files = (made.file(f"{one}.cer", text=False) for one in (name, "issuing"))
        return run("vfychain", "-d", store, "-u", usage, *files)

    @staticmethod
    def _imported(made: Artefacts, store: str, name: str) -> str:
        return run("crlutil", "-I", "-d", store, "-i", made.file(f"{name}.crl", text=False), "-t", "1")


@pytest.fixture(scope="session")
def judged(both: dict[str, Artefacts], tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What BouncyCastle says of everything, in one run of a program that is compiled here."""
    said = told("Judge", tmp_path_factory.mktemp("java"), *(one.folder for one in both.values()))
    rows = (line.split(" ", 3) for line in said.splitlines() if line.split(" ")[0] in FAMILIES)
    return {" ".join(row[:3]): row[3] for row in rows}


@pytest.mark.parametrize("family", FAMILIES)
class TestBouncyCastle:
    """The one of them that knows SM2 with SM3 in all of it, lists and answers too."""

    def test_a_chain(self, judged: dict[str, str], family: str, others: Others) -> None:
        others("chain", family, BOUNCY)
        others("dual pair", family, BOUNCY)
        for name in ("leaf", "official", "sealed"):
            assert judged[f"{family} chain {name}"] == "accepted"
        assert "does not verify" in judged[f"{family} chain leaf-altered"]

    def test_a_request(self, judged: dict[str, str], family: str, others: Others) -> None:
        others("request", family, BOUNCY)
        assert judged[f"{family} request leaf"] == "accepted"
        assert judged[f"{family} request leaf-altered"] == "refused: signature"

    def test_lists(self, judged: dict[str, str], family: str, others: Others) -> None:
        others("list, full", family, BOUNCY)
        assert judged[f"{family} list issuing"] == judged[f"{family} list clean"] == "accepted"
        assert judged[f"{family} list issuing-altered"] == "refused: signature"
        assert "reason: keyCompromise" in judged[f"{family} chain lost"]

    def test_a_delta_list(self, judged: dict[str, str], family: str, others: Others) -> None:
        others("list, delta", family, BOUNCY)
        assert judged[f"{family} list delta"] == "accepted"
        assert judged[f"{family} list delta-altered"] == "refused: signature"

    def test_answers(self, judged: dict[str, str], family: str, others: Others) -> None:
        others("answer", family, BOUNCY)
        assert judged[f"{family} answer leaf"] == "accepted"
        assert judged[f"{family} answer lost"] == "refused: revoked, reason 1"
        assert judged[f"{family} answer leaf-altered"] == "refused: signature"
