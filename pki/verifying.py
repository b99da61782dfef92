"""The one verifier: RSA, elliptic curves and SM2, now and as of a date that has passed.

Signatures and constraints of the path are OpenSSL's to judge (`pki.openssl`); what it leaves to its callers, names, uses,
policies and what is revoked, is judged here, by steps that are numbered as `pki.verdict` has them.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from pki import policies
from pki.answers import Answers
from pki.certificate import Certificate
from pki.constraints import outside
from pki.der import DerError
from pki.lint.opened import whole
from pki.names import show
from pki.paths import Paths
from pki.policies import Start
from pki.purposes import fits, named
from pki.revocation import TITLES, Reason, Revoked, Told
from pki.status import Lists
from pki.verdict import Check, Result, Step, Verdict
from pki.weak import weak
from zhengyun.errors import N_, Words, ZhengyunError
from zhengyun.instant import text

Archive = Callable[[Certificate, datetime], "Revoked | bool | None"]
"""What the register says of a certificate at an instant: revoked, True for good, False for never issued, None for another's."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a certificate shall be good for. Empty fields are not looked at; `status` is whether it must be known not to be revoked.

    `explicit` demands that there is a policy, whichever; without `mapping` no authority may say that one stands for another, and without
    `any_policy` none that it certifies under each (RFC 5280 section 6.1.1).
    """

    at: datetime
    use: str = ""
    host: str = ""
    email: str = ""
    policy: str = ""
    status: bool = True
    explicit: bool = False
    mapping: bool = True
    any_policy: bool = True


@dataclass
class Verifier:
    """Roots that are trusted, authorities between, lists of what is revoked and answers about it, and the register where it is at hand.

    Prepared once and asked many times.
    """

    anchors: Sequence[bytes]
    between: Sequence[bytes] = ()
    lists: Lists = field(default_factory=Lists)
    archive: Archive | None = None
    answers: Answers | None = None
    _authorities: dict[bytes, Certificate] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Raises: ValueError where a root cannot be read."""
        self._paths = Paths(self.anchors, self.between)

    def verify(self, leaf: bytes, wanted: Wanted) -> Verdict:
        """Take all steps that can be taken."""
        steps: list[Step] = []
        for step in self._steps(leaf, wanted):
            steps.append(step)
            if step.result is Result.FAILED and step.check in {Check.FORM, Check.PATH}:
                break
        taken = {step.check for step in steps}
        return Verdict((*steps, *(Step(check, Result.SKIPPED) for check in Check if check not in taken)))

    def _steps(self, leaf: bytes, wanted: Wanted) -> Iterator[Step]:
        # 1. The form: nothing that could be read in two ways.
        try:
            found = whole(leaf)
        except ZhengyunError as error:
            yield Step(Check.FORM, Result.FAILED, Words(error.code.reason, error.values))
            return
        yield Step(Check.FORM, Result.PASSED)
        # 2. The path: signatures and constraints (RFC 5280 sections 6.1.3 and 6.1.4).
        try:
            judged = self._paths.judge(found, wanted.at)
        except ValueError:
            # Its key, for one, is opened by nobody but OpenSSL.
            yield Step(Check.PATH, Result.FAILED, Words(N_("OpenSSL cannot read it")))
            return
        if judged.error:
            why = Words(N_("certificate {depth}: {text} (OpenSSL)"), {"depth": judged.depth, "text": judged.text})
            yield Step(Check.PATH, Result.FAILED, why)
            return
        try:
            path = [found, *(self._authority(one) for one in judged.path[1:])]
        except ZhengyunError as error:
            yield Step(Check.PATH, Result.FAILED, Words(error.code.reason, error.values))
            return
        wrong = _weakness(path)
        wrong = wrong if wrong.text else outside(path)
        yield Step(Check.PATH, Result.FAILED if wrong.text else Result.PASSED, wrong)
        if wrong.text:
            return
        # 3. The period of each.
        yield _period(path, wanted.at)
        # 4. The use (section 4.2.1.3 and 4.2.1.12).
        yield _asked(Check.PURPOSE, wanted.use, fits(found, wanted.use) if wanted.use else "")
        # 5. The name (RFC 9525; RFC 5280 section 7).
        name = wanted.host or wanted.email
        yield _asked(Check.NAME, name, named(found, wanted.host, wanted.email) if name else "")
        # 6. The policy (sections 6.1.3 to 6.1.5, for an initial set of one or any, and what the path itself demands).
        yield _policy(path, wanted)
        # 7. What is revoked (section 6.3).
        yield self._status(path, wanted) if wanted.status else Step(Check.STATUS, Result.SKIPPED)

    def _status(self, path: Sequence[Certificate], wanted: Wanted) -> Step:
        """The worst that is known of any certificate of the path."""
        doubt = Words("")
        # No list says it of a root, but the register can.
        rooted = self.archive(path[-1], wanted.at) if self.archive else None
        if isinstance(rooted, Revoked):
            return Step(Check.STATUS, Result.FAILED, _revoked(path[-1], rooted))
        for one, issuer in pairwise(path):
            said, why = self._said(one, issuer, wanted.at)
            facts = {"number": one.serial}
            if isinstance(said, Revoked):
                gone = _revoked(one, said)
                old = Words(N_("{revoked}; {why}"), {"revoked": gone, "why": why}) if why.text else gone
                return Step(Check.STATUS, Result.FAILED, old)
            if said is False:
                never = N_("{number:x} was never issued by whoever is said to have issued it")
                return Step(Check.STATUS, Result.FAILED, Words(never, facts))
            if said is None and why.text:
                doubt = Words(N_("nothing says whether {number:x} was revoked by then: {why}"), {**facts, "why": why})
            elif said is None:
                doubt = Words(N_("nothing says whether {number:x} was revoked by then"), facts)
        return Step(Check.STATUS, Result.UNKNOWN if doubt.text else Result.PASSED, doubt)

    def _said(self, one: Certificate, issuer: Certificate, at: datetime) -> Told:
        """What the register says; or else lists and answers, of which that it was revoked counts more than that it is good."""
        archived = self.archive(one, at) if self.archive else None
        if archived is not None:
            return Told(archived)
        listed = self.lists.status(one, issuer, at)
        if isinstance(listed.status, Revoked) or self.answers is None:
            return listed
        told = self.answers.status(one, issuer, at)
        return listed if told.status is None and (listed.status or not told.why.text) else told

    def _authority(self, data: bytes) -> Certificate:
        found = self._authorities.get(data)
        if found is None:
            found = self._authorities[data] = whole(data)
        return found


def _policy(path: Sequence[Certificate], wanted: Wanted) -> Step:
    start = Start(wanted.policy, wanted.explicit, wanted.mapping, wanted.any_policy)
    wrong = policies.wrong(path, start)
    # What the path itself demands counts, whether anybody has asked or not.
    asked = wanted.policy or ("*" if wrong or wanted.explicit else "")
    return _asked(Check.POLICY, asked, wrong)


def _weakness(path: Sequence[Certificate]) -> Words:
    try:
        return Words(weak(path))
    except DerError:
        return Words(N_("a key or an algorithm in it has no form"))


def _period(path: Sequence[Certificate], at: datetime) -> Step:
    for one in path:
        if not one.not_before <= at <= one.not_after:
            facts = {"name": show(one.subject), "begins": text(one.not_before), "ends": text(one.not_after)}
            why = Words(N_("{name} is in force from {begins} to {ends}"), facts)
            return Step(Check.PERIOD, Result.FAILED, why)
    return Step(Check.PERIOD, Result.PASSED)


def _asked(check: Check, asked: str, wrong: str) -> Step:
    if not asked:
        return Step(check, Result.SKIPPED)
    return Step(check, Result.FAILED, Words(wrong, {"asked": asked})) if wrong else Step(check, Result.PASSED)


def _revoked(one: Certificate, said: Revoked) -> Words:
    facts = {"number": one.serial, "at": text(said.at), "reason": said.reason}
    if said.reason is Reason.CERTIFICATE_HOLD:
        return Words(N_("{number:x} was suspended at {at}"), facts)
    more = {**facts, "title": Words(TITLES[said.reason])}
    return Words(N_("{number:x} was revoked at {at}: {reason} ({title})"), more)
