// A button can be pressed once; it comes back when the page is shown again from the browser's memory.
"use strict";

const sent = new WeakSet();

document.addEventListener("submit", (event) => {
  if (sent.has(event.target)) {
    event.preventDefault();
    return;
  }
  sent.add(event.target);
  for (const button of event.target.querySelectorAll("button")) button.setAttribute("aria-disabled", "true");
});

window.addEventListener("pageshow", (event) => {
  if (event.persisted) window.location.reload();
});

// The error summary is where a reader starts; browsers that ignore autofocus on it are helped.
document.querySelector(".errors")?.focus();
