// The Evaluate tab: what is chosen goes to the server, which answers with the next view.
const send = (data, form) => {
  const { evaluate, ...named } = data;
  const fields = {};
  if (form) for (const [name, value] of new FormData(form)) (fields[name] ??= []).push(value);
  trigger("select", { act: evaluate, ...named, fields });
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-evaluate]");
  if (button && button.type === "button") return send(button.dataset);
  // Links within a view are followed here, because Gradio sets <base href>, which would make "#..." load the page again.
  const link = event.target.closest("#evaluate a.jump");
  if (!link || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const place = document.getElementById(decodeURIComponent(link.getAttribute("href").slice(1)));
  place?.focus({ preventScroll: true });
  place?.scrollIntoView({ block: "center" });
});

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-evaluate]");
  if (!form) return;
  event.preventDefault();
  send({ ...form.dataset, ...(event.submitter?.dataset ?? {}) }, form);
});

// A new view begins at its heading, for the eyes and for the keyboard; one with mistakes at what is wrong.
new MutationObserver(() => {
  const view = document.querySelector("#evaluate [data-focus]");
  if (!view) return;
  const heading = document.getElementById(view.dataset.focus);
  view.removeAttribute("data-focus");
  if (!view.checkVisibility()) return;
  (view.querySelector(".errors a") ?? heading)?.focus({ preventScroll: true });
  if (view.getBoundingClientRect().top < 0) view.scrollIntoView({ block: "start" });
}).observe(document.body, { childList: true, subtree: true });
