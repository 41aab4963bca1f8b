"""Publication tables for LaTeX: a longtable that fits the text of its page, whatever page that is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import pandas as pd

from .tables import FIRM_HYPHEN, Layout, as_text, layout, title_and_note

#: What a document needs to set these tables.
PREAMBLE = r"""\usepackage[T1]{fontenc}
\usepackage{textcomp}
\usepackage{amsmath,amssymb}
\usepackage{array}
\usepackage{booktabs}
\usepackage{longtable}
\usepackage{pdflscape}"""

_LATEX = {
    "\\": r"\textbackslash{}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    # A row that begins with one of these would be read as an option of the line before.
    "[": "{[}",
    "*": "{*}",
    # Long names and paths may go on in the next line here.
    "_": r"\_\allowbreak{}",
    "/": r"/\allowbreak{}",
    # Signs that pdfLaTeX does not know as text.
    "≈": r"$\approx$",
    "≠": r"$\neq$",
    "≤": r"$\leq$",
    "≥": r"$\geq$",
    "⊂": r"$\subset$",
    "⊃": r"$\supset$",
    "⊆": r"$\subseteq$",
    "⊇": r"$\supseteq$",
    "−": r"$-$",
    "→": r"$\rightarrow$",
    "←": r"$\leftarrow$",
    "↔": r"$\leftrightarrow$",
    "∞": r"$\infty$",
    "○": r"$\circ$",
    "●": r"$\bullet$",
    "✓": r"$\checkmark$",
    "\n": r"\newline{}",
    "\N{NO-BREAK SPACE}": "~",
    "\N{NARROW NO-BREAK SPACE}": r"\,",
    "\N{THIN SPACE}": r"\,",
    "\N{ZERO WIDTH SPACE}": r"\allowbreak{}",
    "\N{NON-BREAKING HYPHEN}": r"\mbox{-}",
    **{
        chr(code): rf"$\{name[-1].lower()}$"
        for code in range(0x3B1, 0x3CA)
        if (name := unicodedata.name(chr(code)).split())[-1] != "OMICRON" and "FINAL" not in name
    },
}
# Two hyphens or commas in a row would become one dash or a quotation mark.
_PAIRS = re.compile(r"(?<=-)(?=-)|(?<=,)(?=,)")


def latex_escape(text: str) -> str:
    """Return text that LaTeX prints as it stands."""
    parts = _PAIRS.split(FIRM_HYPHEN.sub("\N{NON-BREAKING HYPHEN}", unicodedata.normalize("NFC", text)))
    return "{}".join("".join(_LATEX.get(character, character) for character in part) for part in parts)


def as_latex(frame: pd.DataFrame, caption: str, label: str, *, widths_mm: Sequence[float]) -> str:
    """Return a longtable with the title above, one row a line and the note below, on a turned page where it needs one.

    Widths are parts of the line of the document, the space between columns counted: a table fits every page.
    """
    found = layout(frame, widths_mm)
    title, note = title_and_note(caption)
    cells = as_text(frame)
    lines = [
        "% Needs in the preamble (type of 10 pt; made for a text 180 mm wide, or 267 mm on a turned page):",
        *(f"% {line}" for line in PREAMBLE.split("\n")),
        *([r"\begin{landscape}"] if found.landscape else []),
        r"\begingroup\footnotesize",
        r"\setlength{\tabcolsep}{4pt}\renewcommand{\arraystretch}{1.2}",
        r"\setlength{\LTleft}{0pt}\setlength{\LTright}{\fill}\setlength{\LTcapwidth}{\linewidth}\setlength{\LTpost}{3pt}",
        rf"\begin{{longtable}}{{@{{}}{_columns(found)}@{{}}}}",
        rf"\caption{{{latex_escape(title)}}}\label{{{label}}}\\",
        *_heads(list(map(str, frame.columns))),
    ]
    lines += [" & ".join(map(latex_escape, record)) + r" \\" for record in cells.values.tolist()]
    lines.append(r"\end{longtable}")
    if note:
        lines.append(rf"\noindent\parbox{{\linewidth}}{{\raggedright {latex_escape(note)}}}")  # on one page
    lines.append(r"\endgroup")
    return "\n".join([*lines, *([r"\end{landscape}"] if found.landscape else [])])


def _columns(found: Layout) -> str:
    """Return what stands in each column: text from the left, numbers from the right, nothing hyphenated."""
    sides = [r"\raggedleft" if number else r"\raggedright" for number in found.numbers]
    parts = [_part(width / found.room_mm) for width in found.widths_mm]
    return "".join(
        rf">{{{side}\arraybackslash}}p{{\dimexpr{part}\linewidth-2\tabcolsep\relax}}"
        for side, part in zip(sides, parts, strict=True)
    )


def _part(part: float) -> str:
    """Return a part of one with four digits, never more than it is."""
    return f"{int(part * 10_000) / 10_000:.4f}"


def _heads(names: Sequence[str]) -> list[str]:
    head = " & ".join(rf"\textbf{{{latex_escape(name)}}}" for name in names) + r" \\"
    again = [r"\toprule", head, r"\midrule"]
    return [*again, r"\endfirsthead", *again, r"\endhead", r"\bottomrule", r"\endfoot"]
