"""The part that is the executor's host: sudo, and the files of the executor and of the vault."""

from collections.abc import Iterator
from typing import Final

from cli.host.looking import used, wrongs
from cli.host.root import Root
from cli.host.wanted import EXECUTOR, PROGRAM
from cli.proving.host_tries import HOST, PART
from cli.proving.hosts import HostStage, SaidNoError, able, heard, stage_here
from cli.proving.parts import Told
from cli.proving.trials import Catalogue, MissingError
from cli.proving.trials import prove as tried
from cli.wiring import House
from governance.proving import Proof, Toxic
from zhengyun.errors import N_

NO_EXECUTOR: Final = N_("this host has no account of the executor's: zhengyun host install")
NOT_ROOT: Final = N_("it takes root on the executor's host, to act as people of each role")
BESIDE: Final = N_("sudo lets who holds the role do more than the one command")
AWAY: Final = N_("take the line out of sudoers; zhengyun host check shows what shall be there")
TWO_HANDS: Final = N_("an account or a group of the house is not as it is laid")
CHECK: Final = N_("zhengyun host check; zhengyun host install")


def catalogue() -> Catalogue[HostStage]:
    """What is tried."""
    return HOST


def prove(house: House, told: Told) -> Proof:
    """Try it on this host.

    Raises: MissingError where it is not the executor's, or where nobody else can be become here.
    """
    del house
    root = Root()
    if not used(root):
        raise MissingError(NO_EXECUTOR)
    if not able():
        raise MissingError(NOT_ROOT)
    wrong = [Toxic(PART, one.text.format(about=one.about), "/etc", TWO_HANDS, CHECK) for one in wrongs(root)]
    with stage_here() as stage:
        proof = tried(catalogue(), stage, heard, told)
        return Proof(proof.results, (*wrong, *_toxic(stage)), proof.untried)


def _toxic(stage: HostStage) -> Iterator[Toxic]:
    """What sudo would do for a role beside the one command: whatever it is, nobody has agreed to it."""
    for role, person in stage.people.items():
        for rule in _rules(stage, person):
            if not (f"({EXECUTOR} : {EXECUTOR})" in rule and f"{PROGRAM} ^change run CR-[" in rule):
                yield Toxic(PART, f"{role}: {rule}", "sudo -l", BESIDE, AWAY)


def _rules(stage: HostStage, person: str) -> Iterator[str]:
    """The rules that sudo has for somebody, each on a line of its own after the heading."""
    try:
        said = stage.root("sudo", "-n", "-l", "-U", person)
    except SaidNoError:
        return
    _, heading, after = said.partition("may run the following commands")
    yield from (line.strip() for line in after.splitlines()[1:] if heading and line.strip())
