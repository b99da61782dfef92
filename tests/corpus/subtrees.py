"""Names against name constraints, and whether they go together (RFC 5280 section 4.2.1.10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from pki import der, names
from pki.certificate import Extension
from pki.extensions import NAME_CONSTRAINTS
from tests.paths import Link, called, constraints, path


@dataclass(frozen=True)
class Case:
    """An authority's constraints, a leaf's names, and whether the path is accepted."""

    name: str
    accepted: bool
    permitted: Sequence[bytes] = ()
    excluded: Sequence[bytes] = ()
    called: Sequence[bytes] = ()
    subject: str = "CN=Holder"
    raw: bytes = b""

    def __str__(self) -> str:
        return self.name.replace(" ", "-")

    def path(self) -> tuple[bytes, ...]:
        """The leaf, the authority with the constraints, the root."""
        held = Extension(NAME_CONSTRAINTS, True, self.raw) if self.raw else constraints(self.permitted, self.excluded)
        subject = names.encode(names.parse(self.subject)) if self.subject else der.sequence()
        alternatives = called(*self.called)
        if not self.subject:
            alternatives = alternatives._replace(critical=True)
        return path([Link("Root"), Link("Issuing", (held,)), Link("", (alternatives,) if self.called else (), subject)])


def dns(text: str) -> bytes:
    return der.tlv(0x82, text.encode("latin-1"))


def mail(text: str) -> bytes:
    return der.tlv(0x81, text.encode())


def uri(text: str) -> bytes:
    return der.tlv(0x86, text.encode())


def ip(text: str) -> bytes:
    return der.tlv(0x87, ip_address(text).packed)


def net(text: str) -> bytes:
    found = ip_network(text)
    return der.tlv(0x87, found.network_address.packed + found.netmask.packed)


def dn(text: str, *, printable: bool = False) -> bytes:
    name = names.encode(names.parse(text))
    return der.tlv(0xA4, name.replace(b"\x0c", b"\x13") if printable else name)


def other(oid: str, value: bytes) -> bytes:
    return der.tlv(0xA0, der.oid(oid) + der.explicit(0, value))


def distant(base: bytes, distance: bytes) -> bytes:
    """Constraints that permit one subtree, with a distance."""
    return der.sequence(der.explicit(0, der.sequence(base, distance)))


MAIL = "1.3.6.1.5.5.7.8.9"
CASES = (
    # DNS names
    Case("dns itself", True, [dns("city.example")], called=[dns("city.example")]),
    Case("dns below", True, [dns("city.example")], called=[dns("a.b.city.example")]),
    Case("dns beside", False, [dns("city.example")], called=[dns("velocity.example")]),
    Case("dns above", False, [dns("city.example")], called=[dns("example")]),
    Case("dns in capital letters", True, [dns("City.Example")], called=[dns("WWW.city.EXAMPLE")]),
    Case("dns excluded in capital letters", False, excluded=[dns("city.example")], called=[dns("WWW.CITY.EXAMPLE")]),
    Case("dns with a dot before the subtree", True, [dns(".city.example")], called=[dns("www.city.example")]),
    Case("dns itself with a dot before the subtree", False, [dns(".city.example")], called=[dns("city.example")]),
    Case("dns with a dot at its end", False, [dns("city.example")], called=[dns("www.city.example.")]),
    Case("dns excluded with a dot at its end", False, excluded=[dns("city.example")], called=[dns("www.city.example.")]),
    Case("dns subtree with a dot at its end", False, [dns("city.example.")], called=[dns("www.city.example")]),
    Case("dns in A-labels", True, [dns("xn--fiqs8s.example")], called=[dns("www.XN--FIQS8S.example")]),
    Case("dns excluded in A-labels", False, excluded=[dns("xn--fiqs8s.example")], called=[dns("www.xn--fiqs8s.example")]),
    Case("dns not in A-labels", False, excluded=[dns("city.example")], called=[dns("st\u00e4dt.example")]),
    Case("dns subtree not in A-labels", False, excluded=[dns("st\u00e4dt.example")], called=[dns("www.city.example")]),
    Case("dns two permitted", True, [dns("a.example"), dns("b.example")], called=[dns("www.b.example")]),
    Case("dns one of two outside", False, [dns("a.example")], called=[dns("www.a.example"), dns("www.b.example")]),
    Case("dns permitted and excluded", False, [dns("city.example")], [dns("vault.city.example")], [dns("vault.city.example")]),
    Case("dns permitted and beside the excluded", True, [dns("city.example")], [dns("vault.city.example")], [dns("www.city.example")]),
    Case("dns all excluded", False, excluded=[dns("")], called=[dns("www.city.example")]),
    Case("dns all permitted", True, [dns("")], called=[dns("www.city.example")]),
    Case("dns constrained and none there", True, [dns("city.example")], called=[mail("a@b.example")]),
    Case("dns with an underscore", True, [dns("city.example")], called=[dns("_x.city.example")]),
    # Wildcards
    Case("wildcard below", True, [dns("city.example")], called=[dns("*.city.example")]),
    Case("wildcard beside", False, [dns("city.example")], called=[dns("*.other.example")]),
    Case("wildcard permitted for one name of it", False, [dns("www.city.example")], called=[dns("*.city.example")]),
    Case("wildcard over an excluded name", False, excluded=[dns("vault.city.example")], called=[dns("*.city.example")]),
    Case("wildcard over an excluded name in capital letters", False, excluded=[dns("Vault.City.Example")], called=[dns("*.city.EXAMPLE")]),
    Case("wildcard two labels over an excluded name", True, excluded=[dns("a.vault.city.example")], called=[dns("*.city.example")]),
    Case("wildcard over what is below an excluded name", True, excluded=[dns(".vault.city.example")], called=[dns("*.city.example")]),
    Case("wildcard below an excluded name", False, excluded=[dns("city.example")], called=[dns("*.city.example")]),
    Case("wildcard in the middle of a label", False, excluded=[dns("vault.city.example")], called=[dns("v*.city.example")]),
    # The common name
    Case("common name outside", False, [dns("city.example")], subject="CN=www.other.example"),
    Case("common name within", True, [dns("city.example")], subject="CN=www.city.example"),
    Case("common name excluded", False, excluded=[dns("other.example")], subject="CN=www.other.example"),
    Case("common name outside beside a dns name", True, [dns("city.example")], called=[dns("www.city.example")], subject="CN=www.other.example"),
    Case("common name outside beside a mailbox", False, [dns("city.example")], called=[mail("a@b.example")], subject="CN=www.other.example"),
    Case("common name that is no machine's", True, [dns("city.example")], subject="CN=Director of Finance"),
    # Mailboxes
    Case("mailbox of the host", True, [mail("city.example")], called=[mail("a@City.Example")]),
    Case("mailbox below the host", False, [mail("city.example")], called=[mail("a@mail.city.example")]),
    Case("mailbox below the domain", True, [mail(".city.example")], called=[mail("a@mail.city.example")]),
    Case("mailbox of the domain itself", False, [mail(".city.example")], called=[mail("a@city.example")]),
    Case("mailbox itself", True, [mail("a@city.example")], called=[mail("a@CITY.example")]),
    Case("mailbox of another", False, [mail("a@city.example")], called=[mail("b@city.example")]),
    Case("mailbox in other letters", False, [mail("a@city.example")], called=[mail("A@city.example")]),
    Case("mailbox excluded", False, excluded=[mail("a@city.example")], called=[mail("a@city.example")]),
    Case("mailbox excluded in other letters", False, excluded=[mail("root@city.example")], called=[mail("Root@city.example")]),
    Case("mailbox in the subject outside", False, [mail("city.example")], subject="CN=Holder,E=a@other.example"),
    Case("mailbox in the subject within", True, [mail("city.example")], subject="CN=Holder,E=a@city.example"),
    Case("mailbox in the subject excluded beside another", False, excluded=[mail("other.example")], called=[mail("a@city.example")], subject="CN=Holder,E=a@other.example"),
    Case("mailbox without a host", False, excluded=[mail("other.example")], called=[mail("a")]),
    Case("mailbox with two hosts", False, [mail("city.example")], called=[mail("a@other.example@city.example")]),
    Case("mailbox in quotes", False, excluded=[mail("a@city.example")], called=[mail('"a"@city.example')]),
    Case("mailbox international outside", False, [mail("city.example")], called=[other(MAIL, der.utf8("\u5c40@other.example"))]),
    Case("mailbox international excluded", False, excluded=[mail("other.example")], called=[other(MAIL, der.utf8("\u5c40@other.example"))]),
    # Addresses
    Case("address within", True, [net("10.0.0.0/8")], called=[ip("10.1.2.3")]),
    Case("address outside", False, [net("10.0.0.0/8")], called=[ip("11.1.2.3")]),
    Case("address excluded", False, excluded=[net("10.0.0.0/8")], called=[ip("10.1.2.3")]),
    Case("address of version 6 within", True, [net("2001:db8::/32")], called=[ip("2001:db8::1")]),
    Case("address of version 6 excluded", False, excluded=[net("2001:db8::/32")], called=[ip("2001:db8::1")]),
    Case("address of version 6 where version 4 is permitted", False, [net("10.0.0.0/8")], called=[ip("2001:db8::1")]),
    Case("address of version 4 where all of version 6 is excluded", True, [net("10.0.0.0/8")], [net("::/0")], [ip("10.1.2.3")]),
    Case("address mapped where version 4 is excluded", False, excluded=[net("10.0.0.0/8")], called=[ip("::ffff:10.1.2.3")]),
    Case("address mapped beside what is excluded", True, excluded=[net("10.0.0.0/8")], called=[ip("::ffff:11.1.2.3")]),
    Case("address of version 4 where mapped ones are excluded", False, excluded=[net("::ffff:10.0.0.0/104")], called=[ip("10.1.2.3")]),
    Case("address mapped where version 4 is permitted", False, [net("10.0.0.0/8")], called=[ip("::ffff:10.1.2.3")]),
    Case("address network with a hole in its mask", False, [der.tlv(0x87, bytes((10, 0, 0, 0, 255, 0, 255, 0)))], called=[ip("10.1.0.3")]),
    Case("address network of a single address", False, excluded=[der.tlv(0x87, bytes((10, 0, 0, 1)))], called=[ip("10.1.2.3")]),
    Case("address of five octets", False, excluded=[net("10.0.0.0/8")], called=[der.tlv(0x87, b"\x0b\x01\x02\x03\x04")]),
    # URIs
    Case("uri of the host", True, [uri("city.example")], called=[uri("https://City.example:8443/a?b")]),
    Case("uri below the host", False, [uri("city.example")], called=[uri("https://www.city.example/")]),
    Case("uri below the domain", True, [uri(".city.example")], called=[uri("https://www.city.example/")]),
    Case("uri excluded", False, excluded=[uri(".city.example")], called=[uri("https://www.city.example/")]),
    Case("uri of a user", False, [uri("city.example")], called=[uri("https://city.example@other.example/")]),
    Case("uri of an address", False, excluded=[uri("city.example")], called=[uri("https://10.1.2.3/")]),
    Case("uri without a host", False, excluded=[uri("city.example")], called=[uri("urn:city:1")]),
    Case("uri with its host in other signs", False, excluded=[uri("city.example")], called=[uri("https://cit%79.example/")]),
    # Directory names
    Case("directory within", True, [dn("C=CN,O=City")], subject="C=CN,O=City,CN=Holder"),
    Case("directory itself", True, [dn("C=CN,O=City")], subject="C=CN,O=City"),
    Case("directory outside", False, [dn("C=CN,O=City")], subject="C=CN,O=Other,CN=Holder"),
    Case("directory above", False, [dn("C=CN,O=City")], subject="C=CN"),
    Case("directory in another order", False, [dn("C=CN,O=City")], subject="O=City,C=CN"),
    Case("directory excluded", False, excluded=[dn("C=CN,O=City")], subject="C=CN,O=City,CN=Holder"),
    Case("directory excluded in other letters and spaces", False, excluded=[dn("C=CN,O=City  Hall")], subject="C=CN,O=CITY hall,CN=Holder"),
    Case("directory excluded in another type of string", False, excluded=[dn("C=CN,O=City", printable=True)], subject="C=CN,O=City,CN=Holder"),
    Case("directory excluded in wide letters", False, excluded=[dn("C=CN,O=City")], subject="C=CN,O=\uff23ity,CN=Holder"),
    Case("directory excluded among the alternatives", False, excluded=[dn("C=CN,O=City")], called=[dn("C=CN,O=City,CN=Holder")]),
    Case("directory all excluded", False, excluded=[der.tlv(0xA4, der.sequence())], subject="CN=Holder"),
    Case("directory none where one is permitted", True, [dn("C=CN,O=City")], called=[dns("www.city.example")], subject=""),
    # What nobody here knows
    Case("unknown other name", False, excluded=[other("1.2.3.4", der.utf8("a"))], called=[other("1.2.3.4", der.utf8("b"))]),
    Case("unknown registered number", False, excluded=[der.tlv(0x88, b"\x2a\x03")], called=[der.tlv(0x88, b"\x2a\x04")]),
    Case("unknown and no such name", True, excluded=[der.tlv(0x88, b"\x2a\x03")], called=[dns("www.city.example")]),
    # Forms
    Case("form with a minimum", False, raw=distant(dns("city.example"), der.tlv(0x80, b"\1")), called=[dns("www.city.example")]),
    Case("form with a maximum", False, raw=distant(dns("city.example"), der.tlv(0x81, b"\5")), called=[dns("www.city.example")]),
    Case("form with a distance of another kind", False, raw=distant(mail("city.example"), der.tlv(0x80, b"\1")), called=[dns("www.city.example")]),
    Case("form with nothing permitted", False, raw=der.sequence(der.explicit(0)), called=[dns("www.city.example")]),
    Case("form of nothing", False, raw=der.sequence(), called=[dns("www.city.example")]),
)  # fmt: skip
