"""Calls of the cloud's services that only the executor makes, made by a department's user and by a reader."""

from typing import Any, Final

from cli.proving.clouds import CloudStage, identifier
from cli.proving.trials import Catalogue
from zhengyun.errors import N_

PART: Final = "cloud"
CLOUD: Final = Catalogue[CloudStage](PART)
OPERATOR: Final = "operator"
READER: Final = N_("reader")
KEEPERS: Final = N_("who belongs to a department keeps nothing that all departments share")
BOUNDS: Final = N_("how much a department may use is not for the department to say")
OTHERS: Final = N_("what belongs to another department is nobody else's")
LOOKS: Final = N_("who reads does not write")
RIGHTS: Final = N_("nobody gives himself rights: they come with an approved change alone")

Body = dict[str, Any] | None


def _declare(
    who: str, name: str, what: str, why: str, refusals: tuple[str, ...], call: tuple[str, str, str], body: Body = None
) -> None:
    """Declare that somebody makes a call; that who keeps the site can make the very same is its control."""
    method, service, path = call
    role = OPERATOR if who == "department" else READER

    def made(stage: CloudStage, by: Any) -> None:
        answer = stage.say(by, method, service, path, body)
        if method == "POST":
            stage.undo.append((service, f"{path.format(**stage.names)}/{identifier(answer)}"))
        elif method == "PUT" and service == "identity":
            # A right: it is taken away as it was given.
            stage.undo.append((service, path.format(**stage.names)))

    def act(stage: CloudStage) -> None:
        made(stage, stage.people[who])

    def control(stage: CloudStage) -> None:
        made(stage, stage.keeper)

    CLOUD.tries(name, role, what, why, *refusals, control=control)(act)


FORBIDDEN: Final = ("403",)
# Neutron tells nobody of what is not his, not even that it is there: the control asks for the very same.
HIDDEN: Final = ("404",)
# It takes the call for a slip where somebody names a project that is not his, and says so.
ELSEWHERE: Final = ("400", "403")
DEPARTMENT: Final = "department"

_declare(
    DEPARTMENT, "create-project", N_("create a project"), KEEPERS, FORBIDDEN,
    ("POST", "identity", "/projects"), {"project": {"name": "{mark}-made"}},
)  # fmt: skip
_declare(
    DEPARTMENT, "create-user", N_("create a user"), KEEPERS, FORBIDDEN,
    ("POST", "identity", "/users"), {"user": {"name": "{mark}-made"}},
)  # fmt: skip
_declare(
    DEPARTMENT, "create-role", N_("create a role"), RIGHTS, FORBIDDEN,
    ("POST", "identity", "/roles"), {"role": {"name": "{mark}-made"}},
)  # fmt: skip
_declare(
    DEPARTMENT, "become-admin", N_("give oneself the role admin in one's own project"), RIGHTS, FORBIDDEN,
    ("PUT", "identity", "/projects/{own}/users/{department}/roles/{admin}"),
)  # fmt: skip
_declare(
    DEPARTMENT, "become-member-elsewhere", N_("give oneself a role in another department's project"), RIGHTS, FORBIDDEN,
    ("PUT", "identity", "/projects/{other}/users/{department}/roles/{member}"),
)  # fmt: skip
_declare(
    DEPARTMENT, "imply-role", N_("have one role imply another"), RIGHTS, FORBIDDEN,
    ("PUT", "identity", "/roles/{spare}/implies/{member}"),
)  # fmt: skip
_declare(
    DEPARTMENT, "list-users", N_("list everybody's users"), KEEPERS, FORBIDDEN,
    ("GET", "identity", "/users"),
)  # fmt: skip
_declare(
    DEPARTMENT, "list-assignments", N_("list who has which role where"), KEEPERS, FORBIDDEN,
    ("GET", "identity", "/role_assignments"),
)  # fmt: skip
_declare(
    DEPARTMENT, "disable-project", N_("alter another department's project"), OTHERS, FORBIDDEN,
    ("PATCH", "identity", "/projects/{other}"), {"project": {"description": "role prove"}},
)  # fmt: skip
_declare(
    DEPARTMENT, "alter-user", N_("alter another user"), OTHERS, FORBIDDEN,
    ("PATCH", "identity", "/users/{reader}"), {"user": {"description": "role prove"}},
)  # fmt: skip
_declare(
    DEPARTMENT, "create-service", N_("enter a service of one's own into the catalogue"), KEEPERS, FORBIDDEN,
    ("POST", "identity", "/services"), {"service": {"name": "{mark}-made", "type": "proving"}},
)  # fmt: skip
_declare(
    DEPARTMENT, "create-aggregate", N_("create a host aggregate"), KEEPERS, FORBIDDEN,
    ("POST", "compute", "/os-aggregates"), {"aggregate": {"name": "{mark}-made"}},
)  # fmt: skip
_declare(
    DEPARTMENT, "list-hypervisors", N_("list the compute hosts"), KEEPERS, FORBIDDEN,
    ("GET", "compute", "/os-hypervisors"),
)  # fmt: skip
_declare(
    DEPARTMENT, "switch-service", N_("switch a compute service"), KEEPERS, FORBIDDEN,
    ("PUT", "compute", "/os-services/{service}"), {"status": "enabled"},
)  # fmt: skip
_declare(
    DEPARTMENT, "create-flavor", N_("create a flavor"), KEEPERS, FORBIDDEN,
    ("POST", "compute", "/flavors"), {"flavor": {"name": "{mark}-made", "vcpus": 1, "ram": 64, "disk": 0}},
)  # fmt: skip
_declare(
    DEPARTMENT, "compute-quota", N_("raise one's own quota of servers"), BOUNDS, FORBIDDEN,
    ("PUT", "compute", "/os-quota-sets/{own}"), {"quota_set": {"instances": 11}},
)  # fmt: skip
_declare(
    DEPARTMENT, "all-servers", N_("list all departments' servers"), OTHERS, FORBIDDEN,
    ("GET", "compute", "/servers/detail?all_tenants=1"),
)  # fmt: skip
_declare(
    DEPARTMENT, "network-quota", N_("raise one's own quota of networks"), BOUNDS, FORBIDDEN,
    ("PUT", "network", "/quotas/{own}"), {"quota": {"network": 11}},
)  # fmt: skip
_declare(
    DEPARTMENT, "shared-network", N_("create a network that all departments share"), KEEPERS, FORBIDDEN,
    ("POST", "network", "/networks"), {"network": {"name": "{mark}-shared", "shared": True}},
)  # fmt: skip
_declare(
    DEPARTMENT, "network-elsewhere", N_("create a network in another department's project"), OTHERS, ELSEWHERE,
    ("POST", "network", "/networks"), {"network": {"name": "{mark}-elsewhere", "project_id": "{other}"}},
)  # fmt: skip
_declare(
    DEPARTMENT, "alter-network", N_("alter another department's network"), OTHERS, HIDDEN,
    ("PUT", "network", "/networks/{other_network}"), {"network": {"description": "role prove"}},
)  # fmt: skip
_declare(
    DEPARTMENT, "share-network", N_("share one's network with everybody"), KEEPERS, FORBIDDEN,
    ("POST", "network", "/rbac-policies"),
    {"rbac_policy": {
        "object_type": "network", "object_id": "{own_network}", "action": "access_as_shared", "target_tenant": "*",
    }},
)  # fmt: skip
_declare(
    DEPARTMENT, "volume-quota", N_("raise one's own quota of volumes"), BOUNDS, FORBIDDEN,
    ("PUT", "block-storage", "/os-quota-sets/{own}"), {"quota_set": {"volumes": 11}},
)  # fmt: skip
_declare(
    DEPARTMENT, "volume-type", N_("create a type of volumes"), KEEPERS, FORBIDDEN,
    ("POST", "block-storage", "/types"), {"volume_type": {"name": "{mark}-made"}},
)  # fmt: skip
_declare(
    DEPARTMENT, "volume-services", N_("list the services of block storage"), KEEPERS, FORBIDDEN,
    ("GET", "block-storage", "/os-services"),
)  # fmt: skip
_declare(
    DEPARTMENT, "public-image", N_("create an image that all departments see"), KEEPERS, FORBIDDEN,
    ("POST", "image", "/images"), {"name": "{mark}-made", "visibility": "public"},
)  # fmt: skip
_declare(
    DEPARTMENT, "placement", N_("list what the compute hosts have left"), KEEPERS, FORBIDDEN,
    ("GET", "placement", "/resource_providers"),
)  # fmt: skip
_declare(
    READER, "reader-network", N_("create a network"), LOOKS, FORBIDDEN,
    ("POST", "network", "/networks"), {"network": {"name": "{mark}-reader"}},
)  # fmt: skip
_declare(
    READER, "reader-alters-network", N_("alter a network"), LOOKS, FORBIDDEN,
    ("PUT", "network", "/networks/{own_network}"), {"network": {"description": "role prove"}},
)  # fmt: skip
_declare(
    READER, "reader-group", N_("create a security group"), LOOKS, FORBIDDEN,
    ("POST", "network", "/security-groups"), {"security_group": {"name": "{mark}-reader"}},
)  # fmt: skip
_declare(
    READER, "reader-project", N_("alter one's own project"), LOOKS, FORBIDDEN,
    ("PATCH", "identity", "/projects/{own}"), {"project": {"description": "role prove"}},
)  # fmt: skip
_declare(
    READER, "reader-volume", N_("create a volume"), LOOKS, FORBIDDEN,
    ("POST", "block-storage", "/volumes"), {"volume": {"name": "{mark}-reader", "size": 1}},
)  # fmt: skip
_declare(
    READER, "reader-aggregates", N_("list the host aggregates"), LOOKS, FORBIDDEN,
    ("GET", "compute", "/os-aggregates"),
)  # fmt: skip
