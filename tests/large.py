"""A large invented case, as a team with a long study might send it: 20,000 passages, 142,000 codings, 43,000 links.

    python tests/large.py FOLDER

writes data/raw/cases/large/ below FOLDER, a copy of the project, from the codes of that copy. Its passages, anchors and
statements are drawn at random and mean nothing; the same numbers give the same bytes. It is sound: a check of it says
nothing.
"""

from __future__ import annotations

import csv
import random
import sys
from pathlib import Path

SEGMENTS, CODINGS, LINKS = 20_000, 142_000, 43_000
PASSES = ("A", "B", "consensus")
ROLES = (("patient", "P"), ("staff", "S"), ("author", ""))
HEADERS = {
    "segments": "segment_id unit_id source_id section kind speaker role phase paraphrase"
    " head_anchor tail_anchor n_tokens",
    "codings": "segment_id code_id label presence coder",
    "links": "link_id segment_id cause effect status remedy coder",
}

ABOUT = """\
title: Large invented case
label: Large case
country: Nowhere
sector: health
setting: invented
service_users: nobody
initiation: top-down
study_design: drawn at random
units:
  - {id: large, label: Large case}
sources: [interviews]
access: public
"""


def _codes(project: Path) -> dict[str, list[str]]:
    """Return the codes that may be applied, by family."""
    with (project / "data/raw/codebook/codes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    headings = {row["parent"] for row in rows}
    families: dict[str, list[str]] = {}
    for row in rows:
        if row["code_id"] not in headings:
            families.setdefault(row["family"], []).append(row["code_id"])
    return families


def _segment(number: int, rng: random.Random) -> list[str]:
    role, letter = ROLES[number % len(ROLES)]
    return [
        f"large-{number:05d}",
        "large",
        "interviews",
        f"Results {number // 500 + 1}",
        "quotation" if letter else "finding",
        f"{letter}{rng.randint(1, 400)}" if letter else "",
        role,
        rng.choice(("before", "during", "during", "after")),
        f"Somebody tells in passage {number} how people worked together, and what came of it.",
        f"{rng.getrandbits(48):012x}",
        f"{rng.getrandbits(48):012x}",
        str(rng.randint(8, 120)),
    ]


def write_case(
    project: Path, *, segments: int = SEGMENTS, codings: int = CODINGS, links: int = LINKS, seed: int = 1
) -> Path:
    """Write the case and return its folder.

    Every pass gives each passage one barrier and one effect, and some an enabler: *codings* lies between six and nine
    times *segments*. At most one link a passage and pass: *links* is at most three times *segments*.
    """
    rng, codes = random.Random(seed), _codes(project)
    tables: dict[str, list[list[str]]] = {"segments": [], "codings": [], "links": []}
    readings = [(number, coder) for number in range(1, segments + 1) for coder in PASSES]
    helped = set(rng.sample(readings, codings - 2 * len(readings)))
    linked = set(rng.sample(readings, links))
    for number, coder in readings:
        if coder == PASSES[0]:
            tables["segments"].append(_segment(number, rng))
        segment = f"large-{number:05d}"
        barrier, effect, enabler = (rng.choice(codes[family]) for family in ("barrier", "effect", "enabler"))
        applied = [barrier, effect, *([enabler] if (number, coder) in helped else [])]
        tables["codings"] += [[segment, code, "", "present", coder] for code in applied]
        if (number, coder) in linked:
            remedied = (number, coder) in helped
            status = rng.choice(("averted", "mitigated") if remedied else ("realised", "realised", "possible"))
            name = f"large-l{len(tables['links']) + 1:05d}"
            tables["links"].append([name, segment, barrier, effect, status, enabler if remedied else "", coder])
    folder = project / "data/raw/cases/large"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "case.yml").write_text(ABOUT, encoding="utf-8")
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(HEADERS[name].split())
            writer.writerows(rows)
    return folder


if __name__ == "__main__":
    write_case(Path(sys.argv[1]))
