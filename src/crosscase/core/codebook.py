"""The codebook: codes in the order of figures, their families, headings, aliases and roles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from .findings import CodebookError, Finding, did_you_mean

#: What a status of a link may be, in the order of figures.
STATUSES = ("realised", "mitigated", "averted", "possible")
PHASES = ("before", "during", "after")
VALENCES = ("co-destruction", "co-creation")
#: What a passage may be read as, in the order of figures.
READ_AS = (*VALENCES, "both", "neither")
LEVELS = ("citizens", "providers", "team", "system")
PERSPECTIVES = ("citizens", "providers", "researchers", "mixed", "authors")
REMEDIED = ("mitigated", "averted")
#: Effects that came about, if weakened.
HAPPENED = ("realised", "mitigated")

CODES_FILE = "data/raw/codebook/codes.csv"
ROLES_FILE = "data/raw/codebook/roles.csv"
ALIASES_FILE = "config/aliases.csv"


def applied_codes(codes: pd.DataFrame) -> pd.DataFrame:
    """Return the codes that may be applied to a segment: all but the group headings, in order."""
    return codes[~codes["code_id"].isin(set(codes["parent"]))].reset_index(drop=True)


def codes_of(codes: pd.DataFrame, *families: str) -> list[str]:
    """Return the ids of the codes of these families, in the order of the codebook, without headings."""
    headings = set(codes["parent"])
    every = zip(codes["code_id"], codes["family"], strict=True)
    return [code for code, family in every if family in families and code not in headings]


def labels(codes: pd.DataFrame) -> dict[str, str]:
    """Return what figures print for each code."""
    return dict(zip(codes["code_id"], codes["label"], strict=True))


def with_own(codes: pd.DataFrame, own: pd.DataFrame) -> pd.DataFrame:
    """Return the codebook with the codes that cases bring of their own, each behind the last code under its parent.

    A code that two cases bring alike stands once. One whose parent is not in the codebook stands at the end.
    """
    more = own[list(codes.columns)].drop_duplicates("code_id")
    more = more[~more["code_id"].isin(set(codes["code_id"]))]
    if more.empty:
        return codes
    last = {parent: at for at, parent in enumerate(codes["parent"].tolist()) if parent}
    heads = {code: at for at, code in enumerate(codes["code_id"].tolist())}
    after = [last.get(parent, heads.get(parent, len(codes))) for parent in more["parent"].tolist()]
    every = pd.concat([codes, more], ignore_index=True)
    at = pd.Series([*range(len(codes)), *after], every.index)
    return every.loc[at.sort_values(kind="stable").index].reset_index(drop=True)


@dataclass(frozen=True)
class Codebook:
    """Codes, roles, aliases and sources: everything that a case is checked and cleaned against."""

    codes: pd.DataFrame
    roles: pd.DataFrame
    aliases: pd.DataFrame
    sources: pd.DataFrame

    @cached_property
    def families(self) -> dict[str, str]:
        """Family of each code that may be applied."""
        applied = applied_codes(self.codes)
        return dict(zip(applied["code_id"], applied["family"], strict=True))

    @cached_property
    def headings(self) -> set[str]:
        return set(self.codes["parent"]) - {""}

    @cached_property
    def perspectives(self) -> dict[str, str]:
        return dict(zip(self.roles["role_id"], self.roles["perspective"], strict=True))

    @cached_property
    def _aliases(self) -> dict[str, dict[str, str]]:
        """What each word means, by field; asked once for every cell of every case."""
        return {
            field: dict(zip(rows["word"], rows["means"], strict=True)) for field, rows in self.aliases.groupby("field")
        }

    def with_own(self, own: pd.DataFrame) -> Codebook:
        """Return the codebook with the codes of a case of its own (`with_own`)."""
        return replace(self, codes=with_own(self.codes, own)) if len(own) else self

    def with_roles(self, sides: Mapping[str, str]) -> Codebook:
        """Return the codebook with roles of a case of its own, each with the side that it sees things from."""
        more = [
            (word, word[:1].upper() + word[1:], side) for word, side in sides.items() if word not in self.perspectives
        ]
        added = pd.DataFrame(more, columns=["role_id", "label", "perspective"], dtype="str")
        return replace(self, roles=pd.concat([self.roles, added], ignore_index=True)) if more else self

    def alias(self, field: str) -> dict[str, str]:
        """Return what each word means in a field: code or role."""
        return self._aliases.get(field, {})

    def code(self, word: str) -> str:
        """Return the code that a raw cell means: an alias, or a label of the codebook; else the word itself."""
        if word in self.families:
            return word
        return self.alias("code").get(word) or self.labelled.get(word.casefold().strip(), word)

    @cached_property
    def labelled(self) -> dict[str, str]:
        """The code of each label of the codebook, in small letters, where no other code has it.

        An id in other letters (Lack of trust, LACK_OF_TRUST) counts as its label.
        """
        found: dict[str, set[str]] = {}
        for code, label in zip(self.codes["code_id"], self.codes["label"], strict=True):
            for word in (label, code, code.replace("_", " ")) if code in self.families else ():
                found.setdefault(word.casefold(), set()).add(code)
        return {word: codes.pop() for word, codes in found.items() if len(codes) == 1}

    def role(self, word: str) -> str:
        """Return the role that a raw cell means; the word itself where it is no alias."""
        return self.alias("role").get(word, word)


def check_known_codes(used: pd.Series, known: list[str], family: str) -> None:
    """Raise `CodebookError` when a frame uses a code that the codebook does not hold under this family."""
    unknown = sorted(set(used) - set(known) - {""})
    if unknown:
        raise CodebookError(
            [
                Finding(
                    CODES_FILE,
                    f"'{code}' is not a {family} of the codebook",
                    did_you_mean(code, known),
                    code="unknown.code",
                )
                for code in unknown
            ]
        )


SIDES = ("citizens", "providers")
