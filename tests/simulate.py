"""Simulated cases: folders of raw data drawn at random from the codebook, to see what the analysis shows for many
cases.

    python tests/simulate.py FOLDER 12

They mean nothing and carry no passage of any source. Citizens name the first barriers more often than providers do, so
that a test over cases has something to find.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pandas as pd
import yaml

ROOT = Path(__file__).resolve().parents[1]
ROLES = (("patient", "P"), ("staff", "S"), ("author", ""))


def write_cases(
    folder: Path, n_cases: int, *, seed: int = 1, n_segments: int = 24, long_labels: bool = False
) -> list[str]:
    """Write so many case folders and return their ids; *long_labels* are as long as a label may be."""
    codes = pd.read_csv(ROOT / "data/raw/codebook/codes.csv", dtype=str, keep_default_na=False)
    codes = codes[~codes["code_id"].isin(set(codes["parent"]))]
    of = {family: part["code_id"].tolist() for family, part in codes.groupby("family")}
    valence = dict(zip(codes["code_id"], codes["valence"], strict=True))
    ids = [f"sim-{number:02d}" for number in range(1, n_cases + 1)]
    for number, case_id in enumerate(ids):
        rng = random.Random(f"{seed}:{case_id}")
        segments, codings, links = [], [], []
        for at in range(1, n_segments + 1):
            segment, (role, letter) = f"{case_id}-{at:03d}", ROLES[at % len(ROLES)]
            speaker = f"{letter}{rng.randint(1, 5)}" if letter else ""
            segments.append(
                dict(
                    segment_id=segment,
                    unit_id=case_id,
                    source_id="interviews",
                    section="Results",
                    kind="quotation" if letter else "finding",
                    speaker=speaker,
                    role=role,
                    phase=rng.choice(("before", "during", "during", "after")),
                    paraphrase=f"Somebody in simulated case {number + 1} tells of something, number {at}.",
                    head_anchor="",
                    tail_anchor="",
                    n_tokens="",
                )
            )
            favoured = of["barrier"][:4] if role == "patient" else of["barrier"][4:]
            barrier = rng.choice(favoured if rng.random() < 0.8 else of["barrier"])
            effect, enabler = rng.choice(of["effect"]), rng.choice(of["enabler"])
            chosen = {barrier, effect, enabler} | ({rng.choice(of["power"])} if rng.random() < 0.2 else set())
            codings += [
                dict(segment_id=segment, code_id=code, label="", presence="", coder="A") for code in sorted(chosen)
            ]
            harm = valence[effect] == "co-destruction"
            status = rng.choice(("realised", "realised", "averted", "mitigated", "possible")) if harm else "realised"
            links.append(
                dict(
                    link_id=f"{case_id}-l{at:03d}",
                    segment_id=segment,
                    cause=barrier if harm else enabler,
                    effect=effect,
                    status=status,
                    remedy=enabler if status in ("averted", "mitigated") else "",
                    coder="A",
                )
            )
        label = f"Long named case {number + 1:02}" if long_labels else f"Simulated case {number + 1}"
        about = dict(
            title=f"Simulated case {number + 1}",
            label=label,
            country="Nowhere",
            sector="health",
            setting="simulated",
            service_users="nobody",
            initiation=("top-down", "bottom-up", "research-led")[number % 3],
            study_design="simulated for the tests",
            units=[dict(id=case_id, label=label)],
            sources=["interviews"],
            access="confidential",
        )
        place = folder / case_id
        place.mkdir(parents=True)
        (place / "case.yml").write_text(yaml.safe_dump(about, sort_keys=False), encoding="utf-8")
        for name, rows in (("segments", segments), ("codings", codings), ("links", links)):
            pd.DataFrame(rows).to_csv(place / f"{name}.csv", index=False, lineterminator="\n")
    return ids


if __name__ == "__main__":
    write_cases(Path(sys.argv[1]), int(sys.argv[2]))
