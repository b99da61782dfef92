"""`make transcript`, of certificates: from the ceremony to recovery on a training set of its own, and what was said is written down."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from cli.training import prepare  # noqa: E402
from lab.place import Place  # noqa: E402

FILE: Final = ROOT / "docs/certificates.md"
BEGIN: Final = "<!-- transcript: written by `make transcript`, run again and compared by the tests -->\n```console\n"
END: Final = "```\n<!-- end of transcript -->"
# Of what is said at length, so many lines at each end.
ENDS: Final = 9
APPLICATION: Final = re.compile(r"\bCA-[A-Z0-9]{6}\b")
SERVER: Final = re.compile(r"^([0-9a-f]{40}) .*CN=www\.yunzhou\.example", re.MULTILINE)
REQUEST: Final = re.compile(r"\bCR-[A-Z0-9]{6}\b")
# What differs from run to run, made the same.
ALIKE: Final = (
    (re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"), "2026-03-02T08:00:00Z"),
    (re.compile(r"(?:[A-Z][a-z]{2}) [ \d]\d \d\d:\d\d:\d\d \d{4} GMT"), "Mar  2 08:00:00 2026 GMT"),
    (re.compile(r"\b(?:[0-9a-f]{64}|[0-9a-f]{32})\b"), "…"),
    (re.compile(r"\b(?:[0-9A-F]{40})\b"), "SERIAL"),
    (re.compile(r"\b[0-9a-f]{40}\b"), "SERIAL"),
    (re.compile(r"\b[0-9a-f]{36,39}\b"), "SERIAL"),
    (re.compile(r"(?<!distid:)\b[0-9a-f]{16}\b"), "KEY"),
    (re.compile(r"\b[0-9a-f]{12}\b"), "…"),
    (re.compile(r"\bCM-[A-Z0-9]{6}\b"), "CM-AAAAAA"),
    (APPLICATION, "CA-AAAAAA"),
    (REQUEST, "CR-AAAAAA"),
    (re.compile(r"\bentry \d+"), "entry N"),
)
PASSING: Final = re.compile(r"^(\d+ of \d+ ended|\s+\d+ s  |Generating |\.|[+.*-]+$)")


class Step(NamedTuple):
    """A command of the story and how it ends; a `head` begins a chapter. `whole` output is not shortened."""

    command: str
    code: int = 0
    head: str = ""
    whole: bool = False


DISTID: Final = "-vfyopt distid:1234567812345678"
SM2_ID: Final = "-sigopt distid:1234567812345678"
CHECK: Final = (
    "openssl verify -x509_strict -crl_check_all -CRLfile lists.pem -CAfile root.pem -untrusted issuing.pem www.pem"
)
LISTS: Final = "for one in root issuing; do openssl crl -inform DER -in web/$one.crl; done > lists.pem"
JARS: Final = (Path("/usr/share/java/bcprov.jar"), Path("/usr/share/java/bcpkix.jar"))
JAVA: Final = f"java -cp {':'.join(map(str, JARS))} Verify.java"
STORY: Final = (
    Step(
        "zhengyun plan --site trust -f plan.json",
        4,
        "Whom the city trusts stands in pki.yaml; it takes the road of every change",
    ),
    Step("zhengyun change submit plan.json -m 'the city certifies' --as operator -q"),
    Step("zhengyun change approve {request} --as security --yes -q", whole=True),
    Step("zhengyun change approve {request} --as security2 --yes -q", whole=True),
    Step("zhengyun change apply {request} --as operator -q", whole=True),
    Step(
        "zhengyun ca ceremony root --yes --as security",
        0,
        "A ceremony makes an authority's key and its certificate",
        whole=True,
    ),
    Step("zhengyun ca ceremony issuing --yes --as security -q", whole=True),
    Step("zhengyun ca ceremony sm2-root --yes --as security -q", whole=True),
    Step("zhengyun ca ceremony sm2-issuing --yes --as security -q", whole=True),
    Step(
        "openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -keyout www.key -subj /CN=www.yunzhou.example "
        "-addext subjectAltName=DNS:www.yunzhou.example -out www.csr 2>/dev/null",
        0,
        "A certificate for a server: one asks, another reviews, a third issues",
    ),
    Step("zhengyun ca request www.csr --profile server -m 'the portal' --as operator", whole=True),
    Step("zhengyun ca issue {application} --as security2 --out www.pem", 8, whole=True),
    Step("zhengyun ca approve {application} --as security --yes", whole=True),
    Step("zhengyun ca issue {application} --as security --out www.pem", 3, whole=True),
    Step("zhengyun ca issue {application} --as security2 --out www.pem", whole=True),
    Step("zhengyun ca crl --publish web -q > /dev/null; " + LISTS, 0, "OpenSSL and BouncyCastle believe it"),
    Step("for one in root issuing; do openssl x509 -inform DER -in web/$one.cer -out $one.pem; done"),
    Step(CHECK, whole=True),
    Step(f"{JAVA} root.pem issuing.pem www.pem", whole=True),
    Step("zhengyun ca verify www.pem --use server --host www.yunzhou.example", whole=True),
    Step("openssl genpkey -algorithm SM2 -out desk.key", 0, "The same with SM2 and SM3"),
    Step(
        f"openssl req -new -key desk.key -sm3 {SM2_ID} -subj /CN=desk.yunzhou.example "
        "-addext subjectAltName=DNS:desk.yunzhou.example -out desk.csr"
    ),
    Step("zhengyun ca request desk.csr --profile sm2-server -m 'the desk' --as operator -q", whole=True),
    Step("zhengyun ca approve {application} --as security --yes -q", whole=True),
    Step("zhengyun ca issue {application} --as security2 --out desk.pem -q", whole=True),
    Step("for one in sm2-root sm2-issuing; do openssl x509 -inform DER -in web/$one.cer -out $one.pem; done"),
    # OpenSSL's tool takes the identity for one certificate at a time.
    Step(f"openssl verify {DISTID} -CAfile sm2-root.pem sm2-issuing.pem", whole=True),
    Step(f"openssl verify {DISTID} -partial_chain -trusted sm2-issuing.pem desk.pem", whole=True),
    Step(f"{JAVA} sm2-root.pem sm2-issuing.pem desk.pem", whole=True),
    Step("zhengyun ca verify desk.pem --use server --host desk.yunzhou.example", whole=True),
    Step(
        "zhengyun ca suspend {www} -m 'its key may have been seen' --as operator -q",
        0,
        "Suspended, resumed, revoked",
        whole=True,
    ),
    Step("zhengyun ca approve {application} --as security --yes -q", whole=True),
    Step("zhengyun ca crl issuing --sign --publish web --as security -q", 4, whole=True),
    Step(f"{LISTS}; {CHECK}", 2, whole=True),
    Step("zhengyun ca resume {www} -m 'it was not' --as operator -q", whole=True),
    Step("zhengyun ca approve {application} --as security --yes -q", whole=True),
    Step("zhengyun ca issue {application} --as security2 -q", whole=True),
    Step("zhengyun ca crl issuing --sign --delta --publish web --as security -q", whole=True),
    Step("zhengyun ca verify www.pem", whole=True),
    Step("zhengyun ca revoke {www} --reason key-compromise -m 'it was, after all' --as operator", whole=True),
    Step("zhengyun ca approve {application} --as security --yes -q", whole=True),
    Step("zhengyun ca issue {application} --as security2 -q", whole=True),
    Step("zhengyun ca crl issuing --sign --publish web --as security -q", whole=True),
    Step(f"{LISTS}; {CHECK}", 2, whole=True),
    Step(
        "openssl ocsp -issuer issuing.pem -cert www.pem -reqout asked -no_nonce && zhengyun ca ocsp issuing asked --out answered"
    ),
    Step("openssl ocsp -issuer issuing.pem -cert www.pem -respin answered -CAfile root.pem -no_nonce", whole=True),
    Step("zhengyun ca verify www.pem", 5, whole=True),
    Step(
        "zhengyun ca ceremony --escrow --shares shares --yes --as security -q",
        0,
        "Two certificates in one issue: the encryption key is made here, and kept for recovery",
        whole=True,
    ),
    Step(
        "echo 'a good passphrase' > mine; zhengyun key make ./clerk.json --algorithm sm2 --secret-file mine > /dev/null",
        whole=True,
    ),
    Step(
        "zhengyun key request ./clerk.json --subject OU=财政局,CN=经办人,SN=1 --out clerk.csr --secret-file mine -q",
        whole=True,
    ),
    Step(
        "zhengyun ca request clerk.csr --profile sm2-person --for department -m 'a new clerk' --as operator -q",
        whole=True,
    ),
    Step("zhengyun ca approve {application} --as security --yes -q", whole=True),
    Step("zhengyun ca issue {application} --as security2 --out clerk -q", whole=True),
    Step("zhengyun ca unwrap clerk/*.enveloped --key ./clerk.json --out opens.json --secret-file mine", whole=True),
    Step(
        "zhengyun ca recover $(basename clerk/*.enveloped .enveloped | cut -d- -f2) -m 'the disk has died' --as department",
        0,
        "Three of five bring the key back",
        whole=True,
    ),
    Step("zhengyun ca approve {application} --as security --yes -q", whole=True),
    Step("zhengyun ca recover {application} --open --share shares/escrow-security2.share --as security2", whole=True),
    Step("zhengyun ca recover {application} --share shares/escrow-head.share --as head -q", whole=True),
    Step("zhengyun ca recover {application} --finish --as security2", 8, whole=True),
    Step("zhengyun ca recover {application} --share shares/escrow-operator.share --as operator -q", whole=True),
    Step("zhengyun ca recover {application} --finish --out again --as security2", whole=True),
    Step("zhengyun ca unwrap again --key ./clerk.json --out again.json --secret-file mine", whole=True),
    Step("zhengyun audit verify > /dev/null", whole=True),
)


def told(folder: Path) -> str:
    """Every command of the story with what it says, each ending as it shall."""
    place = Place(folder / "set")
    settings = prepare(place)
    shutil.copy(ROOT / "docs/Verify.java", folder)
    names = {"request": "", "application": "", "www": ""}
    parts = []
    for step in STORY:
        command = step.command.format(**names)
        said, ended = _typed(folder, settings, command)
        if ended != step.code:
            raise SystemExit(f"{command}: {ended}\n{said}")
        _follow(names, said)
        head = f"# {step.head}\n" if step.head else ""
        parts.append(f"{head}$ {_shown(step.command, names)}\n{_shortened(step, said)}".rstrip())
    return alike("\n\n".join(parts)) + "\n"


def alike(text: str) -> str:
    """What differs from run to run, made the same."""
    for pattern, same in ALIKE:
        text = pattern.sub(same, text)
    return text


def _follow(names: dict[str, str], said: str) -> None:
    """Keep what later commands name."""
    names["request"] = next(iter(REQUEST.findall(said)), names["request"])
    names["application"] = next(iter(APPLICATION.findall(said)), names["application"])
    names["www"] = names["www"] or next(iter(SERVER.findall(said)), "")


def _shown(command: str, names: dict[str, str]) -> str:
    return command.format(**names)


def _shortened(step: Step, said: str) -> str:
    lines = [line.rstrip() for line in said.splitlines() if not PASSING.match(line)]
    if not step.whole and len(lines) > 2 * ENDS + 1:
        lines = [*lines[:ENDS], f"… {len(lines) - 2 * ENDS} lines more", *lines[-ENDS:]]
    return "\n".join(lines)


def _typed(folder: Path, settings: Path, command: str) -> tuple[str, int]:
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "ZHENGYUN_SETTINGS": str(settings),
        "ZHENGYUN_LANG": "en",
        "LC_ALL": "C.UTF-8",
        "COLUMNS": "120",
    }
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=300,
    )
    return done.stdout, done.returncode


def main() -> None:
    """Write it."""
    with tempfile.TemporaryDirectory() as folder:
        said = told(Path(folder))
    text = FILE.read_text("utf-8")
    before, after = text[: text.index(BEGIN) + len(BEGIN)], text[text.index(END) :]
    FILE.write_text(before + said + after, "utf-8")


if __name__ == "__main__":
    main()
