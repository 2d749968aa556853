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

  // Screen readers read out what lands here; the server writes to the same line.
  const say = (text) => {
    const line = document.querySelector("#announcer [role=status]");
    if (line) line.textContent = text;
  };

  const byHand = (plain) => {
    const area = Object.assign(document.createElement("textarea"), { value: plain });
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  };

  // Rich text for word processors, plain text for everything else. Away from this machine and without https the browser
  // offers no clipboard, so the plain text is copied by selecting it.
  const copy = async (control) => {
    const link = control.matches("a.share");
    const plain = link ? new URL(control.getAttribute("href"), location.origin + location.pathname).href : control.dataset.plain;
    let done = true;
    try {
      const forms = { "text/plain": new Blob([plain], { type: "text/plain" }) };
      if (control.dataset.rich) forms["text/html"] = new Blob([control.dataset.rich], { type: "text/html" });
      await navigator.clipboard.write([new ClipboardItem(forms)]);
    } catch {
      done = byHand(plain);
    }
    const words = done ? control.dataset.copied : "The browser did not allow copying.";
    say(words);
    confirmBeside(control, done ? "Copied" : "Not copied");
  };

  const confirmBeside = (control, words) => {
    control.parentElement.querySelector(`.done`)?.remove();
    const mark = Object.assign(document.createElement("span"), { className: "done", textContent: words });
    mark.setAttribute("aria-hidden", "true");
    control.after(mark);
    setTimeout(() => mark.remove(), 4000);
  };

  window.briefingSave = (file) => {
    if (!file?.data) return;
    const bytes = Uint8Array.from(atob(file.data), (letter) => letter.charCodeAt(0));
    const address = URL.createObjectURL(new Blob([bytes], { type: file.type }));
    const link = Object.assign(document.createElement("a"), { href: address, download: file.name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
  };

  const send = (event, detail) => window.dispatchEvent(new CustomEvent(event, { detail }));

  const act = (control) => {
    if (control.dataset.act) send("briefing:draft", { ...control.dataset });
    if (control.dataset.act?.startsWith("pin-")) confirmBeside(control, "Added");
    if (control.dataset.talk) {
      const name = control.parentElement.querySelector("input")?.value ?? "";
      send("briefing:talk", { ...control.dataset, name });
    }
  };

  document.addEventListener("change", (event) => {
    const choice = event.target.closest("select[data-act]");
    if (choice) send("briefing:draft", { ...choice.dataset, section: choice.value });
  });

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

  // The question box where it is to be seen, or else what the open tab holds.
  const skipToContent = () => {
    const places = [...document.querySelectorAll("#question textarea, #visits [role=tabpanel]")];
    const place = places.sort((one) => (one.matches("textarea") ? -1 : 1)).find((one) => one.checkVisibility());
    if (place?.matches("[role=tabpanel]")) place.tabIndex = -1;
    place?.focus();
  };

  document.addEventListener("click", (event) => {
    const action = event.target.closest("button[data-act], button[data-talk]");
    if (action) return act(action);
    const copied = event.target.closest("button[data-plain], a.share");
    if (copied && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      return copy(copied);
    }
    const chip = event.target.closest("button[data-carry]");
    if (chip) return carryOver(chip.dataset.carry);
    const example = event.target.closest("button[data-question]");
    if (example) return askExample(example.dataset.question);
    const link = event.target.closest("a.mark, a.back, a.skip");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (link.matches(".mark")) followMark(link);
    else if (link.matches(".back")) followBack(link);
    else skipToContent();
  });

  // The list of entries is made anew after each change; the focus stays on the entry that was moved.
  new MutationObserver(() => {
    const list = document.querySelector("#pins [data-focus]");
    if (!list) return;
    const control = document.getElementById(list.dataset.focus);
    list.removeAttribute("data-focus");
    control?.focus();
  }).observe(document.body, { childList: true, subtree: true });

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
      document.getElementById("current").scrollIntoView({ block: "start" }); // at once: it stands there already
    });
  }).observe(document.getElementById("answer"), { childList: true, subtree: true, attributes: true });
}
