// A form is sent once, however often its button is pressed, and only where there is a connection: else it stays as it is.
"use strict";

const words = document.getElementById("words").dataset;
const sending = new Set();
const connected = new WeakSet();

const line = (role, name) => {
  const made = document.createElement("p");
  made.className = name;
  made.setAttribute("role", role);
  return made;
};
const lost = line("alert", "callout lost");
const working = line("status", "working");

// Any answer will do, even a refusal: it came from the other end.
const reach = async () => {
  try {
    await fetch("/healthz", { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout?.(10000) });
    return true;
  } catch {
    return false;
  }
};

const hold = (form, button) => {
  sending.add(form);
  for (const other of form.querySelectorAll("button")) other.setAttribute("aria-disabled", "true");
  working.textContent = "";
  form.append(working);
  const note = setTimeout(() => {
    button?.classList.add("busy");
    working.textContent = words.working;
  }, 1000);
  return () => {
    clearTimeout(note);
    sending.delete(form);
    for (const other of form.querySelectorAll("button")) other.removeAttribute("aria-disabled");
    button?.classList.remove("busy");
    working.textContent = "";
  };
};

document.addEventListener("submit", async (event) => {
  const form = event.target;
  const button = event.submitter;
  if (connected.delete(form)) return;
  event.preventDefault();
  if (sending.has(form)) return;
  lost.remove();
  const release = hold(form, button);
  if (await reach()) {
    connected.add(form);
    form.requestSubmit(button);
    setTimeout(release, 10000); // without an answer it can be sent again, which counts once
    return;
  }
  release();
  (button && form.contains(button) ? button : form.lastElementChild).before(lost);
  lost.textContent = words.lost;
});

window.addEventListener("online", () => {
  if (lost.isConnected) lost.textContent = words.found;
});

window.addEventListener("pageshow", (event) => {
  if (event.persisted) window.location.reload();
});

// A page that answers a form is remembered as a page that was asked for: back never asks to send the form again.
window.history.replaceState(null, "", window.location.href);

// The error summary is where a reader starts; browsers that ignore autofocus on it are helped.
document.querySelector(".errors")?.focus();
