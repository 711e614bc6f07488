// A form is sent once, however often its button is pressed, and only where there is a connection: else it stays as it is.
"use strict";

// A browser that cannot do all of this sends its forms by itself, and the server counts each once.
const able =
  window.AbortController && HTMLFormElement.prototype.requestSubmit && window.SubmitEvent && "submitter" in SubmitEvent.prototype;
// What this page has loaded once can be reached as long as anything of ours can.
const ours = document.currentScript.src;
const words = document.getElementById("words").dataset;
const sending = new Set();
const looked = new WeakSet();
let failures = 0;

const line = (role, name) => {
  const made = document.createElement("p");
  made.className = name;
  made.setAttribute("role", role);
  return made;
};
const lost = line("alert", "callout lost");
const working = line("status", "working");

const reach = async () => {
  const waited = new AbortController();
  const limit = setTimeout(() => waited.abort(), 10000);
  try {
    await fetch(ours, { method: "HEAD", cache: "no-store", credentials: "omit", signal: waited.signal });
    return true;
  } catch {
    return false;
  } finally {
    clearTimeout(limit);
  }
};

const hold = (form, button) => {
  const buttons = [...form.elements].filter((element) => element.localName === "button");
  sending.add(form);
  for (const each of buttons) each.setAttribute("aria-disabled", "true");
  working.textContent = "";
  form.append(working);
  const note = setTimeout(() => {
    button?.classList.add("busy");
    working.textContent = words.working;
  }, 1000);
  return () => {
    clearTimeout(note);
    sending.delete(form);
    for (const each of buttons) each.removeAttribute("aria-disabled");
    button?.classList.remove("busy");
    working.textContent = "";
  };
};

const send = (form, button) => {
  looked.add(form);
  try {
    form.requestSubmit(button);
  } finally {
    looked.delete(form);
  }
};

if (able)
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    const button = event.submitter;
    if (looked.has(form)) return;
    event.preventDefault();
    if (sending.has(form)) return;
    lost.remove();
    const release = hold(form, button);
    // Whoever insists is believed: where only our looking is blocked, nobody is locked out.
    if ((await reach()) || (failures > 1 && navigator.onLine)) {
      send(form, button);
      setTimeout(release, 10000); // without an answer it can be sent again, which counts once
      return;
    }
    failures += 1;
    release();
    (button ?? form.lastElementChild).before(lost);
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
