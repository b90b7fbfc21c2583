// The doubling picture moves with its slider. Without this file the button beside it asks the server for the same picture.

const slider = document.getElementById("steps");
const words = document.getElementById("doubling-words");
const columns = document.querySelectorAll(".doubling-column");
const sentences = [...document.querySelectorAll("[data-sentence]")].map((row) => row.dataset.sentence);

function show() {
  const taken = Number(slider.value);
  for (const column of columns) column.classList.toggle("is-reached", Number(column.dataset.step) <= taken);
  words.textContent = sentences[taken];
}

slider.addEventListener("input", show);
slider.form.querySelector("button").hidden = true;
show();
