// The project form with less clicking: rows come and go at once, occupations are found while typing, and the sum of
// shares is shown as it grows. Without this file the same buttons work by sending the form.

const form = document.getElementById("project-form");
const occupations = document.getElementById("occupations");
const list = occupations.querySelector(".rows-list");
const words = document.getElementById("occupation_words");
const WAIT = 150; // milliseconds after the last key before asking the server

// Rows of partners and stop criteria

form.addEventListener("click", (event) => {
  const button = event.target.closest("button[name=do]");
  if (!button) return;
  const [verb, name] = button.value.split(":");
  if (verb === "remove") {
    event.preventDefault();
    removeRow(button.closest(".row"));
  } else if (verb === "add" && name !== "occupations") {
    event.preventDefault();
    addRow(button);
  }
});

function addRow(button) {
  const rows = button.parentElement.querySelectorAll(".row");
  const last = rows[rows.length - 1];
  const row = last.cloneNode(true);
  const number = Number(last.querySelector("[id]").id.match(/\d+$/)[0]) + 1;
  for (const element of row.querySelectorAll("[id], [for]")) {
    for (const name of ["id", "for"]) {
      if (element.hasAttribute(name)) element.setAttribute(name, element.getAttribute(name).replace(/\d+$/, number));
    }
  }
  for (const input of row.querySelectorAll("input, [name$=-part]")) input.value = "";
  last.after(row);
  row.querySelector("input").focus();
}

function removeRow(row) {
  const rows = row.parentElement.querySelectorAll(":scope > .row");
  const next = row.nextElementSibling ?? row.previousElementSibling;
  if (rows.length === 1 && !row.classList.contains("occupation-row")) {
    for (const input of row.querySelectorAll("input, [name$=-part]")) input.value = "";
    row.querySelector("input").focus();
    return;
  }
  row.remove();
  (next?.querySelector("input:not([type=hidden]), button") ?? words).focus();
  showSum();
}

// The sum of shares

function readShare(text) {
  const clean = text.replace("%", "").trim();
  if (!clean) return 0;
  return /^\d+([.,]\d+)?$/.test(clean) ? Number(clean.replace(",", ".")) : NaN;
}

function showSum() {
  const inputs = [...list.querySelectorAll("input[name=occupations-share]")];
  const sum = inputs.reduce((total, input) => total + readShare(input.value), 0);
  const output = document.getElementById("share-sum");
  const advice = document.getElementById("share-advice");
  output.closest("p").hidden = inputs.length === 0;
  output.value = Number.isNaN(sum) ? "?" : new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 2 }).format(sum);
  advice.hidden = Math.abs(sum - 100) < 0.005;
  advice.textContent = list.dataset.advice;
}

list.addEventListener("input", showSum);

// Occupations while typing: the combobox pattern of the ARIA Authoring Practices

const popup = document.createElement("ul");
popup.id = "occupation-matches";
popup.className = "combobox-list";
popup.setAttribute("role", "listbox");
popup.setAttribute("aria-label", document.querySelector("label[for=occupation_words]").textContent);
popup.hidden = true;
const status = document.createElement("p");
status.className = "sr-only";
status.setAttribute("role", "status");
words.parentElement.append(popup);
words.parentElement.after(status);
for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", popup.id], ["aria-expanded", "false"]]) {
  words.setAttribute(name, value);
}
occupations.classList.add("is-enhanced");

let rowsMade = list.children.length;
let waiting = 0;
let asked = 0;
let active = -1;

words.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(ask, WAIT);
});
words.addEventListener("blur", () => setTimeout(close, WAIT));
words.addEventListener("keydown", (event) => {
  const options = popup.children;
  if (event.key === "ArrowDown" && !popup.hidden) mark(Math.min(active + 1, options.length - 1));
  else if (event.key === "ArrowUp" && !popup.hidden) mark(Math.max(active - 1, 0));
  else if (event.key === "Enter" && !popup.hidden && options.length) pick(options[Math.max(active, 0)]);
  else if (event.key === "Escape" && !popup.hidden) close();
  else return;
  event.preventDefault();
});

async function ask() {
  const question = ++asked;
  const text = words.value.trim();
  if (!text) return close();
  const answer = await fetch(`${form.dataset.search}?q=${encodeURIComponent(text)}`, { headers: { Accept: "application/json" } });
  if (question !== asked || !answer.ok) return; // a later question was asked, or the plain button remains
  show(await answer.json());
}

function show(found) {
  const taken = new Set([...list.querySelectorAll("input[name=occupations-code]")].map((input) => input.value));
  popup.replaceChildren(...found.filter((one) => !taken.has(one.code)).map(option));
  popup.hidden = popup.children.length === 0;
  words.setAttribute("aria-expanded", String(!popup.hidden));
  status.textContent = popup.hidden ? words.dataset.none : words.dataset.found.replace("#", popup.children.length);
  mark(-1);
}

function option(one, place) {
  const item = document.createElement("li");
  item.id = `occupation-match-${place}`;
  item.setAttribute("role", "option");
  item.dataset.code = one.code;
  item.dataset.title = one.title;
  const group = document.createElement("span");
  group.className = "under";
  group.textContent = one.group;
  item.append(one.title, group);
  item.addEventListener("mousedown", (event) => {
    event.preventDefault();
    pick(item);
  });
  return item;
}

function mark(place) {
  active = place;
  [...popup.children].forEach((item, index) => item.setAttribute("aria-selected", String(index === place)));
  if (place < 0) words.removeAttribute("aria-activedescendant");
  else {
    words.setAttribute("aria-activedescendant", popup.children[place].id);
    popup.children[place].scrollIntoView({ block: "nearest" });
  }
}

function close() {
  popup.hidden = true;
  words.setAttribute("aria-expanded", "false");
  words.removeAttribute("aria-activedescendant");
}

function pick(item) {
  const { code, title } = item.dataset;
  const row = document.createElement("div");
  row.className = "row occupation-row";
  const name = document.createElement("p");
  name.className = "row-wide occupation-title";
  const hidden = Object.assign(document.createElement("input"), { type: "hidden", name: "occupations-code", value: code });
  name.append(title, hidden);
  row.append(name, shareInput(title), removeButton(title));
  list.append(row);
  words.value = "";
  close();
  showSum();
  row.querySelector("input[name=occupations-share]").select();
}

function shareInput(title) {
  const number = ++rowsMade;
  const box = document.createElement("div");
  box.className = "share";
  const label = Object.assign(document.createElement("label"), { className: "sr-only", htmlFor: `share-${number}` });
  label.textContent = `${list.dataset.share}: ${title}`;
  const wrapper = Object.assign(document.createElement("div"), { className: "form-input-wrapper form-input-wrapper--suffix" });
  const input = Object.assign(document.createElement("input"), {
    className: "form-input input-char-5", id: `share-${number}`, name: "occupations-share", inputMode: "decimal", autocomplete: "off",
    value: list.children.length ? "" : "100",
  });
  const suffix = Object.assign(document.createElement("div"), { className: "form-input-suffix", textContent: "%" });
  suffix.setAttribute("aria-hidden", "true");
  wrapper.append(input, suffix);
  box.append(label, wrapper);
  return box;
}

function removeButton(title) {
  const button = Object.assign(document.createElement("button"), { className: "function-link row-remove", name: "do", value: "remove:occupations" });
  const whose = Object.assign(document.createElement("span"), { className: "sr-only", textContent: ` ${title}` });
  button.append(list.dataset.remove, whose);
  return button;
}
