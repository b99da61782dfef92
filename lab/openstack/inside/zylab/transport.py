"""oslo.messaging's in-memory transport, woken by each message.

As shipped it looks for messages twenty times a second, which costs every call up to 50 ms and every idle service
processor time.
"""

import threading
import time
from typing import Any

from oslo_messaging._drivers import base, impl_fake

_LONGEST_WAIT = 1.0


class _Arrivals:
    """Counts messages, and wakes those who wait for the next one."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._count = 0

    def seen(self) -> int:
        """How many messages there have been."""
        return self._count

    def add(self) -> None:
        """One more."""
        with self._condition:
            self._count += 1
            self._condition.notify_all()

    def wait(self, seen: int, seconds: float) -> None:
        """Return when there are more than `seen`, or after `seconds`."""
        with self._condition:
            if self._count == seen:
                self._condition.wait(seconds)


def patch() -> None:
    """Replace the waiting; call it before any service starts to listen."""
    arrivals = _Arrivals()
    deliver = impl_fake.FakeExchange.deliver_message

    def deliver_message(self: Any, *args: Any, **options: Any) -> None:
        deliver(self, *args, **options)
        arrivals.add()

    def poll(self: Any, timeout: float | None = None) -> Any:
        deadline = None if timeout is None else time.monotonic() + timeout
        while not self._stopped.is_set():
            seen = arrivals.seen()
            message = _take(self)
            if message is not None:
                return message
            left = _LONGEST_WAIT if deadline is None else deadline - time.monotonic()
            if left <= 0:
                return None
            arrivals.wait(seen, min(left, _LONGEST_WAIT))
        return None

    impl_fake.FakeExchange.deliver_message = deliver_message
    impl_fake.FakeListener.poll = base.batch_poll_helper(poll)


def _take(listener: Any) -> Any:
    """The next message for one of the listener's targets, or None."""
    for target in listener._targets:
        exchange = listener._exchange_manager.get_exchange(target.exchange)
        context, message, replies, requeue = exchange.poll(target, listener._pool)
        if message is not None:
            return impl_fake.FakeIncomingMessage(context, message, replies, requeue)
    return None
