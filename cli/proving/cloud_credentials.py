"""What opens the cloud for one change: of no use for more than that, nor after it."""

import secrets
from typing import Final

from cli.proving.cloud_calls import CLOUD, OTHERS, RIGHTS
from cli.proving.clouds import CloudStage
from cli.wiring_proving import entered
from cloud.transport import Login, Request, Transport
from zhengyun.errors import N_

EXECUTOR: Final = N_("executor")
AFTER: Final = N_("what was handed out for a change is worthless after it")
NARROW: Final = N_("a credential opens what its change needs and nothing else")
NETWORKS: Final = "/networks"
TOKENS: Final = "/auth/projects"


def credential(stage: CloudStage, *rules: dict[str, str]) -> tuple[str, Transport]:
    """An application credential of the department's user, as one is made for a change; and the way in by it."""
    name, user = f"{stage.mark}-{secrets.token_hex(2)}", stage.names["department"]
    body = {"application_credential": {"name": name, **({"access_rules": list(rules)} if rules else {})}}
    path = f"/users/{user}/application_credentials"
    made = stage.say(stage.people["department"], "POST", "identity", path, body)["application_credential"]
    # Its user's end would end it too, but a credential that is taken back itself leaves nothing in any database.
    stage.undo.append(("identity", f"{path}/{made['id']}"))
    way = {"application_credential_id": made["id"], "application_credential_secret": made["secret"]}
    return str(made["id"]), stage.enter(name, way, "v3applicationcredential")


def use(stage: CloudStage, way: Transport) -> None:
    """List one's networks."""
    stage.say(way, "GET", "network", NETWORKS)


def right_use(stage: CloudStage) -> None:
    """It opens what it is for, while it is there."""
    use(stage, credential(stage)[1])


def right_token(stage: CloudStage) -> None:
    """While the credential is there, Keystone answers."""
    stage.say(credential(stage)[1], "GET", "identity", TOKENS)


def ended(stage: CloudStage) -> Transport:
    """The way in by a credential that has opened something, and is taken back."""
    identifier, way = credential(stage)
    use(stage, way)
    user = stage.names["department"]
    stage.say(stage.people["department"], "DELETE", "identity", f"/users/{user}/application_credentials/{identifier}")
    return way


@CLOUD.tries(
    "credential-after-change",
    EXECUTOR,
    N_("enter with an application credential after its change"),
    AFTER,
    "401",
    control=right_use,
)
def _(stage: CloudStage) -> None:
    name = ended(stage).known_as
    use(stage, entered(stage.keeper.site, name, stage.folder / f"{name}.yaml"))


@CLOUD.tries(
    "token-after-change",
    EXECUTOR,
    N_("ask Keystone with a token that was had before the credential was taken back"),
    AFTER,
    "401",
    "404",
    control=right_token,
)
def _(stage: CloudStage) -> None:
    stage.say(ended(stage), "GET", "identity", TOKENS)


@CLOUD.tries(
    "credential-breeds",
    EXECUTOR,
    N_("make a second credential by means of the first"),
    AFTER,
    "403",
    control=right_use,
)
def _(stage: CloudStage) -> None:
    _identifier, way = credential(stage)
    user = stage.names["department"]
    body = {"application_credential": {"name": f"{stage.mark}-second"}}
    stage.say(way, "POST", "identity", f"/users/{user}/application_credentials", body)


@CLOUD.tries(
    "credential-beyond",
    EXECUTOR,
    N_("use a credential for a call that its access rules do not name"),
    NARROW,
    "401",
    "403",
    control=right_use,
)
def _(stage: CloudStage) -> None:
    rule = {"service": "network", "method": "GET", "path": "/v2.0/networks"}
    _identifier, way = credential(stage, rule)
    use(stage, way)
    stage.say(way, "POST", "network", NETWORKS, {"network": {"name": f"{stage.mark}-beyond"}})


def right_project(stage: CloudStage) -> None:
    """The department's user comes into its own project."""
    use(stage, stage.people["department"])


@CLOUD.tries(
    "enter-elsewhere",
    "operator",
    N_("enter another department's project with one's own password"),
    OTHERS,
    "401",
    control=right_project,
)
def _(stage: CloudStage) -> None:
    user, password = stage.names["department"], stage.passwords["department"]
    login = Login(user, password, stage.names["other"])
    stage.answered(stage.keeper.send(Request("GET", "network", NETWORKS, login=login)))


@CLOUD.tries(
    "guess-keeper",
    "operator",
    N_("enter as the executor's user with one's own password"),
    RIGHTS,
    "401",
    control=right_project,
)
def _(stage: CloudStage) -> None:
    login = Login(stage.keeper.user, stage.passwords["department"], stage.keeper.home)
    stage.answered(stage.keeper.send(Request("GET", "network", NETWORKS, login=login)))
