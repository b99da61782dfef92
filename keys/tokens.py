"""Signing keys inside tokens, by PKCS#11 (v2.40; Ed25519 as v3.0 has it): made there, used there, and never seen outside.

A process shows a token its PIN once, and keeps that session as long as it lives: closing it would log out whoever else in
the process signs with the same token. Libraries are not asked to bear several threads: one call at a time.
"""

import hmac
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

import pkcs11
from pkcs11 import Attribute, KeyType, Mechanism, MechanismFlag, ObjectClass, TokenFlag

from keys import codes
from keys.algorithms import Verifier, text
from keys.holding import Holding, holding
from keys.references import Reference
from keys.refusing import half_read, refusal
from keys.rsa import EXPONENT
from keys.schemes import KEY_TYPES, RSA, SCHEMES, Scheme, read, read_rsa
from zhengyun.errors import N_, Code, ZhengyunError
from zhengyun.signing import PublicKey

# What is signed once at the opening of a key, to see that its halves belong together; nothing else begins like this.
TRIAL: Final = b"zhengyun-key-trial/1\n"
T = TypeVar("T")

# While another process shows SoftHSM2 its PIN, the token's file is written, and whoever reads it then sees no token, fails, or
# sees one whose PIN was never set.
MOMENTARY: Final = frozenset({codes.NO_TOKEN, codes.TOKEN_FAILED, codes.TOKEN_GONE})
BUSY: Final = (pkcs11.GeneralError, pkcs11.FunctionFailed)
# Seconds.
PAUSES: Final = (0.02, 0.05, 0.1, 0.2, 0.4)


@dataclass(frozen=True)
class TokenSigner:
    """An opened key: `holding` says whether it could be taken out."""

    public: PublicKey
    holding: Holding
    reference: Reference
    _private: Any

    def sign(self, data: bytes) -> str:
        """Base64 of the signature.

        Raises: ZhengyunError (ZY-KEY-022, ZY-KEY-023).
        """
        return text(self.sign_bytes(data))

    def sign_bytes(self, data: bytes) -> bytes:
        """The signature, for formats that hold it in bytes.

        Raises: ZhengyunError (ZY-KEY-022, ZY-KEY-023).
        """
        scheme = SCHEMES[self.public.algorithm]
        with _asking(self.reference):
            return bytes(self._private.sign(scheme.digest(data), mechanism=Mechanism[scheme.signs]))


@dataclass(frozen=True)
class Tokens:
    """The tokens that one library of PKCS#11 reaches."""

    module: Path

    def describe(self) -> str:
        """What the library says of itself. Raises: ZhengyunError (ZY-KEY-011)."""
        library = self._library()
        version = ".".join(map(str, library.library_version))
        return f"{library.manufacturer_id}, {library.library_description} {version}"

    def labels(self) -> tuple[str, ...]:
        """The tokens that are there. Raises: ZhengyunError (ZY-KEY-011)."""
        return tuple(token.label for token in self._tokens())

    def make(self, reference: Reference, pin: str, algorithm: str) -> TokenSigner:
        """A new key, made in the token and bound never to leave it. Raises: ZhengyunError (ZY-KEY-011 to 015, ZY-KEY-018 to 023)."""
        token, scheme = self._token(reference), SCHEMES.get(algorithm)
        with _asking(reference):
            if scheme is None or Mechanism[scheme.makes] not in token.slot.get_mechanisms():
                raise ZhengyunError(codes.TOKEN_CANNOT, token=reference.token, algorithm=algorithm)
            token, _ = self._opened(reference, pin)
            # Whoever is logged in is so in every session; closing this one, which has shown no PIN, logs nobody out.
            with token.open(rw=True) as session:
                if list(session.get_objects({Attribute.LABEL: reference.object})):
                    raise _told(codes.THERE_ALREADY, reference)
                _generate(session, scheme, reference.object)
        return self.unlock(reference, pin)

    def show(self, reference: Reference) -> PublicKey:
        """The public half of a key; no PIN is needed.

        Raises: ZhengyunError (ZY-KEY-011 to 013, ZY-KEY-016, ZY-KEY-017, ZY-KEY-020, ZY-KEY-022, ZY-KEY-023).
        """
        token = self._token(reference)
        with _asking(reference), token.open() as session:
            return _public(session, reference)

    def unlock(self, reference: Reference, pin: str) -> TokenSigner:
        """Open a key. Raises: ZhengyunError (ZY-KEY-011 to 017, ZY-KEY-020, ZY-KEY-022, ZY-KEY-023)."""
        _, session = self._opened(reference, pin)
        with _asking(reference):
            public = _public(session, reference)
            private = _one(session, reference, ObjectClass.PRIVATE_KEY)
            signer = TokenSigner(public, _holding(private), reference, private)
            signature = signer.sign(TRIAL)
        if not Verifier().verify(public, TRIAL, signature):
            raise _told(codes.NOT_A_SIGNING_KEY, reference, what=N_("its two halves do not belong together"))
        return signer

    def _library(self) -> Any:
        with _LOCK:
            try:
                return pkcs11.lib(str(self.module))
            except (pkcs11.PKCS11Error, OSError) as error:
                problem = str(error) or type(error).__name__
                raise ZhengyunError(codes.BAD_MODULE, module=self.module, problem=problem) from error

    def _tokens(self) -> Iterator[pkcs11.Token]:
        for slot in self._library().get_slots(token_present=True):
            with suppress(pkcs11.TokenNotPresent, pkcs11.TokenNotRecognised):
                token = slot.get_token()
                if token.flags & TokenFlag.TOKEN_INITIALIZED:
                    yield token

    def _token(self, reference: Reference) -> pkcs11.Token:
        """The token of that name."""
        return self._again(lambda: self._found(reference), _momentary)

    def _again(self, work: Callable[[], T], passing: Callable[[ZhengyunError], bool]) -> T:
        """What `work` gives, tried again where what it raised passes. No PIN was shown: it costs none of its few tries."""
        for pause in PAUSES:
            try:
                return work()
            except ZhengyunError as error:
                if not passing(error) or not self._begun_anew():
                    raise
            time.sleep(pause)
        return work()

    def _begun_anew(self) -> bool:
        """Whether the library was made to look at its tokens again, which it does where nobody in this process uses one."""
        with _LOCK:
            if any(module == self.module for module, _ in _OPENED):
                return False
            with suppress(ZhengyunError, pkcs11.PKCS11Error):
                self._library().reinitialize()
        return True

    def _found(self, reference: Reference) -> pkcs11.Token:
        with _asking(reference):
            there = list(self._tokens())
        found = [token for token in there if token.label == reference.token]
        if not found:
            labels = ", ".join(sorted(token.label for token in there)) or "-"
            raise ZhengyunError(codes.NO_TOKEN, token=reference.token, tokens=labels)
        if len(found) > 1:
            raise ZhengyunError(codes.SEVERAL_TOKENS, token=reference.token, count=len(found))
        return found[0]

    def _opened(self, reference: Reference, pin: str) -> tuple[pkcs11.Token, pkcs11.Session]:
        """A token, and the process's session with it, which this PIN has opened."""
        maker = self._library().manufacturer_id
        return self._again(lambda: self._opening(reference, pin), lambda error: half_read(error.__cause__, maker))

    def _opening(self, reference: Reference, pin: str) -> tuple[pkcs11.Token, pkcs11.Session]:
        token = self._token(reference)
        with _asking(reference):
            place = self.module, token.serial
            kept = _OPENED.get(place)
            if kept is None:
                kept = _OPENED[place] = _open(token, reference, pin)
            elif not hmac.compare_digest(kept.proof, _proof(kept.salt, pin)):
                raise _told(codes.WRONG_PIN, reference)
        return token, kept.session


class Opened(NamedTuple):
    """A session that is logged in, and what tells the PIN that it was opened with from another."""

    session: pkcs11.Session
    label: str
    salt: bytes
    proof: bytes


_LOCK: Final = threading.RLock()
_OPENED: Final[dict[tuple[Path, bytes], Opened]] = {}


@contextmanager
def _asking(reference: Reference) -> Iterator[None]:
    """One caller at a time, and what the library raises in our words."""
    with _LOCK:
        try:
            yield
        except pkcs11.PKCS11Error as error:
            told = refusal(error, reference)
            if told.code is codes.TOKEN_GONE:
                _forget(reference.token)
            raise told from error


def _momentary(error: ZhengyunError) -> bool:
    return error.code in MOMENTARY or (error.code is codes.BAD_MODULE and isinstance(error.__cause__, BUSY))


def _open(token: pkcs11.Token, reference: Reference, pin: str) -> Opened:
    try:
        session = token.open(user_pin=pin)
    except UnicodeEncodeError:
        raise _told(codes.WRONG_PIN, reference) from None
    salt = os.urandom(16)
    return Opened(session, token.label, salt, _proof(salt, pin))


def _proof(salt: bytes, pin: str) -> bytes:
    return hmac.digest(salt, pin.encode(errors="surrogatepass"), "sha256")


def _forget(label: str) -> None:
    """What was a session with a token that is gone is none any more."""
    for place in [place for place, opened in _OPENED.items() if opened.label == label]:
        with suppress(pkcs11.PKCS11Error):
            _OPENED.pop(place).session.close()


def _generate(session: pkcs11.Session, scheme: Scheme, label: str) -> None:
    """A pair that is stored in the token, whose private half signs and does nothing else."""
    lasting = {Attribute.TOKEN: True, Attribute.MODIFIABLE: False}
    asked: dict[str, Any] = {
        "id": os.urandom(16),
        "label": label,
        "store": True,
        "mechanism": Mechanism[scheme.makes],
        "capabilities": MechanismFlag.SIGN | MechanismFlag.VERIFY,
        "private_template": {
            **lasting,
            Attribute.PRIVATE: True,
            Attribute.SENSITIVE: True,
            Attribute.EXTRACTABLE: False,
            Attribute.DERIVE: False,
        },
    }
    kind, open_to_all = KeyType[scheme.key_type], {**lasting, Attribute.PRIVATE: False}
    if scheme.bits:
        exponent = EXPONENT.to_bytes(3, "big")
        public = {**open_to_all, Attribute.PUBLIC_EXPONENT: exponent}
        session.generate_keypair(kind, scheme.bits, public_template=public, **asked)
    else:
        curve = session.create_domain_parameters(kind, {Attribute.EC_PARAMS: scheme.curves[0]}, local=True)
        curve.generate_keypair(public_template=open_to_all, **asked)


def _one(session: pkcs11.Session, reference: Reference, kind: ObjectClass) -> Any:
    """The only key of that kind and name."""
    found = list(session.get_objects({Attribute.CLASS: kind, Attribute.LABEL: reference.object}))
    if not found:
        raise _told(codes.NOT_THERE, reference)
    if len(found) > 1:
        raise _told(codes.SEVERAL_KEYS, reference, count=len(found))
    return found[0]


def _public(session: pkcs11.Session, reference: Reference) -> PublicKey:
    key = _one(session, reference, ObjectClass.PUBLIC_KEY)
    kind = key[Attribute.KEY_TYPE].name
    if kind == RSA:
        public = read_rsa(key[Attribute.MODULUS], key[Attribute.PUBLIC_EXPONENT])
    else:
        public = read(key[Attribute.EC_PARAMS], key[Attribute.EC_POINT]) if kind in KEY_TYPES else None
    if public is None:
        raise _told(codes.NOT_A_SIGNING_KEY, reference, what=N_("another algorithm, another curve, or another size"))
    return public


def _holding(private: Any) -> Holding:
    return holding(
        extractable=private[Attribute.EXTRACTABLE],
        never_extractable=private[Attribute.NEVER_EXTRACTABLE],
        sensitive=private[Attribute.SENSITIVE],
        always_sensitive=private[Attribute.ALWAYS_SENSITIVE],
        local=private[Attribute.LOCAL],
    )


def _told(code: Code, reference: Reference, **values: Any) -> ZhengyunError:
    return ZhengyunError(code, token=reference.token, object=reference.object, **values)
