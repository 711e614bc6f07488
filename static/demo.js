// The staff console: finds stories, copies, looks for news, and does what the customer does next.
"use strict";

// It says and does nothing without scripts, and so is not there.
document.documentElement.classList.add("scripted");
for (const element of document.querySelectorAll("[data-scripted]")) element.hidden = false;

const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
const toast = document.getElementById("copied");
let fading;
const say = (words) => {
  if (!toast) return;
  clearTimeout(fading);
  toast.textContent = words;
  fading = setTimeout(() => { toast.textContent = ""; }, 4000);
};

const copy = async (text, otherwise) => {
  try {
    await navigator.clipboard.writeText(text);
    say("Copied");
  } catch { // without HTTPS no page may write there
    otherwise();
  }
};

const linkOf = (element) => {
  const url = new URL(element.href);
  if ("fromForm" in element.dataset)
    for (const [name, value] of new FormData(element.closest("form")))
      if (value && name !== "csrf_token") url.searchParams.set(name, value);
  return url.href;
};

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-link]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    const address = linkOf(link);
    copy(address, () => say(address));
  }
  const button = event.target.closest("[data-copy]");
  if (button) {
    const text = document.getElementById(button.dataset.copy);
    copy(text.textContent, () => {
      window.getSelection().selectAllChildren(text);
      say("Selected: copy it with the keyboard");
    });
  }
});

// The gallery

const filter = document.getElementById("filter");
const find = () => {
  const wanted = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
  let found = 0;
  for (const group of document.querySelectorAll("form .stories")) {
    let some = 0;
    for (const story of group.querySelectorAll(".story")) {
      const text = `${story.textContent} ${group.querySelector("h2").textContent}`.toLowerCase();
      story.hidden = !wanted.every((word) => text.includes(word));
      some += !story.hidden;
    }
    group.hidden = !some;
    found += some;
  }
  document.getElementById("best").hidden = wanted.length > 0;
  document.getElementById("filtered").textContent = wanted.length ? `${found} ${found === 1 ? "story" : "stories"}` : "";
};
filter?.addEventListener("input", find);
filter?.addEventListener("keydown", (event) => {
  if (event.key === "Enter") event.preventDefault(); // it would show the first story there is
});

// Phone and trace: asked for about once a second, and whenever the page beside them is another one; shown anew where
// there is something new, and as they were otherwise.

const here = window.location.href;
const shown = document.querySelector("[data-news]");
const isSame = async () => {
  try {
    const answer = await fetch(here, { cache: "no-store" });
    const text = await answer.text();
    if (answer.redirected) return false;
    if (!text.includes('data-news="') && !answer.ok) return true; // trouble that may pass
    return !text.includes('data-news="') || text.includes(`data-news="${shown.dataset.news}"`);
  } catch {
    return true; // without a connection there is nothing new
  }
};
// Null where there is no list of messages.
const countMessages = (page) => page?.querySelector(".notices")?.querySelectorAll(".notice-card").length ?? null;
const remembered = window.history.state ?? { open: [], top: 0, messages: countMessages(document) };
const focused = () => {
  const at = document.activeElement;
  if (!document.hasFocus() || at === document.body) return "";
  if (at.matches(".fill")) return ".fill";
  if (at.dataset.copy) return `[data-copy="${CSS.escape(at.dataset.copy)}"]`;
  const fold = at.closest("details[id]");
  return fold ? `#${CSS.escape(fold.id)} > summary` : "";
};
let looking;
const lookForNews = async () => {
  clearTimeout(looking);
  if (document.hidden || (await isSame())) {
    clearTimeout(looking); // another look may have begun meanwhile
    looking = setTimeout(lookForNews, 800);
    return;
  }
  const open = [...document.querySelectorAll("details[open][id]")].map((element) => element.id);
  const messages = countMessages(document) ?? remembered.messages;
  window.history.replaceState({ open, top: window.scrollY, messages, focused: focused() }, "");
  window.location.reload();
};
if (shown) {
  for (const id of remembered.open) document.getElementById(id)?.setAttribute("open", "");
  if (remembered.focused) document.querySelector(remembered.focused)?.focus();
  window.scrollTo(0, remembered.top);
  if (countMessages(document) > remembered.messages) document.querySelector(".notice-card").classList.add("arrived");
  looking = setTimeout(lookForNews, 800);
  window.addEventListener("news", lookForNews);
}

// The console

const page = document.getElementById("page");
const phone = document.getElementById("phone");
const playing = document.getElementById("play");
const pausing = document.getElementById("pause");
const PACE = 2600;
const endsAtCode = document.querySelector("[data-ends-at-code]") !== null;
let next; // the timer of the next step, while it plays
let pressing = 0; // the timer of a press that is pointed at first
let held = false; // whether it played when it was paused

const inFrame = (frame, selector) => frame.contentDocument?.querySelector(selector);
const isOn = (button) => button.getAttribute("aria-pressed") === "true";
const turn = (button, on) => button.setAttribute("aria-pressed", String(on));

const point = (element) => {
  const view = element.ownerDocument.defaultView; // its own alone: the console around it stays where it is
  const top = view.scrollY + element.getBoundingClientRect().top - view.innerHeight / 2;
  view.scrollTo({ top, behavior: calm ? "auto" : "smooth" });
  element.style.outline = "4px solid #e8a400";
  element.style.outlineOffset = "3px";
  setTimeout(() => { element.style.outline = ""; }, 1500);
};
const press = (element, words) => {
  point(element);
  pressing = setTimeout(() => {
    pressing = 0;
    element.click();
  }, calm ? 0 : 600);
  return words;
};

const isOutcome = () => {
  if (inFrame(page, ".errors") || (endsAtCode && inFrame(page, "#otp"))) return true;
  return !inFrame(page, "#answers, #send-now, .busy, dialog[open]") && Boolean(inFrame(page, "main"));
};

const enterCode = (field) => {
  if (field.value) return press(inFrame(page, "#answers .primary"), "The code is sent to be checked");
  const code = inFrame(phone, ".fill");
  return code ? press(code, "The code is taken from the phone") : "No message yet: wait a moment";
};
const giveDetails = (box) => {
  const number = inFrame(page, "#mobile_number");
  if (!number.value) {
    point(number);
    return "Type a mobile number";
  }
  return box.checked ? press(inFrame(page, "#answers .primary"), "The details are sent") : press(box, "The customer agrees");
};

const step = () => {
  if (pressing) return "One step at a time";
  if (inFrame(page, "[aria-disabled=true]")) return "Waiting for the answer";
  const asked = inFrame(page, "dialog[open] button");
  if (asked) return press(asked, "Somebody is there");
  const field = inFrame(page, "#otp");
  if (field) return enterCode(field);
  const box = inFrame(page, "#answers [name=consent]");
  if (box) return giveDetails(box);
  const again = inFrame(page, "#send-now [name=consent]:not(:checked), #resend [name=consent]:not(:checked)");
  if (again) return press(again, "The customer agrees again");
  const button = inFrame(page, "#send-now .primary, #resend .button, #end .primary, main .button.primary");
  return button ? press(button, "On to the next page") : "Waiting for the next page";
};

const stop = () => {
  clearTimeout(next);
  clearTimeout(pressing);
  pressing = 0;
  if (playing) turn(playing, false);
};
const playOn = () => {
  if (isOutcome()) {
    stop();
    say("This is where the story leads");
    return;
  }
  say(step());
  next = setTimeout(playOn, PACE);
};
const hold = (on) => {
  held = on && playing !== null && isOn(playing);
  stop();
  turn(pausing, on);
  say(on ? "Paused: the summary stays open" : "Going on");
};
const goOn = () => {
  turn(pausing, false);
  turn(playing, true);
  playOn();
};

const tell = () => {
  let address = "";
  try {
    address = page.contentWindow.location.pathname;
  } catch {} // it shows something of another site, or the browser's own error
  document.getElementById("where").textContent = address === "/demo/begin" ? "/" : address;
};

const show = (pane) => {
  const tab = document.getElementById(`show-${pane}`);
  tab.checked = true;
  tab.dispatchEvent(new Event("change"));
  document.getElementById(pane).focus();
};

const PANES = { 1: "page", 2: "phone", 3: "trace" };
const typed = "textarea, select, input:not([type=radio], [type=checkbox])";
const onKey = (event) => {
  if (event.repeat || event.ctrlKey || event.metaKey || event.altKey || event.target.closest(typed)) return;
  if (!document.getElementById("keys-on").checked && event.key !== "?") return;
  const tool = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (tool && !document.querySelector("dialog[open]")) {
    event.preventDefault();
    tool.click();
  } else if (event.key in PANES) {
    show(PANES[event.key]);
  }
};

// Where the phone is not in sight, its tab tells of a message that has come since the console was opened.
const watchPhone = () => {
  const tab = document.getElementById("show-phone");
  const fresh = document.getElementById("fresh");
  let seen = null;
  const look = () => {
    const messages = countMessages(phone.contentDocument);
    if (messages === null) return;
    if (seen !== null && messages > seen) fresh.hidden = tab.checked;
    seen = messages;
  };
  tab.addEventListener("change", () => { fresh.hidden = true; });
  phone.addEventListener("load", look);
  look();
};

const adopt = (frame) => {
  frame.contentDocument?.addEventListener("keydown", onKey);
  if (frame !== page) return;
  tell();
  for (const pane of [phone, document.getElementById("trace")]) pane.contentWindow.dispatchEvent(new Event("news"));
};

if (page) {
  document.addEventListener("keydown", onKey);
  for (const frame of document.querySelectorAll("iframe")) {
    frame.addEventListener("load", () => adopt(frame));
    adopt(frame);
  }
  watchPhone();
  document.getElementById("step").addEventListener("click", () => {
    clearTimeout(next);
    if (playing) turn(playing, false);
    say(step());
  });
  playing?.addEventListener("click", () => {
    if (isOn(playing)) {
      hold(true);
      return;
    }
    goOn();
  });
  pausing.addEventListener("click", () => {
    const goesOn = isOn(pausing) && held;
    hold(!isOn(pausing));
    if (goesOn) goOn();
  });
  // The summary closes where nobody uses it; while the presenter talks, somebody does.
  setInterval(() => { if (isOn(pausing)) page.contentDocument?.dispatchEvent(new Event("pointermove")); }, 20000);
  document.getElementById("help").addEventListener("click", () => document.getElementById("sheet").showModal());
}
