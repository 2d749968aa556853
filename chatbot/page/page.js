() => {
  // Marks lead to their evidence and back, in one click or key press. Links are followed here and not by the browser,
  // because Gradio sets <base href>, which would make "#..." load the page again.
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  const touch = window.matchMedia("(pointer: coarse)");
  let cameFrom = null;

  const target = (link) => document.getElementById(decodeURIComponent(link.getAttribute("href").slice(1)));

  const goTo = (element, block) => {
    element.closest("details:not([open])")?.setAttribute("open", "");
    element.focus({ preventScroll: true });
    element.scrollIntoView({ behavior: calm.matches ? "auto" : "smooth", block });
  };

  const highlight = (card) => {
    for (const other of document.querySelectorAll(".evidence.is-current")) other.classList.remove("is-current");
    card?.classList.add("is-current");
  };

  const followMark = (mark) => {
    const card = target(mark);
    if (!card) return;
    cameFrom = mark;
    highlight(card);
    goTo(card, "nearest");
  };

  const followBack = (link) => {
    const number = link.getAttribute("href");
    const mark = cameFrom?.isConnected && cameFrom.getAttribute("href") === `#${link.closest(".evidence").id}`
      ? cameFrom
      : document.querySelector(number);
    if (mark) goTo(mark, "center");
  };

  const askExample = (question) => {
    const box = document.querySelector("#question textarea");
    box.value = question;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    // One turn of the event loop, so that Gradio has taken the words over before it sends them.
    setTimeout(() => document.getElementById("ask").click());
  };

  // A chip asks the newest question again with the other words carried over. The answer comes back without the chip, so
  // the keyboard goes on from the heading of the turn.
  const carryOver = (words) => {
    const box = document.querySelector("#carry textarea, #carry input");
    box.value = words;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    setTimeout(() => document.getElementById("ask-again").click());
    const question = document.querySelector("#answer .question");
    question?.setAttribute("tabindex", "-1");
    question?.focus({ preventScroll: true });
  };

  document.addEventListener("click", (event) => {
    const chip = event.target.closest("button[data-carry]");
    if (chip) return carryOver(chip.dataset.carry);
    const example = event.target.closest("button[data-question]");
    if (example) return askExample(example.dataset.question);
    const link = event.target.closest("a.mark, a.back, a.skip");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (link.matches(".mark")) followMark(link);
    else if (link.matches(".back")) followBack(link);
    else document.querySelector("#question textarea").focus();
  });

  // Pointing at a mark, or reaching it with Tab, shows which card it belongs to; Escape puts the hint away.
  const hint = (event, on) => {
    const mark = event.target.closest?.("a.mark");
    if (!mark) return;
    mark.classList.remove("is-dismissed");
    target(mark)?.classList.toggle("is-hinted", on);
  };
  for (const type of ["mouseover", "focusin"]) document.addEventListener(type, (event) => hint(event, true));
  for (const type of ["mouseout", "focusout"]) document.addEventListener(type, (event) => hint(event, false));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const mark of document.querySelectorAll("a.mark:hover, a.mark:focus")) mark.classList.add("is-dismissed");
  });

  // A new question moves to the top of the window when its turn appears and when its answer begins, and not while the
  // words come. After the next layout, because the turns above it change their height in the same update.
  let shown = "";
  new MutationObserver(() => {
    const turn = document.querySelector("#answer .turn");
    const stage = turn ? `${turn.dataset.turn} ${turn.querySelector(".searching") ? "searching" : "answered"}` : "";
    if (stage === shown) return;
    shown = stage;
    if (!turn) return;
    if (touch.matches) document.activeElement?.blur();
    requestAnimationFrame(() => {
      document.getElementById("current").scrollIntoView({ behavior: calm.matches ? "auto" : "smooth", block: "start" });
    });
  }).observe(document.getElementById("answer"), { childList: true, subtree: true, attributes: true });
}
