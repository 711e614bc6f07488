// Fills in the code from the message where the browser offers that, counts down, and looks again where there is a wait.
"use strict";

const field = document.getElementById("otp");
if (field && "OTPCredential" in window) {
  const stop = new AbortController();
  field.form.addEventListener("submit", () => stop.abort());
  navigator.credentials
    .get({ otp: { transport: ["sms"] }, signal: stop.signal })
    .then((credential) => {
      if (credential && !field.value) field.value = credential.code;
    })
    .catch(() => {});
}

// The countdown is for the eye; a screen reader hears of the last minute and of the end. How long is left is what the
// server said, so that a wrong clock on the device does not matter.
const opened = Date.now();
const milestone = document.getElementById("milestone");
const say = (words) => {
  if (milestone && words) milestone.textContent = words;
};
for (const time of document.querySelectorAll("time[data-seconds]")) {
  const left = document.createElement("span");
  left.className = "left";
  left.setAttribute("aria-hidden", "true");
  time.after(left);
  const { seconds, minute, over } = time.dataset;
  const tick = () => {
    const rest = Math.ceil(seconds - (Date.now() - opened) / 1000);
    left.textContent = rest > 0 ? `${Math.floor(rest / 60)}:${String(rest % 60).padStart(2, "0")}` : "";
    if (rest === 60) say(minute);
    if (rest > 0) setTimeout(tick, 1000);
    else say(over);
  };
  tick();
}

const again = document.querySelector("[data-again]");
if (again) setTimeout(() => window.location.replace(window.location.href), again.dataset.again * 1000);

// Whoever waited for their turn, and has agreed to nothing anew, need not press the button.
const turn = document.getElementById("send-now");
if (turn && !turn.querySelector("[type=checkbox]")) turn.requestSubmit(turn.querySelector("button"));
