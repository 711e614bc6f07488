"""The store that all workers share, a Redis server, and what stands in for it while it is away."""

import time
from collections.abc import Callable, Sequence
from threading import Lock
from typing import TypeVar, cast

from limits.storage import RedisStorage
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from webapp.protection.memory import ProcessStore, Refusal, Store, Window
from webapp.telemetry.events import LimitStorageAway, LimitStorageBack, emit

_PATIENCE_SECONDS = 0.25
_BETWEEN_TRIES_SECONDS = 3.0
_SHARE_WHILE_AWAY = 4

# A window is a list of moments in milliseconds, the newest first, as long as the window's amount at most.
_SPEND = """
local now, place, latest = tonumber(ARGV[1]), 0, 0
for i, key in ipairs(KEYS) do
  local oldest = redis.call('LINDEX', key, tonumber(ARGV[2 * i]) - 1)
  local ends = oldest and tonumber(oldest) + tonumber(ARGV[2 * i + 1]) or 0
  if ends > now and ends > latest then place, latest = i, ends end
end
if place > 0 then return {place, latest} end
for i, key in ipairs(KEYS) do
  redis.call('LPUSH', key, ARGV[1])
  redis.call('LTRIM', key, 0, tonumber(ARGV[2 * i]) - 1)
  redis.call('PEXPIRE', key, ARGV[2 * i + 1])
end
return false
"""
_USED = """
local now, used = tonumber(ARGV[1]), {}
for i, key in ipairs(KEYS) do
  used[i] = 0
  for _, moment in ipairs(redis.call('LRANGE', key, 0, -1)) do
    if tonumber(moment) + tonumber(ARGV[i + 1]) > now then used[i] = used[i] + 1 end
  end
end
return used
"""
_ADD = """
local counts = {}
for i, key in ipairs(KEYS) do
  counts[i] = redis.call('INCR', key)
  if counts[i] == 1 then redis.call('EXPIRE', key, ARGV[1]) end
end
return counts
"""
_TAKE = """
for i, key in ipairs(KEYS) do
  if tonumber(redis.call('GET', key) or 0) >= tonumber(ARGV[i + 1]) then return 0 end
end
local first
for _, key in ipairs(KEYS) do
  local count = redis.call('INCR', key)
  if count == 1 then redis.call('EXPIRE', key, ARGV[1]) end
  first = first or count
end
return first
"""

_TRIAL = ("trial",)
_FAILURES = (RedisError, OSError, ValueError)  # the last for a server that answers what is no answer

_Answer = TypeVar("_Answer")


class RedisStore:
    """A store in a Redis server, by way of `limits`: each question is one round trip, and done whole or not at all."""

    def __init__(self, url: str, service: str) -> None:
        """Take the server's address. Nothing is asked of it yet. Raises ValueError for an address that is none."""
        storage = RedisStorage(
            url,
            key_prefix=f"onboarding-{service}",
            socket_timeout=_PATIENCE_SECONDS,
            socket_connect_timeout=_PATIENCE_SECONDS,
            retry=Retry(NoBackoff(), 0),  # type: ignore[arg-type]  # handed on to redis as it is
        )
        self._key = storage.prefixed_key
        self._ends = storage.get_expiry
        self._redis = cast("Redis", storage.get_connection())
        self._spend = self._redis.register_script(_SPEND)
        self._used = self._redis.register_script(_USED)
        self._add = self._redis.register_script(_ADD)
        self._take = self._redis.register_script(_TAKE)

    def spend(self, windows: Sequence[Window], now: float) -> Refusal | None:
        """See Store."""
        sizes = [number for window in windows for number in (window.amount, window.seconds * 1000)]
        full = self._spend([self._key(window.key) for window in windows], [round(now * 1000), *sizes])
        return Refusal(int(full[0]) - 1, int(full[1]) / 1000) if full else None

    def used(self, windows: Sequence[Window], now: float) -> list[int]:
        """See Store."""
        seconds = [window.seconds * 1000 for window in windows]
        numbers = self._used([self._key(window.key) for window in windows], [round(now * 1000), *seconds])
        return [int(number) for number in numbers]

    def add(self, keys: Sequence[str], seconds: int) -> list[int]:
        """See Store."""
        return [int(count) for count in self._add([self._key(key) for key in keys], [seconds])]

    def take(self, places: Sequence[tuple[str, int]], seconds: int) -> int:
        """See Store."""
        return int(self._take([self._key(key) for key, _ in places], [seconds, *(most for _, most in places)]))

    def read(self, keys: Sequence[str]) -> list[int]:
        """See Store."""
        numbers = cast("list[bytes | None]", self._redis.mget([self._key(key) for key in keys]))
        return [int(number or 0) for number in numbers]

    def put(self, key: str, number: int, seconds: int) -> None:
        """See Store."""
        self._redis.set(self._key(key), number, ex=seconds)

    def ends(self, key: str) -> float:
        """See Store."""
        return self._ends(key)

    def disconnect(self) -> None:
        """Drop the connections: they may all be as dead as the one that failed."""
        self._redis.connection_pool.disconnect(inuse_connections=False)


class SharedStore:
    """A store that never fails: while the Redis server is away, slow or full, the process's memory stands in for it.

    That lets a quarter pass of what the settings say, and one at least: there is no unlimited path, and no process is
    stopped. The server is tried again every few seconds, by one request each time.
    """

    def __init__(self, url: str, service: str = "") -> None:
        """Take `memory://` or the address of a Redis server. Raises ValueError for an address that is none.

        Workers share what they count with those of the same `service` alone, though others may use the same server.
        """
        self._redis = None if url.startswith("memory:") else RedisStore(url, service)
        self._own = ProcessStore(1 if self._redis is None else _SHARE_WHILE_AWAY)
        self._lock = Lock()
        self._away = False
        self._try_at = 0.0

    @property
    def healthy(self) -> bool:
        """Whether the store that all workers share answers; it is asked, unless it was a moment ago in vain."""
        self.add(_TRIAL, 60)
        return not self._away

    def spend(self, windows: Sequence[Window], now: float) -> Refusal | None:
        """See Store."""
        return self._ask(lambda store: store.spend(windows, now))

    def used(self, windows: Sequence[Window], now: float) -> list[int]:
        """See Store."""
        return self._ask(lambda store: store.used(windows, now))

    def add(self, keys: Sequence[str], seconds: int) -> list[int]:
        """See Store."""
        return self._ask(lambda store: store.add(keys, seconds))

    def take(self, places: Sequence[tuple[str, int]], seconds: int) -> int:
        """See Store."""
        return self._ask(lambda store: store.take(places, seconds))

    def read(self, keys: Sequence[str]) -> list[int]:
        """See Store."""
        return self._ask(lambda store: store.read(keys))

    def put(self, key: str, number: int, seconds: int) -> None:
        """See Store."""
        self._own.put(key, number, seconds)  # so that it holds here even if the server goes away
        self._ask(lambda store: store.put(key, number, seconds))

    def ends(self, key: str) -> float:
        """See Store."""
        return self._ask(lambda store: store.ends(key))

    def _ask(self, question: Callable[[Store], _Answer]) -> _Answer:
        if self._redis is not None and (not self._away or self._is_back(self._redis)):
            try:
                return question(self._redis)
            except _FAILURES as error:
                self._lost(self._redis, error)
        return question(self._own)

    def _is_back(self, redis: RedisStore) -> bool:
        with self._lock:
            if not self._away:
                return True
            if time.monotonic() < self._try_at:
                return False
            self._try_at = time.monotonic() + _BETWEEN_TRIES_SECONDS
        try:
            redis.add(_TRIAL, 60)  # a server that is full still lets everything be read
        except _FAILURES:
            return False
        self._away = False
        emit(LimitStorageBack())
        return True

    def _lost(self, redis: RedisStore, error: Exception) -> None:
        redis.disconnect()
        with self._lock:
            news, self._away = not self._away, True
            self._try_at = time.monotonic() + _BETWEEN_TRIES_SECONDS
        if news:
            emit(LimitStorageAway(type(error).__name__))
