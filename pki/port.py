"""What the authorities need of the records. Every write is one transaction with its log entry, and durable when it returns."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Protocol

from zhengyun.application import Application, Asked, Move, Stage, Word
from zhengyun.certified import (
    AuthorityCertificate,
    Certified,
    Entered,
    Escrowed,
    RevocationList,
    Standing,
    StatusChange,
    Trusted,
)
from zhengyun.entry import Entry, Note


class Applications(Protocol):
    """Applications, row by row."""

    def add(self, application: Application, rows: Iterable[Asked], note: Note) -> Entry:
        """Keep a new one with its rows."""
        ...

    def application(self, identifier: str) -> Application:
        """One of them. Raises: ZhengyunError (ZY-REC-017)."""
        ...

    def applications(self, stages: Iterable[Stage] = (), most: int = 1000) -> Sequence[Application]:
        """So many of the newest in these states, or in any."""
        ...

    def taken(self, identifier: str) -> bool:
        """Whether one is called that."""
        ...

    def rows(self, identifier: str, after: int = 0, until: int = 1 << 62) -> Iterator[Asked]:
        """Its rows after one number up to another, in order and in bounded memory."""
        ...

    def problems(self, identifier: str) -> Sequence[Asked]:
        """Its rows that were not certified."""
        ...

    def move(self, step: Move, note: Note) -> Entry | None:
        """Move one on, if it still is where it can; else nothing."""
        ...


class Issued(Protocol):
    """Certificates that are there."""

    def certificate(self, authority: str, serial: int) -> Certified | None:
        """One of them."""
        ...

    def called(self, serial: int) -> Sequence[Certified]:
        """Every one of that serial number, whoever has issued it."""
        ...

    def of_holder(self, holder: str) -> Iterator[Certified]:
        """Everything that was certified for somebody."""
        ...

    def of_key(self, key: bytes) -> Iterator[Certified]:
        """Everything that was certified for a key, which is SHA-256 of its SubjectPublicKeyInfo."""
        ...

    def compromised(self, keys: Collection[bytes]) -> Collection[bytes]:
        """Which of these keys were in a certificate that was revoked because its key came into other hands."""
        ...

    def of_application(self, application: str) -> Iterator[Certified]:
        """What an application has led to, by the numbers of its rows."""
        ...

    def ending(self, begins: str, ends: str) -> Iterator[Certified]:
        """What ends from an instant until before another, the first to end first."""
        ...

    def newest(self, most: int, *, state: str = "", profile: str = "", holder: str = "") -> Sequence[Certified]:
        """So many, the newest first."""
        ...

    def escrow(self, name: str) -> Escrowed | None:
        """A private key that is kept here."""
        ...


class Certificates(Issued, Protocol):
    """Certificates that are there, and further ones."""

    def add(self, rows: Sequence[Certified], note: Note, escrowed: Sequence[Escrowed] = ()) -> Entry:
        """Record certificates that no application asks for."""
        ...

    def certify(
        self,
        application: str,
        span: tuple[int, int],
        rows: Sequence[Certified],
        problems: Iterable[Asked],
        note: Note,
        word: Word,
        escrowed: Sequence[Escrowed] = (),
    ) -> Entry | None:
        """Record what became of the rows of an approved application after `span[0]` up to `span[1]`; nothing if late."""
        ...


class Statuses(Protocol):
    """How certificates stand, and have stood."""

    def change(
        self, changes: Sequence[StatusChange], was: Sequence[Standing], note: Note, step: Move | None = None
    ) -> Entry | None:
        """Change how they stand, if each of them stands as one of `was`, and move the application that asks for it."""
        ...

    def not_good(self, authority: str) -> Iterator[Entered]:
        """Every certificate of an authority that is held or revoked, by serial number, in bounded memory."""
        ...

    def changes(self, authority: str, since: str, until: str = "~") -> Iterator[StatusChange]:
        """How certificates of an authority have changed after an instant, until another at the latest, in order."""
        ...

    def history(self, authority: str, serial: int) -> Sequence[StatusChange]:
        """How one certificate has stood since it was recorded, in order."""
        ...

    def first(self, authority: str) -> str:
        """The instant at which the first certificate of an authority was recorded; empty where there is none."""
        ...

    def last(self, authority: str) -> str:
        """The newest instant at which anything was recorded of an authority."""
        ...

    def count(self, authority: str) -> dict[Standing, int]:
        """How many certificates of an authority stand how."""
        ...


class Register(Certificates, Statuses, Protocol):
    """All of it."""


class Trusts(Protocol):
    """The trust in force, authorities' own certificates, and the lists that they have signed."""

    def put(self, things: Iterable[Trusted], note: Note, gone: Iterable[tuple[str, str]] = ()) -> Entry:
        """Put things in force, and take others away, by kind and name."""
        ...

    def things(self) -> Sequence[Trusted]:
        """Everything in force."""
        ...

    def certify_authority(self, made: AuthorityCertificate, note: Note, row: Certified | None = None) -> Entry:
        """Keep an authority's new certificate, and that its issuer has issued it where that is one of ours."""
        ...

    def authority(self, name: str) -> AuthorityCertificate | None:
        """The newest certificate of an authority."""
        ...

    def authorities(self, name: str = "") -> Sequence[AuthorityCertificate]:
        """Every certificate of an authority, or of all, the newest first."""
        ...

    def publish(self, made: RevocationList, note: Note) -> Entry | None:
        """Keep a list, if its number is above every other's; a full and a delta list of one instant share theirs."""
        ...

    def newest_list(
        self, authority: str, *, delta: bool = False, until: str = "~", brief: bool = False
    ) -> RevocationList | None:
        """The newest full list, or the newest delta list; as of an instant where one is given. In brief, without its bytes."""
        ...

    def last_number(self, authority: str) -> int:
        """The highest number that a list of an authority has; 0 where there is none."""
        ...
