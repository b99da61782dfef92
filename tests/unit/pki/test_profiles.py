"""A profile decides what is certified; a request fills in what it leaves open, and gets past nothing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.x509 import oid

from pki import authorities, certificate, codes, csr, der, extensions, profiles
from pki.algorithms import public_info
from pki.alternative import Alternative
from pki.certificate import Extension
from pki.names import Part
from tests.authorities import (
    FAMILIES,
    ISSUING,
    NOW,
    PERSON,
    SERVER,
    holder,
    house,
    public,
    sign,
    wish,
)
from zhengyun.errors import Code, ZhengyunError
from zhengyun.estate.trust import Profile, Use


def refused(data: bytes, code: Code, part: str = "", profile: Profile = SERVER, now: datetime = NOW) -> None:
    with pytest.raises(ZhengyunError) as caught:
        house("p256").template(profile).of_request(csr.read(data), now)
    assert caught.value.code is code, str(caught.value)
    assert part in str(caught.value)


def issued(data: bytes, profile: Profile = SERVER, algorithm: str = "p256") -> x509.Certificate:
    """The certificate as another library reads it."""
    city = house(algorithm)
    return x509.load_der_x509_certificate(city.issue(city.template(profile).of_request(csr.read(data), NOW)))


@pytest.mark.parametrize("algorithm", FAMILIES)
def test_a_server_gets_what_its_profile_says(algorithm: str) -> None:
    found = issued(wish(algorithm), algorithm=algorithm)
    assert found.subject.rfc4514_string() == "CN=www.city.example,OU=Finance,O=City,C=CN"
    assert found.not_valid_before_utc == NOW - timedelta(seconds=60)
    assert found.not_valid_after_utc == NOW + timedelta(days=365) - timedelta(seconds=61)
    assert found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value.get_values_for_type(
        x509.DNSName
    ) == ["www.city.example"]
    usage = found.extensions.get_extension_for_class(x509.KeyUsage)
    assert usage.critical
    assert usage.value.digital_signature
    assert usage.value.content_commitment is (algorithm == "sm2")
    assert not usage.value.key_cert_sign
    own = x509.SubjectKeyIdentifier(extensions.key_identifier(holder(algorithm).public))
    assert found.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value == own
    issuer = x509.load_der_x509_certificate(house(algorithm).certificate.raw)
    above = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    assert found.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier == above
    assert found.extensions.get_extension_for_class(x509.BasicConstraints).value == x509.BasicConstraints(False, None)


def test_where_its_status_is_told() -> None:
    found = issued(wish("p256")).extensions
    point = found.get_extension_for_class(x509.CRLDistributionPoints).value[0]
    assert point.full_name == [x509.UniformResourceIdentifier(ISSUING.crl_urls[0])]
    told = [
        (one.access_method, one.access_location.value)
        for one in found.get_extension_for_class(x509.AuthorityInformationAccess).value
    ]
    assert told == [
        (oid.AuthorityInformationAccessOID.OCSP, ISSUING.ocsp_urls[0]),
        (oid.AuthorityInformationAccessOID.CA_ISSUERS, ISSUING.issuer_urls[0]),
    ]
    assert (
        found.get_extension_for_class(x509.CertificatePolicies).value[0].policy_identifier.dotted_string
        == "1.2.156.1.1"
    )


def test_serial_numbers_are_positive_of_at_most_twenty_octets_and_never_twice() -> None:
    numbers = {profiles.serial_number() for _ in range(2000)}
    assert len(numbers) == 2000
    assert all(0 < one < 1 << 159 for one in numbers)
    assert max(numbers) >> 150


USAGES: list[tuple[Use, str, tuple[str, ...], tuple[str, ...]]] = [
    ("client", "p256", ("digitalSignature",), ("clientAuth",)),
    ("device", "rsa3072", ("digitalSignature", "keyEncipherment"), ("serverAuth", "clientAuth")),
    ("person-signing", "sm2", ("digitalSignature", "nonRepudiation"), ()),
    ("person-encryption", "sm2", ("keyEncipherment", "dataEncipherment", "keyAgreement"), ()),
    ("person-encryption", "p256", ("keyAgreement",), ()),
    ("person-encryption", "ed25519", (), ()),
    ("ocsp", "sm2", ("digitalSignature", "nonRepudiation"), ("OCSPSigning",)),
    ("timestamp", "p256", ("digitalSignature", "nonRepudiation"), ("timeStamping",)),
    ("authority", "p256", ("keyCertSign", "cRLSign"), ()),
]


@pytest.mark.parametrize(("use", "algorithm", "usages", "purposes"), USAGES)
def test_key_usages_follow_from_the_use(
    use: Use, algorithm: str, usages: tuple[str, ...], purposes: tuple[str, ...]
) -> None:
    from pki import uses

    assert uses.key_usages(use, algorithm) == usages
    assert uses.purposes(use) == purposes


def test_a_time_stamp_is_a_critical_purpose_and_the_only_one() -> None:
    profile = replace(SERVER, use="timestamp", dns=(), extended=("serverAuth",))
    found = issued(wish("p256", asked=()), profile).extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    assert found.critical
    assert list(found.value) == [oid.ExtendedKeyUsageOID.TIME_STAMPING]


def test_who_signs_answers_of_ocsp_is_not_asked_about() -> None:
    profile = replace(SERVER, use="ocsp", dns=())
    found = issued(wish("p256", asked=()), profile).extensions
    assert found.get_extension_for_class(x509.OCSPNoCheck)
    with pytest.raises(x509.ExtensionNotFound):
        found.get_extension_for_class(x509.CRLDistributionPoints)


def test_the_other_half_of_a_dual_certificate() -> None:
    city = house("sm2")
    draft = city.template(profiles.encryption(replace(PERSON, dual=True))).draft(
        public_info(public("sm2", holder("sm2"))),
        (Part("CN", "reviewer"),),
        (),
        NOW,
    )
    found = x509.load_der_x509_certificate(city.issue(draft)).extensions.get_extension_for_class(x509.KeyUsage).value
    assert (found.key_encipherment, found.data_encipherment, found.key_agreement) == (True, True, True)
    assert not found.digital_signature


class TestNames:
    """Which names are certified."""

    @pytest.mark.parametrize(
        "name",
        [
            "dns:a.city.example",
            "dns:*.city.example",
            "dns:*.a.city.example",
            "dns:xn--fiqs8s.city.example",
            "address:10.1.2.3",
            "dns:WWW.city.example",
        ],
    )
    def test_within_the_bounds(self, name: str) -> None:
        assert issued(wish("p256", asked=("dns:www.city.example", name)))

    @pytest.mark.parametrize(
        ("name", "problem"),
        [
            ("dns:city.example", "outside what the profile"),
            ("dns:www.other.example", "outside what the profile"),
            ("dns:wwwcity.example", "outside what the profile"),
            ("dns:www.city.example.", "ends with a dot"),
            ("dns:w*w.city.example", "wildcard"),
            ("dns:a.*.city.example", "wildcard"),
            ("dns:*.*.city.example", "wildcard"),
            ("dns:10.1.2.3", "a number and not a name"),
            ("dns:a_b.city.example", "labels take"),
            ("dns:-a.city.example", "labels take"),
            ("dns:a..city.example", "labels take"),
            (f"dns:{'a' * 64}.city.example", "labels take"),
            (f"dns:{'a.' * 130}city.example", "longer than 253"),
            ("dns:xn--a.city.example", "no A-label"),
            ("dns:ab--c.city.example", "no A-label"),
            ("dns:*", "labels take"),
            ("address:8.8.8.8", "outside what the profile"),
            ("address:127.0.0.1", "outside what the profile"),
            ("address:::1", "outside what the profile"),
            ("address:0.0.0.0", "nobody is reached"),
            ("email:a@city.example", "outside what the profile"),
            ("uri:http://www.city.example/", "of this kind"),
        ],
    )
    def test_outside(self, name: str, problem: str) -> None:
        refused(wish("p256", asked=("dns:www.city.example", name)), codes.NAME_REFUSED, problem)

    def test_a_machines_own_address_only_where_the_profile_means_just_that(self) -> None:
        asked = wish("p256", asked=("dns:www.city.example", "address:127.0.0.1"))
        refused(asked, codes.NAME_REFUSED, "outside what the profile", replace(SERVER, addresses=("0.0.0.0/0",)))
        assert issued(asked, replace(SERVER, addresses=("127.0.0.0/8",)))

    def test_wildcards_only_where_the_suffix_says_so(self) -> None:
        narrow = replace(SERVER, dns=(".city.example",))
        refused(wish("p256", asked=("dns:www.city.example", "dns:*.city.example")), codes.NAME_REFUSED, profile=narrow)
        refused(wish("p256"), codes.NAME_REFUSED, profile=replace(SERVER, dns=("city.example",)))

    def test_a_name_that_hides_another_behind_a_nul(self) -> None:
        hidden = der.sequence(der.tlv(0x82, b"www.city.example\0.other.example"))
        with pytest.raises(ZhengyunError, match="cannot be seen"):
            csr.read(wish("p256", asked=(), more=(Extension("2.5.29.17", False, hidden),)))

    def test_the_authoritys_name_constraints(self) -> None:
        wide = replace(SERVER, dns=(".other.example",))
        subject = "C=CN,O=City,CN=www.other.example"
        refused(wish("p256", subject, ("dns:www.other.example",)), codes.NAME_REFUSED, "name constraints", wide)

    def test_what_the_certificate_permits_counts_and_not_what_files_have_come_to_declare(self) -> None:
        city, name = house("p256"), "www.other.example"
        asked = csr.read(wish("p256", f"C=CN,O=City,CN={name}", (f"dns:{name}",)))
        wider, profile = replace(city.issuing, permitted=()), replace(SERVER, dns=(".other.example",))
        with pytest.raises(ZhengyunError, match=r"may not certify the name www\.other\.example") as caught:
            profiles.template(wider, city.certificate, profile).of_request(asked, NOW)
        assert caught.value.code is codes.NAME_REFUSED
        free = replace(wider, name="free", subject="C=CN,O=City,CN=Free", issuer="issuing")
        draft = authorities.root(free, public("p256", city.issuing_key), NOW)
        below = certificate.read(sign(draft.to_be_signed(), "p256", city.issuing_key))
        assert profiles.template(free, below, profile).of_request(asked, NOW)
        with pytest.raises(ZhengyunError, match="CN=City Issuing: it may not certify"):
            profiles.template(free, below, profile, (city.certificate,)).of_request(asked, NOW)

    def test_a_server_without_a_name_to_reach_it_by(self) -> None:
        refused(wish("p256", asked=()), codes.NAME_MISSING, "dns")

    def test_a_device_too_is_reached_and_has_a_name_of_its_own(self) -> None:
        device = replace(SERVER, use="device")
        refused(wish("p256", "CN=switch-01", ()), codes.NAME_MISSING, "dns", device)
        assert issued(wish("p256", "CN=switch-01", ("address:10.0.0.7",)), device)

    def test_an_address_with_a_zone(self) -> None:
        asked = (Alternative("address", "10.0.0.7"), Alternative("address", "fd00::7%eth0"))
        with pytest.raises(ZhengyunError, match="ZY-PKI-010"):
            house("p256").template(replace(SERVER, addresses=("10.0.0.0/8", "fd00::/8"))).draft(
                public_info(public("p256", holder("p256"))), (Part("CN", "10.0.0.7"),), asked, NOW
            )

    def test_a_common_name_that_is_none_of_the_names(self) -> None:
        refused(wish("p256", "CN=other.city.example"), codes.NAME_REFUSED, "none of the alternative names")

    def test_too_many(self) -> None:
        many = tuple(Alternative("dns", f"a{one}.city.example") for one in range(101))
        city = house("p256")
        with pytest.raises(ZhengyunError) as caught:
            city.template().draft(
                public_info(public("p256", holder("p256"))), csr.read(wish("p256")).subject, many, NOW
            )
        assert "more than 100" in str(caught.value)

    def test_mailboxes(self) -> None:
        said = "CN=reviewer,E=reviewer@city.example"
        assert issued(wish("p256", said, ("email:reviewer@CITY.example",)), PERSON)
        refused(wish("p256", "CN=a,E=a@other.example", ()), codes.NAME_REFUSED, "outside", PERSON)
        refused(wish("p256", "CN=a", ("email:a b@city.example",)), codes.NAME_REFUSED, "no mailbox", PERSON)


class TestSubjects:
    """What stands in the name."""

    @pytest.mark.parametrize(
        ("subject", "code", "part"),
        [
            ("L=Elsewhere,CN=www.city.example", codes.NAME_NOT_ASKED, "L=Elsewhere"),
            ("C=CN,C=CN,CN=www.city.example", codes.NAME_NOT_ASKED, "C=CN"),
            ("O=Other,CN=www.city.example", codes.NAME_NOT_ASKED, "O=Other"),
            ("CN=a,CN=www.city.example", codes.NAME_NOT_ASKED, "CN=www"),
            ("OU=Finance", codes.NAME_MISSING, "CN"),
            ("", codes.NAME_MISSING, "CN"),
        ],
    )
    def test_what_the_profile_does_not_ask(self, subject: str, code: Code, part: str) -> None:
        refused(wish("p256", subject), code, part)

    def test_no_name_but_an_alternative_one(self) -> None:
        found = issued(wish("p256", ""), replace(SERVER, subject="", asks=()))
        assert found.extensions.get_extension_for_class(x509.SubjectAlternativeName).critical


class TestExtensions:
    """What a request may not ask for."""

    @pytest.mark.parametrize(
        ("asked", "title"),
        [
            (extensions.basic(True), "basicConstraints"),
            (extensions.key_usage(("keyCertSign",)), "keyUsage"),
            (extensions.extended(("codeSigning",)), "extKeyUsage"),
            (extensions.no_check(), "ocspNoCheck"),
            (extensions.name_constraints((".example",)), "nameConstraints"),
            (Extension("1.2.3.4", True, der.NULL), "1.2.3.4"),
        ],
    )
    def test_refused_by_name(self, asked: Extension, title: str) -> None:
        refused(wish("p256", more=(asked,)), codes.EXTENSION_REFUSED, title)

    def test_what_it_gets_in_any_case(self) -> None:
        own = extensions.subject_key(extensions.key_identifier(holder("p256").public))
        assert issued(wish("p256", more=(extensions.basic(False), own, extensions.key_usage(("digitalSignature",)))))

    def test_other_attributes(self) -> None:
        word = der.sequence(der.oid("1.2.840.113549.1.9.7"), der.set_of(der.utf8("word")))
        refused(wish("p256", attributes=word), codes.EXTENSION_REFUSED, "challengePassword")


class TestAuthorities:
    """What the authority's own certificate allows."""

    def test_nothing_outlives_it(self) -> None:
        city = house("p256")
        late = city.certificate.not_after - timedelta(days=10)
        assert city.template().of_request(csr.read(wish("p256")), late).not_after == city.certificate.not_after

    def test_nothing_begins_before_it(self) -> None:
        assert house("p256").template().of_request(
            csr.read(wish("p256")), NOW - timedelta(seconds=30)
        ).not_before == NOW - timedelta(seconds=60)

    @pytest.mark.parametrize("now", [NOW - timedelta(days=1), NOW + timedelta(days=3651)])
    def test_out_of_force(self, now: datetime) -> None:
        refused(wish("p256"), codes.AUTHORITY_NOT_IN_FORCE, now=now)

    def test_keys_that_are_not_taken(self) -> None:
        refused(wish("sm2"), codes.KEY_NOT_TAKEN, "SM2", replace(SERVER, algorithms=("p256",)))
        refused(wish("ed25519"), codes.KEY_NOT_TAKEN, "Ed25519", replace(SERVER, use="person-encryption"))

    def test_its_own_key(self) -> None:
        city = house("p256")
        info = public_info(public("p256", city.issuing_key))
        refused(wish("p256", info=info), codes.FORBIDDEN_KEY, "authority's own")

    @pytest.mark.parametrize(
        ("change", "problem"),
        [({"subject": "CN=Other"}, "another name"), ({"algorithm": "sm2"}, "another algorithm")],
    )
    def test_a_certificate_that_is_not_its_own(self, change: dict[str, str], problem: str) -> None:
        city = house("p256")
        with pytest.raises(ZhengyunError) as caught:
            profiles.template(replace(city.issuing, **change), city.certificate, SERVER)  # type: ignore[arg-type]
        assert caught.value.code is codes.NOT_ITS_CERTIFICATE
        assert problem in str(caught.value)

    def test_a_servers_certificate_certifies_nothing(self) -> None:
        city = house("p256")
        leaf = certificate.read(city.issue(city.template().of_request(csr.read(wish("p256")), NOW)))
        with pytest.raises(ZhengyunError) as caught:
            profiles.template(city.issuing, leaf, SERVER)
        assert "may not sign" in str(caught.value)

    @pytest.mark.parametrize("algorithm", FAMILIES)
    def test_the_authorities_certificates(self, algorithm: str) -> None:
        city = house(algorithm)
        root = x509.load_der_x509_certificate(city.root_certificate.raw)
        assert root.issuer == root.subject
        assert root.extensions.get_extension_for_class(x509.BasicConstraints).value == x509.BasicConstraints(True, 1)
        below = x509.load_der_x509_certificate(city.certificate.raw)
        assert below.issuer == root.subject
        trees = below.extensions.get_extension_for_class(x509.NameConstraints)
        assert trees.critical
        assert trees.value.permitted_subtrees == [x509.DNSName("city.example"), x509.RFC822Name("city.example")]
        usage = below.extensions.get_extension_for_class(x509.KeyUsage).value
        assert (usage.key_cert_sign, usage.crl_sign, usage.digital_signature) == (True, True, False)

    def test_years_after_2049(self) -> None:
        city = house("p256")
        from pki import authorities

        later = datetime(2049, 12, 31, tzinfo=UTC)
        draft = authorities.root(city.root, public("p256", city.root_key), later)
        assert b"\x17\x0d491230235900Z\x18\x0f2069" in draft.to_be_signed()
