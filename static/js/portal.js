/* What HTML alone cannot do. Every page works without this file. */

const status = document.getElementById("live-status");
const alertBox = document.getElementById("live-alert");

/** Put the keyboard where the reader should go on. */
function focusOn(element) {
  if (!element) return;
  if (!element.hasAttribute("tabindex")) element.setAttribute("tabindex", "-1");
  element.focus({ preventScroll: false });
}

/** An alert that says that an update failed; empties itself with the next update. */
function sayFailed() {
  const box = document.createElement("div");
  box.className = "alert alert--negative";
  const text = document.createElement("p");
  text.textContent = alertBox.dataset.failed;
  box.append(text);
  alertBox.replaceChildren(box);
}

// The error summary has `autofocus`; this helps browsers that do not heed it on a <div>.
window.addEventListener("load", () => {
  setTimeout(() => {
    if (document.activeElement === document.body) focusOn(document.querySelector("#error-summary[autofocus]"));
  }, 100);
});

document.addEventListener("htmx:beforeRequest", (event) => {
  event.detail.target.setAttribute("aria-busy", "true");
  alertBox.replaceChildren();
  status.textContent = alertBox.dataset.busy;
});

document.addEventListener("htmx:afterRequest", (event) => {
  event.detail.target.removeAttribute("aria-busy");
  status.textContent = "";
});

for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout", "htmx:swapError"]) {
  document.addEventListener(failure, sayFailed);
}

// Focus stays where it was; it moves only when what held it is gone, or when the new part says where to.
document.addEventListener("htmx:afterSettle", (event) => {
  const part = event.detail.target;
  const wanted = part.querySelector("[data-focus], #error-summary");
  if (wanted) focusOn(wanted);
  else if (document.activeElement === document.body) focusOn(part.querySelector("h1, h2, h3") ?? part);
});

// On a narrow screen CSS shows each row of a table as a small list, and some browsers then no longer
// tell that it is a table. A role says so; written into the page it would not be valid HTML.
const TABLE_ROLES = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TD: "cell" };

function keepTables(part) {
  for (const element of part.querySelectorAll(".table, .table :is(thead, tbody, tr, td, th)")) {
    const header = element.scope === "row" ? "rowheader" : "columnheader";
    element.setAttribute("role", TABLE_ROLES[element.tagName] ?? header);
  }
}

keepTables(document);
document.addEventListener("htmx:load", (event) => keepTables(event.detail.elt.parentElement ?? document));

// A form that writes is sent once, however often its button is pressed.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]")) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});

// Back to a page kept by the browser: the form may be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-once]")) delete form.dataset.sent;
});
