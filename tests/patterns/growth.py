"""How the cost of a pattern grows with what it reads, measured in a process of its own.

`python -m tests.patterns.growth` reads patterns as lines of JSON and writes a line for each: what
it grew on, or null.
"""

import json
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import product
from typing import Any

from tests.patterns.pumping import Pumps

LENGTH, SHARE = 4000, 4
"""Characters of a try, and by how much the try is shorter that it is compared with."""
PATIENCE = 0.3
"""Seconds of computing after which a try has failed. All seconds are those of the processor:
others may use it too."""
NOTABLE = 0.0012
"""Seconds. 4,000 characters cost most linear patterns less, and a quadratic one that costs less
does no harm."""
GROWN = 9.0
"""Four times the text costs a linear pattern four times as much, and a quadratic one sixteen times."""
ALLOWANCE = 0.12
"""Seconds for the first tries of one pattern, which leaves out the least likely strings of
patterns of many words."""
DEAREST = 6
"""So many of the dearest tries are compared with a shorter one."""
ENDS = ("", "\x00", "\n!")


@dataclass(frozen=True)
class Growth:
    """What a pattern grew on: `prefix + piece * times + end`; the seconds of the longest, and how it grew."""

    prefix: str
    piece: str
    end: str
    seconds: float
    ratio: float


class TooLongError(BaseException):
    """A try that did not end in time."""


def _ring(*_: object) -> None:
    raise TooLongError


def _seconds(use: Callable[[str], Any], text: str, patience: float) -> float:
    """What one use costs; infinite if it does not end."""
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, patience)
        begun = time.thread_time()
        use(text)
        spent = time.thread_time() - begun
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        return spent
    except TooLongError:
        return float("inf")
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def _ways(pattern: re.Pattern[str], uses: set[str]) -> Iterator[Callable[[str], Any]]:
    """What is called on the pattern: at the beginning, on the whole, or at every place."""
    if uses - {"match", "fullmatch"}:
        yield lambda text: sum(1 for _ in pattern.finditer(text))
    elif "match" in uses:
        yield pattern.match
    if "fullmatch" in uses:
        yield pattern.fullmatch


def growth(pattern: str, flags: int, uses: set[str], most: int = 160) -> Growth | None:
    """The first hostile text on which the pattern costs more than in proportion."""
    compiled = re.compile(pattern, flags)
    tried = Pumps(pattern, flags).all(most)
    for use in _ways(compiled, uses):
        left = ALLOWANCE
        costs: list[tuple[float, tuple[str, str, str]]] = []
        for (prefix, piece), end in product(tried, ENDS):
            if left > 0:
                cost = _seconds(use, prefix + piece * (LENGTH // len(piece) + 1) + end, PATIENCE)
                costs.append((cost, (prefix, piece, end)))
                left -= cost
        costs.sort(key=lambda each: -each[0])
        for cost, parts in costs[:DEAREST]:
            if cost > NOTABLE and (found := _grown(use, parts, cost)):
                return found
    return None


def _grown(use: Callable[[str], Any], parts: tuple[str, str, str], cost: float) -> Growth | None:
    """How `cost` stands to that of a quarter of the text, if it is more than in proportion."""
    if cost == float("inf"):
        return Growth(*parts, cost, cost)
    prefix, piece, end = parts
    times = LENGTH // len(piece) + 1
    shorter = min(_seconds(use, prefix + piece * (times // SHARE + 1) + end, PATIENCE) for _ in range(2))
    if cost < shorter * GROWN:
        return None
    cost = min(cost, _seconds(use, prefix + piece * times + end, PATIENCE))
    return Growth(*parts, cost, cost / shorter) if cost > max(NOTABLE, shorter * GROWN) else None


def main() -> None:
    """Measure what comes in, and say at once what was found, so that a process that hangs shows where."""
    signal.signal(signal.SIGVTALRM, _ring)
    for line in sys.stdin:
        asked = json.loads(line)
        found = growth(asked["pattern"], asked["flags"], set(asked["uses"]))
        print(json.dumps(asdict(found) if found else None), flush=True)


if __name__ == "__main__":
    main()
