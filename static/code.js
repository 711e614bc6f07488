// Fills in the code from the message where the browser offers that, and counts down to when another may be asked for.
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

const opens = document.querySelector("time[data-waiting]");
if (opens) {
  const moment = Date.parse(opens.dateTime);
  const clockTime = opens.textContent;
  const tick = () => {
    const seconds = Math.ceil((moment - Date.now()) / 1000);
    // The server decides: a wrong clock on the device only changes what is shown here.
    if (seconds <= 0 || seconds > 300) {
      opens.textContent = clockTime;
      return;
    }
    opens.textContent = opens.dataset.waiting.replace("#", seconds);
    setTimeout(tick, 1000);
  };
  tick();
}

// Whoever waited for their turn, and has agreed to nothing anew, need not press the button.
const turn = document.getElementById("send-now");
if (turn && !turn.querySelector("[type=checkbox]")) turn.requestSubmit(turn.querySelector("button"));
