"use strict";
// What is shown follows the address alone: every choice writes an address, and every address is drawn here.

const at = (id) => document.getElementById(id);
const form = at("filters");
const MOST = 40; // passages that are drawn at once
let state = null;

// --- the open cell ---------------------------------------------------------------------------------

// What the open row, cell or passage is: its title, its passages in groups, and what stands out in them.
function opened(list) {
  const { view, row, column, filters } = state;
  if (view === "passages") return row ? onePassage(row, column) : { title: "Passages", groups: [["", list]] };
  if (!row) return null;
  if (view === "codes") return openedCode(list, codeOf.get(row), column);
  const [cause, effect] = [codeOf.get(row), codeOf.get(column)];
  if (!cause || !effect) return missing();
  const cell = countEffects(list, filters).get(`${cause.at}/${effect.at}`);
  const behind = cell ? [...cell.passages] : [];
  const where = filters.case ? `, ${caseOf.get(filters.case)?.label}` : "";
  const count = (pass) => (countEffects(chosen({ ...filters, pass }), { ...filters, pass }).get(`${cause.at}/${effect.at}`)?.passages || new Set()).size;
  return { title: `${cause.label} → ${effect.label}${where}`, groups: [["", behind]], count, here: { link: (link) => link.cause === cause && link.effect === effect } };
}

function openedCode(list, code, unit) {
  const column = data.columns.findIndex((one) => one.unit === unit);
  if (!code || (unit && column < 0)) return missing();
  const numbers = unit ? [column] : data.columns.map((_, number) => number);
  const of = (filters) => {
    const cells = countCodes(chosen(filters), filters.pass);
    const found = { present: new Set(), possible: new Set(), absent: new Set() };
    numbers.forEach((number) => Object.entries(cells.get(`${code.at}/${number}`) || {}).forEach(([kind, some]) => some.forEach((one) => found[kind].add(one))));
    return found;
  };
  const found = of(state.filters);
  const groups = [["", found.present], ["Only feared, hoped for or said in general (not counted)", found.possible], ["Said not to occur (not counted)", found.absent]];
  const count = (pass) => of({ ...state.filters, pass }).present.size;
  const where = unit ? data.columns[column].label : "all cases";
  return { title: `${code.label}: ${where}`, about: code.definition, groups: groups.map(([name, some]) => [name, [...some]]), count, here: { code, link: (link) => link.cause === code || link.effect === code || link.remedy === code } };
}

function onePassage(caseId, id) {
  const passage = passageOf.get(`${caseId}:${id}`);
  return passage ? { title: `Passage ${id}`, groups: [["", [passage]]], single: true } : missing();
}

const missing = () => ({ title: "Not on this page", about: "The address names a cell or passage that this page does not hold. It may come from another version of the data, or from a case that is not public.", groups: [] });

// --- drawing ----------------------------------------------------------------------------------------

function drawTable(list) {
  const section = at("table");
  section.replaceChildren();
  if (state.view === "passages") return;
  const made = state.view === "codes" ? codesTable(state, list) : effectsTable(state, list);
  const button = el("button", { type: "button" }, "Table as CSV");
  button.addEventListener("click", () => save(made.file, made.rows));
  section.append(el("div", { class: "bar" }, el("h2", { id: "table-title" }, made.title), button));
  section.append(el("p", { class: "quiet key" }, made.key));
  if (made.cases && data.cases.length <= 12) section.append(caseLinks());
  section.append(made.empty ? el("p", {}, "No passage fits these filters.") : el("div", { class: "scroll", tabindex: "0", role: "region", "aria-labelledby": "table-title" }, made.table));
}

function caseLinks() {
  const link = (id, label) => {
    const a = linkTo({ view: "effects", filters: { ...state.filters, case: id } }, label);
    if (state.filters.case === id) a.setAttribute("aria-current", "true");
    return a;
  };
  const all = [["", "all cases"], ...data.cases.map((one) => [one.id, one.label])];
  return el("p", { class: "quiet case-links" }, "Case: ", all.flatMap(([id, label], number) => [number ? " · " : "", state.filters.case === id ? el("strong", {}, label) : link(id, label)]));
}

function drawPanel(list) {
  const section = at("panel");
  section.replaceChildren();
  const open = opened(list);
  at("shown").classList.toggle("open", Boolean(open) && state.view !== "passages");
  section.hidden = !open;
  if (!open) return;
  const every = open.groups.flatMap(([, some]) => some);
  const counted = open.groups.length ? open.groups[0][1] : [];
  const bar = el("div", { class: "bar" }, el("h2", { id: "panel-title", tabindex: "-1" }, open.title));
  if (every.length) {
    const button = el("button", { type: "button" }, "Passages as CSV");
    button.addEventListener("click", () => save("passages.csv", passageRows(every, state)));
    bar.append(button);
  }
  section.append(bar);
  const back = { ...state, row: "", column: "" };
  if (state.row) section.append(el("p", { class: "back" }, linkTo(back, state.view === "passages" ? "All passages" : "Close, back to the table")));
  if (open.about) section.append(el("p", { class: "quiet" }, open.about));
  if (open.groups.length && !open.single) section.append(el("p", {}, [plural(counted.length, "passage"), plural(speakersOf(counted), "labelled speaker"), plural(casesOf(counted), "case")].join(", "), "."));
  if (open.count && data.passes.length > 1) section.append(el("p", { class: "quiet" }, "Passages in each coding: ", data.passes.map((name) => `${passName(name)} ${open.count(name)}`).join(", "), "."));
  open.groups.forEach(([name, some]) => {
    if (name && some.length) section.append(el("h3", {}, `${name}: ${plural(some.length, "passage")}`));
    cards(section, some, open);
  });
  if (open.single) section.querySelector("details")?.setAttribute("open", "");
}

// Passages, some at a time, with a button for more.
function cards(section, some, open, from = 0) {
  some.slice(from, from + MOST).forEach((passage) => section.append(card(passage, state, open.here)));
  const left = some.length - from - MOST;
  if (left <= 0) return;
  const more = el("button", { type: "button" }, `Show ${Math.min(left, MOST)} more of ${some.length}`);
  more.addEventListener("click", () => {
    const place = el("div");
    more.replaceWith(place);
    cards(place, some, open, from + MOST);
    const first = place.querySelector("h3 a");
    if (first) first.focus();
  });
  section.append(more);
}

function drawControls(list) {
  const { view, filters } = state;
  document.querySelectorAll("nav a").forEach((link) => {
    link.setAttribute("href", hashOf({ view: link.dataset.view, filters }));
    link.toggleAttribute("aria-current", link.dataset.view === view);
    if (link.dataset.view === view) link.setAttribute("aria-current", "page");
  });
  for (const name of FILTERS) {
    const field = form.elements[name];
    if (name === "all") field.checked = Boolean(filters.all);
    else if (field.value !== filters[name]) field.value = filters[name];
    field.classList.toggle("set", Boolean(filters[name]));
  }
  const set = FILTERS.filter((name) => filters[name] && name !== "all").map((name) => {
    const field = form.elements[name];
    return `${field.closest("label").firstChild.data.trim().toLowerCase()}: ${field.selectedOptions?.[0]?.text || filters[name]}`;
  });
  at("reset").href = hashOf({ view });
  at("reset").hidden = set.length === 0 && !filters.all;
  const n = casesOf(list);
  at("status").textContent = `${set.length ? `${list.length} of ${passages.length}` : passages.length} passages of ${plural(n, "case")}${set.length ? ` (${set.join("; ")})` : ""}.`;
}

function show(next, { focus = true } = {}) {
  const before = state;
  state = next;
  const list = chosen(state.filters);
  drawControls(list);
  const [left, top] = [document.querySelector(".scroll")?.scrollLeft || 0, document.querySelector(".scroll")?.scrollTop || 0];
  drawTable(list);
  if (before && before.view === state.view) document.querySelector(".scroll")?.scrollTo(left, top);
  drawPanel(list);
  document.querySelector("td a[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  const open = state.row ? `: ${at("panel-title")?.textContent || ""}` : "";
  document.title = `${state.view === "codes" ? "Codes by case" : state.view === "effects" ? "Causes and effects" : "Passages"}${open} | Evidence explorer`;
  if (!focus) return;
  const moved = !before || [before.view, before.row, before.column].join() !== [state.view, state.row, state.column].join();
  if (state.row && moved) at("panel-title")?.focus();
  else if (before?.row && !state.row && before.view === state.view) cellOf_(before)?.focus();
}

// The link of the table that opened a cell, where the table still has it.
const cellOf_ = ({ view, row, column }) => [...document.querySelectorAll("#table a")].find((link) => {
  const to = stateOf(link.getAttribute("href"));
  return to.view === view && to.row === row && to.column === column;
});

// --- choices ----------------------------------------------------------------------------------------

function go(next, replace = false) {
  const hash = hashOf(next);
  if (hash === location.hash) return;
  if (replace) {
    history.replaceState(null, "", hash);
    show(stateOf(hash), { focus: false });
  } else {
    location.hash = hash;
  }
}

const options = (first, rest) => [el("option", { value: "" }, first), ...rest.map(([value, label]) => el("option", { value }, label))];

function fillControls() {
  const fields = form.elements;
  fields.case.append(...options("all cases", data.cases.map((one) => [one.id, one.label])));
  fields.code.append(el("option", { value: "" }, "any code"), ...grouped(codes).map(([family, headings]) =>
    el("optgroup", { label: data.families[family] || family }, headings.flatMap(([, members]) => members).map((code) => el("option", { value: code.id }, code.label)))));
  fields.phase.append(...options("any phase", data.phases.map((phase) => [phase, `${phase} the collaboration`])));
  fields.side.append(el("option", { value: "" }, "anybody"), ...Object.entries(data.sides).map(([side, label]) => {
    const roles = data.roles.filter(([, , of]) => of === side);
    return el("optgroup", { label }, el("option", { value: `side:${side}` }, `${label}: all`), roles.length > 1 ? roles.map(([role, name]) => el("option", { value: `role:${role}` }, name)) : []);
  }));
  fields.status.append(...options("any outcome", data.statuses.map((status) => [status, STATUS[status].harm.replace("only feared", "only feared or hoped for")])));
  fields.pass.append(...options("as in the figures", data.passes.map((name) => [name, passName(name)])));
}

let waiting = 0;
form.addEventListener("input", (event) => {
  const valueOf = ({ type, checked, value }) => (type === "checkbox" ? (checked ? "1" : "") : value);
  const filters = Object.fromEntries(FILTERS.map((name) => [name, valueOf(form.elements[name])]));
  clearTimeout(waiting);
  // Letters of a search are one step of the history, not one each.
  if (event.target.name === "q") waiting = setTimeout(() => go({ ...state, filters }, true), 150);
  else go({ ...state, filters });
});

form.addEventListener("submit", (event) => event.preventDefault());

// Arrows move from cell to cell of a table; Escape closes what is open.
document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === "Escape" && state.row && !form.contains(event.target)) go({ ...state, row: "", column: "" });
  const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
  const cell = event.target.closest?.(".matrix td, .matrix tbody th");
  if (!step || !cell) return;
  const next = neighbour(cell, step);
  if (!next) return;
  event.preventDefault();
  next.focus();
});

function neighbour(cell, [down, right]) {
  const rows = [...cell.closest("table").querySelectorAll("tbody tr")];
  let row = rows.indexOf(cell.parentElement);
  let column = cell.cellIndex;
  for (;;) {
    row += down;
    column += right;
    if (!rows[row] || column < 0 || column >= cell.parentElement.cells.length) return null;
    const link = rows[row].cells[column]?.querySelector("a");
    if (link && rows[row].cells.length === cell.parentElement.cells.length) return link;
  }
}

document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  at("shown").focus();
});

// On paper everything is open.
const shut = new Set();
window.addEventListener("beforeprint", () => document.querySelectorAll("#panel details:not([open])").forEach((one) => {
  one.draw();
  one.open = true;
  shut.add(one);
}));
window.addEventListener("afterprint", () => { shut.forEach((one) => { one.open = false; }); shut.clear(); });

window.addEventListener("hashchange", () => show(stateOf(location.hash)));
fillControls();
form.querySelector("details").open = window.matchMedia("(min-width: 700px)").matches;
show(stateOf(location.hash));
