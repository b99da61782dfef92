"""`zhengyun net prove roster`: what this instance tells others of its network."""

from collections import Counter
from pathlib import Path

from cli.output import emit
from cli.probing.options import to_file
from cli.session import Session, command
from cli.text import _
from cli.wiring import House


@command(
    "roster",
    help=_(
        "Write, signed, which hosts and legs this network has and what its policy says: whoever makes a plan of probes needs that of every "
        "network that takes part."
    ),
)
@to_file(_("Where the roster is written."))
def entry(session: Session, file: str) -> None:
    """Write it."""
    from cli.probing import parts
    from network.probing.signed import seal

    house = House(session)
    own = parts.own_roster(house)
    document = seal("roster", own.network, session.person, own.document(), parts.speaker(house))
    parts.keep(Path(file), document)
    zones = dict(sorted(Counter(one.zone for one in own.legs).items()))
    shown = {"network": own.network, "legs": len(own.legs), "zones": zones, "file": file, "signer": session.person}
    text = _("{network}: {legs} legs in {zones} zones; signed by {signer}, in {file}")
    emit(session, "net-roster/1", shown, lambda: [text.format(**{**shown, "zones": len(zones)})])
