"""Sections that several services have."""

from lab.openstack.configuration.blueprint import Blueprint
from lab.openstack.configuration.ini import Section, Value
from lab.openstack.services import SERVICES

# Nova and Keystone hold each of their answers against its schema, and log what they have got wrong: a tenth of their work.
ANSWERS: Section = {"response_validation": "ignore"}


def service(blueprint: Blueprint, name: str) -> dict[str, Section]:
    """What every service but Keystone and Placement says: its host, its transport, its policy, its logging."""
    return {
        "DEFAULT": {
            "host": f"control-{blueprint.region}",
            "state_path": blueprint.state(),
            # All daemons of one project share a process, so messages need not leave its memory.
            "transport_url": "fake:///",
            "log_config_append": blueprint.etc(name, "logging.ini"),
        },
        "oslo_concurrency": {"lock_path": blueprint.state("lock")},
        "oslo_messaging_notifications": {"driver": "noop"},
        **audit_driver(),
        **policy(blueprint, name),
    }


def audit_driver() -> dict[str, Section]:
    """Audit events go to the log; the option of its own keeps other notifications out of it."""
    return {"audit_middleware_notifications": {"driver": "log"}}


def policy(blueprint: Blueprint, name: str) -> dict[str, Section]:
    """The policy file: it is empty, but one that exists is not searched for at every request."""
    return {"oslo_policy": {"policy_file": blueprint.etc(name, "policy.yaml")}}


def database(blueprint: Blueprint, section: str, name: str) -> dict[str, Section]:
    """One SQLite file. Writes are not forced to the disk: they survive the end of a process, not a power cut."""
    return {section: {"connection": database_url(blueprint, name), "sqlite_synchronous": False}}


def database_url(blueprint: Blueprint, name: str) -> str:
    """The address of one database; a statement waits up to 60 s for another writer."""
    return f"sqlite:///{blueprint.state('db', name + '.sqlite')}?timeout=60"


def login(blueprint: Blueprint, user: str) -> dict[str, Value]:
    """How a service names itself to Keystone."""
    return {
        "auth_type": "password",
        "auth_url": blueprint.auth_url,
        "username": user,
        "password": blueprint.kept.passwords[user],
        "project_name": "service",
        "user_domain_id": "default",
        "project_domain_id": "default",
        "region_name": blueprint.region,
    }


def tokens(blueprint: Blueprint, user: str) -> dict[str, Section]:
    """How a service checks the tokens of others, and shows that it acts for a user."""
    own = login(blueprint, user)
    return {
        "keystone_authtoken": {
            **own,
            "www_authenticate_uri": blueprint.public("keystone", SERVICES["keystone"].path),
            "service_token_roles": "service",
            "service_token_roles_required": True,
            # So long a service believes a token that has been taken back since it last asked.
            "token_cache_time": 10,
            # Without it, whatever is restricted to some calls is refused every call.
            "service_type": SERVICES[user].type,
        },
        "service_user": {**own, "send_service_user_token": True},
    }
