"""Keystone: identity, one for each site."""

import json

from lab.openstack.configuration import audit, sections
from lab.openstack.configuration.blueprint import Blueprint
from lab.openstack.configuration.ini import Section, merge, render
from lab.openstack.services import EXECUTOR, PEOPLE, SERVICES

_TOKEN_LIFE = 86_400
_HASH_ROUNDS = 4  # the least that bcrypt takes: passwords here are random and 32 characters long


def files(blueprint: Blueprint) -> dict[str, str]:
    """Keystone's files by name."""
    return {
        "keystone.conf": render(configuration(blueprint)),
        "logging.ini": audit.logging(blueprint, "keystone"),
        "policy.yaml": "{}\n",
        "identities.json": identities(blueprint),
    }


def configuration(blueprint: Blueprint) -> dict[str, Section]:
    """The sections of keystone.conf."""
    keys = blueprint.state("fernet")
    return merge(
        {
            "DEFAULT": {
                "public_endpoint": blueprint.public("keystone"),
                "log_config_append": blueprint.etc("keystone", "logging.ini"),
                # Keystone has no audit filter: it sends CADF events by itself.
                "transport_url": "fake:///",
                "notification_format": "cadf",
                "default_publisher_id": "keystone",
            },
            "oslo_messaging_notifications": {"driver": "log"},
            "token": {"provider": "fernet", "expiration": _TOKEN_LIFE},
            "fernet_tokens": {"key_repository": keys},
            "fernet_receipts": {"key_repository": keys},
            "credential": {"key_repository": blueprint.state("credential")},
            "api": sections.ANSWERS,
            "identity": {"password_hash_rounds": _HASH_ROUNDS},
            "cache": {"enabled": True, "backend": "dogpile.cache.memory"},
        },
        sections.database(blueprint, "database", "keystone"),
        sections.policy(blueprint, "keystone"),
    )


def identities(blueprint: Blueprint) -> str:
    """Who there is and where the services answer, for Keystone's first boot and for a port that has moved."""
    passwords = blueprint.kept.passwords
    endpoints = {
        name: {
            "type": service.type,
            "public": blueprint.public(name, service.path),
            "internal": blueprint.url(name, service.path),
        }
        for name, service in SERVICES.items()
    }
    value = {
        "region": blueprint.region,
        "administrator": {"name": PEOPLE[0], "password": passwords[PEOPLE[0]]},
        "executor": {"name": EXECUTOR, "password": passwords[EXECUTOR]},
        "services": {name: passwords[name] for name in SERVICES if name != "keystone"},
        "catalogue": endpoints,
    }
    return json.dumps(value, indent=2) + "\n"
