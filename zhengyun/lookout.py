"""One pair of eyes a site: looks at everything that is under way there together, until it has ended."""

import threading
from collections.abc import Callable, Sequence

from zhengyun.ports import Driver
from zhengyun.results import Outcome, Pending

Report = Callable[[Pending, Outcome], None]
Failed = Callable[[Pending, BaseException], Outcome]


class Lookout:
    """Calls `settle` every `look` seconds while something is pending, and reports what has ended."""

    def __init__(self, driver: Driver, look: float, *, report: Report, failed: Failed) -> None:
        self._driver, self._look, self._report, self._failed = driver, look, report, failed
        self._pending: list[Pending] = []
        self._changed = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._watch, name="lookout", daemon=True)
        self._thread.start()

    def watch(self, pending: Pending) -> None:
        """Look at this one too from now on."""
        with self._changed:
            self._pending.append(pending)
            self._changed.notify()

    def close(self) -> None:
        """Stop looking; what is still pending stays so."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._thread.join()

    def _watch(self) -> None:
        while batch := self._next():
            for before, after in zip(batch, self._settle(batch), strict=True):
                if isinstance(after, Pending):
                    self.watch(after)
                else:
                    self._report(before, after)

    def _next(self) -> list[Pending]:
        """Everything that is pending, after a pause; nothing once closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._pending)
            self._changed.wait_for(lambda: self._closed, self._look)
            batch, self._pending = self._pending, []
        return [] if self._closed else batch

    def _settle(self, batch: Sequence[Pending]) -> Sequence[Outcome | Pending]:
        try:
            settled = self._driver.settle(batch)
            if len(settled) != len(batch):
                raise ValueError(f"settle told of {len(settled)} instead of {len(batch)}")
        except BaseException as error:  # noqa: BLE001 - whatever happened, each action must get its end
            return [self._failed(one, error) for one in batch]
        return settled
