"""pki.yaml: read at the root, brought into normal form, and everything that is wrong with it told at its place in one run."""

import contextlib
from pathlib import Path

import jsonschema
import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from inventory.loader import load
from inventory.schema.certified import Subject
from inventory.schema.export import schema
from inventory.source import Folder
from pki import names
from pki.algorithms import ALGORITHMS
from tests.examples import examples
from tests.unit.inventory.estates import Memory, edited, whole, with_file
from tests.unit.inventory.test_schema import errors_of
from zhengyun.errors import Exit, ZhengyunError
from zhengyun.estate.trust import FAMILIES, Ceremony, Recovery, Schedule, SshAuthority, Trust

EMBEDDED = Path(__file__).resolve().parents[3] / "inventory" / "sites"
RIGHT = """\
domains:
  city: {title: City, family: international}
  city-sm2: {title: City SM2, family: sm2}
authorities:
  root:
    domain: city
    subject: C=CN,O=Town,CN=Root
    algorithm: p384
    days: 7300
    path_length: 1
    ceremony: {threshold: 2, people: [security, security2, head]}
    schedule: {crl: 90 d, due: 30 d}
  issuing:
    domain: city
    issuer: root
    subject: C=CN,O=Town,CN=Issuing
    algorithm: p256
    days: 3650
    ceremony: {threshold: 2, people: [security, security2]}
    permitted: [.town.example, "@town.example"]
    policies: [1.3.6.1.4.1.32473.1]
  sm2:
    domain: city-sm2
    subject: C=CN,O=Town,CN=SM2
    algorithm: sm2
    days: 7300
    ceremony: {threshold: 2, people: [security, head]}
    key: vault-key
    escrow: true
profiles:
  server:
    authority: issuing
    use: server
    days: 397
    algorithms: [p256, rsa3072]
    subject: C=CN,O=Town
    dns: [.town.example]
    addresses: [192.0.2.0/24]
    renew: 20 d
  person: {authority: sm2, use: person-signing, days: 30, algorithms: [sm2], asks: [OU, CN], dual: true}
recovery: {threshold: 2, people: [security, head, operator], judicial: 3}
"""


def estate(text: str) -> Memory:
    """The small estate with this PKI."""
    return with_file("pki.yaml", text)


def trusted(text: str = RIGHT) -> Trust:
    """The PKI of a text."""
    found = load(estate(text)).trust
    assert found is not None
    return found


def wrong(right: str, written: str) -> tuple[ZhengyunError, ...]:
    """The errors where one place is put wrong, which is there once."""
    assert RIGHT.count(right) == 1, right
    return errors_of(estate(RIGHT.replace(right, written)))


def test_the_pki_is_part_of_the_estate_in_normal_form() -> None:
    found = trusted()
    root, issuing = found.authorities["root"], found.authorities["issuing"]
    assert (root.issuer, root.key, root.schedule) == ("", "ca-root", Schedule(90 * 86_400, 30 * 86_400))
    assert (issuing.issuer, issuing.permitted) == ("root", (".town.example", "@town.example"))
    assert issuing.ceremony == Ceremony(2, ("security", "security2"))
    assert found.authorities["sm2"].key == "vault-key"
    assert found.recovery == Recovery(2, ("security", "head", "operator"), 3)
    assert found.domains["city-sm2"].family == "sm2"


def test_a_certificate_is_renewed_for_the_last_third_of_its_time_if_nothing_else_is_said() -> None:
    profiles = trusted().profiles
    assert (profiles["server"].renew, profiles["person"].renew) == (20 * 86_400, 10 * 86_400)
    assert (profiles["server"].reviewer, profiles["server"].asker) == ("security", ("operator", "system"))


def test_without_the_file_there_is_no_trust() -> None:
    assert load(whole()).trust is None


def test_the_embedded_estate_has_two_families_side_by_side() -> None:
    found = load(Folder(EMBEDDED)).trust
    assert found is not None
    assert {name: one.family for name, one in found.domains.items()} == {"city": "international", "city-sm2": "sm2"}
    assert [name for name, one in found.authorities.items() if one.escrow] == ["sm2-issuing"]
    assert [name for name, one in found.profiles.items() if one.dual] == ["sm2-person"]
    uses = {one.use for one in found.profiles.values()}
    assert uses == {"server", "client", "device", "person-signing", "ocsp", "timestamp"}
    for authority in found.authorities.values():
        assert names.parse(authority.subject)


WRONG = [
    # what is right, what is written, code, where it is told if not there, what is said
    ("title: City,", "titel: City,", "ZY-EST-010", "", "titel"),
    ("family: sm2}", "family: sm3}", "ZY-EST-012", "", "sm3"),
    ("family: sm2}", "family: SM2}", "ZY-EST-012", "", "SM2"),
    ("algorithm: p384", "algorithm: p386", "ZY-EST-012", "", "p386"),
    ("algorithm: p384", "algorithm: sm2", "ZY-EST-262", "", "sm2 is no algorithm of the family international"),
    ("algorithms: [p256, rsa3072]", "algorithms: [p256, sm2]", "ZY-EST-262", "", "sm2"),
    ("algorithms: [p256, rsa3072]", "algorithms: []", "ZY-EST-012", "", "not empty"),
    ("use: server", "policies: [1.40.3]\n    use: server", "ZY-EST-012", "", "an object identifier"),
    ("use: server", "policies: [1.3.6.1.4.1.32473.2]\n    use: server", "ZY-EST-271", "", "1.3.6.1.4.1.32473.2 is none of authority issuing"),
    ("profiles:\n  server:", "profiles:\n  authority:", "ZY-EST-270", "    authority: issuing\n    use", "can be called authority"),
    ("use: server", "use: servers", "ZY-EST-012", "", "servers"),
    ("use: server", "use: authority", "ZY-EST-012", "", "authority"),
    ("subject: C=CN,O=Town,CN=Root", "subject: Root", "ZY-EST-012", "", "C=CN,O=Finance Bureau"),
    ("subject: C=CN,O=Town,CN=Root", "subject: C=CHN,CN=Root", "ZY-EST-012", "", "C=CHN"),
    ("subject: C=CN,O=Town,CN=Root", "subject: 'C=CN,,CN=Root'", "ZY-EST-012", "", "C=CN,,"),
    ("subject: C=CN,O=Town,CN=Root", "subject: 'C=CN,O=Town, Root'", "ZY-EST-012", "", "Root"),
    ("subject: C=CN,O=Town,CN=Issuing", "subject: C=CN,O=Town,CN=Root", "ZY-EST-021", "subject: C=CN,O=Town,CN=Root\n    algorithm: p256", "subject C=CN,O=Town,CN=Root"),
    ("key: vault-key", "key: ca-root", "ZY-EST-021", "", "key ca-root"),
    ("key: vault-key", "key: ../root", "ZY-EST-012", "", "the name of a key"),
    ("    issuer: root", "    issuer: rot", "ZY-EST-020", "", "there is no authority rot"),
    ("    domain: city\n    issuer", "    domain: town\n    issuer", "ZY-EST-020", "", "there is no trust domain town"),
    ("    issuer: root", "    issuer: sm2", "ZY-EST-261", "", "certified by sm2 of domain city-sm2"),
    ("    issuer: root", "    issuer: issuing", "ZY-EST-260", "", "issuing → issuing"),
    ("days: 3650", "days: 7301", "ZY-EST-263", "", "issuing is to hold for 7301 days, and root"),
    ("days: 3650", "days: 0", "ZY-EST-012", "", "0"),
    ("days: 397", "days: 3651", "ZY-EST-263", "", "server is to hold for 3651 days"),
    ("path_length: 1", "path_length: 0", "ZY-EST-264", "domain: city\n    issuer", "issuing has path length 0, and root"),
    ("authority: issuing", "authority: isuing", "ZY-EST-020", "", "there is no authority isuing"),
    ("use: person-signing", "use: server", "ZY-EST-265", "person: {", "person is dual, and it is for server"),
    ("escrow: true", "escrow: false", "ZY-EST-265", "person: {", "its authority sm2 keeps no keys"),
    ("{crl: 90 d, due: 30 d}", "{crl: 90 d, due: 90 d}", "ZY-EST-266", "", "due is 90 d"),
    ("{crl: 90 d, due: 30 d}", "{crl: 90 d, due: 30 d, delta: 100 d}", "ZY-EST-266", "", "delta is 100 d"),
    ("{crl: 90 d, due: 30 d}", "{crl: 12 h}", "ZY-EST-266", "", "due is 1 d"),
    ("{crl: 90 d, due: 30 d}", "{crl: 90}", "ZY-EST-012", "", "90"),
    ("renew: 20 d", "renew: 397 d", "ZY-EST-266", "", "renew is 397 d"),
    ("{threshold: 2, people: [security, security2, head]}", "{threshold: 4, people: [security, security2, head]}", "ZY-EST-267", "", "4 people are needed"),
    ("{threshold: 2, people: [security, security2, head]}", "{threshold: 2, people: [security, head, head]}", "ZY-EST-021", "", "person head"),
    ("{threshold: 2, people: [security, security2, head]}", "{threshold: 0, people: [head]}", "ZY-EST-012", "", "0"),
    ("{threshold: 2, people: [security, security2, head]}", "{threshold: 1, people: [security, security2, head]}", "ZY-EST-012", "", "1"),
    ("judicial: 3", "judicial: 1", "ZY-EST-012", "", "1"),
    ("recovery: {threshold: 2", "recovery: {threshold: 4", "ZY-EST-267", "", "4 people are needed"),
    ("judicial: 3", "judicial: 4", "ZY-EST-267", "", "4 people are needed"),
    ("recovery: {threshold: 2, people: [security, head, operator], judicial: 3}\n", "", "ZY-EST-268", "escrow", "sm2 keeps keys"),
    ("dns: [.town.example]", "dns: [.city.example]", "ZY-EST-269", "", ".city.example could be asked for"),
    ("dns: [.town.example]", "dns: ['*.city.example']", "ZY-EST-269", "", "*.city.example could be asked for"),
    ("dns: [.town.example]", "dns: [.nottown.example]", "ZY-EST-269", "", ".nottown.example"),
    ("dns: [.town.example]", "dns: ['**.town.example']", "ZY-EST-012", "", "a domain"),
    ("dns: [.town.example]", "dns: [.Town.example]", "ZY-EST-012", "", "a domain"),
    ("dns: [.town.example]", "emails: [other.example]", "ZY-EST-269", "", "other.example"),
    ("dns: [.town.example]", "emails: [a@town.example]", "ZY-EST-012", "", "an e-mail address"),
    ("addresses: [192.0.2.0/24]", "addresses: [192.0.2.1/24]", "ZY-EST-012", "", "192.0.2.1/24"),
    ("subject: C=CN,O=Town\n", "subject: C=CN,O=Town\n    policies: [1.2.x]\n", "ZY-EST-012", "policies: [1.2.x]", "an object identifier"),
    ("subject: C=CN,O=Town\n", "subject: C=CN,O=Town\n    reviewer: audit\n", "ZY-EST-012", "reviewer", "audit"),
    ("subject: C=CN,O=Town\n", "asks: []\n", "ZY-EST-012", "authority: issuing", "names somebody"),
    ("key: vault-key", "crl_urls: ['https://town.example/x.crl']", "ZY-EST-012", "", "http://"),
]  # fmt: skip


@pytest.mark.parametrize(("right", "written", "code", "where", "said"), WRONG)
def test_what_is_wrong_is_told_at_its_place(right: str, written: str, code: str, where: str, said: str) -> None:
    (error,) = wrong(right, written)
    text = RIGHT.replace(right, written)
    line = text.count("\n", 0, text.index(where or written)) + 1
    assert error.code.id == code
    assert error.place
    assert (error.place.file, error.place.line) == ("town/pki.yaml", line)
    assert said in f"{error} {error.values}"


def test_a_slip_names_the_nearest() -> None:
    (error,) = wrong("    issuer: root", "    issuer: rot")
    assert error.values["nearest"] == "root"
    (error,) = wrong("dns: [.town.example]", "dns: [.Town.example]")
    assert error.values["nearest"] == ".town.example"


def test_a_circle_of_authorities_is_told_once_with_the_way() -> None:
    (error,) = wrong("    path_length: 1", "    path_length: 1\n    issuer: issuing")
    assert "root → issuing → root" in str(error)


def test_everything_wrong_is_told_in_one_run_and_no_mere_consequence() -> None:
    text = RIGHT.replace("algorithm: p384", "algorithm: rsa1024").replace("days: 397", "days: 9999")
    text = text.replace("domain: city\n    issuer", "domain: ctiy\n    issuer")
    assert [error.code.id for error in errors_of(estate(text))] == ["ZY-EST-012", "ZY-EST-020", "ZY-EST-263"]


def test_rules_refuse_and_slips_are_bad_input() -> None:
    assert wrong("days: 3650", "days: 7301")[0].exit is Exit.REFUSED
    assert wrong("    issuer: root", "    issuer: rot")[0].exit is Exit.BAD_INPUT


@pytest.mark.parametrize("name", ["trust", "vault"])
def test_a_site_cannot_be_called_as_the_trust_is_or_the_vault(name: str) -> None:
    errors = errors_of(edited("estate", "sites: [primary]", f"sites: [primary, {name}]"))
    assert ("ZY-EST-012", name) in [(error.code.id, error.values.get("given")) for error in errors]


def test_the_file_elsewhere_is_stray_and_another_ending_is_told() -> None:
    (error,) = errors_of(with_file("primary/pki.yaml", RIGHT))
    assert error.code.id == "ZY-EST-024"
    (error,) = errors_of(with_file("pki.yml", RIGHT))
    assert error.values["nearest"] == "pki.yaml"


LINE = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKoiF2BzyCay57lx5CuJ1PVc2VhTLRbNNLnIFOK3sfjX"
SSH = f"""\
{RIGHT}ssh:
  authorities:
    access: {{public: {LINE}}}
    hosts: {{public: {LINE}, key: ssh-of-hosts}}
  profiles:
    admins:
      authority: access
      kind: user
      principals: [admin, ops]
      longest: 8 h
      permits: [pty]
      sources: [10.0.0.0/8]
      standing: {{count: 20, within: 30 d}}
    machines: {{authority: hosts, kind: host, principals: [.town.example], longest: 90 d}}
"""


def test_ssh_is_part_of_the_trust_by_names_of_its_own() -> None:
    found = trusted(SSH)
    assert found.ssh_authorities["ssh/access"] == SshAuthority("ssh/access", "ssh-access", LINE)
    assert found.ssh_authorities["ssh/hosts"].key == "ssh-of-hosts"
    admins = found.ssh_profiles["ssh/admins"]
    assert (admins.authority, admins.longest, admins.sources) == ("ssh/access", 28_800, ("10.0.0.0/8",))
    assert (admins.asker, admins.standing, admins.standing_for) == (("operator", "system"), 20, 30 * 86_400)
    assert found.ssh_profiles["ssh/machines"].kind == "host"
    assert not list(jsonschema.Draft202012Validator(schema("pki")).iter_errors(yaml.safe_load(SSH)))


@pytest.mark.parametrize(
    ("right", "written", "code", "said"),
    [
        ("authority: access", "authority: acces", "ZY-EST-020", "acces"),
        ("key: ssh-of-hosts", "key: vault-key", "ZY-EST-021", "vault-key"),
        ("key: ssh-of-hosts", "key: ssh-access", "ZY-EST-021", "ssh-access"),
        ("longest: 8 h", "longest: 25 h", "ZY-EST-012", "at most 24 h"),
        ("longest: 90 d", "longest: 91 d", "ZY-EST-012", "at most 24 h"),
        ("longest: 8 h", "longest: 90 s", "ZY-EST-012", "90 s"),
        ("kind: user", "kind: users", "ZY-EST-012", "users"),
        ("[admin, ops]", "[.town.example]", "ZY-EST-012", "whole names"),
        ("[admin, ops]", "[]", "ZY-EST-012", "not empty"),
        ("[admin, ops]", '["*"]', "ZY-EST-012", "an account or a host"),
        ("permits: [pty]", "permits: [root]", "ZY-EST-012", "root"),
        ("count: 20", "count: 1001", "ZY-EST-012", "1001"),
        ("longest: 90 d}", "longest: 90 d, permits: [pty]}", "ZY-EST-012", "a host has none"),
        ("kind: user", 'kind: user\n      command: "a\\nb"', "ZY-EST-012", "printable ASCII"),
        (f"access: {{public: {LINE}}}", "access: {public: none}", "ZY-EST-012", "a public SSH key"),
    ],
)
def test_what_is_wrong_with_it_is_told_at_its_place(right: str, written: str, code: str, said: str) -> None:
    assert SSH.count(right) == 1, right
    (error,) = errors_of(estate(SSH.replace(right, written)))
    assert error.code.id == code
    assert said in f"{error} {error.values}"
    assert error.place
    assert error.place.line > RIGHT.count("\n")


def test_an_editor_can_have_the_schema() -> None:
    made = schema("pki")
    jsonschema.Draft202012Validator.check_schema(made)
    validator = jsonschema.Draft202012Validator(made)
    for text in (RIGHT, (EMBEDDED / "pki.yaml").read_text("utf-8")):
        assert not list(validator.iter_errors(yaml.safe_load(text)))
    for right, written in (
        ("use: server", "use: servers"),
        ("days: 397", "dyas: 397"),
        ("[.town.example]", "[town..example]"),
    ):
        assert list(validator.iter_errors(yaml.safe_load(RIGHT.replace(right, written, 1)))), written


def test_the_families_are_of_algorithms_that_certificates_know() -> None:
    assert {name for family in FAMILIES.values() for name in family} == ALGORITHMS.keys()


@given(
    st.lists(st.tuples(st.sampled_from(sorted(names.TYPES)), st.text(min_size=1, max_size=12)), min_size=1, max_size=4)
)
@example([("CN", ",")])
@example([("O", "\\"), ("CN", "x")])
@examples(60)
def test_no_name_is_refused_that_could_be_signed(parts: list[tuple[str, str]]) -> None:
    try:
        written = names.show(names.checked(tuple(names.Part(word, value) for word, value in parts)))
        names.parse(written)
    except ZhengyunError:
        return
    assert TypeAdapter(Subject).validate_python(written) == written


@given(st.text(max_size=40))
@examples(60)
def test_whatever_a_name_is_it_is_read_or_refused(written: str) -> None:
    with contextlib.suppress(ValidationError):
        assert TypeAdapter(Subject).validate_python(written) == written
