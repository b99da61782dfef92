"""SITE/tenants/TENANT.yaml: one department's quota, networks, groups, keys and systems at one site."""

from inventory.schema.networks import GroupModel, NetworkModel, RouterModel
from inventory.schema.system import SystemModel
from inventory.schema.values import Count, Gibibytes, Mebibytes, Name, PublicKey, Strict


class QuotaModel(Strict):
    """The most that the tenant may have. What is left out is as large as any small department needs."""

    servers: Count
    vcpus: Count
    ram: Mebibytes
    volumes: Count = 0
    storage: Gibibytes = 0
    networks: Count = 5
    routers: Count = 2
    floating_addresses: Count = 0
    groups: Count = 20
    rules: Count = 200
    ports: Count = 100


class TenantFile(Strict):
    """One department at one site."""

    tenant: Name
    quota: QuotaModel
    networks: dict[Name, NetworkModel] = {}
    routers: dict[Name, RouterModel] = {}
    groups: dict[Name, GroupModel] = {}
    keys: dict[Name, PublicKey] = {}
    systems: dict[Name, SystemModel] = {}
