"""Lists, names and words as sources print them: when two of them say the same.

A list is a text ``a; b; c``, in any order. Two items are one item when they differ only in case, hyphens, apostrophes
or a last s of a word; two names or words are one when they differ only in case and hyphens. An accent or a letter more
makes another name. Nothing is guessed: *lack of trust* and *insufficient level of trust* are two items.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from .expressions import CLAIM_ID, ClaimError, Printed, printed_numbers, show

#: Checks of lists (of what a row prints against what other rows print), and of names and words.
LIST_CHECKS = ("same_list", "part_of", "none_of")
NAME_CHECKS = ("same_name", "same_word")
#: In these checks a printed text is no number, even where it holds a digit (Place4Carers).
TEXT_CHECKS = (*LIST_CHECKS, *NAME_CHECKS)

_ORDINALS = {
    word: n for n, word in enumerate("first second third fourth fifth sixth seventh eighth ninth tenth".split(), 1)
}
_LOWER_BOUND = re.compile(r"\b(?:over|above|more than|at least)\b")
_UPPER_BOUND = re.compile(r"\b(?:under|below|fewer than|less than|at most|up to)\b")


class Judgement(NamedTuple):
    """Whether a check holds, what it gives, and the verdict in words."""

    holds: bool
    recomputed: str
    why: str


def same_form(text: str) -> str:
    """Return a name as it is compared: without regard to case, hyphens and spacing; accents and letters count."""
    composed = unicodedata.normalize("NFC", text).casefold()
    return " ".join(re.sub(r"[-\u2010-\u2015]", " ", composed).split())


def items(text: str) -> dict[str, str]:
    """Return the items of a printed list in its order: the form that is compared, and the item as printed."""
    found = {}
    for item in filter(None, (piece.strip() for piece in text.split(";"))):
        form = re.sub(r"['\u2019]", "", same_form(item))
        found[re.sub(r"(?<=\w{3})s\b", "", form)] = item
    return found


def check_parts(printed: Printed, using: str, texts: Mapping[str, str]) -> Judgement:
    """Compare an announced number with the parts that are listed: as a list, or by the claim that prints it.

    An item named twice counts once. Where all items are ordinals, none may be missing before the last.
    """
    listed = items(_text_of(using.strip(), texts) if CLAIM_ID.fullmatch(using.strip()) else using)
    places = [_ORDINALS[form] for form in listed if form in _ORDINALS]
    gap = len(places) == len(listed) and max(places) != len(listed)
    told = f"{len(listed)} listed: {'; '.join(listed.values())}" + ("; one before the last is missing" if gap else "")
    return Judgement(len(listed) == printed.value and not gap, str(len(listed)), told)


def check_list(check: str, printed: str, using: str, texts: Mapping[str, str]) -> Judgement:
    """Compare a printed list with those of other claims: the same items, all of them there, or none of them there."""
    here, holds, told, shared = items(printed), True, [], []
    for other in using.split():
        there = items(_text_of(other, texts))
        only_here = [item for form, item in here.items() if form not in there]
        only_there = [item for form, item in there.items() if form not in here]
        both = [item for form, item in here.items() if form in there]
        shared.append(f"{len(both)} of {len(here.keys() | there.keys())}")
        wrong = {"same_list": only_here + only_there, "part_of": only_here, "none_of": both}[check]
        holds = holds and not wrong
        differ = [f"only here: {'; '.join(only_here)}"] * bool(only_here and check != "none_of")
        differ += [f"only in {other}: {'; '.join(only_there)}"] * bool(only_there and check == "same_list")
        differ += [f"also in {other}: {'; '.join(both)}"] * bool(both and check == "none_of")
        told.append(". ".join(differ) or f"{_HOLDS[check]} {other}")
    return Judgement(holds, ", ".join(f"{one} items in both" for one in shared), ". ".join(told))


_HOLDS = {"same_list": "the same items as", "part_of": "all items stand in", "none_of": "no item stands in"}


def check_name(check: str, printed: str, using: str, texts: Mapping[str, str]) -> Judgement:
    """Compare how one name is spelt, or by which word one thing is called, in several places."""
    others = using.split()
    holds = all(same_form(_text_of(other, texts)) == same_form(printed) for other in others)
    said = ", ".join(f"{other} prints {texts[other]}" for other in others)
    return Judgement(holds, said, f"{'one name' if check == 'same_name' else 'one thing'} in another place: {said}")


def check_within(printed: str, using: str, texts: Mapping[str, str]) -> Judgement:
    """Check that a printed number lies between the two ends of a printed range; either may be the row's own."""
    own, other = (printed_numbers(text) for text in (printed, _text_of(using.strip(), texts)))
    if sorted((len(own), len(other))) != [1, 2]:
        raise ClaimError(f"of '{printed}' and '{_text_of(using.strip(), texts)}' one must be a number, one a range")
    (one,), (low, high) = (own, other) if len(own) == 1 else (other, own)
    top = _full(low, high)
    ends = f"{show(low.value)} to {show(top)}"
    holds = low.value <= one.value <= top
    return Judgement(holds, ends, f"{show(one.value)} {'lies' if holds else 'does not lie'} within {ends}")


def check_share(printed: str, using: str, texts: Mapping[str, str]) -> Judgement:
    """Return the share of a printed part in the printed whole; a bound where one of them is printed as a bound.

    29 of over 36 is at most 80.6 %: the percentage is rounded away from the side on which the share lies.
    """
    whole_text = _text_of(using.strip(), texts)
    part, whole = printed_numbers(printed), printed_numbers(whole_text)
    if len(part) != 1 or len(whole) != 1 or whole[0].value == 0:
        raise ClaimError(f"'{printed}' of '{whole_text}' is no share of one number in another")
    share = 100 * part[0].value / whole[0].value
    up = bool(_LOWER_BOUND.search(whole_text.casefold()) or _UPPER_BOUND.search(printed.casefold()))
    down = bool(_UPPER_BOUND.search(whole_text.casefold()) or _LOWER_BOUND.search(printed.casefold()))
    if up and down:
        raise ClaimError(f"nothing follows for the share of '{printed}' in '{whole_text}'")
    tenths = -(-share * 10 // 1) if up else share * 10 // 1 if down else Fraction(round(share * 10))
    told = f"{'at most ' if up else 'at least ' if down else ''}{float(tenths / 10):.1f} %"
    return Judgement(share <= 100, told, f"{printed} of {whole_text} is {told}")


def named(check: str, using: str) -> list[str]:
    """Return the claims whose printed text a check reads; none for `check_parts` with a list of its own."""
    if check in (*TEXT_CHECKS, "within", "share_of"):
        return using.split()
    return [using.strip()] if check == "parts" and CLAIM_ID.fullmatch(using.strip()) else []


def _text_of(claim_id: str, texts: Mapping[str, str]) -> str:
    if claim_id not in texts:
        raise ClaimError(f"'{claim_id}' is no claim")
    return texts[claim_id]


def _full(low: Printed, high: Printed) -> Fraction:
    """Return the upper end of a range of pages, which may leave out the leading digits: 1577-94 ends at 1594."""
    first, last = str(low.value), str(high.value)
    return Fraction(first[: len(first) - len(last)] + last) if len(last) < len(first) else high.value


def problems(check: str, printed: str, using: str, texts: Mapping[str, str]) -> Sequence[tuple[str, str]]:
    """Return what cannot be read in a row of these checks: (column, message)."""
    found = [("using", f"'{one}' is no claim") for one in named(check, using) if one not in texts]
    if check in LIST_CHECKS and not items(printed):
        found.append(("printed", f"'{printed}' is no list"))
    if check == "parts" and not items(using):
        found.append(("using", f"'{using}' lists nothing"))
    try:
        if check in ("within", "share_of") and not found:
            (check_within if check == "within" else check_share)(printed, using, texts)
    except ClaimError as error:
        found.append(("using", str(error)))
    return found
