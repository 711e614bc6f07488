// Fills in the code from the message where the browser offers that, counts down, and looks again where there is a wait.
"use strict";

const milestone = document.getElementById("milestone");
const field = document.getElementById("otp");
if (field && "OTPCredential" in window)
  navigator.credentials
    .get({ otp: { transport: ["sms"] } })
    .then((credential) => {
      if (!credential || field.value) return;
      field.value = credential.code;
      milestone.textContent = field.dataset.filled;
    })
    .catch(() => {});

// The countdown is for the eye; a screen reader hears of the last minute and of the end. How long is left is what the
// server said, so that a wrong clock on the device does not matter.
const opened = Date.now();
for (const time of document.querySelectorAll("time[data-seconds]")) {
  const left = document.createElement("span");
  left.className = "left";
  left.setAttribute("aria-hidden", "true");
  time.after(left);
  const { seconds, over } = time.dataset;
  let { minute } = time.dataset;
  const say = (words) => {
    if (milestone && words) milestone.textContent = words;
  };
  const tick = () => {
    const rest = Math.ceil(seconds - (Date.now() - opened) / 1000);
    left.textContent = rest > 0 ? `${Math.floor(rest / 60)}:${String(rest % 60).padStart(2, "0")}` : "";
    if (rest <= 0) {
      say(over);
      if (over) time.closest("p").textContent = over;
      return;
    }
    if (rest <= 60 && minute) {
      say(minute);
      minute = "";
    }
    setTimeout(tick, 1000);
  };
  tick();
}

// A page that waits stays as it is until there is another one to show: a reader of it is never thrown back.
const here = window.location.pathname;
const lookAgain = async () => {
  let same = true;
  try {
    const page = await fetch(here, { cache: "no-store", redirect: "manual" });
    same = page.type === "basic" && (await page.text()).includes("data-again");
  } catch {} // without a connection there is nothing new
  if (same) setTimeout(lookAgain, 3000);
  else window.location.replace(here);
};
const again = document.querySelector("[data-again]");
if (again) setTimeout(lookAgain, again.dataset.again * 1000);

// Whoever waited for their turn, has agreed to nothing anew and was not refused, need not press the button.
const turn = document.getElementById("send-now");
if (turn && !turn.querySelector("[type=checkbox]") && !document.querySelector(".errors"))
  turn.requestSubmit?.(turn.querySelector("button"));
