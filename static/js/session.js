/* Warns before the session ends, extends it, and keeps forms sendable after signing in again in
   another tab. Without this file pages work; the server keeps the rules. */

const notice = document.getElementById("session-notice");
const lasts = Number(notice.dataset.seconds) * 1000;
const warned = Number(notice.dataset.warned) * 1000;
const ENDS = "session-ends"; // shared by the tabs of this browser
let timer;
let shown = "";
let before; // what had the focus before the notice

function token() {
  const name = `${notice.dataset.tokenCookie}=`;
  const cookie = document.cookie.split("; ").find((part) => part.startsWith(name));
  return cookie ? cookie.slice(name.length) : "";
}

/** Put a text of the page's <template>s into the alert; an empty name empties it. */
function show(name) {
  if (shown === name) return;
  shown = name;
  const template = document.getElementById(name);
  notice.replaceChildren(...(template ? [template.content.cloneNode(true)] : []));
}

function sayLeft(left) {
  const place = notice.querySelector("[data-left]");
  const minutes = Math.round(left / 60000);
  const words = place.dataset;
  if (left < 45000) place.textContent = words.moment;
  else place.textContent = minutes > 1 ? words.minutes.replace("{minutes}", minutes) : words.minute;
}

function ends() {
  return Number(localStorage.getItem(ENDS));
}

function check() {
  clearTimeout(timer);
  const left = ends() - Date.now();
  if (left <= 0) {
    show("session-ended");
    return; // another tab may sign in again: its message starts this anew
  }
  if (left <= warned) {
    show("session-ending");
    sayLeft(left);
    timer = setTimeout(check, left + 500);
  } else {
    if (shown !== "session-extended") show("");
    timer = setTimeout(check, left - warned);
  }
}

/** The server has just heard from us. */
function renewed(milliseconds = lasts) {
  localStorage.setItem(ENDS, Date.now() + milliseconds);
  check();
}

async function extend() {
  try {
    const answer = await fetch(notice.dataset.url, {
      method: "POST",
      headers: { "X-CSRFToken": token(), Accept: "application/json" },
    });
    if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
    const { seconds } = await answer.json();
    show("session-extended");
    renewed(seconds * 1000);
    (before?.isConnected ? before : document.getElementById("main")).focus({ preventScroll: true });
  } catch {
    // Ended, or not reachable: the alert stays with its button as long as there is time.
    if (ends() <= Date.now()) show("session-ended");
  }
}

notice.addEventListener("click", (event) => {
  if (event.target.closest("[data-extend]")) extend();
});
notice.addEventListener("focusin", (event) => {
  if (event.relatedTarget && !notice.contains(event.relatedTarget)) before = event.relatedTarget;
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful) renewed();
});
window.addEventListener("storage", (event) => {
  if (event.key === ENDS) check();
});
document.addEventListener("visibilitychange", check); // timers sleep while the machine does
window.addEventListener("pageshow", (event) => {
  if (event.persisted) check();
});

// Signing in gives the browser a new token; a form that was open all the time still has the old.
document.addEventListener("submit", (event) => {
  const field = event.target.querySelector("input[name=csrfmiddlewaretoken]");
  if (field && token()) field.value = token();
});

renewed();
