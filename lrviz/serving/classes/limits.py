"""How much one phone, one address and all of them may ask of a class."""

from collections import Counter, OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager, suppress

MOST_SOCKETS = 1000
"""How many sockets there may be at once."""

MOST_FROM_ONE_ADDRESS = 600
"""How many of them may come from one address: a whole hall may lie behind one."""

LARGEST_FRAME = 4096
"""Bytes of the largest message of a phone or a projector."""

_MOST_FILES = 4096
_MOST_ADDRESSES = 2000


class Bucket:
    """Lets something happen so often in a while: each time takes a token, and they come back with time."""

    def __init__(self, burst: float, every: float, now: float) -> None:
        """The bucket is full.

        Args:
            burst: how many tokens it holds.
            every: seconds until one comes back.
            now: the time in seconds, on any clock.
        """
        self._burst, self._every = burst, every
        self._tokens, self._looked = burst, now

    def take(self, now: float) -> bool:
        """Takes a token; whether there was one."""
        if not self.has(now):
            return False
        self._tokens -= 1
        return True

    def has(self, now: float) -> bool:
        """Whether there is a token."""
        self._tokens = min(self._burst, self._tokens + max(0.0, now - self._looked) / self._every)
        self._looked = now
        return self._tokens >= 1


class Buckets:
    """A bucket for each address, of which the least lately used are forgotten."""

    def __init__(self, burst: float, every: float, most: int = _MOST_ADDRESSES) -> None:
        """Nobody has taken anything.

        Args:
            burst: how many tokens each bucket holds.
            every: seconds until one comes back.
            most: how many addresses are known at once.
        """
        self._burst, self._every, self._most = burst, every, most
        self._known: OrderedDict[str, Bucket] = OrderedDict()

    def of(self, address: str, now: float) -> Bucket:
        """The bucket of an address."""
        bucket = self._known.pop(address, None) or Bucket(self._burst, self._every, now)
        self._known[address] = bucket
        if len(self._known) > self._most:
            self._known.popitem(last=False)
        return bucket


class TooManyError(Exception):
    """There are as many sockets as there may be."""


class Door:
    """Counts who is connected, in all and from each address."""

    def __init__(self, most: int = MOST_SOCKETS, from_one_address: int = MOST_FROM_ONE_ADDRESS) -> None:
        """Nobody is in.

        Args:
            most: how many may be in at once.
            from_one_address: how many of them may come from one address.
        """
        self._most, self._from_one_address = most, from_one_address
        self._inside: Counter[str] = Counter()

    @contextmanager
    def entered(self, address: str) -> Iterator[None]:
        """Counts somebody in, and out at the end.

        Raises:
            TooManyError: there is no room for one more.
        """
        if self._inside.total() >= self._most or self._inside[address] >= self._from_one_address:
            raise TooManyError
        self._inside[address] += 1
        try:
            yield
        finally:
            self._inside[address] -= 1
            if not self._inside[address]:
                del self._inside[address]


def allow_sockets() -> None:
    """Lets this process have as many sockets as there may be; some systems begin with 256."""
    with suppress(ImportError, ValueError, OSError):  # Windows has no such limit
        import resource

        own, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = _MOST_FILES if most == resource.RLIM_INFINITY else min(_MOST_FILES, most)
        if own != resource.RLIM_INFINITY and own < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
