// Thumbs below answers. What was sent goes to the server; what it said is shown at the answer, and again when the answer
// is drawn anew, for as long as the page is open.
const said = new Map();
const keyOf = (box) => `${box.dataset.turn} ${box.dataset.answer}`;

const show = (box) => {
  const known = said.get(keyOf(box));
  if (!known || box.dataset.shown === known.stamp) return;
  box.dataset.shown = known.stamp;
  for (const button of box.querySelectorAll("[data-thumb]")) {
    button.setAttribute("aria-pressed", String(button.dataset.thumb === known.thumb));
  }
  box.querySelector("form").hidden = !known.thumb || known.commented;
  const words = box.querySelector(".feedback-said");
  words.hidden = false;
  words.textContent = known.message;
};

// Called with what the server answered.
window.briefingFeedback = (result) => {
  if (!result?.answer) return;
  const key = `${result.turn} ${result.answer}`;
  const before = said.get(key);
  const kept = result.kept ? result : { ...before, message: result.message };
  said.set(key, { ...kept, stamp: String(Date.now()) });
  for (const box of document.querySelectorAll(".feedback")) {
    const hadFocus = box.querySelector("form").contains(document.activeElement);
    show(box);
    if (keyOf(box) === key && hadFocus && box.querySelector("form").hidden) {
      box.querySelector("[aria-pressed=true]")?.focus();
    }
  }
};

const send = (box, thumb, comment) => {
  const { turn, answer } = box.dataset;
  trigger("select", { turn, answer, thumb, comment });
};

document.addEventListener("click", (event) => {
  const button = event.target.closest(".feedback [data-thumb]");
  if (!button) return;
  const box = button.closest(".feedback");
  send(box, button.dataset.thumb, box.querySelector("textarea").value);
});

document.addEventListener("submit", (event) => {
  const box = event.target.closest(".feedback");
  if (!box) return;
  event.preventDefault();
  const pressed = box.querySelector("[aria-pressed=true]");
  if (pressed) send(box, pressed.dataset.thumb, box.querySelector("textarea").value);
});

new MutationObserver(() => {
  for (const box of document.querySelectorAll(".feedback:not([data-shown])")) show(box);
}).observe(document.body, { childList: true, subtree: true });
