"use strict";
// What is shown, as a file for a spreadsheet.

// A cell that a spreadsheet would run as a formula begins with an apostrophe instead.
const cellOf = (value) => {
  const text = String(value ?? "");
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

const csvOf = (rows) => rows.map((row) => `${row.map(cellOf).join(",")}\r\n`).join("");

function save(name, rows) {
  // The mark at the beginning tells Excel that the letters are UTF-8.
  const file = URL.createObjectURL(new Blob(["\ufeff", csvOf(rows)], { type: "text/csv" }));
  const link = Object.assign(document.createElement("a"), { href: file, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(file), 1000);
}
