"""Names of people and places in many languages, from the lists that Faker carries; nothing is fetched."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache

#: How the lists are named there. A list may hold words with weights, or pairs.
_PEOPLE = ("first_names", "last_names")
_PLACES = ("cities", "city_names", "municipalities", "districts", "regions", "counties", "states", "departments")
#: A shorter name is a word or a pair of initials in some other language.
_SHORTEST = 3


@cache
def people() -> frozenset[str]:
    """Return first names and family names, folded."""
    from faker.providers import person

    return frozenset(_listed(person, _PEOPLE))


@cache
def places() -> frozenset[str]:
    """Return names of towns, counties and regions, folded. Countries are none of them: a case names its own."""
    from faker.providers import address

    return frozenset(_listed(address, _PLACES))


def _listed(package: object, starts: tuple[str, ...]) -> Iterator[str]:
    for module in pkgutil.iter_modules(package.__path__):  # type: ignore[attr-defined]
        provider = importlib.import_module(f"{package.__name__}.{module.name}").Provider  # type: ignore[attr-defined]
        for name in dir(provider):
            held = getattr(provider, name)
            if name.startswith(starts) and isinstance(held, (tuple, list, dict, set)):
                for one in held:
                    word = str(one[-1] if isinstance(one, tuple) else one).casefold()
                    if len(word) >= _SHORTEST:
                        yield word
