// The Explore tab: what is chosen goes to the server, which answers with the next view.
const send = (data, more) => {
  const { explore, ...fields } = data;
  trigger("select", { act: explore, ...fields, ...more });
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-explore]");
  if (button) return send(button.dataset, {});
  // Links within a view are followed here, because Gradio sets <base href>, which would make "#..." load the page again.
  const link = event.target.closest("#explore a.jump");
  if (!link || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const place = document.getElementById(decodeURIComponent(link.getAttribute("href").slice(1)));
  place?.focus({ preventScroll: true });
  place?.scrollIntoView({ block: "center" });
});

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-explore]");
  if (!form) return;
  event.preventDefault();
  send(form.dataset, Object.fromEntries(new FormData(form)));
});

// A new view begins at its heading, for the eyes and for the keyboard.
new MutationObserver(() => {
  const view = document.querySelector("#explore [data-focus]");
  if (!view) return;
  const heading = document.getElementById(view.dataset.focus);
  view.removeAttribute("data-focus");
  heading?.focus({ preventScroll: true });
  if (view.getBoundingClientRect().top < 0) view.scrollIntoView({ block: "start" });
}).observe(document.body, { childList: true, subtree: true });
