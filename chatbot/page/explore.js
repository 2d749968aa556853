// The Explore tab: what is chosen goes to the server, which answers with the next view.
const send = (data, more) => {
  const { explore, ...fields } = data;
  trigger("select", { act: explore, ...fields, ...more });
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-explore], .map-mark");
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

// The map: what a mark stands for is said when it is pointed at or reached; arrow keys go to the nearest mark that way.
const name = (event) => {
  const mark = event.target.closest?.(".map-mark");
  const line = mark?.closest("figure").querySelector(".map-named");
  if (line) line.textContent = mark.getAttribute("aria-label");
};
document.addEventListener("mouseover", name);
document.addEventListener("focusin", name);

const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const nearestThatWay = (mark, [right, down]) => {
  const middle = (one) => {
    const box = one.getBBox();
    return [box.x + box.width / 2, box.y + box.height / 2];
  };
  const [x, y] = middle(mark);
  let best = null;
  let least = Infinity;
  for (const other of mark.parentElement.querySelectorAll(".map-mark")) {
    const [dx, dy] = middle(other).map((value, axis) => value - [x, y][axis]);
    const ahead = dx * right + dy * down;
    const aside = Math.abs(dx * down) + Math.abs(dy * right);
    if (ahead > 1 && ahead + 2 * aside < least) [best, least] = [other, ahead + 2 * aside];
  }
  return best;
};

document.addEventListener("keydown", (event) => {
  const mark = event.target.closest?.(".map-mark");
  if (!mark) return;
  if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    send(mark.dataset, {});
  } else if (ways[event.key]) {
    event.preventDefault();
    const other = nearestThatWay(mark, ways[event.key]);
    if (!other) return;
    mark.setAttribute("tabindex", "-1");
    other.setAttribute("tabindex", "0");
    other.focus();
  }
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
