"""What the headers of exports mean, in the languages in which the programs print them.

`ROLES` gives for each role of a column the words that stand for it, without accents and in small letters.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

ROLES: dict[str, str] = {
    "document": "document, documents, document name, source, source name, file, file name, filename, media title, "
    "media, transcript, interview, participant, participant id, respondent, respondent id, dokument, dokumentname, "
    "nazwa dokumentu, nombre del documento, documento, nome do documento, nom du document, nome del documento, "
    "documentnaam, dokumentnavn, dokumentnamn, fichier, datei, archivo, title of document",
    "group": "document group, dokumentgruppe, grupa dokumentow, grupo de documentos, groupe de documents, "
    "gruppo di documenti, documentgroep, dokumentgruppen, case, case name, folder",
    "code": "code, code name, node, node name, theme, category, kod, codigo, codice, tag, code path, "
    "hierarchical name, kode, kategorie, categoria, categorie, codering, subcode",
    "codes": "codes, codes applied combined, codes applied, codigos, codici, kody, koder, tags, kodierungen, labels, "
    "themes, nodes",
    "quote": "segment, text, quote, quotation, excerpt, excerpt copy, content, text content, quotation content, "
    "coded text, coded segment, coded segments, passage, fragment, segmento, contenido de texto, contenido del texto, "
    "conteudo de texto, conteudo do texto, textinhalt, zitatinhalt, reference text, reference content, response, "
    "answer, citation, cita, zitat, citacao, tekst, statement, verbatim, highlight",
    "start": "beginning, begin, start, start position, start offset, anfang, poczatek, comienzo, inicio, debut, "
    "inizio, initial position, posicion inicial, posicao inicial, startposition, pos0, char start, von",
    "end": "end, ending, end position, end offset, ende, koniec, final, fin, fine, fim, einde, final position, "
    "posicion final, posicao final, endposition, pos1, char end, bis",
    "range": "excerpt range, range",
    "coder": "author, coder, coded by, created by, creator, user, annotator, rater, researcher, excerpt creator, "
    "autor, auteur, autore, erstellt von, kodiert von, utworzony przez, creado por, criado por, cree par, "
    "coded by initials, codierer, codificador, forfatter",
    "created": "creation date, created, created at, date, excerpt date, erstelldatum, erstellt am, erstellt, "
    "data utworzenia, fecha de creacion, data de criacao, date de creation, data di creazione, aanmaakdatum, "
    "date created",
    "comment": "comment, comments, kommentar, komentarz, comentario, commentaire, commento, memo, note, notes, "
    "opmerking, description, definition, beschreibung, descripcion, descricao, opis, merknad",
    "n_codes": "number of codes, anzahl der codes, numero de codigos, quantidade de codigos",
    "place": "reference, referenz, referencia, paragraph, page, line, section, absatz, seite",
    "id": "id, number, nr, no, nummer, numero, highlight id, quotation id, excerpt id, identifier",
    # Known and of no use here.
    "": "color, colour, farbe, kolor, couleur, cor, weight, weight score, waga, gewicht, peso, ponderacion, poids, "
    "area, area %, coverage, coverage %, obszar %, objetosc, flache, abdeckungsgrad %, modified by, modified, "
    "modified on, modification date, name, quotation name, extensao, extension, resource creator, resource date, "
    "density, grounded, size, number of highlights, files, references, number of coding references, reference number, "
    "classification, aggregate, folder path, annotation id, updated at, lead time",
}
_WORDS = {word.strip(): role for role, words in ROLES.items() for word in words.split(",")}
#: ``Code 1``, ``code_2``, ``Tag3``: one of several columns of codes.
_NUMBERED = re.compile(r"(?:code|kod|kode|codigo|tag|theme|label|subcode)\s*[_#.-]?\s*\d+")
#: A column that Dedoose writes for a code.
_DEDOOSE = re.compile(r"code:\s*(?P<path>.+?)\s+(?P<what>applied|range|weight)", re.IGNORECASE)
_YES = {"1", "x", "yes", "y", "true", "ja", "si", "oui", "tak", "wahr", "vrai", "sim", "\u2713", "\u2714"}
_NO = {"0", "", "no", "n", "false", "nein", "non", "nie", "falsch", "faux", "nao", "-"}


def plain(word: str) -> str:
    """Return a header as it is compared: small letters, no accents, single spaces."""
    bare = "".join(one for one in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(one))
    return " ".join(bare.replace("\u0142", "l").replace("_", " ").split()).strip(" .:*#")


@dataclass(frozen=True)
class Header:
    """Which column holds what: ``roles`` by place, ``numbered`` columns of codes, ``flags`` with the code of each."""

    row: int
    names: tuple[str, ...]
    roles: dict[str, int]
    numbered: tuple[int, ...]
    flags: dict[int, str]
    doubts: tuple[str, ...] = ()

    def cell(self, row: Sequence[str], role: str) -> str:
        """Return the cell of a role; empty where there is none."""
        place = self.roles.get(role)
        return row[place] if place is not None and place < len(row) else ""


def header_of(rows: Sequence[Sequence[str]]) -> Header | None:
    """Return the header among the first rows, below titles; None where no row names both what was said and codes."""
    best: tuple[int, int] | None = None
    for number, row in enumerate(rows[:20]):
        known = {_WORDS.get(plain(cell)) for cell in row if cell} - {None, ""}
        several = any(_NUMBERED.fullmatch(plain(cell)) or _DEDOOSE.fullmatch(cell) for cell in row)
        score = len(known) + several
        if score >= 2 and (best is None or score > best[0]):
            best = (score, number)
        elif score == 1 and best is None and known & {"code", "codes", "quote"} and sum(map(bool, row)) > 1:
            best = (1, number)
    return None if best is None else _header(best[1], rows)


def _header(number: int, rows: Sequence[Sequence[str]]) -> Header:
    names = tuple(rows[number])
    roles: dict[str, int] = {}
    numbered, flags, open_, doubts = [], {}, [], []
    for place, name in enumerate(names):
        word, dedoose = plain(name), _DEDOOSE.fullmatch(name)
        if dedoose:
            if dedoose["what"].casefold() == "applied":
                flags[place] = dedoose["path"]
        elif _NUMBERED.fullmatch(word):
            numbered.append(place)
        elif word in _WORDS:
            if _WORDS[word] and _WORDS[word] not in roles:
                roles[_WORDS[word]] = place
        elif word:
            open_.append(place)
    below = rows[number + 1 :]
    for place in open_:
        cells = {plain(row[place]) for row in below if place < len(row)}
        if cells & _YES and cells <= _YES | _NO:
            flags[place] = names[place]
            continue
        near = difflib.get_close_matches(plain(names[place]), _WORDS, n=1, cutoff=0.88)
        if near and _WORDS[near[0]] and _WORDS[near[0]] not in roles:
            roles[_WORDS[near[0]]] = place
            doubts.append(f"the header '{names[place]}' is read as '{near[0]}'")
    return Header(number, names, roles, tuple(numbered), flags, tuple(doubts))


def is_yes(cell: str) -> bool:
    """Return whether a cell of a 0/1 column says that the code applies."""
    return plain(cell) in _YES
