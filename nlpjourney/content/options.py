"""The options of a block or a notebook: limits, tolerances, the model that it trains."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

LOCAL_ID = re.compile(r'"(nlpjourney/[a-z0-9-]+)"')
OPTION = re.compile(r' +(?P<name>[\w-]+)="(?P<value>[^"]*)"')
TOP_LEVEL = "__main__"

ABOVE_0 = r"(?=.*[1-9])[0-9]{1,6}(\.[0-9]+)?"
SHARE = r"(?=.*[1-9])0\.[0-9]+"
WORDS = r"[^<>]*[^\s<>][^<>]*"  # written into an HTML comment
# The form of each option: a pattern, the same in words, and an example.
FORMS = {
    "timeout": (ABOVE_0, "seconds above 0", 'timeout="360"'),
    "memory": (ABOVE_0, "GiB above 0", 'memory="8"'),
    "tolerance": (
        SHARE,
        "a share between 0 and 1",
        'tolerance="0.05" reason="training rounds differently on another processor"',
    ),
    "reason": (
        WORDS,
        "the reason for the tolerance, without < and >",
        'tolerance="0.05" reason="training rounds differently on another processor"',
    ),
    "ellipsis": (
        WORDS,
        "the reason for the ellipsis, without < and >",
        'ellipsis="an address in memory"',
    ),
    "skip": (
        WORDS,
        "the reason why the block does not run, without < and >",
        'skip="needs a GPU" until="2027-01-31"',
    ),
    "until": (
        r"\d{4}-\d{2}-\d{2}",
        "a date in the form YYYY-MM-DD",
        'skip="needs a GPU" until="2027-01-31"',
    ),
    "trains": (
        LOCAL_ID.pattern.strip('"'),
        "the local id of a model",
        'trains="nlpjourney/tweet-sentiment"',
    ),
    "hub": (
        r"(?!nlpjourney/)[\w.-]+/[\w.-]+",
        "an id on the Hub",
        'hub="distilbert/distilgpt2"',
    ),
    "steps": (
        r"[^\W\d]\w*(, *[^\W\d]\w*)*",
        f'names of functions, "{TOP_LEVEL}" for the lines outside them',
        'steps="train, encode"',
    ),
    "alone": (
        WORDS,
        "the reason why no other block may run before it, without < and >",
        'alone="it silences the log of the library"',
    ),
    "deprecated": (
        WORDS,
        "the reason for the deprecated call, without < and >",
        'deprecated="the page is about what replaces it"',
    ),
}
NEED_EACH_OTHER = (("tolerance", "reason"), ("skip", "until"))


@dataclass(frozen=True)
class Options:
    """The options of a block, written ``key="value"`` after the language of its fence.

    ``timeout`` is in seconds of processor time, ``memory`` in GiB beyond the imported libraries;
    ``tolerance`` is relative and applies only to decimals. ``tolerance``, ``ellipsis`` and
    ``skip`` are exceptions, each with its reason. ``trains`` is the local id of the model
    that the block trains for others, ``hub`` the id on the Hub that a reader would use in
    place of the block's local id. ``steps`` are the functions that a reader can step through,
    TOP_LEVEL for the lines outside all functions. ``alone`` says why the block needs an
    interpreter or a folder that no other block has used, ``deprecated`` why it makes a
    deprecated call.
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
    deprecated: str = ""

    @classmethod
    def parse(cls, text: str) -> Options:
        """Parse the options of a fence, the text after the language.

        Raises:
            ValueError: an unknown or malformed option, one given twice, or one that lacks
                its reason; the message ends with an example, or with the known options.
        """
        given = _split(text)
        for name, value in given.items():
            if name not in FORMS:
                raise ValueError(
                    f"unknown option {name!r}; the known options are {', '.join(FORMS)}"
                )
            pattern, form, example = FORMS[name]
            if not re.fullmatch(pattern, value):
                raise ValueError(f'{name}="{value}" is not {form}, such as {example}')
        for pair in NEED_EACH_OTHER:
            if len(given.keys() & set(pair)) == 1:
                raise ValueError(
                    f"{pair[0]} and {pair[1]} go together, such as {FORMS[pair[0]][2]}"
                )
        return cls(**{name: _value(name, value) for name, value in given.items()})


def _split(text: str) -> dict[str, str]:
    """The values of the options, as texts."""
    given: dict[str, str] = {}
    at = 0
    while text[at:].strip(" "):
        option = OPTION.match(text, at)
        if option is None:
            raise ValueError(
                f"cannot read the options from {text[at:].strip()!r} on; write each as a space, a "
                f"name and a value in double quotes, such as {FORMS['timeout'][2]}"
            )
        if option["name"] in given:
            raise ValueError(
                f"{option['name']} is given twice; give it once, such as "
                f"{FORMS.get(option['name'], FORMS['timeout'])[2]}"
            )
        given[option["name"]] = option["value"]
        at = option.end()
    return given


def _value(name: str, value: str) -> Any:
    """The value of an option whose form was checked."""
    if name in ("timeout", "memory", "tolerance"):
        return float(value)
    if name == "steps":
        return tuple(re.split(", *", value))
    if name == "until":
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise ValueError(
                f'until="{value}": {error}; write a date, such as {FORMS[name][2]}'
            ) from None
    return value.strip()
