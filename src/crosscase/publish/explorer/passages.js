"use strict";
// Passages as they are read: paraphrase, source, who says it, codes, links with their episode, and both codings.

// One passage. *here* says which code and which links stand behind the cell that is open.
function card(passage, state, here = {}) {
  const pass = passIn(passage, state.filters.pass);
  const mine = passage.links.filter((link) => link.pass === pass);
  const elsewhere = passage.elsewhere.filter(([, link]) => link.pass === pass);
  const to = { view: "passages", row: passage.of.id, column: passage.id };
  return el("article", { "aria-label": `Passage ${passage.id}, ${passage.of.label}` },
    el("header", {}, el("h3", {}, linkTo(to, `${passage.of.label}, ${passage.id}`)), el("span", { class: "quiet" }, [passage.speaker || roleLabel.get(passage.role), passage.kind].filter(Boolean).join(", "))),
    el("p", {}, passage.text),
    facts(passage),
    el("h4", {}, `Codes (${passName(data.passes[pass] || "none")})`), codesOf(passage, pass, here.code),
    mine.length ? [el("h4", {}, "Links: stated causes and effects"), el("ul", { class: "links-of" }, mine.map((link) => linkItem(link, here.link && here.link(link))))] : null,
    elsewhere.length ? [el("h4", {}, "Part of a link whose effect another passage tells"), el("ul", { class: "links-of" }, elsewhere.map(([what, link]) => partItem(passage, what, link)))] : null,
    comparison(passage));
}

function facts(passage) {
  const [authors, title, container, doi] = data.sources[passage.source] || [passage.source, "", "", ""];
  const unit = passage.of.units[passage.unit];
  const role = roleLabel.get(passage.role);
  const lines = [
    ["Source", [authors, title ? `. ${title}. ` : ". ", container ? `${container}. ` : "", doi ? el("a", { href: `https://doi.org/${doi}`, rel: "noreferrer" }, `doi:${doi}`) : ""]],
    ["Section", passage.section],
    ["Who says it", [passage.speaker, role, data.sides[passage.side]].filter((one, at, all) => one && all.indexOf(one) === at).join("; ")],
    ["Phase", `${passage.phase} the collaboration`],
    ["Part of the case", unit && passage.of.units && Object.keys(passage.of.units).length > 1 ? unit : ""],
    ["Also evidence in", passage.shared ? "another case of the same source: the same stretch of text" : ""],
  ];
  return el("dl", { class: "facts" }, lines.filter(([, what]) => what && what.length).map(([name, what]) => [el("dt", {}, name), el("dd", {}, what)]));
}

function codesOf(passage, pass, here) {
  const given = passage.codes.filter(([, letters]) => pass >= 0 && letters[pass] !== ".");
  if (!given.length) return el("p", { class: "quiet" }, "none");
  return el("ul", { class: "codes-of" }, given.map(([at, letters, words]) => {
    const code = codes[at];
    const how = { p: "", "?": "only possible: ", "-": "said not to occur: " }[letters[pass]];
    const own = words ? ` (in the source: ${words})` : "";
    return el("li", { class: [tone(code), code === here ? "here" : ""].join(" ").trim(), title: code.definition }, `${how}${code.label}${own}`);
  }));
}

const pair = (link) => [`${link.cause.label} → `, el("span", { class: tone(link.effect) }, link.effect.label)];

function linkItem(link, here) {
  const met = link.remedy ? `: ${link.remedy.label}` : "";
  return el("li", { class: here ? "here" : "" },
    el("div", {}, here ? el("strong", {}, ...pair(link)) : pair(link), ": ", sign(STATUS[link.status].sign, tone(link.effect)), ` ${link.outcome}${met}`),
    link.told.length ? el("div", { class: "story" }, el("span", { class: "quiet" }, "Told over several passages (one episode):"), link.told.map(([what, id]) => told(link, what, id))) : null);
}

// Another passage of an episode, and what it tells there.
function told(link, what, id) {
  const other = passageOf.get(`${link.passage.of.id}:${id}`);
  const tells = `the ${what} (${(what === "cause" ? link.cause : link.remedy || link.cause).label})`;
  if (!other) return el("p", {}, `${id} tells ${tells}.`);
  const who = other.speaker || roleLabel.get(other.role) || "";
  return el("p", {}, linkTo({ view: "passages", row: other.of.id, column: other.id }, other.id), ` tells ${tells}, ${[who, other.section].filter(Boolean).join(", ")}: ${other.text}`);
}

function partItem(passage, what, link) {
  return el("li", {}, el("div", {}, `This passage tells the ${what} of: `, pair(link), ": ", sign(STATUS[link.status].sign, tone(link.effect)), ` ${link.outcome}${link.remedy ? `: ${link.remedy.label}` : ""}`),
    el("div", { class: "story" }, el("p", {}, linkTo({ view: "passages", row: passage.of.id, column: link.passage.id }, link.passage.id), ` tells the effect: ${link.passage.text}`)));
}

// What each coding makes of a passage, line by line, and why a difference was settled as it was.
function comparison(passage) {
  const read = data.passes.map((name, at) => at).filter((at) => passIn(passage, data.passes[at]) >= 0);
  const order = [...read].sort((one, other) => !data.separate.includes(data.passes[one]) - !data.separate.includes(data.passes[other]));
  if (order.length < 2) return null;
  const lines = compared(passage);
  const differs = (line) => new Set(order.filter((at) => data.separate.includes(data.passes[at])).map((at) => line.by[at] || "")).size > 1;
  const n = lines.filter(differs).length;
  const body = () => el("div", { class: "wide" }, el("table", { class: "compared" },
    el("caption", { class: "hidden" }, `What each coding says of ${passage.id}`),
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "What"), order.map((at) => el("th", { scope: "col" }, passName(data.passes[at]))), el("th", { scope: "col" }, "Why so (note of the consensus)"))),
    el("tbody", {}, lines.map((line) => el("tr", { class: differs(line) ? "differs" : "" },
      el("th", { scope: "row" }, line.label), order.map((at) => el("td", {}, line.by[at] || "–")), el("td", {}, line.memo))))));
  const details = el("details", {}, el("summary", {}, `How each coding reads it: ${n ? plural(n, "difference") : "no difference"}`));
  // Drawn when it is first opened: most never are.
  details.draw = () => { if (!details.querySelector("table")) details.append(body()); };
  details.addEventListener("toggle", () => { if (details.open) details.draw(); });
  return details;
}

function compared(passage) {
  const lines = new Map();
  const line = (key, label) => {
    if (!lines.has(key)) lines.set(key, { label, by: {}, memo: "" });
    return lines.get(key);
  };
  const label = (item) => (typeof item === "number" ? codes[item].label : String(item));
  const READING = { main_code: "Mainly about", valence: "Tells of", status: "What came of it" };
  for (const [code, letters] of passage.codes) {
    const one = line(`code ${code}`, codes[code].label);
    [...letters].forEach((letter, at) => { if (letter !== ".") one.by[at] = { p: "yes", "?": "only possible", "-": "said not to occur" }[letter]; });
  }
  for (const link of passage.links) {
    const one = line(`link ${link.cause.at} ${link.effect.at}`, `${link.cause.label} → ${link.effect.label}`);
    const from = link.told.map(([what, id]) => ` (${what} in ${id})`).join("");
    const what = `${link.outcome}${link.remedy ? `: ${link.remedy.label}` : ""}${from}`;
    one.by[link.pass] = one.by[link.pass] ? `${one.by[link.pass]}; ${what}` : what;
  }
  for (const [pass, main, readAs, status] of passage.readings) {
    if (codes[main]) line("reading main_code", READING.main_code).by[pass] = codes[main].label;
    if (readAs >= 0) line("reading valence", READING.valence).by[pass] = READ_AS[readAs];
    if (status >= 0) line("reading status", READING.status).by[pass] = STATUS[data.statuses[status]].harm.replace("only feared", "only feared or hoped for");
  }
  for (const [about, item, memo] of passage.memos) {
    const name = about === "reading" ? READING[item[0]] || item[0] : item.map(label).join(" → ");
    const one = line(`${about} ${item.join(" ")}`, name);
    one.memo = [one.memo, memo].filter(Boolean).join(" ");
  }
  return [...lines.values()];
}

function passageRows(list, state) {
  const header = ["case", "passage", "part", "source", "doi", "section", "kind", "speaker", "role", "who", "phase", "paraphrase", "coding", "codes", "links", "address"];
  return [header, ...list.map((one) => {
    const pass = passIn(one, state.filters.pass);
    const signed = one.codes.filter(([, letters]) => pass >= 0 && letters[pass] !== ".").map(([at, letters]) => ({ p: "", "?": "only possible: ", "-": "said not to occur: " })[letters[pass]] + codes[at].label);
    const links = one.links.filter((link) => link.pass === pass).map((link) => `${link.cause.label} → ${link.effect.label} (${link.outcome}${link.remedy ? `: ${link.remedy.label}` : ""})`);
    return [one.of.label, one.id, one.of.units[one.unit] || one.of.label, one.source, (data.sources[one.source] || [])[3], one.section, one.kind, one.speaker, roleLabel.get(one.role), one.side, one.phase, one.text,
      passName(data.passes[pass] || "none"), signed.join("; "), links.join("; "), hashOf({ view: "passages", row: one.of.id, column: one.id })];
  })];
}
