"""What every device keeps to, whatever it is: nothing is told that it would not take back by itself."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from network.codes import devices as codes
from network.port import Candidate, Identity
from network.pushing import Order, carry_on, push
from network.rendering import platforms
from network.restoring import tried
from remote import codes as of_remote
from tests.devices import ADDED, NONSENSE, Hand, RouterHand, SimulatedHand, until
from zhengyun.errors import Exit, ZhengyunError
from zhengyun.estate.devices import Device
from zhengyun.secret import Secret

pytestmark = pytest.mark.slow

OTHER = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGZvci10ZXN0cy1vbmx5LW5vYm9keS1oYXMtdGhpcyEh"


def refused(work: Callable[[], object]) -> ZhengyunError:
    """The refusal that it ends in."""
    with pytest.raises(ZhengyunError) as caught:
        work()
    return caught.value


ENOUGH = 60
"""Seconds in which something is told and confirmed, however busy the machine is."""


def order(hand: Hand, **other: object) -> Order:
    """One line more, as a plan would have it."""

    def normal(text: str) -> str:
        return platforms.normal(hand.platform, text, managed=False)

    made = Order(hand.device, hand.candidate(), hand.running(), hand.wanted(), normal, ENOUGH)
    return replace(made, **other)  # type: ignore[arg-type]


def pushed(hand: Hand, one: Order) -> list[str]:
    """What was told of an order that is carried out."""
    told = list[str]()
    push(one, hand.me, hand.opens, told.append)
    return told


def clean(hand: Hand) -> None:
    """Take the line back for good."""
    lines = platforms.commands(hand.platform, hand.wanted(), _without(hand), managed=False)
    before, after = hand.running(), _without(hand)
    pushed(hand, order(hand, candidate=Candidate(hand.platform, lines), before=before, after=after))


def _without(hand: Hand) -> str:
    lines = hand.running().splitlines(keepends=True)
    return "".join(one for one in lines if one != ADDED[hand.platform])


def test_what_is_told_counts_and_is_saved_only_once_it_is_confirmed(hand: Hand) -> None:
    before, wanted = hand.running(), hand.wanted()
    with hand.opens(hand.device, hand.me) as driver:
        driver.check(hand.candidate())
        driver.push(hand.candidate(), 60)
        assert hand.running() == wanted != before
        assert platforms.normal(hand.platform, driver.saved(), managed=False) == before
        driver.confirm()
        driver.save()
        assert platforms.normal(hand.platform, driver.saved(), managed=False) == wanted
    hand.pass_time(60) if not isinstance(hand, RouterHand) else None
    assert hand.running() == wanted
    clean(hand)


def test_what_nobody_confirms_goes_back_although_nobody_is_there(hand: Hand) -> None:
    before, wanted = hand.running(), hand.wanted()
    with hand.opens(hand.device, hand.me) as driver:
        driver.push(hand.candidate(), hand.least)
        assert hand.running() == wanted
    hand.pass_time(hand.least)
    assert hand.running() == before


def test_it_goes_back_when_it_is_told_so(hand: Hand) -> None:
    before = hand.running()
    with hand.opens(hand.device, hand.me) as driver:
        driver.push(hand.candidate(), 600)
        seconds = driver.revert()
    if seconds:
        hand.pass_time(seconds)
    assert hand.running() == before


def test_who_comes_too_late_to_confirm_is_told_so(hand: Hand) -> None:
    before = hand.running()
    with hand.opens(hand.device, hand.me) as driver:
        driver.push(hand.candidate(), hand.least)
        hand.pass_time(hand.least)
        assert refused(driver.confirm).code == codes.GONE_BACK
    assert hand.running() == before


def test_no_line_is_told_after_one_that_is_refused(hand: Hand) -> None:
    before = hand.running()
    lines = (NONSENSE, *hand.candidate().lines)
    with hand.opens(hand.device, hand.me) as driver:
        error = refused(lambda: driver.push(Candidate(hand.platform, lines), hand.least))
        assert error.code == codes.REFUSED_LINE
        assert NONSENSE in str(error)
        assert hand.running() == before
    hand.pass_time(hand.least)


@pytest.mark.parametrize("line", ["ip route ?", "description a\x03b", "description \t", "", "x" * 600, "banner a\rb"])
def test_what_a_terminal_takes_for_keys_is_never_sent(hand: Hand, line: str) -> None:
    with hand.opens(hand.device, hand.me) as driver:
        assert refused(lambda: driver.check(Candidate(hand.platform, (line,)))).code == codes.NOT_UNDERSTOOD


def test_what_is_proven_stays(hand: Hand) -> None:
    proven, kept, wanted = list[str](), dict[str, str](), hand.wanted()
    pushed(hand, order(hand, prove=proven.append, keep=kept.__setitem__))
    assert proven == [hand.device.name]
    assert platforms.normal(hand.platform, kept[hand.device.name], managed=False) == wanted == hand.running()
    clean(hand)


def test_what_is_not_proven_goes_back(hand: Hand) -> None:
    before = hand.running()

    def prove(name: str) -> None:
        assert hand.running() != before, "it is asked while it counts"
        raise ZhengyunError(codes.OTHERWISE, device=name, what="a probe came through")

    assert "a probe came through" in str(refused(lambda: pushed(hand, order(hand, prove=prove))))
    hand.pass_time(60)
    assert hand.running() == before


def test_what_runs_otherwise_than_it_was_told_goes_back(hand: Hand) -> None:
    before = hand.running()
    error = refused(lambda: pushed(hand, order(hand, after=f"{hand.wanted()}one line more\n")))
    assert error.code == codes.OTHERWISE
    assert "one line more" in str(error)
    hand.pass_time(60)
    assert hand.running() == before


def test_a_device_that_has_moved_is_told_nothing(hand: Hand) -> None:
    assert refused(lambda: pushed(hand, order(hand, before="something else\n"))).code == codes.MOVED


def test_what_a_torn_run_has_told_is_proven_again_and_kept_by_the_next(hand: Hand) -> None:
    made, proven = order(hand), list[str]()
    with hand.opens(hand.device, hand.me) as driver:
        driver.push(made.candidate, 60)
    made = replace(made, prove=proven.append)
    if hand.platform == "huawei_vrp":
        # There only the session that told it could have confirmed.
        assert refused(lambda: carry_on(made, hand.me, hand.opens, lambda _: None)).code == codes.WAITS
        hand.pass_time(60)
    carry_on(made, hand.me, hand.opens, lambda _: None)
    assert proven == [hand.device.name]
    assert hand.running() == made.after
    with hand.opens(hand.device, hand.me) as driver:
        assert platforms.normal(hand.platform, driver.saved(), managed=False) == made.after
    hand.pass_time(60) if not isinstance(hand, RouterHand) else None
    carry_on(made, hand.me, hand.opens, lambda _: None)
    assert hand.running() == made.after
    clean(hand)


def entered(hand: Hand, device: Device, who: Identity) -> None:
    """Be let in, and leave."""
    with hand.opens(device, who):
        pass


def test_a_device_with_another_key_is_told_nothing_and_shown_nothing(hand: Hand) -> None:
    error = refused(lambda: entered(hand, replace(hand.device, key=OTHER), hand.me))
    assert error.code == of_remote.WRONG_KEY
    assert error.exit == Exit.REFUSED
    assert str(error).count("SHA256:") == 2


def test_a_stranger_is_not_let_in(hand: Hand) -> None:
    assert refused(lambda: entered(hand, hand.device, hand.stranger)).code == of_remote.NOT_LET_IN


def test_who_has_neither_key_nor_password_is_told_so(hand: Hand) -> None:
    nobody = hand.me._replace(secret=Secret({}))
    assert refused(lambda: entered(hand, hand.device, nobody)).code == of_remote.NO_IDENTITY


def test_where_nobody_listens_it_is_told_so(hand: Hand) -> None:
    error = refused(lambda: entered(hand, replace(hand.device, port=9), hand.me))
    assert (error.code, error.exit) == (of_remote.UNREACHABLE, Exit.UNREACHABLE)


@pytest.mark.lab
class TestRouter:
    """What FRR alone has: a parser that can be asked, and a program beside it."""

    def test_its_own_parser_is_asked_before_anything_is_told(self, router: RouterHand) -> None:
        with router.opens(router.device, router.me) as driver:
            lines = (*router.candidate().lines, NONSENSE)
            error = refused(lambda: driver.check(Candidate("frr", lines)))
        assert error.code == codes.NOT_UNDERSTOOD
        assert "line 2" in str(error)
        assert router.status() == "idle"

    def test_one_change_at_a_time(self, router: RouterHand) -> None:
        with router.opens(router.device, router.me) as one, router.opens(router.device, router.me) as other:
            one.push(router.candidate(), 600)
            assert refused(lambda: other.push(router.candidate(), 600)).code == codes.NO_WAY_BACK
            one.revert()
        until(lambda: router.status() == "idle", "it has gone back")


class TestPretended:
    """What is wrong with devices that are simulated."""

    def test_a_pager_that_stays_is_read_over(self, pretended: SimulatedHand) -> None:
        pretended.fill("".join(f"interface LoopBack{number}\n description port {number}\n" for number in range(40)))
        plain = pretended.running()
        assert plain.count("description port") == 40
        pretended.faults.pages = True
        assert pretended.running() == plain

    def test_what_cannot_be_saved_is_told(self, pretended: SimulatedHand) -> None:
        pretended.faults.full = True
        assert refused(lambda: pushed(pretended, order(pretended))).code == codes.NOT_SAVED

    def test_a_device_that_cannot_go_back_is_told_nothing(self, pretended: SimulatedHand) -> None:
        before = pretended.running()
        pretended.faults.old = True
        assert refused(lambda: pushed(pretended, order(pretended))).code == codes.NO_WAY_BACK
        assert pretended.running() == before

    # The others take a second timer.
    @pytest.mark.parametrize("pretended", ["cisco_ios"], indirect=True)
    def test_what_waits_for_somebody_elses_word_is_left_alone(self, pretended: SimulatedHand) -> None:
        pretended.simulated.arm(600)
        assert refused(lambda: pushed(pretended, order(pretended))).code == codes.NO_WAY_BACK
        assert pretended.simulated.trial

    @pytest.mark.parametrize("pretended", ["cisco_ios"], indirect=True)
    def test_a_backup_that_is_tried_leaves_somebody_elses_change_alone(self, pretended: SimulatedHand) -> None:
        pretended.simulated.arm(600)
        of, on = replace(pretended.device, name="a-sw0"), pretended.device
        error = refused(lambda: tried(pretended.running(), of, on, pretended.me, pretended.opens))
        assert error.code == codes.NO_WAY_BACK
        assert pretended.simulated.trial

    def test_a_line_that_changes_nothing_is_found_out(self, pretended: SimulatedHand) -> None:
        before = pretended.running()
        pretended.faults.deaf = pretended.candidate().lines[0][:8]
        error = refused(lambda: pushed(pretended, order(pretended)))
        assert error.code == codes.OTHERWISE
        assert pretended.candidate().lines[0] in str(error)
        assert pretended.running() == before

    def test_a_device_that_says_nothing_more_is_left_and_goes_back(self, pretended: SimulatedHand) -> None:
        before, made = pretended.running(), order(pretended)
        patient = pretended.limits
        pretended.limits = replace(patient, command=3.0)
        pretended.faults.hangs = pretended.candidate().lines[0]
        assert refused(lambda: pushed(pretended, made)).code == codes.NO_END
        pretended.limits = patient
        pretended.pass_time(60)
        assert pretended.running() == before

    def test_a_connection_that_is_cut_is_told_and_the_device_goes_back(self, pretended: SimulatedHand) -> None:
        before, made = pretended.running(), order(pretended)
        pretended.faults.cuts = made.candidate.lines[0]
        assert refused(lambda: pushed(pretended, made)).code == codes.CUT_OFF
        pretended.pass_time(60)
        assert pretended.running() == before

    def test_who_says_too_much_is_hung_up_on(self, pretended: SimulatedHand) -> None:
        pretended.limits = replace(pretended.limits, output=100)
        assert refused(pretended.running).code == codes.TOO_MUCH
