"""SITE/tenants/TENANT.yaml: one department's quota, networks, groups, keys and systems at one site."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from inventory.schema.identity import UserModel
from inventory.schema.limits import CountLimit, GibibyteLimit, MebibyteLimit
from inventory.schema.networks import AddressGroupModel, GroupModel, NetworkModel, RouterModel, listed
from inventory.schema.ports import PortModel, TrunkModel
from inventory.schema.qos import QosModel
from inventory.schema.system import ServerGroupModel, SystemModel
from inventory.schema.values import Addresses, Name, PublicKey, Strict


class QuotaModel(Strict):
    """The most that the tenant may have. What is left out is as large as any small department needs."""

    servers: CountLimit
    vcpus: CountLimit
    ram: MebibyteLimit
    volumes: CountLimit = 0
    storage: GibibyteLimit = 0
    networks: CountLimit = 5
    routers: CountLimit = 2
    floating_addresses: CountLimit = 0
    groups: CountLimit = 20
    rules: CountLimit = 200
    ports: CountLimit = 100
    server_groups: CountLimit = 10
    snapshots: CountLimit = 100
    backups: CountLimit = 100
    backup_storage: GibibyteLimit = 1000


class ProjectModel(Strict):
    """What Keystone calls the department's project, where that is not the department's name and title."""

    called: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    description: Annotated[str, Field(max_length=255)] | None = None


class TenantFile(Strict):
    """One department at one site."""

    tenant: Name
    domain: Name | None = None
    quota: QuotaModel
    networks: dict[Name, NetworkModel] = {}
    routers: dict[Name, RouterModel] = {}
    groups: dict[Name, GroupModel] = {}
    address_groups: dict[
        Name,
        Annotated[
            AddressGroupModel, BeforeValidator(listed, json_schema_input_type=list[Addresses] | AddressGroupModel)
        ],
    ] = {}
    qos: dict[Name, QosModel] = {}
    ports: dict[Name, PortModel] = {}
    trunks: dict[Name, TrunkModel] = {}
    keys: dict[Name, PublicKey] = {}
    users: dict[Name, UserModel] = {}
    systems: dict[Name, SystemModel] = {}
    project: ProjectModel = ProjectModel()
    server_groups: dict[Name, ServerGroupModel] = {}
