"""Configuration files, rendered from data."""

import configparser
import json
import logging.config
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.openstack import configuration, kept
from lab.openstack.configuration import audit, ini
from lab.openstack.configuration.blueprint import SHIPPED, Blueprint
from lab.openstack.kept import Kept, Size
from lab.openstack.services import BEFORE, SERVICES
from lab.place import SitePlace

PORTS = {name: 20000 + number for number, name in enumerate(SERVICES)}

PASTE = """[composite:api]
keystone = cors authtoken keystonecontext osapi
noauth = cors noauth osapi
keystone_nolimit = cors authtoken keystonecontext osapi
[filter:authtoken]
"""
AUDIT_MAP = "[custom_actions]\nreboot = start/reboot\n[path_keywords]\nports = port\n[service_endpoints]\nold = x\n"


@pytest.fixture
def blueprint(tmp_path: Path) -> Blueprint:
    """A site on ports from 20000, with shipped files that have what is changed in them."""
    shipped = {name: AUDIT_MAP if name.startswith("pycadf") else PASTE for name in SHIPPED}
    shipped["glance/glance-api-paste.ini"] = PASTE.replace("keystonecontext", "context")
    known = kept.new(Size(hosts=2, vcpus=4)).with_ports(PORTS)
    return Blueprint(SitePlace(tmp_path / "a $place" / "primary"), known, shipped, Path("/shipped"))


def _read(text: str) -> configparser.RawConfigParser:
    parser = configparser.RawConfigParser(strict=True)
    parser.read_string(text)
    return parser


def test_every_service_has_its_files(blueprint: Blueprint) -> None:
    files = configuration.render(blueprint)
    assert set(files) == set(SERVICES)
    assert set(files["nova"]) == {"nova.conf", "policy.yaml", "api-paste.ini", "audit_map.conf", "logging.ini"}
    assert set(files["placement"]) == {"placement.conf", "policy.yaml"}


def test_every_file_is_one_that_its_reader_reads(blueprint: Blueprint) -> None:
    for service, texts in configuration.render(blueprint).items():
        for name, text in texts.items():
            if name.endswith(".conf"):
                assert _read(text).sections(), (service, name)


def test_nothing_listens_or_points_beyond_the_loopback(blueprint: Blueprint) -> None:
    for texts in configuration.render(blueprint).values():
        for text in texts.values():
            for word in text.replace('"', " ").split():
                if "://" in word and word.split("://")[0].lstrip("=") in {"http", "https", "mysql+pymysql", "rabbit"}:
                    assert word.startswith("http://127.0.0.1:"), word


def test_each_service_logs_in_with_its_own_password(blueprint: Blueprint) -> None:
    files = configuration.render(blueprint)
    passwords = blueprint.kept.passwords
    for service, name in (("glance", "glance-api.conf"), ("placement", "placement.conf"), ("nova", "nova.conf")):
        section = _read(files[service][name])["keystone_authtoken"]
        assert (section["username"], section["password"]) == (service, passwords[service])
        assert section["auth_url"] == "http://127.0.0.1:20000/v3"
    people = {passwords["admin"], passwords["zhengyun"]}
    for service, texts in files.items():
        mentioned = {password for password in people for text in texts.values() if password in text}
        assert mentioned == (people if service == "keystone" else set()), service


def test_the_size_reaches_nova(blueprint: Blueprint) -> None:
    section = _read(configuration.render(blueprint)["nova"]["nova.conf"])["zylab"]
    size = {"hosts": "compute-1,compute-2", "vcpus": "4", "ram_mib": "262144", "disk_gib": "4000"}
    assert {name: section[name] for name in size} == size


def test_the_catalogue_has_every_service(blueprint: Blueprint) -> None:
    value = json.loads(configuration.render(blueprint)["keystone"]["identities.json"])
    assert value["region"] == "primary"
    address = "http://127.0.0.1:20004/v2.1"
    assert value["catalogue"]["nova"] == {"type": "compute", "public": address, "internal": address}
    assert set(value["catalogue"]) == set(SERVICES)


def test_behind_tls_people_come_by_the_front_and_services_do_not(blueprint: Blueprint) -> None:
    fronts = {before: 20100 + number for number, before in enumerate(BEFORE.values())}
    known = blueprint.kept.with_ports({**PORTS, **fronts}).with_tls(True)
    files = configuration.render(replace(blueprint, kept=known))
    value = json.loads(files["keystone"]["identities.json"])["catalogue"]["nova"]
    assert (value["public"], value["internal"]) == ("https://127.0.0.1:20104/v2.1", "http://127.0.0.1:20004/v2.1")
    assert _read(files["keystone"]["keystone.conf"])["DEFAULT"]["public_endpoint"] == "https://127.0.0.1:20100"
    for texts in files.values():
        for text in (text for name, text in texts.items() if name.endswith(".conf")):
            assert all("auth_url" not in line for line in text.splitlines() if "https://" in line)


def test_a_dollar_in_a_path_is_not_a_reference(blueprint: Blueprint) -> None:
    assert "a $$place" in configuration.render(blueprint)["nova"]["nova.conf"]


@pytest.mark.parametrize(
    ("value", "text"), [(True, "true"), (False, "false"), (3, "3"), ("a$b", "a$$b"), (("a", "b"), "a,b")]
)
def test_values_are_written_as_oslo_config_reads_them(value: ini.Value, text: str) -> None:
    assert ini.render({"s": {"option": value}}) == f"[s]\noption = {text}\n"


@given(st.text(st.characters(codec="utf-8", exclude_characters="\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")))
def test_a_value_is_read_as_it_was_written(value: str) -> None:
    value = value.strip()
    assert _read(ini.render({"s": {"option": value}}))["s"]["option"].replace("$$", "$") == value


def test_a_value_of_two_lines_is_refused() -> None:
    with pytest.raises(ValueError, match="option"):
        ini.render({"s": {"option": "a\n[DEFAULT]"}})


def test_of_two_values_the_last_counts() -> None:
    assert ini.merge({"s": {"a": 1, "b": 1}}, {"s": {"b": 2}, "t": {}}) == {"s": {"a": 1, "b": 2}, "t": {}}


def test_audit_stands_behind_the_token_check_and_nowhere_else() -> None:
    changed = audit.with_filter(PASTE, "keystonecontext")
    assert changed.count("authtoken keystonecontext audit osapi") == 2
    assert changed.count(" audit ") == 2


def test_a_paste_file_that_cannot_be_audited_is_refused() -> None:
    with pytest.raises(ValueError, match="authtoken"):
        audit.with_filter("[composite:api]\nkeystone = cors osapi\n", "keystonecontext")


def test_the_audit_map_knows_more_collections_and_our_catalogue() -> None:
    parser = _read(audit.with_collections(AUDIT_MAP, ["ports", "trunks"], {"network": "service/network"}))
    assert dict(parser["path_keywords"]) == {"ports": "port", "trunks": "trunks"}
    assert dict(parser["service_endpoints"]) == {"network": "service/network"}


@pytest.mark.parametrize("text", ["", "[path_keywords]\n", "[service_endpoints]\n"])
def test_an_audit_map_without_its_sections_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="audit map"):
        audit.with_collections(text, [], {})


@pytest.mark.parametrize("service", ["keystone", "cinder"])
def test_python_reads_the_logging_configuration(tmp_path: Path, service: str) -> None:
    place = SitePlace(tmp_path / "100% 政云" / "primary")
    place.make()
    known = Kept(Size(), {}, PORTS)
    (tmp_path / "logging.ini").write_text(audit.logging(Blueprint(place, known, {}, tmp_path), service))
    text = (tmp_path / "logging.ini").read_text().replace("oslo_log.formatters.ContextFormatter", "logging.Formatter")
    (tmp_path / "logging.ini").write_text(text)
    before = logging.getLogger().handlers[:], logging.getLogger().level
    try:
        logging.config.fileConfig(tmp_path / "logging.ini", disable_existing_loggers=False, encoding="utf-8")
        events = logging.getLogger("oslo.messaging.notification")
        events.getChild("audit.http.response").info('{"an": "event"}')
        events.getChild("audit.http.request").info("the first half")
        assert (place.log / f"audit-{service}.jsonl").read_text() == '{"an": "event"}\n'
    finally:
        for handler in events.handlers:
            handler.close()
        events.handlers.clear()
        logging.getLogger().handlers[:], logging.getLogger().level = before
