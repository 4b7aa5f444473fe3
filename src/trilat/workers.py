"""Work shared among processes, here or on other machines, whose results come in the order of what was given."""

import gc
import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import Any, Protocol, TypeVar

from trilat.errors import TrilatError, UsageError

T = TypeVar("T")
R = TypeVar("R")

DASK = "dask://"
"""What the name of a Dask cluster begins with; its scheduler's host and port follow."""

FREE_KEPT = 2**24
"""Bytes of free memory that a lean process may keep for what it asks for next."""

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3  # as malloc.h has them

TRIES = 3
"""How often a Dask cluster begins a piece of work anew whose worker is gone."""


class Mapper(Protocol):
    """What runs a function over items, here or elsewhere, and gives what it gives in their order."""

    def __call__(self, function: Callable[[T], R], items: Iterable[T], /) -> Iterator[R]:
        """What the function gives for each item."""


@contextmanager
def mapper(workers: int = 1, executor: str = "") -> Iterator[Mapper]:
    """What runs functions in so many processes, the same ones for all of them; or on a cluster.

    The functions are those of a module, or a `functools.partial` of one, and depend on their items alone. No more than
    a few items a worker are taken ahead, so that memory does not grow with their number.

    Args:
        workers: How many processes; 1 works in this one.
        executor: The name of a cluster (dask://HOST:PORT), whose workers do the work instead.

    Raises:
        TrilatError: A worker was ended from outside, or the cluster cannot be reached.
        UsageError: There is no such kind of cluster, or what it needs is not installed.

    >>> with mapper() as run:
    ...     list(run(abs, [-2, 1, -3]))
    [2, 1, 3]
    """
    if executor:
        with _dask(executor) as run:
            yield run
    elif workers == 1:
        yield map
    else:
        with ProcessPoolExecutor(workers, get_context("spawn"), _begin) as pool:
            try:
                yield lambda function, items: ahead(function, items, pool, 2 * workers)
            except BrokenProcessPool:
                message = "a worker process was ended from outside, perhaps for want of memory: try with fewer workers"
                raise TrilatError(message) from None


def in_order(function: Callable[[T], R], items: Iterable[T], workers: int = 1) -> Iterator[R]:
    """What a function gives for each item, in their order, worked out by so many processes.

    >>> list(in_order(abs, [-2, 1, -3]))
    [2, 1, 3]
    """
    with mapper(workers) as run:
        yield from run(function, items)


def ahead(function: Callable[[T], R], items: Iterable[T], executor: Executor, most: int) -> Iterator[R]:
    """What a function gives for each item, in their order, with no more than `most` items given to an executor."""
    waiting: deque[Future[R]] = deque()
    for item in items:
        waiting.append(executor.submit(function, item))
        if len(waiting) >= most:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _begin() -> None:
    """Begin a worker: without the collector of cyclic garbage, as in the process of every command; it ends with that.

    A worker would wait for work for ever where the process that began it is killed.
    """
    gc.disable()
    lean()
    Thread(target=_end_with_parent, daemon=True).start()


def lean() -> None:
    """Have a process that is ours alone, and that has loaded nothing yet, take less memory.

    Where pandas is installed, pyarrow would load it with the first array that it makes, which takes 33 MiB and longer
    than all else that such a process loads. And the system's own allocator gives back what is free; pyarrow's keeps it.
    How much it may keep is set, since left to itself it gives back much that it needs again at once.
    """
    sys.meta_path.insert(0, _WithoutPandas())
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy's, which have nothing to do here
    import ctypes  # noqa: PLC0415  # needed here alone

    if sys.platform == "linux" and (set_option := getattr(ctypes.CDLL(None), "mallopt", None)):  # glibc has it
        set_option(_M_MMAP_THRESHOLD, FREE_KEPT // 2)
        set_option(_M_TRIM_THRESHOLD, FREE_KEPT)


class _WithoutPandas:
    """What is asked first where a module lies, and says of pandas that there is none."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:  # noqa: ARG002  # as is asked
        if name == "pandas":
            raise ModuleNotFoundError(name, name=name)


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextmanager
def _dask(name: str) -> Iterator[Mapper]:
    """The workers of a Dask cluster."""
    if not name.startswith(DASK) or name == DASK:
        raise UsageError(f"{name!r} names no cluster: say {DASK}HOST:PORT, where a Dask scheduler listens")
    try:
        from distributed import Client, KilledWorker  # noqa: PLC0415  # an extra
    except ImportError:
        raise UsageError("a Dask cluster needs distributed: pip install 'trilat[dask]'") from None
    address = f"tcp://{name.removeprefix(DASK)}"
    try:
        client: Any = Client(address, timeout="10s")
    except (OSError, ValueError) as error:
        message = f"no Dask scheduler answers at {address} ({error}): is it running, and its port open?"
        raise TrilatError(message) from None
    with client:
        workers = sum(client.nthreads().values())
        if not workers:
            raise TrilatError(f"the Dask scheduler at {address} has no workers: start some (dask worker {address})")
        executor = client.get_executor(retries=TRIES, pure=False)
        try:
            yield lambda function, items: ahead(function, items, executor, 2 * workers)
        except KilledWorker as error:
            raise TrilatError(f"several workers of the Dask cluster died over one piece of work ({error}): perhaps for "
                              "want of memory; try with less --memory") from None
