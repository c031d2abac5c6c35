"""Work that would keep others waiting: done beside the event loop, one piece at a time.

One thread, because the interpreter runs one at a time anyway: with several, the event loop would wait for each in turn.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")

_BESIDE = ThreadPoolExecutor(max_workers=1, thread_name_prefix="long-work")


async def beside(work: Callable[[], T]) -> T:
    """What `work` returns or raises; others are answered in the meantime."""
    return await asyncio.get_running_loop().run_in_executor(_BESIDE, work)
