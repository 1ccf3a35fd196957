// Conveniences only: every page is complete without this script.
"use strict";

// A filter above each long table.
for (const table of document.querySelectorAll("table[data-filter]")) {
  const input = document.createElement("input");
  input.type = "search";
  input.placeholder = "Filter these rows";
  input.setAttribute("aria-label", "Filter the rows of this table");
  input.className = "filter";
  input.addEventListener("input", () => {
    const wanted = input.value.trim().toLowerCase();
    for (const row of table.tBodies[0].rows) {
      row.hidden = !row.textContent.toLowerCase().includes(wanted);
    }
  });
  (table.closest(".wide") || table).before(input);
}

// One button to show or blur all pictures of a page.
const veils = document.querySelectorAll("details.veil");
if (veils.length > 1) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "veils";
  const label = (shown) => { button.textContent = shown ? "Blur all pictures again" : "Show all pictures unblurred"; };
  let shown = false;
  label(shown);
  button.addEventListener("click", () => {
    shown = !shown;
    for (const veil of veils) veil.open = shown;
    label(shown);
  });
  veils[0].closest(".pictures, .comparison").before(button);
}

// A statement and its note light up together.
for (const mark of document.querySelectorAll("a.st")) {
  const note = document.querySelector(mark.getAttribute("href"));
  if (!note) continue;
  for (const [on, lit] of [["mouseenter", true], ["focus", true], ["mouseleave", false], ["blur", false]]) {
    mark.addEventListener(on, () => note.classList.toggle("lit", lit));
  }
}
