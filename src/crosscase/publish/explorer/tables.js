"use strict";
// The two tables: codes by case, and causes by effects. Each returns the table and its rows for a spreadsheet.

// An element with attributes and children; text is always text, never markup.
function el(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false && (value !== "" || key === "value")) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

function sign(name, colour = "") {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", `sign ${colour}`.trim());
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#sign-${name}`);
  svg.append(use);
  return svg;
}

const linkTo = (state, ...children) => el("a", { href: hashOf(state) }, ...children);

// Codes under their families and headings, as rows of a table: [family, [[heading, [code, ...]], ...]].
function grouped(list) {
  const families = new Map();
  for (const code of list) {
    if (!families.has(code.family)) families.set(code.family, new Map());
    const headings = families.get(code.family);
    headings.set(code.heading, [...(headings.get(code.heading) || []), code]);
  }
  return [...families].map(([family, headings]) => [family, [...headings]]);
}

function bodies(list, width, rowOf) {
  return grouped(list).map(([family, headings]) => el("tbody", {},
    el("tr", {}, el("th", { scope: "rowgroup", colspan: width }, el("span", {}, data.families[family] || family))),
    headings.map(([heading, members]) => [
      heading ? el("tr", {}, el("th", { scope: "rowgroup", colspan: width, class: "heading" }, el("span", {}, heading))) : null,
      members.map(rowOf),
    ])));
}

// A name that stands upright where columns are many.
const turned = (many, ...children) => (many ? el("span", {}, ...children) : children);

function codesTable(state, list) {
  const { filters } = state;
  const cells = countCodes(list, filters.pass);
  const columns = data.columns.map((column, at) => ({ ...column, at })).filter((column) => !filters.case || column.case_id === filters.case);
  const many = columns.length > 6;
  const shownCodes = codes.filter((code) => filters.all || columns.some((column) => cells.has(`${code.at}/${column.at}`)));
  const head = el("tr", {}, el("th", { scope: "col", class: "corner" }, "Code"), columns.map((column) => {
    const n = list.filter((passage) => passage.columns.includes(column.at)).length;
    const to = { view: "effects", filters: { ...filters, case: column.case_id } };
    const link = linkTo(to, column.label);
    link.title = `Causes and effects in ${column.label}`;
    return el("th", { scope: "col", class: many ? "turned" : "" }, turned(many, link, el("span", { class: "quiet" }, plural(n, "passage"))));
  }));
  const rows = [["family", "code_id", "code", ...columns.map((column) => column.label)]];
  const body = bodies(shownCodes, columns.length + 1, (code) => {
    const made = columns.map((column) => codeCell(state, code, column, cells.get(`${code.at}/${column.at}`)));
    rows.push([code.family, code.id, code.label, ...made.map((one) => one.value)]);
    return el("tr", {}, el("th", { scope: "row", title: code.definition }, linkTo({ view: "codes", row: code.id, filters }, code.label)), made.map((one) => one.cell));
  });
  const table = el("table", { class: `matrix codes${many ? " upright" : ""}` },
    el("caption", { class: "hidden" }, "Codes by case: number of passages"), el("thead", {}, head), body);
  const key = ["Number of passages that carry a code. A number opens them, the name of a case its causes and effects. ",
    sign("feared", "faint"), " only feared, hoped for or said in general; – said not to occur; blank: nobody says it; hatched: not read for it."];
  return { title: "Codes by case", key, table, rows, file: "codes_by_case.csv", empty: shownCodes.length === 0 };
}

function codeCell(state, code, column, found) {
  const { filters } = state;
  const about = caseOf.get(column.case_id);
  if (!found) {
    const asked = filters.pass || about.shown;
    const why = about.skipped.includes(code.id) ? "not read for this code" : about.read[asked] === undefined ? "not read in this coding" : "";
    return { cell: el("td", { class: why ? "skipped" : "" }, why ? el("span", { class: "hidden" }, why) : ""), value: why };
  }
  const n = found.present.length;
  const kind = n ? "present" : found.absent.length ? "absent" : "possible";
  const told = n ? plural(n, "passage") : found.absent.length ? "said not to occur" : "only feared, hoped for or general";
  const current = state.view === "codes" && state.row === code.id && state.column === column.unit;
  const link = linkTo({ view: "codes", row: code.id, column: column.unit, filters }, { present: String(n), absent: "–", possible: sign("feared", "faint") }[kind]);
  link.setAttribute("aria-label", `${code.label}, ${column.label}: ${told}`);
  if (current) link.setAttribute("aria-current", "true");
  const shade = n ? `${code.valence || "neutral"} step-${stepOf(n, data.classes.codes)}` : "";
  return { cell: el("td", { class: shade }, link), value: n || told };
}

function effectsTable(state, list) {
  const { filters } = state;
  const cells = countEffects(list, filters);
  const used = (place) => new Set([...cells.keys()].map((key) => Number(key.split("/")[place])));
  const [rowsUsed, columnsUsed] = [used(0), used(1)];
  const causes = codes.filter((code) => ["barrier", "enabler"].includes(code.family) && (filters.all || rowsUsed.has(code.at)));
  const effects = codes.filter((code) => code.family === "effect" && (filters.all || columnsUsed.has(code.at)));
  const sides = [["co-destruction", "Harm (co-destruction)"], ["co-creation", "Good (co-creation)"]];
  const groups = sides.map(([valence, label]) => [label, effects.filter((effect) => effect.valence === valence)]).filter(([, members]) => members.length);
  const ordered = groups.flatMap(([, members]) => members);
  const head = [
    el("tr", {}, el("th", { class: "corner", rowspan: 2, scope: "col" }, "Cause"), groups.map(([label, members]) => el("th", { scope: "colgroup", colspan: members.length, class: `group ${tone(members[0])}` }, label))),
    el("tr", {}, ordered.map((effect) => el("th", { scope: "col", class: "turned", title: effect.definition }, turned(true, linkTo({ view: "codes", row: effect.id, filters }, effect.label))))),
  ];
  const rows = [["cause", "effect", "kind", "passages", "links", "cases", "happened", "met_by_a_remedy", "only_feared_or_hoped_for"]];
  const body = bodies(causes, ordered.length + 1, (cause) => el("tr", {},
    el("th", { scope: "row", title: cause.definition }, linkTo({ view: "codes", row: cause.id, filters }, cause.label)),
    ordered.map((effect) => {
      const found = cells.get(`${cause.at}/${effect.at}`);
      if (found) {
        const { happened, met, feared } = found.signs;
        rows.push([cause.label, effect.label, effect.valence, found.passages.size, found.links.length, casesOf([...found.passages]), happened, met, feared]);
      }
      return effectCell(state, cause, effect, found);
    })));
  const about = caseOf.get(filters.case);
  const where = about ? about.label : `all ${data.cases.length} cases`;
  const table = el("table", { class: "matrix effects upright" },
    el("caption", { class: "hidden" }, `Causes and effects, ${where}: number of passages and what came of it`), el("thead", {}, head), body);
  const key = ["Number of passages in which a cause (row) is said to have led to an effect (column). What came of it: ",
    sign("happened"), " happened, ", sign("met"), " met by a remedy, ", sign("feared"), " only feared or hoped for; ", el("span", { class: "harm" }, "orange"), " harm, ", el("span", { class: "good" }, "blue"), " good."];
  return { title: `Causes and effects: ${where}`, key, table, rows, file: `causes_and_effects${about ? `_${about.id}` : ""}.csv`, empty: !causes.length || !ordered.length, cases: true };
}

function effectCell(state, cause, effect, found) {
  if (!found) return el("td");
  const parts = Object.keys(SIGNS).filter((name) => found.signs[name]);
  const told = parts.map((name) => `${found.signs[name]} ${name === "feared" ? (tone(effect) === "good" ? "only hoped for" : "only feared") : SIGNS[name]}`);
  const where = state.filters.case ? "" : ` in ${plural(casesOf([...found.passages]), "case")}`;
  const link = linkTo({ view: "effects", row: cause.id, column: effect.id, filters: state.filters }, el("span", {}, String(found.passages.size)), el("span", { class: "signs-of" }, parts.map((name) => sign(name, tone(effect)))));
  link.setAttribute("aria-label", `${cause.label} led to ${effect.label}: ${plural(found.passages.size, "passage")}${where}; ${plural(found.links.length, "link")}: ${told.join(", ")}`);
  if (state.view === "effects" && state.row === cause.id && state.column === effect.id) link.setAttribute("aria-current", "true");
  return el("td", {}, link);
}
