"""An invented question: the folder, the notebook and the rule file that one more question takes."""

import json
from pathlib import Path

ROOM = {
    "__init__.py": "",
    "compute.py": '''"""How many words a case is told in."""

import pandas as pd


def words(segments: pd.DataFrame, cases: pd.DataFrame) -> pd.DataFrame:
    """Return one row per case with the words of its paraphrases."""
    told = segments["paraphrase"].str.split().str.len().groupby(segments["case_id"]).sum()
    return pd.DataFrame({"case_id": cases["case_id"], "n_words": cases["case_id"].map(told).fillna(0).astype(int)})
''',
    "figure.py": '''"""Words by case."""

import pandas as pd
from matplotlib.figure import Figure

from ...publish import style
from ...publish.drawing import new_figure


def words_figure(table: pd.DataFrame, preset: str) -> Figure:
    size = style.PRESETS[preset]
    with style.applied(size):
        figure = new_figure(size.single, 40)
        figure.add_axes((0.4, 0.2, 0.5, 0.7)).barh(table["case_id"], table["n_words"])
    return figure
''',
    "caption.py": '''"""Words by case, in words."""


def words(table):
    return f"**Words by case.** {table['n_words'].sum()} words.", "Bars of words by case."
''',
    "words_by_case.schema.yaml": """description: One row per case with the words of its paraphrases.
primaryKey: [case_id]
fields:
  - {name: case_id, type: string, description: The case., constraints: {required: true}}
  - {name: n_words, type: integer, description: Words of all paraphrases of the case., constraints: {required: true}}
""",
}
RULE = """# Words: how many words is a case told in? Needs the clean tables; leaves a table and a figure.


rule words:
    \"\"\"Count the words that each case is told in.\"\"\"
    input:
        notebook="notebooks/34_words.ipynb",
        code=code_of("notebooks/34_words.ipynb"),
        tables=expand("data/processed/{case_id}/{table}.csv", case_id=CASES, table=["segments", "codings", "links"]),
        cases="data/processed/cross_case/cases.csv",
        sources="data/raw/sources.csv",
    output:
        words="data/processed/cross_case/words_by_case.csv",
        figure=multiext("reports/figures/words", *FIGURE),
    params:
        settings=settings("case_ids", "coder", "figure_preset"),
        paths=paths,
    log:
        text="logs/words.log",
        notebook="reports/notebooks/34_words.ipynb",
    shell:
        RUN
"""
CELLS = [
    ("markdown", [], "# How many words is a case told in?"),
    (
        "code",
        ["paths"],
        """paths = {
    "cases": "data/processed/cross_case/cases.csv",
    "sources": "data/raw/sources.csv",
    "words": "data/processed/cross_case/words_by_case.csv",
    "figure": "reports/figures/words.svg",
}""",
    ),
    ("code", ["parameters"], 'case_ids = ["place4carers"]\ncoder = "consensus"\nfigure_preset = "bmc"'),
    (
        "code",
        [],
        """from crosscase import store
from crosscase.publish import page
from crosscase.questions.words import caption, compute, figure

m = store.read_material(paths, case_ids, coder=coder)
table = compute.words(m.segments, m.cases)""",
    ),
    (
        "code",
        [],
        """told, alt = caption.words(table)
behind = m.behind(table.assign(segment_ids=""), row=["case_id"])
page.figure(
    figure.words_figure(table, figure_preset), paths["figure"], data=table, caption=told, alt=alt, behind=behind
)""",
    ),
    ("code", [], 'store.write_table(table, paths["words"], "words_by_case")'),
]


def notebook():
    cells = []
    for number, (kind, tags, source) in enumerate(CELLS, 1):
        more = {"execution_count": None, "outputs": []} if kind == "code" else {}
        cells.append(
            {"cell_type": kind, "id": f"cell-{number:02d}", "metadata": {"tags": tags}, "source": source, **more}
        )
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return json.dumps({"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5})


def write(folder: Path) -> None:
    """Add the question to a copy of the project."""
    room = folder / "src/crosscase/questions/words"
    room.mkdir()
    for name, text in ROOM.items():
        (room / name).write_text(text, encoding="utf-8")
    (folder / "rules/questions/words.smk").write_text(RULE, encoding="utf-8")
    (folder / "notebooks/34_words.ipynb").write_text(notebook(), encoding="utf-8")
