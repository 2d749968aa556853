// The source reader: cards at citation marks, pages of originals, and the way back to the mark.

// ---- cards: beside their mark, over everything, within the window ----

const markAt = (event) => event.target.closest?.("a.mark");
const cardOf = (mark) => document.getElementById(decodeURIComponent(mark.getAttribute("href").slice(1)));
const edge = 8;

// Until it is placed, no card is seen: it would be seen to jump.
document.documentElement.classList.add("places-cards");

const place = (mark) => {
  const card = mark.querySelector(".tip");
  if (!card) return;
  card.classList.add("is-placed");
  const at = mark.getClientRects()[0] ?? mark.getBoundingClientRect();
  const size = card.getBoundingClientRect();
  const below = window.innerHeight - at.bottom - edge;
  const above = size.height > below && at.top > below;
  const left = Math.max(edge, Math.min(at.left, document.documentElement.clientWidth - size.width - edge));
  card.style.left = `${left}px`;
  // One pixel over the mark, so that the pointer can move onto the card.
  card.style.top = above ? "auto" : `${at.bottom - 1}px`;
  card.style.bottom = above ? `${window.innerHeight - at.top - 1}px` : "auto";
  card.style.maxHeight = `${Math.max(96, above ? at.top - edge : below)}px`;
};

const shown = () => document.querySelectorAll("a.mark:is(:hover, :focus-visible, .is-open):not(.is-dismissed)");

const hint = (event, on) => {
  const mark = markAt(event);
  if (!mark) return;
  // What was put away stays away while the pointer moves within the mark.
  if (!mark.contains(event.relatedTarget)) mark.classList.remove("is-dismissed");
  cardOf(mark)?.classList.toggle("is-hinted", on);
  if (on) place(mark);
  else if (!mark.matches(":hover, :focus-visible, .is-open")) mark.querySelector(".tip")?.classList.remove("is-placed");
};
for (const type of ["mouseover", "focusin"]) document.addEventListener(type, (event) => hint(event, true));
for (const type of ["mouseout", "focusout"]) document.addEventListener(type, (event) => hint(event, false));
for (const type of ["scroll", "resize"]) {
  window.addEventListener(type, (event) => {
    if (!event.target.closest?.(".tip")) for (const mark of shown()) place(mark);
  }, { capture: true, passive: true });
}

const close = (but) => {
  for (const mark of document.querySelectorAll("a.mark.is-open")) if (mark !== but) mark.classList.remove("is-open");
};

// A finger cannot hover: its first touch of a mark shows the card, the next one, on mark or card, follows it.
document.addEventListener("click", (event) => {
  const mark = markAt(event);
  const first = mark && event.pointerType === "touch" && !mark.classList.contains("is-open");
  close(mark);
  if (first) {
    event.preventDefault();
    event.stopImmediatePropagation();
    mark.classList.remove("is-dismissed");
    mark.classList.add("is-open");
    place(mark);
  } else if (mark) {
    mark.classList.remove("is-open");
    // The keyboard goes on from the evidence, whose page is opened where there is room beside the answer.
    const pages = cardOf(mark)?.querySelector("details.page-view");
    if (pages && window.matchMedia("(min-width: 900px)").matches) pages.open = true;
  }
}, { capture: true });

// Escape puts a card away; within the evidence it leads back to the mark.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented) return;
  const open = [...shown()];
  for (const mark of open) {
    mark.classList.add("is-dismissed");
    mark.classList.remove("is-open");
  }
  if (!open.length) event.target.closest?.(".evidence")?.querySelector("a.back")?.click();
});

// ---- pages of originals: asked for when their disclosure is opened ----

const say = (text) => {
  const line = document.querySelector("#announcer [role=status]");
  if (line) line.textContent = text;
};

const showBoxes = (view) => {
  for (const sheet of view.querySelectorAll(".page-window")) {
    const boxes = [...sheet.querySelectorAll(".page-box")];
    if (!boxes.length) continue;
    sheet.scrollTop = boxes[0].offsetTop - sheet.clientHeight / 4;
    sheet.scrollLeft = Math.min(...boxes.map((box) => box.offsetLeft)) - 16;
  }
};

const failed = (body, words) => {
  const said = Object.assign(document.createElement("p"), { className: "page-said page-failed", textContent: words });
  const again = Object.assign(document.createElement("button"), { type: "button", className: "plain page-again" });
  again.textContent = "Try again";
  body.replaceChildren(said, again);
  say(words);
};

const load = async (view) => {
  const body = view.querySelector(".page-view-body");
  if (view.dataset.state) return;
  view.dataset.state = "loading";
  body.setAttribute("aria-busy", "true");
  try {
    const reply = await fetch(view.dataset.view);
    const text = await reply.text();
    if (!reply.ok) throw new Error(text.length < 300 ? text : "");
    body.innerHTML = text; // made by the server, which escapes what comes from documents
    view.dataset.state = "loaded";
    setSize(view, readable(view));
    showBoxes(view);
    say([...body.querySelectorAll("figcaption, .page-said")].map((part) => part.textContent).join(" "));
  } catch (error) {
    delete view.dataset.state;
    const why = error instanceof TypeError ? "The program does not answer." : error.message;
    failed(body, `The page could not be opened. ${why || "Read its text instead."}`);
  }
  body.removeAttribute("aria-busy");
};

document.addEventListener("toggle", (event) => {
  if (event.target.matches?.("details.page-view") && event.target.open) load(event.target);
}, { capture: true });

document.addEventListener("error", (event) => {
  const figure = event.target.closest?.(".page-figure");
  if (!figure || figure.classList.contains("is-lost")) return;
  figure.classList.add("is-lost");
  const said = document.createElement("p");
  said.className = "page-said page-failed";
  said.textContent = "The picture of this page could not be drawn. Read its text instead.";
  figure.querySelector("figcaption").after(said);
  say(said.textContent);
}, { capture: true });

// ---- zoom: in per cent of the width there is; what stands in the middle stays there ----

const sizes = [1, 1.5, 2, 3, 4];
const readablePixels = 500;
const widestPixels = 1100;

const setSize = (view, size) => {
  view.dataset.size = size;
  view.style.setProperty("--page-size", size);
  const shownSize = view.querySelector(".page-zoom-size");
  if (shownSize) shownSize.textContent = `${size * 100}%`;
};

// As large as the boxed words fit into the window, and never so small that nobody can read them.
const readable = (view) => {
  const room = view.querySelector(".page-window")?.clientWidth ?? widestPixels;
  const boxes = [...view.querySelectorAll(".page-box")];
  const left = Math.min(...boxes.map((box) => parseFloat(box.style.left)));
  const right = Math.max(...boxes.map((box) => parseFloat(box.style.left) + parseFloat(box.style.width)));
  const fits = (size) => boxes.length && size * (right - left) <= 96 && size * room <= widestPixels;
  const legible = sizes.find((size) => size * room >= readablePixels) ?? sizes.at(-1);
  return Math.max(legible, ...sizes.filter(fits));
};

const zoom = (view, step) => {
  const now = Number(view.dataset.size ?? 1);
  const index = sizes.indexOf(now) + { in: 1, out: -1 }[step];
  const size = step === "fit" ? 1 : sizes[Math.max(0, Math.min(sizes.length - 1, index))];
  if (size === now) return;
  const middles = [...view.querySelectorAll(".page-window")].map((sheet) => [
    sheet, (sheet.scrollLeft + sheet.clientWidth / 2) / sheet.scrollWidth,
    (sheet.scrollTop + sheet.clientHeight / 2) / sheet.scrollHeight,
  ]);
  setSize(view, size);
  for (const [sheet, across, down] of middles) {
    sheet.scrollLeft = across * sheet.scrollWidth - sheet.clientWidth / 2;
    sheet.scrollTop = down * sheet.scrollHeight - sheet.clientHeight / 2;
  }
};

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("button[data-zoom]");
  if (button) return zoom(button.closest(".page-view"), button.dataset.zoom);
  const again = event.target.closest?.("button.page-again");
  if (!again) return;
  const view = again.closest(".page-view");
  view.querySelector("summary").focus();
  load(view);
});

document.addEventListener("keydown", (event) => {
  const step = { "+": "in", "=": "in", "-": "out", "0": "fit" }[event.key];
  if (!step || event.ctrlKey || event.metaKey || event.altKey || !event.target.matches?.(".page-window")) return;
  event.preventDefault();
  zoom(event.target.closest(".page-view"), step);
});
