"""What stands behind an output: its evidence file, with what its passages say and which of its rows a word means."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from ...core.findings import CaseDataError, Finding, did_you_mean
from . import completion, copies

if TYPE_CHECKING:
    import pandas as pd

    from ...core.places import Places

#: What is said of a passage that the clean tables do not hold: they were made after the output.
UNKNOWN = "(data/processed/ holds no such passage; `make` brings the outputs up to date)"
#: What a passage of an episode tells for a link whose effect is told elsewhere, and the columns that say so.
_TELLS = (("cause", "cause_segment_id"), ("remedy", "remedy_segment_id"))
_KEYS = ["case_id", "segment_id"]


class Known:
    """What the project knows beside its outputs, each read when it is first asked for."""

    @cached_property
    def _codes(self) -> pd.DataFrame:
        from ... import store

        return store.read_codebook()

    @cached_property
    def _descriptions(self) -> dict[str, dict[str, Any]]:
        from ... import store

        return store.read_descriptions(store.case_ids())

    @cached_property
    def names(self) -> dict[str, str]:
        """The label of each code, case and unit."""
        from ...core.codebook import labels

        names = labels(self._codes)
        for case_id, about in self._descriptions.items():
            names |= {f"{case_id}/{unit['id']}": unit["label"] for unit in about["units"]}
            names |= {unit["id"]: unit["label"] for unit in about["units"]}
            names[case_id] = about["label"]
        return names

    @cached_property
    def groups(self) -> dict[str, tuple[str, ...]]:
        """What each code or element of a framework belongs to, by every word that a figure or table has for it."""
        from ... import store
        from ...core.crosswalk import short_name

        codes = zip(self._codes["code_id"], self._codes["family"].str.replace("_", " "), strict=True)
        groups: dict[str, tuple[str, ...]] = {code: (family, f"{family}s") for code, family in codes}
        elements = store.read_table("data/raw/codebook/frameworks.csv", "raw/frameworks")
        for one in elements.itertuples(index=False):
            label = str(one.framework_label)
            groups[str(one.element_id)] = (str(one.framework_id), label, short_name(label))
        return groups

    def addressed(self, evidence: pd.DataFrame, case_id: str = "") -> pd.DataFrame:
        """Return evidence of passages with their addresses in the explorer, ``address``, and those of their cells,
        ``cell`` (of *case_id*, where an output is of one case); empty where the explorer shows neither.
        """
        from ...core import addresses

        if "segment_id" not in evidence:
            return evidence
        public = addresses.shown(self._descriptions)
        families = dict(zip(self._codes["code_id"], self._codes["family"], strict=True))
        units = {f"{one}/{unit['id']}" for one in public for unit in self._descriptions[one]["units"]} | set(public)
        of = case_id if case_id in public else ""
        places = evidence[["row", "column"]].drop_duplicates().itertuples(index=False, name=None)
        cells = {
            (row, column): addresses.cell(row, column, of, families=families, units=units) for row, column in places
        }
        passages, told = [], []
        for row in evidence[["case_id", "segment_id", "row", "column"]].itertuples(index=False, name=None):
            shown = row[0] in public
            passages.append(addresses.passage(*row[:2]) if shown and row[1] else "")
            told.append(cells[row[2:]] if shown else "")
        return evidence.assign(address=passages, cell=told)

    @cached_property
    def segments(self) -> pd.DataFrame:
        from ... import store

        return store.read_cases(store.case_ids(), "segments")

    @cached_property
    def codings(self) -> pd.DataFrame:
        """The codings of the analysed pass."""
        from ... import store
        from ...core.passes import coders, of_pass, of_whole_passes, partly_read, passages_read

        case_ids, coder = store.case_ids(), store.read_config()["coder"]
        codings = store.read_cases(case_ids, "codings")
        read = [one for one in case_ids if store.resolve(f"data/processed/{one}/readings.csv").is_file()]
        readings = store.read_cases(read, "readings") if read else None
        partly = partly_read(
            passages_read(codings, readings, store.read_passes(case_ids), self.segments), self.segments
        )
        return of_pass(codings, coders(of_whole_passes(codings, partly, coder), coder))

    @cached_property
    def sources(self) -> pd.DataFrame:
        from ... import store

        return store.read_sources(store.case_ids())

    @cached_property
    def links(self) -> dict[tuple[str, str], dict[str, str]]:
        """Each link, of any pass, by its case and id."""
        from ... import store

        links = store.read_cases(store.case_ids(), "links")
        return {(one["case_id"], one["link_id"]): one for one in links.to_dict("records")}

    def said(self, evidence: pd.DataFrame) -> pd.DataFrame:
        """Return an evidence file with what each passage says beside its id, and in ``story`` the other passages of its
        episode (`_story`), where it names episodes.
        """
        from ...core.evidence import told

        if "segment_id" not in evidence:
            return evidence
        whole = told(evidence, self.segments, self.codings, self.sources)
        whole = whole.assign(paraphrase=whole["paraphrase"].fillna(UNKNOWN)).fillna("")
        if "episode" in whole:
            about = {(one["case_id"], one["segment_id"]): one for one in self.segments.to_dict("records")}
            whole["story"] = [self._story(row, about) for row in whole.to_dict("records")]
        return whole

    def _story(self, row: dict[str, str], about: dict[tuple[str, str], dict[str, str]]) -> list[dict[str, str]]:
        """Return the passages, beside its own, on which the links of a row of evidence rest, in their order: id,
        source, section, kind, speaker, paraphrase, and in ``tells`` what each tells (``cause: Lack of trust``).
        """
        others = [one for one in row["episode"].split() if one != row["segment_id"]]
        links = (
            [self.links[key] for one in row["links"].split() if (key := (row["case_id"], one)) in self.links]
            if others
            else []
        )
        story = []
        for segment_id in others:
            told = [(what, link[what]) for link in links for what, at in _TELLS if link[at] == segment_id]
            tells = "; ".join(dict.fromkeys(f"{what}: {self.names.get(code, code)}" for what, code in told))
            passage = about.get((row["case_id"], segment_id), {})
            said = {name: passage.get(name, "") for name in ("source_id", "section", "kind", "speaker")}
            paraphrase = passage.get("paraphrase", UNKNOWN)
            story.append({"segment_id": segment_id, "tells": tells, **said, "paraphrase": paraphrase})
        return story

    def labelled(self, evidence: pd.DataFrame) -> pd.DataFrame:
        """Return an evidence file with the label of the codebook or case wherever it repeats an id in its place."""
        for place in ("row", "column"):
            told, ids = evidence[f"{place}_label"], evidence[place]
            ours = ids.map(lambda key: " / ".join(self.names.get(part, part) for part in key.split(" / ")))
            evidence = evidence.assign(**{f"{place}_label": told.where(told != ids, ours)})
        return evidence


class Output:
    """A figure or table with what stands behind its cells: its evidence file, read whole."""

    def __init__(self, asked: str, known: Known | None = None) -> None:
        """Open the output that a name or any of its files means. Raises `CaseDataError` where there is none."""
        import pandas as pd

        from ... import store

        files = completion.evidence_files(store.project_root())
        name = completion.evidence_name(asked, files)
        if name is None:
            nearest = did_you_mean(asked, files) if files else "no figure is there yet; run `make` first"
            raise CaseDataError(
                [Finding("reports/", f"there is no figure or table '{asked}'", nearest, code="call.unknown-name")]
            )
        known = known or Known()
        self.name, self._known, self._path = name, known, files[name]
        self.file = str(files[name].relative_to(store.project_root()))
        kept = pd.read_csv(files[name], dtype=str, keep_default_na=False)
        self.evidence = known.addressed(known.labelled(known.said(kept)), files[name].parent.name)

    @cached_property
    def places(self) -> Places:
        """The rows of the evidence by the words that name them."""
        from ...core.places import Places

        columns = ["row", "column", "row_label", "column_label"]
        return Places(self.evidence[columns].to_dict("records"), self._known.names, self._known.groups)

    @cached_property
    def printed(self) -> list[dict[str, str]]:
        """The lines of the table as it is printed or, for a figure, of the table of its name and of its own data."""
        import pandas as pd

        from ... import store

        reports = store.project_root() / "reports"
        stem = self._path.relative_to(reports).as_posix().removesuffix(".evidence.csv")
        paths = dict.fromkeys((reports / "tables" / f"{stem.split('/', 1)[1]}.csv", reports / f"{stem}.csv"))
        read = [pd.read_csv(path, dtype=str, keep_default_na=False) for path in paths if path.is_file()]
        return [line for table in read for line in table.to_dict("records")]

    def part(self, row: str | None = None, column: str | None = None) -> pd.DataFrame:
        """Return the evidence of a row and a column (`meant`)."""
        return self.evidence[self.meant(row, column)]

    def meant(self, row: str | None = None, column: str | None = None) -> list[bool]:
        """Return which rows of the evidence a row and a column mean, by id, by label or as printed; None is all.

        Raises `CaseDataError` for a word behind which nothing stands.
        """
        of_row = self.places.meant(row, "row", printed=self.printed) if row else [True] * len(self.evidence)
        chosen = self.places.meant(column, "column", of_row, self.printed) if column else of_row
        if not any(chosen):
            if row and column and any(of_row) and any(self.places.meant(column, "column", printed=self.printed)):
                raise CaseDataError([self._empty(row, column)])
            wrong = "column" if any(of_row) else "row"
            word = (row if wrong == "row" else column) or ""
            known = [one for one in dict.fromkeys([*self.evidence[f"{wrong}_label"], *self.evidence[wrong]]) if one]
            mend = f"{did_you_mean(word, known)}; a {wrong} without evidence is not listed"
            raise CaseDataError(
                [Finding(self.file, f"no passage stands behind {wrong} '{word}'", mend, code="call.nothing")]
            )
        return chosen

    def _empty(self, row: str, column: str) -> Finding:
        """Return that no passage stands behind a cell whose row and column are known, and the state of the cell."""
        from ...core.places import folded

        names, wanted = self._known.names, {folded(row), folded(column)}
        cells = ([*line.values(), *(names.get(cell, "") for cell in line.values())] for line in self.printed)
        states = [
            line["state"]
            for line, words in zip(self.printed, cells, strict=True)
            if line.get("state") and wanted <= {folded(word) for word in words}
        ]
        state = f" (state: {states[0]})" if len(set(states)) == 1 else ""
        mend = "a cell without evidence is not listed"
        if states[:1] == ["possible"] or states[:1] == ["absent"]:
            mend += f"; the codings whose presence is '{states[0]}' stand in data/processed/<case>/codings.csv"
        return Finding(
            self.file, f"no passage stands behind row '{row}' in column '{column}'{state}", mend, code="call.nothing"
        )


def beside_copies(chosen: pd.DataFrame, folder: str) -> pd.DataFrame:
    """Return evidence with ``in_your_copy`` (see `anchors.verify`) and ``your_copy_says``, the passage word for word
    from the reader's copy, empty where it is not found; each passage of a story too. Nothing of it is kept.
    """
    from ...sources.quoting import quoted

    texts = copies.texts(folder)
    segments = copies.raw_segments(sorted(chosen["case_id"].unique()))
    wanted = set(zip(chosen["case_id"], chosen["segment_id"], strict=True))
    for case_id, story in zip(chosen["case_id"], chosen.get("story", [[]] * len(chosen)), strict=True):
        wanted |= {(case_id, one["segment_id"]) for one in story}
    asked = [key in wanted for key in zip(segments["case_id"], segments["segment_id"], strict=True)]
    found = {
        (one.case_id, one.segment_id): (one.result, one.words) for one in quoted(segments[asked], texts).itertuples()
    }

    def seen(case_id: str, segment_id: str) -> dict[str, Any]:
        result, words = found.get((case_id, segment_id), ("no anchor" if segment_id else "no passage", ""))
        return {"in_your_copy": result, "your_copy_says": words}

    seen_at = [seen(*key) for key in chosen[_KEYS].itertuples(index=False, name=None)]
    chosen = chosen.assign(**{name: [one[name] for one in seen_at] for name in ("in_your_copy", "your_copy_says")})
    if "story" in chosen:
        stories = zip(chosen["case_id"], chosen["story"], strict=True)
        chosen["story"] = [[{**one, **seen(case_id, one["segment_id"])} for one in story] for case_id, story in stories]
    return chosen
