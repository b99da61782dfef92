"""Authorities: certificates from requests beside OpenBao's, answers beside `openssl ocsp`, a list of a million, and verdicts.

By rounds, in which everybody takes his turn, so that whatever else the machine does falls on all alike.
"""

import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from bench.measure import Timed, call, middle, table
from bench.memory import most
from bench.openbao import cpu_of, free_port, openbao
from keys.algorithms import ALGORITHMS, Verifier
from pki import crl, csr
from pki.answering import answer
from pki.crl import Head
from pki.ocsp import Responder
from pki.revocation import Reason, Revoked
from pki.status import Lists
from pki.verifying import Verifier as Trusting
from pki.verifying import Wanted
from tests.authorities import NOW, house, listed, pem, question, responder, sign, wish
from tests.issuing import TODAY, Court, court
from zhengyun.application import Asked

ROUNDS: Final = 3
# Certificates a round: four batches, four commits, four entries of the log.
COUNT: Final = 1024
ANSWERS: Final = 3000
ASKED: Final = 400
MILLION: Final = 1_000_000
VERDICTS: Final = 500


def pki() -> None:
    """All of it."""
    with tempfile.TemporaryDirectory() as folder:
        _issuing(Path(folder))
        _answering(Path(folder))
    _listing()
    _verifying()


# Issuing


def _issuing(folder: Path) -> None:
    courts = {name: court(folder / f"{name}.sqlite", name) for name in ("p256", "sm2")}
    asked = {name: list(requests(name)) for name in courts}
    texts = [pem("CERTIFICATE REQUEST", one.request).decode() for one in asked["p256"]]
    times: dict[str, list[Timed]] = {"p256": [], "sm2": [], "OpenBao": []}
    with openbao(folder) as bao:
        for _ in range(ROUNDS):
            for name, one in courts.items():
                times[name].append(issued(one, asked[name]))
            times["OpenBao"].append(bao.issue(texts))
    found = {name: middle(each) for name, each in times.items()}
    titles = {"p256": "ours, P-256", "sm2": "ours, SM2", "OpenBao": "OpenBao, P-256, raft, 8 clients"}
    peer = found["OpenBao"]
    rows = [
        (titles[name], round(COUNT / one.cpu), peer.cpu / one.cpu, round(COUNT / one.wall), peer.wall / one.wall)
        for name, one in found.items()
    ]
    head = ("", "a CPU second", "× OpenBao", "a second", "× OpenBao")
    table("Certificates from requests, everything included, recorded when handed out", head, rows)


def requests(algorithm: str, count: int = COUNT) -> Iterator[Asked]:
    """A request for each of so many servers, each with a key of its own."""
    for number in range(1, count + 1):
        host = f"h{number}.city.example"
        key = ALGORITHMS[algorithm].generate()
        request = wish(algorithm, f"C=CN,O=City,OU=Finance,CN={host}", (f"dns:{host}",), key=key)
        yield Asked(number, f"finance/h{number}", request)


def issued(court: Court, rows: Sequence[Asked]) -> Timed:
    """What issuing takes, once two others have asked and agreed."""
    application = court.ask(*rows)
    court.approve(application.id)
    found = call(lambda: court.issue(application.id))
    assert len(list(court.desk().register.of_application(application.id))) == COUNT
    return found


# Answering


def _answering(folder: Path) -> None:
    responders = {name: _responder(name) for name in ("p256", "sm2")}
    times: dict[str, list[Timed]] = {"p256": [], "sm2": [], "openssl": []}
    with _openssl(folder) as peer:
        for _ in range(ROUNDS):
            for name, (by, questions) in responders.items():
                times[name].append(call(lambda by=by, questions=questions: _answer(by, questions)))  # type: ignore[misc]
            times["openssl"].append(peer())
    rates = {name: (ASKED if name == "openssl" else ANSWERS, middle(each)) for name, each in times.items()}
    titles = {
        "p256": "ours, P-256, in process",
        "sm2": "ours, SM2, in process",
        "openssl": "`openssl ocsp`, P-256, a server",
    }
    count, peer_time = rates["openssl"]
    rows = [
        (titles[name], round(n / one.cpu), (n / one.cpu) / (count / peer_time.cpu), round(n / one.wall))
        for name, (n, one) in rates.items()
    ]
    head = ("", "a CPU second", "× openssl", "a second")
    table("Answers about the status of certificates, each signed when asked for", head, rows)


def _responder(algorithm: str) -> tuple[Responder, Sequence[bytes]]:
    """Who answers by an authority's own key, and questions with a nonce each."""
    town = house(algorithm)
    gone = Revoked(7, NOW, Reason.KEY_COMPROMISE)
    by = responder(town, town.certificate.raw, town.issuing_key, gone)
    return by, [question(by, serial, b"%016d" % serial) for serial in range(1, ANSWERS + 1)]


def _answer(by: Responder, questions: Sequence[bytes]) -> None:
    for one in questions:
        assert answer(by, one, NOW)[:1] == b"0"


@contextmanager
def _openssl(folder: Path) -> Iterator[Callable[[], Timed]]:
    """OpenSSL's own responder, which opens a connection for each question: its time on the processor, the client's on the clock."""
    town = house("p256")
    (folder / "ca.pem").write_bytes(pem("CERTIFICATE", town.certificate.raw))
    key = ec.derive_private_key(int.from_bytes(town.issuing_key.secret, "big"), ec.SECP256R1())
    written = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "key.pem").write_bytes(written)
    ends = f"{NOW + timedelta(days=300):%y%m%d%H%M%SZ}"
    rows = (f"V\t{ends}\t\t{number:040X}\tunknown\t/CN=h{number}\n" for number in range(1, 257))
    (folder / "index.txt").write_text("".join(rows))
    port = free_port()
    words = [
        "openssl",
        "ocsp",
        "-index",
        "index.txt",
        "-port",
        str(port),
        "-rsigner",
        "ca.pem",
        "-rkey",
        "key.pem",
        "-CA",
        "ca.pem",
    ]
    with (folder / "ocsp.log").open("wb") as told:
        server = subprocess.Popen([*words, "-ignore_err"], cwd=folder, stdout=told, stderr=told)
        try:
            questions = _responder("p256")[1][:ASKED]
            _begin(port, questions[0])
            yield lambda: _asked(server.pid, port, questions)
        finally:
            server.terminate()
            server.wait()


def _begin(port: int, question: bytes) -> None:
    """Ask until it answers: a connection without a question it would wait on for ever."""
    for _ in range(100):
        with suppress(ConnectionRefusedError):
            _ask(port, question)
            return
        time.sleep(0.1)


def _asked(pid: int, port: int, questions: Sequence[bytes]) -> Timed:
    cpu, wall = cpu_of(pid), time.perf_counter()
    for one in questions:
        _ask(port, one)
    return Timed(time.perf_counter() - wall, cpu_of(pid) - cpu)


def _ask(port: int, question: bytes) -> None:
    head = b"POST / HTTP/1.0\r\nContent-Type: application/ocsp-request\r\nContent-Length: %d\r\n\r\n" % len(question)
    with socket.create_connection(("127.0.0.1", port), 30) as line:
        line.sendall(head + question)
        data = b""
        while more := line.recv(65536):
            data += more
    assert b" 200 " in data[:20], data[:200]


# Lists


def _listing() -> None:
    rows = []
    for name in ("p256", "sm2"):
        words = [sys.executable, "-m", "bench.pki", name]
        done = subprocess.run(words, capture_output=True, text=True, check=True)
        wall, cpu, size, mib = done.stdout.split()
        rows.append((name, float(wall), float(cpu), int(size), float(mib)))
    table("A list of 1,000,000 entries, signed, in a process of its own", ("", "s", "CPU s", "MB", "MiB at most"), rows)


def main() -> None:
    """`python -m bench.pki p256|sm2`: sign a list of a million, and say how long it took, how large it is, and the memory."""
    town = house(sys.argv[1])
    head = Head(town.certificate.subject_raw, town.issuing.algorithm, b"k" * 20, 1, NOW, NOW + timedelta(days=7))
    made: list[bytes] = []
    found = call(lambda: made.append(sign(crl.to_be_signed(head, _gone()), town.issuing.algorithm, town.issuing_key)))
    print(found.wall, found.cpu, len(made[0]) // 1_000_000, most())


def _gone() -> Iterator[Revoked]:
    """Serial numbers of twenty octets, ten thousand seconds, four reasons, in the order of a register."""
    reasons = (Reason.SUPERSEDED, Reason.CESSATION_OF_OPERATION, Reason.KEY_COMPROMISE, Reason.UNSPECIFIED)
    for number in range(MILLION):
        yield Revoked(
            (1 << 158) + (number << 120) + 12345, NOW - timedelta(seconds=number % 10_000), reasons[number % 4]
        )


# Verdicts


def _verifying() -> None:
    rows = []
    for name in ("p256", "sm2"):
        town = house(name)
        leaves = [
            town.issue(town.template().of_request(csr.read(one.request), NOW)) for one in requests(name, VERDICTS)
        ]
        heads = (Head(b"", "", b"", 1, NOW, NOW + timedelta(days=7)) for _ in range(2))
        signed = [
            listed(town.root, town.root_certificate, town.root_key, next(heads)),
            listed(town.issuing, town.certificate, town.issuing_key, next(heads)),
        ]
        lists = Lists(signed, Verifier())
        trusting = Trusting([town.root_certificate.raw], [town.certificate.raw], lists)
        found = middle([call(lambda: _judge(trusting, leaves)) for _ in range(ROUNDS)])  # noqa: B023
        rows.append((name, found.cpu / VERDICTS * 1000, found.wall / VERDICTS * 1000))
    title = "A verdict: three certificates, two lists, use and name; each of another one, by authorities that are known"
    table(title, ("", "CPU ms", "ms"), rows)


def _judge(trusting: Trusting, leaves: Sequence[bytes]) -> None:
    for number, leaf in enumerate(leaves, 1):
        assert trusting.verify(leaf, Wanted(TODAY, "server", f"h{number}.city.example")).result == "passed"


if __name__ == "__main__":
    main()
