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
        (Request("POST", NETWORK, "/networks"), WORKING),
        (Request("DELETE", COMPUTE, "/servers/s1", tenant=HOME), WORKING),
        (Request("POST", VOLUME, "/volumes", tenant="p1"), Use("in", "member", "p1")),
        (Request("DELETE", IDENTITY, OTHERS), FORGETTING),
        (Request("DELETE", IDENTITY, f"{OTHERS}/more"), WORKING),
        (Request("DELETE", VOLUME, OTHERS), WORKING),
        (Request("PATCH", IDENTITY, "/users/u1"), WORKING),
    ],
)
def test_a_request_goes_by_the_one_that_is_for_it(request_: Request, use: Use) -> None:
    assert use_of(request_, HOME) == use


def test_only_one_is_unrestricted_and_it_deletes_credentials_and_nothing_else() -> None:
    assert [use.unrestricted for use in (LOOKING, WORKING, Use("in", "member", "p1"), FORGETTING)] == [False] * 3 + [
        True
    ]
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


def test_who_looks_does_not_write_and_who_writes_does_not_look() -> None:
    looks, works = ({(one["service"], one["method"]) for one in use.rules(URL)} for use in (LOOKING, WORKING))
    assert {method for _, method in looks} == {"GET"}
    assert not looks & works
    tenant = {(one["service"], one["method"]) for one in Use("in", "member", "p1").rules(URL)}
    assert {service for service, _ in tenant} == {COMPUTE, VOLUME}
