"""Places of one level, of which a thing that is in the one is not in the other: countries, and states of the US."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

Level = Literal["country", "state"]

_COUNTRIES = """
England Scotland Wales Ireland France Germany Spain Portugal Italy Greece Sweden Norway Denmark Finland Iceland
Netherlands Belgium Austria Switzerland Poland Hungary Romania Bulgaria Ukraine Russia Turkey Israel Egypt Nigeria
Kenya Ghana Uganda Tanzania Rwanda Ethiopia India Pakistan Bangladesh China Japan Korea Taiwan Vietnam Thailand
Singapore Malaysia Indonesia Philippines Australia Canada Mexico Brazil Argentina Chile Peru Colombia Cuba
"""
_ADJECTIVES = {
    "english": "England", "scottish": "Scotland", "welsh": "Wales", "irish": "Ireland", "french": "France",
    "german": "Germany", "spanish": "Spain", "portuguese": "Portugal", "italian": "Italy", "greek": "Greece",
    "swedish": "Sweden", "norwegian": "Norway", "danish": "Denmark", "finnish": "Finland", "dutch": "Netherlands",
    "belgian": "Belgium", "austrian": "Austria", "swiss": "Switzerland", "polish": "Poland", "australian": "Australia",
    "canadian": "Canada", "indian": "India", "chinese": "China", "japanese": "Japan", "brazilian": "Brazil",
    "american": "United States", "americans": "United States", "british": "United Kingdom",
}  # fmt: skip
_MORE_COUNTRIES = {
    "united states": "United States", "usa": "United States", "us": "United States", "america": "United States",
    "united kingdom": "United Kingdom", "uk": "United Kingdom", "britain": "United Kingdom",
    "new zealand": "New Zealand", "south africa": "South Africa", "northern ireland": "Northern Ireland",
}  # fmt: skip
_STATES = """
Alabama Alaska Arizona Arkansas California Colorado Connecticut Delaware Florida Georgia Hawaii Idaho Illinois Indiana
Iowa Kansas Kentucky Louisiana Maine Maryland Massachusetts Michigan Minnesota Mississippi Missouri Montana Nebraska
Nevada Ohio Oklahoma Oregon Pennsylvania Tennessee Texas Utah Vermont Virginia Washington Wisconsin Wyoming
"""
_MORE_STATES = ("New York", "New Jersey", "New Mexico", "New Hampshire", "North Carolina", "South Carolina",
                "North Dakota", "South Dakota", "Rhode Island", "West Virginia")  # fmt: skip
_KNOWN: dict[str, tuple[Level, str]] = (
    {name.lower(): ("country", name) for name in _COUNTRIES.split()}
    | {word: ("country", name) for word, name in (_ADJECTIVES | _MORE_COUNTRIES).items()}
    | {name.lower(): ("state", name) for name in (*_STATES.split(), *_MORE_STATES)}
    | {"californian": ("state", "California"), "texan": ("state", "Texas")}
)
# England, Scotland and Wales are of the United Kingdom: the larger says nothing against the smaller.
_HOLDS = {"United Kingdom": {"England", "Scotland", "Wales", "Northern Ireland"}}
_WRITTEN = re.compile(
    rf"\b(?:{'|'.join(sorted((re.escape(name) for name in _KNOWN), key=len, reverse=True))})\b|\bU\.S\.A?",
    re.IGNORECASE,
)


class Place(NamedTuple):
    """A place as a text names it."""

    written: str
    name: str
    level: Level
    span: tuple[int, int]
    """Half-open, code points of the text."""


def places_in(text: str) -> list[Place]:
    """The places that a text names, in order; only words with a capital are names."""
    found = []
    for match in _WRITTEN.finditer(text):
        if not match[0][0].isupper() or match[0] == "Us":
            continue
        level, name = _KNOWN.get(match[0].lower(), ("country", "United States"))
        found.append(Place(match[0], name, level, match.span()))
    return found


def excludes(one: Place, other: Place) -> bool:
    """Whether what is in the one is not in the other."""
    return (
        one.level == other.level
        and one.name != other.name
        and other.name not in _HOLDS.get(one.name, ())
        and one.name not in _HOLDS.get(other.name, ())
    )
