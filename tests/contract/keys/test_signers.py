"""What a signing key does wherever it is held: in a sealed file, in a token."""

import json
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from keys import codes
from keys.algorithms import Verifier, raw, text
from keys.references import Reference
from tests.contract.keys.hand import Hand
from zhengyun.errors import ZhengyunError
from zhengyun.signing import PublicKey

VERIFIER = Verifier()
WIDTHS = {"ed25519": 64, "p256": 64, "p384": 96, "rsa3072": 384, "rsa4096": 512, "sm2": 64}
TAKEN = {codes.EXISTS, codes.THERE_ALREADY}
CLOSED = {codes.WRONG_PASSPHRASE, codes.WRONG_PIN}
# A process of its own: opens the key that it is told of, says that it is ready, and signs when it may.
SIGNS = """
import json, sys
from pathlib import Path
from keys.keyring import Keyring
told = json.loads(sys.argv[1])
module = Path(told["module"]) if told["module"] else None
keyring = Keyring(Path(told["folder"]), module=module)
signer = keyring.unlock(keyring.place(told["place"]), lambda _: told["secret"])
print(signer.public.value, flush=True)
sys.stdin.readline()
for number in range(told["count"]):
    print(signer.sign(b"%d" % number))
"""


def flipped(data: bytes, place: int) -> bytes:
    """The data with one bit turned over."""
    altered = bytearray(data)
    altered[place // 8] ^= 1 << place % 8
    return bytes(altered)


def processes(hand: Hand, holder: str, how_many: int, count: int) -> Sequence["subprocess.Popen[str]"]:
    """Processes that hold somebody's key opened."""
    place = hand.place(holder)
    told = {
        "folder": str(hand.keyring.folder),
        "module": str(hand.keyring.module or ""),
        "place": str(place),
        "secret": hand.secret,
        "count": count,
    }
    command = [sys.executable, "-c", SIGNS, json.dumps(told)]
    root = Path(__file__).resolve().parents[3]
    return [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root)
        for _ in range(how_many)
    ]


@pytest.mark.parametrize(
    "data", [b"", b"yes", "同意".encode(), bytes(1 << 20)], ids=["nothing", "word", "Chinese", "1 MiB"]
)
def test_what_it_signs_verifies(hand: Hand, holder: str, data: bytes) -> None:
    public = hand.make(holder)
    signature = hand.open(holder).sign(data)
    assert VERIFIER.verify(public, data, signature)
    assert len(raw(signature)) == WIDTHS[hand.algorithm]
    assert not VERIFIER.verify(public, data + b"\0", signature)
    assert VERIFIER.verify(public, data, text(hand.open(holder).sign_bytes(data)))


@pytest.mark.slow
def test_any_flipped_bit_counts_no_more(hand: Hand, holder: str) -> None:
    public, data = hand.make(holder), b"plan 7"
    signature = hand.open(holder).sign(data)
    for place in range(8 * len(data)):
        assert not VERIFIER.verify(public, flipped(data, place), signature)
    step = 1 if len(raw(signature)) < 100 else 9
    for place in range(0, 8 * len(raw(signature)), step):
        assert not VERIFIER.verify(public, data, text(flipped(raw(signature), place)))
    for place in range(0, 8 * len(raw(public.value)), step):
        other = public._replace(value=text(flipped(raw(public.value), place)))
        assert not VERIFIER.verify(other, data, signature)


def test_another_s_signature_is_not_one_s_own(hand: Hand, holder: str) -> None:
    mine, other = hand.make(holder), hand.make(f"{holder}-2")
    assert mine.value != other.value
    assert mine.id != other.id
    assert not VERIFIER.verify(mine, b"yes", hand.open(f"{holder}-2").sign(b"yes"))


@pytest.mark.parametrize("wrong", ["wr0ng", "1234", "x" * 5000, "口令", "\udcff", "correct horse ", "%s%n"])
def test_the_wrong_secret_opens_nothing_and_the_right_one_does_afterwards(hand: Hand, holder: str, wrong: str) -> None:
    hand.make(holder)
    for _ in range(2):
        with pytest.raises(ZhengyunError) as raised:
            hand.open(holder, wrong)
        assert raised.value.code in CLOSED
        assert wrong not in str(raised.value)
    assert hand.open(holder).sign(b"yes")


@pytest.mark.slow
def test_its_public_half_stays_what_it_is(hand: Hand, holder: str) -> None:
    made = hand.make(holder)
    assert made.algorithm == hand.algorithm
    assert hand.keyring.show(hand.place(holder)) == made
    assert hand.open(holder).public == made
    assert hand.open(holder).public == made
    (process,) = processes(hand, holder, 1, 0)
    told, _ = process.communicate("\n", timeout=60)
    assert told.split() == [made.value]


def test_it_is_never_overwritten(hand: Hand, holder: str) -> None:
    made = hand.make(holder)
    with pytest.raises(ZhengyunError) as raised:
        hand.make(holder)
    assert raised.value.code in TAKEN
    assert hand.keyring.show(hand.place(holder)) == made
    assert VERIFIER.verify(made, b"yes", hand.open(holder).sign(b"yes"))


def test_who_has_no_key_is_told_so(hand: Hand, holder: str) -> None:
    if isinstance(hand.place(holder), Reference):
        hand.make(f"{holder}-2")
    for work in (lambda: hand.open(holder), lambda: hand.keyring.show(hand.place(holder))):
        with pytest.raises(ZhengyunError) as raised:
            work()
        assert raised.value.code in {codes.NO_KEY, codes.NOT_THERE}
        assert holder in str(raised.value)


@pytest.mark.slow
def test_processes_open_it_and_sign_at_once(hand: Hand, holder: str) -> None:
    """Not one after the other: each shows the token its PIN while the others do."""
    public = hand.make(holder)
    several = processes(hand, holder, 4, 50)
    opened = [
        PublicKey(public.id, public.algorithm, process.stdout.readline().strip())
        for process in several
        if process.stdout
    ]
    assert opened == [public] * 4
    for process in several:
        assert process.stdin
        process.stdin.write("\n")
        process.stdin.flush()
    for process in several:
        signatures = process.communicate(timeout=60)[0].split()
        assert process.returncode == 0
        assert len(signatures) == 50
        assert all(VERIFIER.verify(public, b"%d" % number, one) for number, one in enumerate(signatures))


def test_threads_sign_at_once(hand: Hand, holder: str) -> None:
    public = hand.make(holder)
    signer = hand.open(holder)
    with ThreadPoolExecutor(8) as pool:
        signatures = list(pool.map(lambda number: signer.sign(b"%d" % number), range(100)))
    assert all(VERIFIER.verify(public, b"%d" % number, one) for number, one in enumerate(signatures))


def test_nothing_that_is_shown_of_it_tells_its_secret(hand: Hand, holder: str) -> None:
    hand.make(holder)
    signer = hand.open(holder)
    for shown in (repr(signer), str(signer), repr(hand.keyring)):
        assert hand.secret not in shown
