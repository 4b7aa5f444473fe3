"""Work in several processes whose results come in the order of what was given, as one process would give them."""

import gc
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import TypeVar

from trilat.errors import TrilatError

T = TypeVar("T")
R = TypeVar("R")


def in_order(function: Callable[[T], R], items: Iterable[T], workers: int = 1) -> Iterator[R]:
    """What a function gives for each item, in their order, worked out by so many processes.

    No more than a few items a worker are taken ahead, so that memory does not grow with their number.

    Args:
        function: A function of a module, or a `functools.partial` of one, that depends on its item alone.
        items: What to work on.
        workers: How many processes; 1 works in this one.

    Raises:
        TrilatError: A worker was ended from outside.

    >>> list(in_order(abs, [-2, 1, -3]))
    [2, 1, 3]
    """
    if workers == 1:
        yield from map(function, items)
        return
    # Without the collector of cyclic garbage, as in the process of every command.
    with ProcessPoolExecutor(workers, get_context("spawn"), gc.disable) as pool:
        try:
            yield from ahead(function, items, pool, 2 * workers)
        except BrokenProcessPool:
            message = "a worker process was ended from outside, perhaps for want of memory: try with fewer workers"
            raise TrilatError(message) from None


def ahead(function: Callable[[T], R], items: Iterable[T], executor: Executor, most: int) -> Iterator[R]:
    """What a function gives for each item, in their order, with no more than `most` items given to an executor."""
    waiting: deque[Future[R]] = deque()
    for item in items:
        waiting.append(executor.submit(function, item))
        if len(waiting) >= most:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()
