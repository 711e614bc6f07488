// Hides the details at once, and closes a page that nobody uses, the hidden one too: with a warning after a minute and
// a half, after two minutes for good. What counts is the clock and not a timer, which stands still while a device sleeps.
"use strict";

const WARNING = 90_000;
const END = 120_000;
const warning = document.getElementById("idle");
const finish = document.querySelector("#end form");
let used = Date.now();
let ended = false;

const cover = () => document.body.classList.add("covered");
const idle = () => Date.now() - used;

const end = () => {
  if (ended) return;
  ended = true;
  cover();
  const idled = document.createElement("input");
  idled.type = "hidden";
  idled.name = "idle";
  idled.value = warning.dataset.visit;
  finish.append(idled);
  finish.submit(); // at once: without a connection the browser's own words take the place of the details
};

// Nothing was typed here that could be lost: whatever the connection, what was shown goes first.
finish.addEventListener("submit", (event) => {
  cover();
  event.stopPropagation();
});

const look = () => {
  if (idle() >= END) end();
  else if (idle() >= WARNING && !warning.open) warning.showModal?.();
};
setInterval(look, 1000);
document.addEventListener("visibilitychange", look);

for (const act of ["pointerdown", "pointermove", "keydown", "scroll", "focusin"])
  document.addEventListener(act, () => { if (idle() < WARNING) used = Date.now(); }, { capture: true, passive: true });

// Closed by its button or by the Escape key: somebody is there.
warning.querySelector("button").addEventListener("click", () => warning.close());
warning.addEventListener("close", () => {
  if (idle() >= END) end();
  else used = Date.now();
});

document.getElementById("hide")?.addEventListener("click", (event) => {
  event.preventDefault();
  cover();
  window.location.replace(event.currentTarget.href);
});

// Whoever comes back to a page that the browser has kept sees nothing of it before it is asked for anew.
window.addEventListener("pagehide", cover);
