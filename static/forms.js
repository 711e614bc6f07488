// A form is sent once, however often its button is pressed; after a while without an answer it can be sent again.
"use strict";

const sent = new WeakSet();

document.addEventListener("submit", (event) => {
  if (sent.has(event.target)) {
    event.preventDefault();
    return;
  }
  sent.add(event.target);
  const buttons = event.target.querySelectorAll("button");
  for (const button of buttons) button.setAttribute("aria-disabled", "true");
  setTimeout(() => {
    sent.delete(event.target);
    for (const button of buttons) button.removeAttribute("aria-disabled");
  }, 10000);
});

window.addEventListener("pageshow", (event) => {
  if (event.persisted) window.location.reload();
});

// A page that answers a form is remembered as a page that was asked for: back never asks to send the form again.
window.history.replaceState(null, "", window.location.href);

// The error summary is where a reader starts; browsers that ignore autofocus on it are helped.
document.querySelector(".errors")?.focus();
