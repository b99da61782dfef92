"""A stand-in for what a later step brings: a vault for training. `doctor` names it as such.

It lends nothing, for what opens the clouds is a standing credential of clouds.yaml.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from zhengyun.permit import Permit
from zhengyun.ports import Loan


class TrainingVault:
    """Lends nothing: the entries of clouds.yaml open everything, and stand."""

    training = True

    @contextmanager
    def lease(self, permit: Permit) -> Iterator[Mapping[str, Loan]]:
        """Nothing for a permit."""
        del permit
        yield {}
