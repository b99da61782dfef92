"""Rules of what a key may be used for (RFC 5280 sections 4.2.1.3, .9 and .12, RFC 5480 section 3, GM/T 0015-2023 5.2.4.2)."""

from collections.abc import Callable
from typing import Final

from pki import extensions as x
from pki.extensions import PURPOSES
from pki.lint.extending import has
from pki.lint.paper import Paper
from pki.lint.rule import Rule
from zhengyun.errors import N_

SIGNING: Final = frozenset({"digitalSignature", "nonRepudiation"})
SECRECY: Final = frozenset({"keyEncipherment", "dataEncipherment", "keyAgreement"})
AUTHORITY: Final = frozenset({"keyCertSign", "cRLSign"})
ANY_PURPOSE: Final = "2.5.29.37.0"
# RFC 5280 section 4.2.1.12, RFC 9336 section 3: usages of which one has to be there, and, with `only`, no other.
FITTING: Final = {
    PURPOSES["serverAuth"]: frozenset({"digitalSignature", "keyEncipherment", "keyAgreement"}),
    PURPOSES["clientAuth"]: frozenset({"digitalSignature", "keyAgreement"}),
    PURPOSES["codeSigning"]: frozenset({"digitalSignature"}),
    PURPOSES["emailProtection"]: SIGNING | {"keyEncipherment", "keyAgreement"},
    PURPOSES["timeStamping"]: SIGNING,
    PURPOSES["OCSPSigning"]: SIGNING,
    PURPOSES["documentSigning"]: SIGNING,
}
# What each kind of key cannot do: RFC 5480 section 3, RFC 3279 section 2.3.1, RFC 8410 section 5.
UNFIT: Final = {
    "p256": frozenset({"keyEncipherment", "dataEncipherment"}),
    "p384": frozenset({"keyEncipherment", "dataEncipherment"}),
    "rsa3072": frozenset({"keyAgreement"}),
    "rsa4096": frozenset({"keyAgreement"}),
    "ed25519": SECRECY,
}


def _length(paper: Paper) -> int | None:
    found = paper.get(x.BASIC)
    return found.length if found else None


def _read(paper: Paper) -> bool:
    """Whether there is a key usage that has a form."""
    found = paper.get(x.KEY_USAGE)
    return found is not None and not found.broken


def _unfitting(paper: Paper) -> bool:
    return _read(paper) and any(not paper.usages & FITTING[one] for one in paper.purposes if one in FITTING)


def _time_stamping(paper: Paper) -> bool:
    alone = paper.is_critical(x.EXTENDED) and len(paper.purposes) == 1
    return PURPOSES["timeStamping"] in paper.purposes and not alone


def _repeated(paper: Paper) -> bool:
    return len(set(paper.purposes)) != len(paper.purposes)


def _without(word: str, needed: str) -> Callable[[Paper], bool]:
    return lambda paper: word in paper.usages and needed not in paper.usages


def _no_check(paper: Paper) -> bool:
    return x.NO_CHECK in paper.oids and PURPOSES["OCSPSigning"] not in paper.purposes


RULES: Final = (
    Rule("usage-authority", "RFC 5280 4.2.1.3", "keyUsage", N_("an authority does not say what its key is for"), "authority", lambda p: not has(x.KEY_USAGE)(p)),
    Rule("usage-critical", "RFC 5280 4.2.1.3", "keyUsage", N_("the key usage is not critical"), "certificate", lambda p: has(x.KEY_USAGE)(p) and not p.is_critical(x.KEY_USAGE)),
    Rule("usage-some", "RFC 5280 4.2.1.3", "keyUsage", N_("the key is for nothing"), "certificate", lambda p: _read(p) and not p.usages),
    Rule("usage-signs", "RFC 5280 4.2.1.9", "keyUsage", N_("the key may sign certificates, and it is no authority's"), "holder", lambda p: "keyCertSign" in p.usages),
    Rule("usage-authority-signs", "RFC 5280 4.2.1.3", "keyUsage", N_("an authority's key may not sign certificates"), "authority", lambda p: _read(p) and "keyCertSign" not in p.usages),
    Rule("usage-authority-only", "RFC 5280 4.2.1.3", "keyUsage", N_("an authority's key is also for secrecy"), "authority", lambda p: p.usages & SECRECY),
    Rule("usage-encipher-only", "RFC 5280 4.2.1.3", "keyUsage", N_("encipherOnly is said without keyAgreement"), "certificate", _without("encipherOnly", "keyAgreement")),
    Rule("usage-decipher-only", "RFC 5280 4.2.1.3", "keyUsage", N_("decipherOnly is said without keyAgreement"), "certificate", _without("decipherOnly", "keyAgreement")),
    Rule("usage-algorithm", "RFC 5480 3; RFC 3279 2.3.1; RFC 8410 5", "keyUsage", N_("the key is for something that its algorithm does not do"), "certificate", lambda p: p.usages & UNFIT.get(p.algorithm_of_key, frozenset())),
    Rule("basic-critical", "RFC 5280 4.2.1.9", "basicConstraints", N_("an authority's basic constraints are not critical"), "authority", lambda p: not p.is_critical(x.BASIC)),
    Rule("basic-length", "RFC 5280 4.2.1.9", "basicConstraints", N_("a path length is there without an authority that signs certificates"), "certificate", lambda p: _length(p) is not None and not (p.is_authority and "keyCertSign" in p.usages)),
    Rule("basic-usage", "RFC 5280 4.2.1.3", "basicConstraints", N_("the key may sign lists or certificates without basic constraints"), "certificate", lambda p: p.usages & AUTHORITY and not has(x.BASIC)(p)),
    Rule("purpose-fits", "RFC 5280 4.2.1.12", "extKeyUsage", N_("a purpose does not go with the key usage"), "holder", _unfitting),
    Rule("purpose-twice", "RFC 5280 4.2.1.12", "extKeyUsage", N_("a purpose is there twice"), "certificate", _repeated),
    Rule("purpose-any", "RFC 5280 4.2.1.12", "extKeyUsage", N_("a holder's key is for any purpose"), "holder", lambda p: ANY_PURPOSE in p.purposes),
    Rule("purpose-time", "RFC 3161 2.3", "extKeyUsage", N_("time stamping is not critical, or not the only purpose"), "certificate", _time_stamping),
    Rule("no-check-signer", "RFC 6960 4.2.2.2.1", "ocspNoCheck", N_("nobody shall ask about it, and it signs no answers of OCSP"), "certificate", _no_check),
    Rule("sm2-usage", "GM/T 0015-2023 5.2.4.2", "keyUsage", N_("it does not say what its key is for"), "certificate", lambda p: not has(x.KEY_USAGE)(p), "sm2"),
    Rule("sm2-usage-dual", "GM/T 0015-2023 5.2.4.2", "keyUsage", N_("one key is for signing and for secrecy: these are two certificates"), "holder", lambda p: p.usages & SIGNING and p.usages & SECRECY, "sm2"),
    Rule("sm2-usage-signing", "GM/T 0015-2023 5.2.4.2", "keyUsage", N_("a signing certificate says one of digitalSignature and nonRepudiation, and not the other"), "holder", lambda p: len(p.usages & SIGNING) == 1, "sm2"),
    Rule("sm2-usage-encryption", "GM/T 0015-2023 5.2.4.2", "keyUsage", N_("an encryption certificate does not say keyEncipherment, dataEncipherment and keyAgreement"), "holder", lambda p: 0 < len(p.usages & SECRECY) < 3, "sm2", must=False),
)  # fmt: skip
