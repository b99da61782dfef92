"""What goes elsewhere and comes back: requests to an authority that is kept offline, its certificates, and shares of a key."""

import base64

from pki import certificate, codes, csr, names
from pki.algorithms import public_info
from pki.ceremony.conducting import Run, sha256
from pki.ceremony.escrowing import Escrow
from pki.ceremony.papers import public_of, refuse_unsigned, signer_of, told
from pki.ceremony.vouching import vouched_bytes
from pki.inforce import ESCROW
from pki.lint.table import refuse
from pki.pem import CERTIFICATE, REQUEST, bare
from pki.profiles import issuing
from pki.requesting import requested
from zhengyun.certified import Trusted
from zhengyun.errors import N_, Words, ZhengyunError
from zhengyun.instant import text


def request(run: Run) -> None:
    """The request for the new key (RFC 2986): it names the authority and asks for nothing."""
    data = requested(run.authority.subject, run.hall.unlock(run.authority))
    run.hall.outgoing(data, REQUEST[0])
    run.tell("request", request=base64.b64encode(data).decode(), of=sha256(data))


def received(run: Run) -> None:
    """A request that has come: its key is proven, its name and algorithm are those that are declared.

    Raises: ZhengyunError (ZY-PKI-002 to 007, 192, 196).
    """
    what, came = run.authority.name, run.hall.incoming()
    if came is None:
        raise ZhengyunError(codes.WAITS_FOR_REQUEST, authority=what)
    found = csr.prove(csr.read(came, what), run.desk.verifier, what)
    checks = (
        (N_("it has another name"), found.subject == names.parse(run.authority.subject)),
        (N_("its key is of another algorithm"), found.algorithm == run.authority.algorithm),
    )
    for problem, holds in checks:
        if not holds:
            raise ZhengyunError(codes.NOT_ITS_REQUEST, authority=what, what=Words(problem))
    public, data = found.public._asdict(), base64.b64encode(found.raw).decode()
    run.tell("received", request=data, of=sha256(found.raw), public=public, key=found.public.id)


def taken_back(run: Run) -> None:
    """A certificate that has come from elsewhere; without one the ceremony waits, and the request is written again.

    Raises: ZhengyunError (ZY-PKI-002 to 004, 014, 015, 057, 191, 193).
    """
    name, came = run.authority.name, run.hall.incoming()
    if came is None:
        if asked := run.course.body("request"):
            run.hall.outgoing(base64.b64decode(asked["request"]), REQUEST[0])
        raise ZhengyunError(codes.WAITS_FOR_CERTIFICATE, authority=name, issuer=run.authority.issuer or name)
    data = bare(came, CERTIFICATE, certificate.LONGEST, name)
    found = certificate.read(data, name)
    issuing(run.authority, found)
    if run.course.script.makes_key and found.public_info != public_info(public_of(run)):
        raise ZhengyunError(codes.NOT_FROM_ITS_ISSUER, authority=name, problem=Words(N_("it is of another key")))
    refuse_unsigned(run, data)
    refuse(data, name)
    facts = told(found.serial, found.not_before, found.not_after, found.subject_raw)
    run.tell("certificate", certificate=base64.b64encode(data).decode(), of=sha256(found.to_be_signed), **facts)


def escrow(run: Run) -> None:
    """The key for what is kept: made, split, forgotten and signed in one breath; what was not recorded has never been in force."""
    need, people = run.authority.ceremony.threshold, run.course.people
    # Whoever cannot open his own key is told before anything is made.
    signers = {name: signer_of(run, name) for name in people}
    public, shares = run.hall.escrow(run.authority.algorithm, need, people)
    made = Escrow(public, need, shares, text(run.desk.clock.now()), run.course.id)
    made = made._replace(signatures={name: one.sign(vouched_bytes(made)) for name, one in signers.items()})
    facts = {
        "key": public.id,
        "algorithm": public.algorithm,
        "public": public._asdict(),
        "shares": dict(shares),
        "need": need,
        "signatures": made.signatures,
    }
    thing = Trusted(ESCROW, public.id, made.document())
    run.went_on(run.desk.trusts.put([thing], run.note("escrow", facts)))
