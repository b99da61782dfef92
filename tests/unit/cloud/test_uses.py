"""Which request goes by which credential of a change, and that none may do what another is for."""

from fnmatch import fnmatchcase

import pytest

from cloud.kinds.task import COMPUTE, IDENTITY, NETWORK, VOLUME
from cloud.transport import Request
from cloud.uses import FORGETTING, LOOKING, WORKING, Use, use_of

HOME = "h0"
OTHERS = "/users/u1/application_credentials/c1"
URL = "http://127.0.0.1:5000/v3"


@pytest.mark.parametrize(
    ("request_", "use"),
    [
        (Request("GET", COMPUTE, "/servers"), LOOKING),
        (Request("GET", IDENTITY, OTHERS), LOOKING),
        (Request("POST", NETWORK, "/networks"), WORKING[NETWORK]),
        (Request("DELETE", COMPUTE, "/servers/s1", tenant=HOME), WORKING[COMPUTE]),
        (Request("POST", VOLUME, "/volumes", tenant="p1"), Use("in", "member", "p1")),
        (Request("DELETE", IDENTITY, OTHERS), FORGETTING),
        (Request("DELETE", IDENTITY, f"{OTHERS}/more"), WORKING[IDENTITY]),
        (Request("DELETE", VOLUME, OTHERS), WORKING[VOLUME]),
        (Request("PATCH", IDENTITY, "/users/u1"), WORKING[IDENTITY]),
    ],
)
def test_a_request_goes_by_the_one_that_is_for_it(request_: Request, use: Use) -> None:
    assert use_of(request_, HOME) == use


def test_only_one_is_unrestricted_and_it_deletes_credentials_and_nothing_else() -> None:
    assert not any(use.unrestricted for use in (LOOKING, *WORKING.values(), Use("in", "member", "p1")))
    assert FORGETTING.unrestricted
    (rule,) = FORGETTING.rules(URL)
    assert (rule["service"], rule["method"]) == ("identity", "DELETE")
    assert fnmatchcase(f"/v3{OTHERS}", rule["path"])
    assert not fnmatchcase("/v3/users/u1", rule["path"])


@pytest.mark.parametrize(
    ("url", "path"),
    [
        (URL, "/v3/"),
        ("https://city.example/identity", "/identity/v3/"),
        ("https://city.example/identity/v3/", "/identity/v3/"),
    ],
)
def test_its_rule_is_for_the_path_that_keystone_answers_at(url: str, path: str) -> None:
    (rule,) = FORGETTING.rules(url)
    assert rule["path"] == f"{path}users/*/application_credentials/*"


def test_who_looks_does_not_write_and_who_writes_does_so_at_one_service() -> None:
    assert {one["method"] for one in LOOKING.rules(URL)} == {"GET"}
    for service, use in WORKING.items():
        assert {one["service"] for one in use.rules(URL)} == {service}
        assert "GET" not in {one["method"] for one in use.rules(URL)}
    assert {one["service"] for one in Use("in", "member", "p1").rules(URL)} == {COMPUTE, VOLUME}


def test_no_word_has_a_hyphen_by_which_names_are_taken_apart() -> None:
    assert not [use.word for use in (LOOKING, FORGETTING, *WORKING.values()) if "-" in use.word]
