"""Having the log witnessed: a checkpoint is signed and offered to every witness, and their signatures are verified and kept."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, NamedTuple, Protocol

from governance import codes
from zhengyun.attesting import Witness
from zhengyun.checkpoint import Checkpoint, Offer, cosigned, signed
from zhengyun.entry import Entry
from zhengyun.errors import Exit, ZhengyunError
from zhengyun.merkle import Proof
from zhengyun.note import Line, SignedNote
from zhengyun.ports import Witnessed
from zhengyun.rolefile import RoleFile
from zhengyun.signing import Signer, Verifier

# A witness that is behind, or ahead because another process was faster, is asked again so often.
TRIES: Final = 4
# Among so many of the newest checkpoints is looked for what a witness has signed last; else it says so itself.
RECENT: Final = 20


NOBODY: Final = ZhengyunError(codes.NO_WITNESSES)


class Reply(NamedTuple):
    """How a witness's command ended; `problem` says why it could not even be run, or did not end in time."""

    code: int
    out: str
    said: str = ""
    problem: str = ""


Ask = Callable[[str], Reply]


class Book(Protocol):
    """The log, as far as it is needed here."""

    def size(self) -> int:
        """How many entries there are."""
        ...

    def root(self, size: int) -> bytes:
        """The root of the first `size` entries."""
        ...

    def inclusion(self, number: int, size: int) -> Proof:
        """The proof that an entry is among the first `size`."""
        ...

    def consistency(self, old: int, new: int) -> Proof:
        """The proof that the first `new` entries go on from the first `old`."""
        ...

    def keep_checkpoint(self, size: int, note: str) -> None:
        """Keep a signed checkpoint, with the signatures that are kept of it already."""
        ...

    def checkpoints(self, most: int = 0) -> Sequence[str]:
        """All signed checkpoints, or so many of the newest, the smallest tree first."""
        ...


class Answer(NamedTuple):
    """What one witness said: when it signed, in seconds since 1970, or why it did not."""

    witness: str
    line: Line | None = None
    seconds: int = 0
    refusal: ZhengyunError | None = None


@dataclass(frozen=True)
class Witnesses:
    """Every witness that there is a command for, as the door asks them."""

    book: Book
    roles: RoleFile
    signer: Signer
    verifier: Verifier
    asks: Mapping[str, Ask]

    @property
    def name(self) -> str:
        """Their names."""
        return ", ".join(self.asks) or "-"

    def cosign(self, entry: Entry) -> Witnessed:
        """A checkpoint that includes this entry, with the signatures of those who answered.

        Raises: ZhengyunError (ZY-GOV-018, 119 to 123).
        """
        note, answers = self.attest()
        refuse_unwitnessed(answers)
        size = Checkpoint.read(note.text).size
        return Witnessed(str(note), entry.number - 1, self.book.inclusion(entry.number, size))

    def attest(self, tries: int = TRIES) -> tuple[SignedNote, Sequence[Answer]]:
        """Sign a checkpoint of all there is, offer it to every witness, and keep what they signed.

        Raises: ZhengyunError (ZY-GOV-120, 121).
        """
        note = self.checkpoint()
        with ThreadPoolExecutor(max(1, len(self.asks)), thread_name_prefix="witness") as pool:
            answers = list(pool.map(lambda name: self._asked(name, note), self.asks))
        # One that has seen more than this tree holds was asked by another process meanwhile; or the log was cut.
        # Where others go on writing the log grows each time, and one that was cut is told all the same.
        if tries > 1 and any(answer.refusal and answer.refusal.code is codes.AHEAD for answer in answers):
            again = self.checkpoint()
            if again.text != note.text:
                return self.attest(tries - 1)
        note = note.more(*(answer.line for answer in answers if answer.line))
        self.book.keep_checkpoint(Checkpoint.read(note.text).size, str(note))
        return note, answers

    def checkpoint(self) -> SignedNote:
        """Sign a checkpoint of all there is, and keep it.

        Raises: ZhengyunError (ZY-GOV-120: the role file does not name this key; ZY-GOV-121: there is no entry).
        """
        if self.signer.public not in self.roles.log.keys:
            raise ZhengyunError(codes.NO_LOG_KEY, key=self.signer.public.id, version=self.roles.version)
        size = self.book.size()
        if not size:
            raise ZhengyunError(codes.NO_ROLES)
        note = signed(Checkpoint(self.roles.log.origin, size, self.book.root(size)), self.signer)
        self.book.keep_checkpoint(size, str(note))
        return note

    def _asked(self, name: str, note: SignedNote) -> Answer:
        """One witness's answer; where it last signed is known from what is kept, or it says so itself."""
        witness = next((one for one in self.roles.witnesses if one.name == name), None)
        if witness is None:
            return Answer(name, refusal=ZhengyunError(codes.STRANGE_WITNESS, witness=name, version=self.roles.version))
        size, old = Checkpoint.read(note.text).size, self._last(witness)
        for _ in range(TRIES):
            if old > size:
                return Answer(name, refusal=ZhengyunError(codes.AHEAD, witness=name, seen=old, size=size))
            reply = self.asks[name](str(Offer(old, self.book.consistency(old, size), note)))
            if reply.code != Exit.DRIFT or not reply.out.strip().isdecimal():
                return self._answer(witness, note, reply)
            old = int(reply.out.strip()[:19])
        return Answer(name, refusal=ZhengyunError(codes.NO_ANSWER, witness=name, problem=_said(reply)))

    def _answer(self, witness: Witness, note: SignedNote, reply: Reply) -> Answer:
        if reply.code == Exit.BROKEN:
            return Answer(
                witness.name, refusal=ZhengyunError(codes.REFUSED_HERE, witness=witness.name, problem=_said(reply))
            )
        with suppress(ValueError):
            line = Line.read(reply.out)
            seconds = cosigned(note.more(line), witness.name, witness.key, self.verifier)
            if reply.code == Exit.OK and seconds is not None:
                return Answer(witness.name, line, seconds)
        return Answer(witness.name, refusal=ZhengyunError(codes.NO_ANSWER, witness=witness.name, problem=_said(reply)))

    def _last(self, witness: Witness) -> int:
        """The size of the newest tree that is known to have been signed by this witness."""
        for kept in reversed(self.book.checkpoints(RECENT)):
            # One that cannot be read is told by `audit verify`; the witness says by itself where it was.
            with suppress(ValueError):
                note = SignedNote.read(kept)
                if cosigned(note, witness.name, witness.key, self.verifier) is not None:
                    return Checkpoint.read(note.text).size
        return 0


def refuse_unwitnessed(answers: Sequence[Answer]) -> None:
    """Refuse where one witness says that the log does not go on from what it saw, or where none has signed.

    Raises: ZhengyunError (ZY-GOV-018, ZY-GOV-119, ZY-GOV-122, ZY-GOV-123).
    """
    refusals = [answer.refusal for answer in answers if answer.refusal]
    worst = [refusal for refusal in refusals if refusal.exit is Exit.BROKEN]
    if worst:
        raise worst[0]
    if not answers:
        raise NOBODY
    if len(refusals) == len(answers):
        raise refusals[0]


def _said(reply: Reply) -> str:
    """Why there is no signature, in one line."""
    last = [line.strip() for line in reply.said.splitlines() if line.strip()]
    return reply.problem or (last[0][:300] if last else f"exit code {reply.code}")
