"use strict";
// The evidence as the page holds it, which passages the filters choose, and how tables count them. Nothing here draws.

const data = JSON.parse(document.getElementById("evidence").textContent);

const codes = data.codes.map(([id, label, family, heading, valence, definition], at) => ({ at, id, label, family, heading, valence, definition }));
const codeOf = new Map(codes.map((code) => [code.id, code]));
const caseOf = new Map(data.cases.map((one) => [one.id, one]));
const roleLabel = new Map(data.roles.map(([id, label]) => [id, label]));

// What came of a link: the sign, and the words for harm and for good.
const STATUS = {
  realised: { sign: "happened", harm: "happened", good: "happened" },
  mitigated: { sign: "met", harm: "weakened by a remedy", good: "weakened" },
  averted: { sign: "met", harm: "averted by a remedy", good: "averted" },
  possible: { sign: "feared", harm: "only feared", good: "only hoped for" },
};
const SIGNS = { happened: "happened", met: "met by a remedy", feared: "only feared or hoped for" };
const READ_AS = ["harm", "good", "harm and good", "neither"];

const tone = (code) => ({ "co-destruction": "harm", "co-creation": "good" })[code.valence] || "";
const passName = (name) => (name === "consensus" ? "Consensus" : `Coding ${name}`);
const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const plural = (n, word) => `${n} ${word}${n === 1 ? "" : "s"}`;

class Link {
  constructor(passage, [id, pass, cause, effect, status, remedy, causeAt, remedyAt]) {
    Object.assign(this, { passage, id, pass, cause: codes[cause], effect: codes[effect], remedy: codes[remedy] || null });
    this.status = data.statuses[status];
    this.told = [["cause", causeAt], ["remedy", remedyAt]].filter(([, at]) => at && at !== passage.id);
  }
  get outcome() { return STATUS[this.status][tone(this.effect) || "harm"]; }
}

const passages = data.passages.map((one) => ({ speaker: "", role: "", codes: [], links: [], readings: [], memos: [], ...one }));
const passageOf = new Map();
passages.forEach((passage, at) => {
  passage.at = at;
  passage.of = data.cases[passage.case];
  passage.links = passage.links.map((link) => new Link(passage, link));
  passage.elsewhere = [];
  passage.columns = data.columns.flatMap((column, number) => (fills(passage, column) ? [number] : []));
  passageOf.set(`${passage.of.id}:${passage.id}`, passage);
});
passages.forEach((passage) => passage.links.forEach((link) => link.told.forEach(([what, id]) => {
  const other = passageOf.get(`${passage.of.id}:${id}`);
  if (other) other.elsewhere.push([what, link]);
})));

// A passage about a whole case counts in each of its parts, where parts are compared.
function fills(passage, column) {
  const whole = passage.unit === column.case_id || column.unit === column.case_id;
  return passage.of.id === column.case_id && (whole || passage.unit === column.unit_id);
}

// The number of the pass that is asked for in a passage ("": the one that the figures show); -1 where it has not read it.
function passIn(passage, asked) {
  const name = asked || passage.of.shown;
  const read = passage.of.read[name];
  return read === undefined || (read && !read.includes(passage.id)) ? -1 : data.passes.indexOf(name);
}

function textOf(passage) {
  passage.text_ ??= folded([
    passage.text, passage.id, passage.of.label, passage.of.id, passage.section, passage.speaker, roleLabel.get(passage.role) || "",
    ...(data.sources[passage.source] || []), ...passage.codes.flatMap(([code, , words]) => [codes[code].label, words || ""]),
  ].join(" \n"));
  return passage.text_;
}

function chosen(filters) {
  const words = folded(filters.q || "").split(/\s+/).filter(Boolean);
  const code = codeOf.get(filters.code);
  const [kind, who] = (filters.side || "").split(":");
  return passages.filter((passage) => {
    const pass = passIn(passage, filters.pass);
    return pass >= 0
      && (!filters.case || passage.of.id === filters.case)
      && (!filters.phase || passage.phase === filters.phase)
      && (!filters.side || (kind === "role" ? passage.role : passage.side) === who)
      && (!filters.code || passage.codes.some(([at, letters]) => codes[at] === code && letters[pass] !== "."))
      && (!filters.status || passage.links.some((link) => link.pass === pass && link.status === filters.status))
      && words.every((word) => textOf(passage).includes(word));
  });
}

// Codes by column: the passages in which each is there, only possible, or said not to occur.
function countCodes(list, asked) {
  const cells = new Map();
  for (const passage of list) {
    const pass = passIn(passage, asked);
    for (const [code, letters] of passage.codes) {
      const kind = { p: "present", "?": "possible", "-": "absent" }[letters[pass]];
      for (const column of kind ? passage.columns : []) {
        const key = `${code}/${column}`;
        if (!cells.has(key)) cells.set(key, { present: [], possible: [], absent: [] });
        cells.get(key)[kind].push(passage);
      }
    }
  }
  return cells;
}

// Links by cause and effect; a link counts in the passage that tells the effect.
function countEffects(list, filters) {
  const cells = new Map();
  for (const passage of list) {
    const pass = passIn(passage, filters.pass);
    for (const link of passage.links) {
      if (link.pass !== pass || (filters.status && link.status !== filters.status)) continue;
      const key = `${link.cause.at}/${link.effect.at}`;
      if (!cells.has(key)) cells.set(key, { passages: new Set(), links: [], signs: { happened: 0, met: 0, feared: 0 } });
      const cell = cells.get(key);
      cell.passages.add(passage);
      cell.links.push(link);
      cell.signs[STATUS[link.status].sign] += 1;
    }
  }
  return cells;
}

const speakersOf = (list) => new Set(list.filter((one) => one.speaker).map((one) => `${one.of.id}:${one.speaker}`)).size;
const casesOf = (list) => new Set(list.map((one) => one.case)).size;
const stepOf = (n, classes) => classes.filter((from) => n >= from).length;
