"use strict";
// The address of what is shown: #view/row/column?filter=value. Other pages and `crosscase trace` name cells and passages so.

const VIEWS = ["codes", "effects", "passages"];
const FILTERS = ["case", "code", "phase", "side", "status", "pass", "q", "all"];

function stateOf(hash) {
  const [path, query = ""] = hash.replace(/^#/, "").split(/\?(.*)/s);
  const [view, row = "", column = ""] = path.split("/").map(decoded);
  const given = new URLSearchParams(query);
  const filters = Object.fromEntries(FILTERS.map((name) => [name, given.get(name) || ""]));
  return VIEWS.includes(view) ? { view, row, column, filters } : { view: "codes", row: "", column: "", filters };
}

function hashOf({ view, row = "", column = "", filters = {} }) {
  const query = new URLSearchParams(FILTERS.filter((name) => filters[name]).map((name) => [name, filters[name]])).toString();
  return `#${[view, row, column].filter(Boolean).map(encodeURIComponent).join("/")}${query ? `?${query}` : ""}`;
}

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
