"""The grammar of every kind, for whoever decides without touching anything."""

from pathlib import Path

from cloud.kinds.addressgroup import AddressGroup
from cloud.kinds.aggregate import Aggregate
from cloud.kinds.assignment import Assignment
from cloud.kinds.attachment import Attachment
from cloud.kinds.backup import Backup
from cloud.kinds.base import Kind
from cloud.kinds.credential import Credential
from cloud.kinds.domain import Domain
from cloud.kinds.flavor import Flavor
from cloud.kinds.floating import Floating
from cloud.kinds.group import Group
from cloud.kinds.image import Image
from cloud.kinds.key import Key
from cloud.kinds.network import Network
from cloud.kinds.port import Port
from cloud.kinds.project import Project
from cloud.kinds.qos import Qos
from cloud.kinds.quota import Quota
from cloud.kinds.roles import Roles
from cloud.kinds.rootvolume import RootVolume
from cloud.kinds.router import Router
from cloud.kinds.rule import Rule
from cloud.kinds.server import Server
from cloud.kinds.servergroup import ServerGroup
from cloud.kinds.share import Share
from cloud.kinds.snapshot import Snapshot
from cloud.kinds.subnet import Subnet
from cloud.kinds.subnetpool import SubnetPool
from cloud.kinds.trunk import Trunk
from cloud.kinds.unclaimed import Unclaimed
from cloud.kinds.user import User
from cloud.kinds.volume import Volume
from cloud.kinds.volumetype import VolumeType
from cloud.safe import NO_SAFE, Safe
from zhengyun.resource import Grammars


def kinds(images: Path, safe: Safe = NO_SAFE) -> tuple[Kind, ...]:
    """Every kind, each after those that its own items are recognised by."""
    roles = Roles()
    return (
        Domain(),
        Project(roles),
        Quota(),
        User(),
        Assignment(roles),
        Credential(safe),
        Flavor(),
        Image(images),
        Key(),
        Qos(),
        SubnetPool(),
        Network(),
        Share(),
        Subnet(),
        Router(),
        AddressGroup(),
        Group(),
        Rule(),
        Port(),
        Trunk(),
        VolumeType(),
        Volume(),
        Snapshot(),
        Backup(),
        ServerGroup(),
        Aggregate(),
        Server(),
        RootVolume(),
        Attachment(),
        Floating(),
        Unclaimed(),
    )


GRAMMARS: Grammars = {kind.grammar.kind: kind.grammar for kind in kinds(Path())}
