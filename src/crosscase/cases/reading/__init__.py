"""What a case says when it is read with judgement: slips that a program sees and only a person can mend.

How bytes become tables is in `core.reading`; here whole tables are looked at, and each other. A finding shows what was
most likely meant; where that is plain, the other checks go on with it, so that one cause is told once.
"""

from .meant import AsMeant, as_meant

__all__ = ["AsMeant", "as_meant"]
