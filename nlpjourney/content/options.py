"""What a block or a notebook declares about itself: limits, tolerances, the model it trains."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date

LOCAL_ID = re.compile(r'"(nlpjourney/[a-z0-9-]+)"')
OPTION = re.compile(r'([a-z]+)="([^"]*)"')
TOP_LEVEL = "__main__"


@dataclass(frozen=True)
class Options:
    """What a block declares beside its language, ``key="value"`` each.

    ``timeout`` is in seconds of processor time, ``memory`` in GiB above the imported libraries,
    ``tolerance`` is relative and concerns decimals only. ``tolerance``, ``ellipsis`` and
    ``skip`` are exceptions and carry their reason. ``trains`` is the local id of the model
    that the block trains for others, ``hub`` the id on the Hub that a reader would put in
    place of the local id that the block uses. ``steps`` are the functions that a reader can
    step through, TOP_LEVEL for the lines outside all functions. ``alone`` says
    why the block needs an interpreter or a folder in which no other block has left anything.
    """

    timeout: float = 120.0
    memory: float = 4.0
    tolerance: float = 0.0
    reason: str = ""
    ellipsis: str = ""
    skip: str = ""
    until: date | None = None
    trains: str = ""
    hub: str = ""
    steps: tuple[str, ...] = ()
    alone: str = ""

    @classmethod
    def parse(cls, text: str) -> Options:
        """Read the options of a fence's header.

        Raises:
            ValueError: an unknown or malformed option, or one that lacks its reason.
        """
        given = dict(OPTION.findall(text))
        unknown = sorted(set(given) - set(cls.__dataclass_fields__))
        if unknown:
            known = ", ".join(cls.__dataclass_fields__)
            raise ValueError(f"unknown option {unknown[0]!r}; known are {known}")
        numbers = {
            k: float(given[k]) for k in ("timeout", "memory", "tolerance") if k in given
        }
        if any(not 0 <= value < math.inf for value in numbers.values()):
            raise ValueError("timeout, memory and tolerance are numbers above 0")
        until = date.fromisoformat(given["until"]) if "until" in given else None
        words = {
            k: given[k].strip()
            for k in ("reason", "ellipsis", "skip", "alone")
            if k in given
        }
        if any(not value for value in words.values()):
            raise ValueError("reason, ellipsis, skip and alone say why, in words")
        if numbers.get("tolerance") and "reason" not in words:
            raise ValueError('a tolerance needs reason="..."')
        if ("skip" in words) != (until is not None):
            raise ValueError('a skip needs both skip="why" and until="YYYY-MM-DD"')
        ids = {k: given[k] for k in ("trains", "hub") if k in given}
        if "trains" in ids and not LOCAL_ID.fullmatch(f'"{ids["trains"]}"'):
            raise ValueError(
                'a block trains a local id, trains="nlpjourney/tweet-sentiment"'
            )
        if "hub" in ids and not re.fullmatch(
            r"(?!nlpjourney/)[\w.-]+/[\w.-]+", ids["hub"]
        ):
            raise ValueError('an id on the Hub reads hub="owner/name"')
        steps = tuple(re.split(", *", given["steps"])) if "steps" in given else ()
        if not all(name.isidentifier() for name in steps):
            raise ValueError(
                'steps names functions, steps="train, encode"; '
                f'steps="{TOP_LEVEL}" the lines outside them'
            )
        return cls(**numbers, **words, **ids, steps=steps, until=until)  # type: ignore[arg-type]
