"""When a call is tried again, and how it ends: every answer × every way to call."""

from typing import Any, Final

import pytest

from cloud.api import CutOffError
from cloud.kinds.task import Listing
from cloud.patience import EARLY_ATTEMPTS, QUOTA_ATTEMPTS
from cloud.transport import NoAnswerError, Response
from tests.unit.cloud.calls import ANSWERS, CALLS, OURS, Line, create
from zhengyun.errors import ZhengyunError

# Certainly without effect: always tried again.
ALWAYS: Final = {"429", "503", "early", "over quota", "unsent"}
# Perhaps with effect: tried again where repeating comes to the same.
PERHAPS: Final = {"500", "502", "504", "sent"}
REPEATABLE: Final = {"get", "look", "put", "put in turn", "patch", "add", "upload", "delete", "leave"}
# What is in the way is on its way out.
IN_TURN: Final = {"put in turn", "post in turn", "delete", "leave"}
# What is no error, and what it comes to.
FINE: Final = {("look", "404"): None, ("delete", "404"): False, ("leave", "404"): None, ("add", "409"): None}
UNREACHABLE: Final = {"429", "503", "unsent", "sent"}
REFUSED: Final = {"401", "403", "early"}


def _tried_again(call: str, answer: str) -> bool:
    again = answer in ALWAYS or (answer in PERHAPS and call in REPEATABLE)
    return again or (answer == "409" and call in IN_TURN)


every = pytest.mark.parametrize(("call", "answer"), [(call, answer) for call in CALLS for answer in ANSWERS])


@every
def test_a_call_is_tried_again_exactly_where_that_is_safe(call: str, answer: str) -> None:
    line = Line(ANSWERS[answer], Response(200, {"a": 1}))
    if _tried_again(call, answer):
        CALLS[call](line.api)
        assert len(line.sent) == 2
        assert [(one.site, one.problem, one.attempt) for one in line.notices] == [
            ("primary", ANSWERS[answer].problem, 1)
        ]
        assert line.time.slept == [one.seconds for one in line.notices]
    elif (call, answer) in FINE:
        assert CALLS[call](line.api) == FINE[call, answer]
        assert len(line.sent) == 1
    else:
        with pytest.raises(ZhengyunError):
            CALLS[call](line.api)
        assert len(line.sent) == 1
        assert not line.notices


@every
def test_a_call_that_is_never_answered_well_ends_with_the_code_that_fits(call: str, answer: str) -> None:
    if (call, answer) in FINE:
        return
    line = Line(ANSWERS[answer])
    with pytest.raises(ZhengyunError) as raised:
        CALLS[call](line.api)
    code = "ZY-CLOUD-002" if answer in UNREACHABLE else "ZY-CLOUD-003" if answer in REFUSED else "ZY-CLOUD-004"
    assert raised.value.code.id == code
    assert raised.value.values["problem"] == ANSWERS[answer].problem
    perhaps = answer in PERHAPS | {"409"} and call.startswith(("post", "add"))
    assert isinstance(raised.value, CutOffError) == perhaps, "whoever asked has to look"


@pytest.mark.parametrize("answer", ["429", "503", "500", "unsent", "sent"])
def test_patience_ends_after_its_seconds_and_not_before(answer: str) -> None:
    line = Line(ANSWERS[answer], seconds=10.0)
    with pytest.raises(ZhengyunError):
        line.api.get("network", "/networks")
    assert 10 < line.time.now < 10 + 6.5, "one pause more at most"
    assert len(line.sent) == len(line.time.slept) + 1
    assert line.api.retries == len(line.time.slept)


def test_a_token_that_is_too_early_is_asked_for_so_often() -> None:
    line = Line(ANSWERS["early"])
    with pytest.raises(ZhengyunError):
        line.api.post("network", "/networks", {})
    assert len(line.sent) == EARLY_ATTEMPTS + 1


@pytest.mark.parametrize(("seconds", "attempts"), [(0.0, QUOTA_ATTEMPTS), (30.0, QUOTA_ATTEMPTS + 3)])
def test_a_quota_that_others_hold_for_a_moment_is_tried_for_as_long_as_anything_and_so_often_at_least(
    seconds: float, attempts: int
) -> None:
    line = Line(ANSWERS["over quota"], seconds=seconds)
    with pytest.raises(ZhengyunError):
        line.api.post("network", "/networks", {})
    assert len(line.sent) > attempts


class TestCreating:
    """Of what is created there is one, whatever happens to the answers."""

    MADE: Final = Response(201, {"network": {"id": "made", "project_id": "project of finance"}})
    NONE: Final = Response(200, {"networks": []})
    THERE: Final = Response(200, {"networks": [OURS]})

    @pytest.mark.parametrize("answer", sorted(PERHAPS | {"409"}))
    def test_what_came_about_though_its_answer_was_lost_is_found(self, answer: str) -> None:
        line = Line(ANSWERS[answer], self.THERE)
        assert create(line.api)["network"]["id"] == "ours"
        assert line.sent == ["POST", "GET"]

    @pytest.mark.parametrize("answer", sorted(PERHAPS))
    def test_what_has_not_come_about_is_looked_for_thrice_and_made_again(self, answer: str) -> None:
        only = Response(200, {"networks": [{**OURS, "id": "made"}]})
        line = Line(ANSWERS[answer], self.NONE, self.NONE, self.NONE, self.MADE, only)
        assert create(line.api)["network"]["id"] == "made"
        assert line.sent == ["POST", "GET", "GET", "GET", "POST", "GET"]

    def test_of_twins_the_first_stays(self) -> None:
        both = Response(200, {"networks": [{**OURS, "id": "made"}, OURS]})
        line = Line(ANSWERS["sent"], self.NONE, self.NONE, self.NONE, self.MADE, both, Response(204))
        assert create(line.api)["network"]["id"] == "ours"
        last = line.script.requests[-1]
        assert (last.method, last.path) == ("DELETE", "/networks/made")

    def test_somebody_elses_things_are_not_taken_for_it(self) -> None:
        strange: list[Any] = [
            {**OURS, "project_id": "another"},
            {**OURS, "tags": ["zhengyun:estate=another", "zhengyun:path=finance/office"]},
            {**OURS, "tags": []},
        ]
        line = Line(ANSWERS["409"], Response(200, {"networks": strange}))
        with pytest.raises(ZhengyunError) as raised:
            create(line.api)
        assert raised.value.code.id == "ZY-CLOUD-004"

    def test_a_conflict_is_looked_at_once(self) -> None:
        line = Line(ANSWERS["409"], self.NONE)
        with pytest.raises(ZhengyunError):
            create(line.api)
        assert line.sent == ["POST", "GET"]

    def test_after_three_creations_it_is_given_up(self) -> None:
        line = Line(*[ANSWERS["502"], self.NONE, self.NONE, self.NONE] * 3)
        with pytest.raises(CutOffError):
            create(line.api)
        assert line.sent.count("POST") == 3

    @pytest.mark.parametrize("answer", ["400", "403"])
    def test_a_plain_no_is_not_looked_behind(self, answer: str) -> None:
        line = Line(ANSWERS[answer], self.THERE)
        with pytest.raises(ZhengyunError):
            create(line.api)
        assert line.sent == ["POST"]

    def test_what_a_torn_off_run_may_have_made_is_looked_for_first(self) -> None:
        line = Line(self.THERE)
        assert create(line.api, again=True)["network"]["id"] == "ours"
        assert line.sent == ["GET"]

    def test_what_a_torn_off_run_made_meanwhile_stays(self) -> None:
        both = Response(200, {"networks": [{**OURS, "id": "made"}, OURS]})
        line = Line(self.NONE, self.MADE, both, Response(204))
        assert create(line.api, again=True)["network"]["id"] == "ours"
        assert line.sent == ["GET", "POST", "GET", "DELETE"]

    @pytest.mark.parametrize("answer", ["over quota", "403"])
    def test_of_what_a_torn_off_run_has_asked_for_the_quota_may_be_full(self, answer: str) -> None:
        """It came about after it was looked for, and before it was asked for again."""
        refused = QUOTA_ATTEMPTS + 1 if answer == "over quota" else 1
        line = Line(self.NONE, *[ANSWERS[answer]] * refused, self.NONE, self.THERE, seconds=0.0)
        assert create(line.api, again=True)["network"]["id"] == "ours"
        assert line.sent == ["GET", *["POST"] * refused, "GET", "GET"]

    def test_a_quota_that_others_have_filled_refuses_whoever_comes_again(self) -> None:
        line = Line(self.NONE, ANSWERS["403"], *[self.NONE] * 3)
        with pytest.raises(ZhengyunError) as raised:
            create(line.api, again=True)
        assert raised.value.code.id == "ZY-CLOUD-003"


class TestListing:
    """Lists are read to their end, or not at all."""

    PORTS: Final = Listing("network", "/ports", "ports", (("device_id", "1"),))

    def test_every_page_is_read(self) -> None:
        link = {"ports": [{"id": "a"}], "ports_links": [{"rel": "next", "href": "http://x/ports?marker=a&limit=1"}]}
        line = Line(Response(200, link), Response(200, {"ports": [{"id": "b"}]}))
        assert [item["id"] for item in line.api.listed(self.PORTS)] == ["a", "b"]
        assert line.script.requests[1].query == (("device_id", "1"), ("marker", "a"))

    def test_a_list_that_is_cut_short_is_not_taken_for_whole(self) -> None:
        line = Line(Response(200, {"ports": [], "truncated": True}))
        with pytest.raises(ZhengyunError) as raised:
            line.api.listed(self.PORTS)
        assert raised.value.code.id == "ZY-CLOUD-026"

    @pytest.mark.parametrize("body", ["<h1>Maintenance</h1>", None, [], {}, {"ports": None}, {"ports": ["a"]}])
    def test_an_answer_that_is_no_list_is_told_as_it_is(self, body: object) -> None:
        """What stands before a service, a portal or a page of apologies, answers 200 in its place."""
        with pytest.raises(ZhengyunError) as raised:
            Line(Response(200, body)).api.listed(self.PORTS)
        assert raised.value.code.id == "ZY-CLOUD-004"
        assert "network answered 200 to GET /ports" in str(raised.value)

    def test_pages_that_go_in_a_circle_end(self) -> None:
        link = {"ports": [{"id": "a"}], "ports_links": [{"rel": "next", "href": "http://x/ports?marker=a"}]}
        with pytest.raises(ZhengyunError) as raised:
            Line(Response(200, link)).api.listed(self.PORTS)
        assert raised.value.code.id == "ZY-CLOUD-026"

    def test_a_page_that_fails_is_asked_for_again_and_no_other(self) -> None:
        link = {"ports": [{"id": "a"}], "ports_links": [{"rel": "next", "href": "http://x/ports?marker=a"}]}
        gone = NoAnswerError("Connection reset", sent=True)
        line = Line(Response(200, link), gone, Response(200, {"ports": [{"id": "b"}]}))
        assert [item["id"] for item in line.api.listed(self.PORTS)] == ["a", "b"]
        assert [request.query[-1] for request in line.script.requests] == [
            ("device_id", "1"),
            ("marker", "a"),
            ("marker", "a"),
        ]
