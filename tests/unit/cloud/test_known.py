"""What is known of other things changes while an action is being done: others are made, and go."""

import sys
import threading

import pytest

from cloud.api import Api
from cloud.kinds.task import Task
from tests.transports import Scripted
from zhengyun.action import Action
from zhengyun.diff import Verb
from zhengyun.resource import Address

PORTS = {Address("primary", "port", f"finance/p{number}"): f"id of p{number}" for number in range(3000)}


@pytest.mark.slow
def test_what_is_known_can_be_gone_through_while_other_actions_end() -> None:
    ids, stop = dict(PORTS), threading.Event()
    action = Action("update", "cloud", Verb.UPDATE, Address("primary", "server", "finance/desk/app"), "s", {})
    task = Task(Api(Scripted()), action, "demo", ids, "home")

    def others() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            ids[Address("primary", "network", f"finance/n{number}")] = "made"
            ids.pop(Address("primary", "network", f"finance/n{number - 1}"), None)

    interval = sys.getswitchinterval()
    thread = threading.Thread(target=others)
    sys.setswitchinterval(1e-5)
    try:
        thread.start()
        assert all(task.known("port") == PORTS for _ in range(100))
    finally:
        stop.set()
        thread.join()
        sys.setswitchinterval(interval)
