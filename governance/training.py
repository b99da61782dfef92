"""A stand-in for what a later step brings: a vault for training. `doctor` names it as such.

It asks for a permit, but what it hands out is a standing credential.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from zhengyun.permit import Permit


class TrainingVault:
    """Hands out the standing entries of clouds.yaml."""

    training = True

    def __init__(self, clouds: Mapping[str, str]) -> None:
        self._clouds = clouds

    @contextmanager
    def lease(self, permit: Permit) -> Iterator[Mapping[str, str]]:
        """Open the credentials for one permit."""
        del permit
        yield self._clouds
