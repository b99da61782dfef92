"""What `bench net-prove` runs in the network of a management host: orders to all its hosts at once, with a capture or bare; prints JSON."""

import json
import sys
import time
from pathlib import Path
from typing import Final

from remote.connecting import SshConnector
from remote.identities import identity
from remote.port import Target

PROGRAM: Final = "sudo -n /usr/local/libexec/zhengyun-probe"
BARE: Final = """\
import json, select, socket, sys, time
poll, every, ends = select.epoll(), {}, time.time() + WINDOW
for address, port in json.loads(sys.stdin.readline()):
    one = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
    one.setblocking(False)
    try:
        one.connect_ex((address, port))
    except OSError:
        continue
    every[one.fileno()] = one
    poll.register(one.fileno(), select.EPOLLOUT)
while every and (left := ends - time.time()) > 0:
    for number, _ in poll.poll(left):
        poll.unregister(number)
        every.pop(number).close()
print(len(every))
"""


def main() -> None:
    """Ask with the key of the account; what is asked comes as JSON."""
    way, key = sys.argv[1], Path(sys.argv[2])
    asked = json.load(sys.stdin)
    targets = [Target(*one) for one in asked["targets"] if one[0] in asked["told"]]
    began = time.time()
    begins = int(began * 1000) + asked["ahead"]
    if way == "probe":
        orders = {name: {**order, "begin": begins * 1_000_000} for name, order in asked["told"].items()}
        command = PROGRAM
    else:
        orders, command = (
            asked["told"],
            f"ulimit -n 20000; python3 -I -c '{BARE.replace('WINDOW', str(asked['window'] / 1000))}'",
        )
    lines = {name: json.dumps(order).encode() + b"\n" for name, order in orders.items()}
    results = SshConnector(identity(f"zy-{way}", key)).run_all(targets, command, lines)
    assert all(one.ok for one in results), [(one.host, one.err, one.trouble) for one in results if not one.ok]
    answers = {one.host: one.out.decode() for one in results}
    if way == "probe":
        answers = {name: json.dumps({**json.loads(line), "begins": begins}) for name, line in answers.items()}
    print(json.dumps({"began": began, "ended": time.time(), "answers": answers}))


if __name__ == "__main__":
    main()
