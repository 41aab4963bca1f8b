"""Header words of our columns as people write them: other words and other languages (de, no, da, sv, it, fr, es, nl).

Only what can mean one column stands here. A Norwegian *Koder* may be codes or a coder, and is asked for.
"""

from __future__ import annotations

from collections.abc import Collection

from .grid import plain_name

_WORDS = {
    "segment_id": "segment_nr segment_no segment_number segment_name segmento segmentid id_segment id_segmento passage"
    " passage_id quote_id quotation_id excerpt_id utdrag_id zitat_id citat_id citation_id fragment_id",
    "code_id": "codename code_name kode kodename kategorie codice codigo kod theme thema tema node category codeid",
    "label": "bezeichnung etikett etichetta libelle etiqueta betegnelse merkelapp source_word own_word",
    "presence": "vorhanden vorhandensein presenza presence presencia aanwezig tilstede tilstedevaerelse",
    "coder": "kodierer kodiererin kodierer_in codierer codiererin codificatore codificatrice codeur codeuse codificador"
    " kodet_av kodet_af kodad_av codeerder coded_by coder_name codername rater annotator initials",
    "unit_id": "einheit enhet enhed unita unite unidad eenheid site",
    "source_id": "quelle kilde kalla fonte fuente bron document document_id dokument dokument_id documento",
    "section": "abschnitt avsnitt afsnit sezione seccion sectie kapitel chapter heading",
    "kind": "art type tipo slag soort kind_of_passage",
    "speaker": "sprecher sprecherin sprecher_in taler talare parlante locuteur hablante spreker informant",
    "role": "rolle roll ruolo rol",
    "phase": "fase fas",
    "paraphrase": "parafrase parafras parafrasi summary zusammenfassung sammendrag riassunto",
    "head_anchor": "kopfanker anker_anfang",
    "tail_anchor": "endanker anker_ende",
    "n_tokens": "tokens n_words",
    "link_id": "verknuepfung verbindung lenke kobling collegamento",
    "cause": "ursache arsak aarsag orsak causa oorzaak",
    "effect": "wirkung folge virkning effekt effetto effet efecto gevolg",
    "status": "zustand stato statut estado",
    "remedy": "abhilfe gegenmittel rimedio remede remedio losning middel",
    "group": "gruppe gruppo groupe grupo groep grupp",
    "gender": "geschlecht kjonn kon genere genre genero geslacht sex",
    "n": "anzahl antall antal numero nombre aantal number count",
    "note": "anmerkung bemerkung notiz merknad nota opmerking comment kommentar",
    "value": "wert verdi vaerdi varde valore valeur valor waarde",
    "method": "methode metode metodo",
}
_MEANT = {word: column for column, words in _WORDS.items() for word in words.split()}
_PLAIN = str.maketrans("àáâäåãèéêëìíîïòóôöøõùúûüñç", "aaaaaaeeeeiiiioooooouuuunc")


def column_of(cell: str, known: Collection[str]) -> tuple[str, str]:
    """Return the column that a header cell means, and why it is called otherwise; both empty where it means none."""
    name = plain_name(cell)
    for one in (name, f"{name}_id", _parted(cell)):
        if one in known:
            return one, "the name of the column in other letters"
    bare = name.translate(_PLAIN).replace("æ", "ae").strip("?()")
    meant = _MEANT.get(bare, "")
    return (meant, "another word for the column") if meant in known else ("", "")


def _parted(cell: str) -> str:
    """Return a name whose words stand together as plain_name writes it: segmentId is segment_id."""
    return plain_name("".join(f" {one}" if one.isupper() else one for one in cell)) if cell[:1].islower() else ""
