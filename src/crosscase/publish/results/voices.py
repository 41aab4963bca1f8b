"""What the results section says of who tells of barriers, when they were at work, and of power."""

from __future__ import annotations

from ...core.codebook import PHASES, SIDES
from .cases import words_for
from .told import Values, count, named, of_all, part, quoted, small


def of_sides(values: Values) -> None:
    """Say where citizens and providers are both heard, and who names what there."""
    answers, profile, cases = (values.tables[one] for one in ("answers", "perspectives", "cases"))
    one, many = words_for(cases)
    label = dict(zip(cases["unit"], cases["label"], strict=True))
    silenced = set(answers.loc[answers["answer"] == "one side has no voice", "unit"])
    heard = answers[~answers["unit"].isin(silenced) & (answers["answer"] != "not covered")]
    n = heard["unit"].nunique()
    values.put("sides_in", of_all(n, len(cases), one, many), "answers", heard, "answer", n=n)
    for side in SIDES:
        rows = profile[(profile["perspective"] == side) & (profile["n_of_perspective"] == 0)]
        silent = [label[unit] for unit in label if unit in set(rows["unit"])]
        values.put(f"{side}_silent", named(silent, one), "perspectives", rows, "n_of_perspective", n=len(silent))
    named_by = heard[heard["answer"].isin(["both", "citizens only", "providers only"])]
    values.put("sides_named", count(len(named_by), "barrier"), "answers", named_by, "answer", n=len(named_by))
    for name, answer in (("both", "both"), ("citizens", "citizens only"), ("providers", "providers only")):
        rows = heard[heard["answer"] == answer]
        text = f"{small(len(rows)) if len(rows) else 'none'}{' by both sides' * (name == 'both')}"
        values.put(f"sides_{name}", text, "answers", rows, "answer", n=len(rows), row=answer)
    denied = heard[(heard["denied_by"] != "") & heard["answer"].isin(["citizens only", "providers only"])]
    against = [d not in a for d, a in zip(denied["denied_by"], denied["answer"], strict=True)]
    rows = denied[against]
    text = "never" if rows.empty else count(len(rows), "time")
    values.put("sides_denied", text, "answers", rows if len(rows) else heard, "denied_by", n=len(rows))


def of_leaning(values: Values) -> None:
    """Name the barriers that providers, and those that citizens, name in more cases than the other side."""
    summary, names = values.tables["perspective_summary"], values.tables["labels"]
    for side, group in (("providers", "providers more often"), ("citizens", "citizens more often")):
        rows = summary[summary["group"] == group]
        values.put(
            f"{side}_more", count(len(rows), "barrier"), "perspective_summary", rows, "group", n=len(rows), row=group
        )
        lead = rows.sort_values(["lean", "difference"], key=abs, ascending=False, kind="stable").head(2)
        if len(lead):
            labels = quoted([names[code] for code in lead["code_id"]], "barrier")
            values.put(f"{side}_lead", labels, "perspective_summary", lead, "lean, difference", n=len(lead))


def of_phases(values: Values) -> None:
    """Say how many passages tell of barriers in each phase, and how many barriers."""
    phases = values.tables["phase_profile"]
    passages = {}
    for phase in PHASES:
        rows = phases[(phases["phase"] == phase) & (phases["n_segments"] > 0)]
        told = {one for ids in rows["segment_ids"] for one in ids.split()}
        passages[phase] = len(told)
        values.put(
            f"{phase}_passages",
            small(len(told)) if told else "none",
            "phase_profile",
            rows,
            "n_segments",
            n=len(told),
            row=phase,
        )
        n = rows["code_id"].nunique()
        values.put(f"{phase}_barriers", count(n, "barrier"), "phase_profile", rows, "n_segments", n=n, row=phase)
    of = sum(passages.values())
    if not of:
        return
    top = max(passages, key=lambda phase: passages[phase])
    rows = phases[(phases["phase"] == top) & (phases["n_segments"] > 0)]
    text = part(passages[top], of, "passages that tell of a barrier")
    values.put("phase_most", text, "phase_profile", rows, "n_segments", n=passages[top], row=top)
    values.put("phase_most_name", f"{top} the collaboration", "phase_profile", rows, "phase", n=passages[top], row=top)


def of_power(values: Values) -> None:
    """Say where each dimension of power is seen, and whether power with others stands only where its source looks for
    the dimensions.
    """
    power, cases, names = (values.tables[one] for one in ("power_by_case", "cases", "labels"))
    one, many = words_for(cases)
    label = dict(zip(cases["unit"], cases["label"], strict=True))
    seen = power[power["state"] == "present"]
    looks = power[power["lens"] == "uses the dimensions"]
    units = set(looks["unit"])
    shown = seen["unit"].nunique()
    values.put("power_in", of_all(shown, len(cases), one, many), "power_by_case", seen, "state", n=shown)
    per = seen.groupby("code_id")["unit"].nunique()
    for code in dict.fromkeys(power["code_id"]):
        rows = seen[seen["code_id"] == code]
        where = [label[unit] for unit in label if unit in set(rows["unit"])]
        values.put(f"{code}_in", named(where, one) if where else "none", "power_by_case", rows, "state", n=len(where))
        outside = rows[~rows["unit"].isin(units)]
        values.put(f"{code}_outside", small(len(outside)), "power_by_case", outside, "lens", n=len(outside))
    values.put("power_with_only", "only", "power_by_case", seen[seen["code_id"] == "power_with"], "lens, state", n=1)
    wide = per[per == per.max()].index if len(per) else []
    rows = seen[seen["code_id"].isin(wide)]
    if len(wide):
        labels = quoted([names[code].removeprefix("Power: ") for code in wide], "dimension")
        values.put("power_widest", labels, "power_by_case", rows, "state", n=len(wide))
        n = int(per.max())
        values.put("power_widest_in", of_all(n, len(cases), one, many), "power_by_case", rows, "state", n=n)
    shared = seen[seen["shared_only"].fillna(False).astype(bool)]
    values.put("power_seen", small(len(seen)), "power_by_case", seen, "state", n=len(seen))
    values.put("power_shared", small(len(shared)), "power_by_case", shared, "shared_only", n=len(shared))
