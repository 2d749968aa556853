// What happens between asking and the first frame from the server, which may be busy, full or gone: the question is seen
// to be taken at once, so that nothing moves when the frame comes, and what goes wrong is said in words.
const LOOK_AFTER_MS = 10000;
const current = document.getElementById("current");
const box = () => document.querySelector("#question textarea");
let asked = "";
let looking = null;

const searching = () => document.querySelector("#answer .searching");

const begin = () => {
  const question = box()?.value.trim();
  if (!question || current.matches(".is-waiting") || searching()) return;
  asked = question;
  const shown = question.length > 600 ? `${question.slice(0, 600)} …` : question;
  document.querySelector("#waiting .waiting-question").textContent = shown;
  document.querySelector("#failure p").textContent = "";
  current.classList.add("is-waiting");
  // And again after the next layout, since the browser holds on to what was in view while the answer above it went.
  current.scrollIntoView({ block: "start" });
  requestAnimationFrame(() => requestAnimationFrame(() => current.scrollIntoView({ block: "start" })));
  look();
};

const end = () => {
  current.classList.remove("is-waiting");
  if (!searching()) {
    clearTimeout(looking);
    asked = "";
  }
};

// The question goes back into its box, if the server had taken it out, so that it can be asked again.
const fail = (reason) => {
  if (!asked) return;
  if (!box().value) {
    box().value = asked;
    box().dispatchEvent(new Event("input", { bubbles: true }));
  }
  const line = document.querySelector("#failure p");
  line.textContent = line.dataset[reason];
  searching()?.closest(".turn").classList.add("has-failed");
  clearTimeout(looking);
  asked = "";
  current.classList.remove("is-waiting");
};

// A long wait is no failure while the server can be reached.
const look = () => {
  clearTimeout(looking);
  looking = setTimeout(() => fetch(location.href, { method: "HEAD" }).then(look, () => fail("lost")), LOOK_AFTER_MS);
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && event.target.matches?.("#question textarea")) begin();
}, true);
document.addEventListener("click", (event) => {
  if (event.target.closest?.("#ask")) begin();
}, true);

// Beside what a part shows, Gradio changes marks of its own in it.
const changed = (records) => {
  if (records.some(({ target }) => target.closest?.(".html-container"))) end();
};
// The turns above the newest one may come in a frame of their own.
new MutationObserver(() => {
  if (current.checkVisibility()) current.scrollIntoView({ block: "start" });
}).observe(document.getElementById("earlier"), { childList: true, subtree: true });
for (const part of ["answer", "notice"]) {
  new MutationObserver(changed).observe(document.getElementById(part), { childList: true, subtree: true });
}
// Gradio says that the queue is full or the connection lost in a message of its own. The message's head is a button with
// another in it, which screen readers cannot tell apart: the one that closes it is left.
const heard = new WeakSet();
new MutationObserver(() => {
  for (const head of document.querySelectorAll(".toast-header[role=button]")) {
    head.removeAttribute("role");
    head.removeAttribute("tabindex");
  }
  const told = [...document.querySelectorAll(".toast-message-item.error")].find((message) => !heard.has(message));
  if (!told) return;
  heard.add(told);
  fail(/busy|full/i.test(told.textContent) ? "busy" : "lost");
}).observe(document.body, { childList: true, subtree: true });

// The parts arrive one after another; they are shown when the first view is whole (page.css), so that none moves.
const whole = ".page-header, #visits [role=tab], #question textarea, #ask, #examples details".split(", ");
const arrived = new MutationObserver(() => {
  if (!whole.every((part) => document.querySelector(part))) return;
  arrived.disconnect();
  requestAnimationFrame(() => requestAnimationFrame(() => document.documentElement.classList.add("is-whole")));
});
arrived.observe(document.body, { childList: true, subtree: true });
