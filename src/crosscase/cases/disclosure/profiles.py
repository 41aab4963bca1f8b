"""How small a count of people is too small, by whose rules (config/disclosure.yaml)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Profile:
    """Rules for counts of people: hidden from *low* to *high*, the others rounded to *rounded_to* (1: as they are).

    *possible* whole numbers must stay possible for a hidden count, whatever else is known.
    """

    name: str
    low: int
    high: int
    rounded_to: int = 1
    possible: int = 3

    def small(self, n: float) -> bool:
        """Return whether so many people are too few to be shown."""
        return self.low <= n <= self.high

    def rounded(self, n: float) -> float:
        """Return a count as it is shown: rounded half up, and never down to one that would be hidden."""
        near = int((n + self.rounded_to / 2) // self.rounded_to * self.rounded_to)
        return max(near, self.high + 1) if n > self.high else near


def profile_of(settings: Mapping[str, Any]) -> Profile:
    """Return the chosen profile of config/disclosure.yaml."""
    rules = settings["profiles"][settings["profile"]]
    possible = min(settings["possible"], rules["hidden_to"] - rules["hidden_from"] + 1)
    return Profile(settings["profile"], rules["hidden_from"], rules["hidden_to"], rules["rounded_to"], possible)
