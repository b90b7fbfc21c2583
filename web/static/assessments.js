// An evaluator's form, on a project or a calibration case, made quicker: it saves as one types, takes number keys, and shows one question at a time on a
// phone. Without this file the same form works with its two buttons.

const form = document.querySelector(".assess-form");
const bar = form.querySelector(".assess-bar");
const saved = document.getElementById("saved");
const answered = document.getElementById("answered");
const questions = [...form.querySelectorAll(".criterion")];
const SOON = 200; // milliseconds after a choice
const WHILE_TYPING = 1000; // milliseconds after the last key
const AGAIN = 5000; // milliseconds until a failed save is tried again

// Saving: only what changed, one request at a time, and nothing is forgotten until the server has it.

const changed = new Set(); // ids of criteria; "" is the general comment
let timer = 0;
let sending = false;
let leaving = false;

function fieldsOf(id) {
  if (id === "") return [["comment", document.getElementById("comment").value]];
  const all = [...new FormData(form).entries()];
  return all.filter(([name]) => name.startsWith(`${id}-`));
}

function schedule(delay) {
  clearTimeout(timer);
  timer = setTimeout(() => save(), delay);
}

function say(text, failed) {
  if (saved.textContent !== text) saved.textContent = text;
  bar.classList.toggle("is-unsaved", failed);
}

function send(ids, keepalive) {
  const body = new URLSearchParams([["csrf_token", form.elements.csrf_token.value]]);
  for (const id of ids) for (const [name, value] of fieldsOf(id)) body.append(name, value);
  return fetch(form.dataset.autosave, { method: "POST", body, redirect: "manual", keepalive });
}

async function save(last = false) {
  if (sending || changed.size === 0 || leaving) return;
  sending = true;
  const ids = [...changed];
  changed.clear();
  say(form.dataset.saving, false);
  let again = 0;
  try {
    again = await settle(await send(ids, last), ids);
  } catch {
    ids.forEach((id) => changed.add(id));
    say(form.dataset.unsaved, true);
    again = AGAIN;
  }
  sending = false;
  if (again || changed.size) schedule(again || SOON);
}

async function settle(answer, ids) {
  if (answer.ok) {
    const told = await answer.json();
    answered.textContent = told.answered;
    showProblems(ids, {});
    say(told.status, false);
    return 0;
  }
  if (answer.status === 422) return refuse(await answer.json(), ids);
  ids.forEach((id) => changed.add(id));
  if (answer.status === 409) {
    say((await answer.json()).status, true); // closed or cancelled meanwhile: trying again would not help
    return 0;
  }
  const signedOut = answer.type === "opaqueredirect" || answer.status === 400 || answer.status === 404;
  say(signedOut ? form.dataset.signedOut : form.dataset.unsaved, true);
  if (answer.status === 400) await renewToken();
  return AGAIN;
}

async function refuse(told, ids) {
  showProblems(ids, told.problems);
  say(told.status, true);
  const wrong = new Set(Object.keys(told.problems).map((name) => (name === "comment" ? "" : name.split("-")[0])));
  const right = ids.filter((id) => !wrong.has(id));
  wrong.forEach((id) => unsent.add(id));
  if (right.length === ids.length || right.length === 0) return 0;
  right.forEach((id) => changed.add(id)); // what is right does not wait for what is wrong
  return SOON;
}

const unsent = new Set(); // refused by the server: waits until the evaluator changes it

async function renewToken() {
  const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
  const token = page.querySelector(".assess-form [name=csrf_token]");
  if (token) form.elements.csrf_token.value = token.value;
}

function showProblems(ids, problems) {
  for (const id of ids) {
    const parts = id === "" ? ["comment"] : ["level", "evidence", "reason", "lowest", "highest"].map((part) => `${id}-${part}`);
    for (const name of parts) {
      const note = document.getElementById(`${name}-error`);
      if (!note) continue; // a calibration case asks for levels only
      note.textContent = problems[name] ?? "";
      note.hidden = !problems[name];
    }
    const block = document.getElementById(id || "last-word");
    block.classList.toggle("form-error", parts.some((name) => problems[name]));
  }
}

function note(event, delay) {
  const block = event.target.closest(".criterion");
  if (!block) return;
  const id = block.dataset.criterion;
  changed.add(id);
  unsent.delete(id);
  if (id) {
    const tick = form.querySelector(`[data-tick="${id}"]`);
    tick.classList.toggle("is-answered", Boolean(block.querySelector(".level input:checked")));
  }
  schedule(delay);
}

form.addEventListener("change", (event) => note(event, SOON));
form.addEventListener("input", (event) => note(event, WHILE_TYPING));
form.addEventListener("submit", () => { leaving = true; });
window.addEventListener("online", () => schedule(0));
window.addEventListener("beforeunload", (event) => {
  if (!leaving && (changed.size || unsent.size || sending)) event.preventDefault();
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") save(true); // kept alive: the page may be gone before the answer
});

// Keys: 1 to 5 and 0 choose in the question that has the focus, Enter goes on.

form.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("textarea, select, button, a")) return;
  const block = event.target.closest(".criterion");
  if (!block) return;
  const choice = block.querySelector(`.level input[data-key="${CSS.escape(event.key)}"]`);
  if (choice) {
    event.preventDefault();
    choice.focus();
    if (!choice.checked) choice.click();
  } else if (event.key === "Enter") {
    event.preventDefault(); // or Enter would send the form
    go(questions.indexOf(block) + 1);
  }
});

// One question at a time on a phone; on a desk the same step only marks where one is.

function firstOpen() {
  const wrong = questions.findIndex((block) => block.classList.contains("form-error"));
  if (wrong >= 0) return wrong;
  const open = questions.findIndex((block) => block.dataset.criterion && !block.querySelector(".level input:checked"));
  return open < 0 ? questions.length - 1 : open;
}

let step = 0;

function mark(index) {
  step = Math.max(0, Math.min(index, questions.length - 1));
  questions.forEach((block, place) => block.classList.toggle("is-current", place === step));
  form.classList.toggle("is-at-start", step === 0);
  form.classList.toggle("is-at-end", step === questions.length - 1);
  for (const tick of form.querySelectorAll(".ticks li")) {
    tick.classList.toggle("is-current", tick.dataset.tick === questions[step].dataset.criterion);
  }
}

function go(index) {
  mark(index);
  const block = questions[step];
  const target = block.querySelector(".level input:checked") ?? block.querySelector(".level input, textarea");
  target.focus({ preventScroll: true });
  block.scrollIntoView({ block: narrow.matches ? "start" : "nearest" });
}

const narrow = window.matchMedia("(max-width: 767px)");
form.classList.add("is-stepping");
form.querySelector(".step-back").hidden = false;
form.querySelector(".step-on").hidden = false;
form.querySelector(".step-back").addEventListener("click", () => go(step - 1));
form.querySelector(".step-on").addEventListener("click", () => go(step + 1));
form.addEventListener("focusin", (event) => {
  const block = event.target.closest(".criterion");
  if (block) mark(questions.indexOf(block));
});
mark(firstOpen());

const project = document.querySelector(".assess-project");
const roomy = window.matchMedia("(min-width: 992px)");
project.open = roomy.matches;
roomy.addEventListener("change", () => { project.open = roomy.matches; });
document.querySelector(".error-summary")?.focus();
