// The Curate tab: files go to the server one after another, then what is to be done with them.
const act = (name, fields) => trigger("select", { ...fields, act: name });
const say = (text) => {
  const line = document.getElementById("curate-sending");
  if (line) line.textContent = text;
};

const sendFile = async (form, file) => {
  const reply = await fetch(`${form.dataset.address}?name=${encodeURIComponent(file.name)}`, {
    method: "POST",
    headers: { "Content-Type": "application/octet-stream" },
    body: file,
  });
  const answer = await reply.json().catch(() => ({}));
  if (!reply.ok) throw new Error(answer.message ?? "The server did not take it. Open the page again and try once more.");
  return answer.id;
};

// One that is refused is said and the others go on; what has arrived is added.
const sendFiles = async (form) => {
  const input = form.querySelector("input[type=file]");
  const button = form.querySelector("button[type=submit]");
  const files = [...input.files];
  if (files.length > Number(form.dataset.most)) {
    return say(`You chose ${files.length} files; at most ${form.dataset.most} are taken at once.`);
  }
  button.disabled = true;
  const arrived = [];
  const problems = [];
  for (const [index, file] of files.entries()) {
    say(`Sending ${index + 1} of ${files.length}: ${file.name}`);
    try {
      if (file.size > Number(form.dataset.largest)) throw new Error("The file is too large.");
      arrived.push(await sendFile(form, file));
    } catch (error) {
      problems.push(`${file.name}: ${error instanceof TypeError ? "The server could not be reached." : error.message}`);
    }
  }
  button.disabled = false;
  say(problems.length ? `Not sent. ${problems.join(" ")}` : "");
  if (!arrived.length) return;
  const password = form.querySelector("#curate-password");
  const versionOf = form.querySelector("#curate-version-of");
  act("add-files", { files: arrived, password: password.value, source: versionOf.value.trim() });
  password.value = "";
  versionOf.value = "";
  input.value = "";
};

// While a change is made, the server is asked how far it is. The source that is open is shown anew at the end.
setInterval(() => {
  if (!document.querySelector("#curate-change .change[aria-busy=true]")) return;
  const source = document.querySelector("#curate-source .curate-source")?.dataset.source ?? "";
  act("look", { source });
}, 400);

document.addEventListener("submit", (event) => {
  if (event.target.id === "curate-files-form") {
    event.preventDefault();
    sendFiles(event.target);
  } else if (event.target.id === "curate-doi-form") {
    event.preventDefault();
    act("add-doi", { doi: event.target.querySelector("input").value });
  }
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-curate]");
  if (!button) return;
  const { curate, source, kind } = button.dataset;
  act(curate, { source, ...(kind ? { kind } : {}) });
  if (curate === "close") document.getElementById("curate-filter")?.focus();
});

for (const [type, over] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
  document.addEventListener(type, (event) => {
    const place = event.target.closest?.("#curate-files-form .drop");
    if (!place) return;
    event.preventDefault();
    place.classList.toggle("is-over", over);
    if (type === "drop") place.querySelector("input").files = event.dataTransfer.files;
  });
}

document.addEventListener("input", (event) => {
  if (event.target.id !== "curate-filter") return;
  const words = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
  const rows = [...document.querySelectorAll("#curate-held tbody tr")];
  for (const row of rows) row.hidden = !words.every((word) => row.dataset.words.includes(word));
  const left = rows.filter((row) => !row.hidden).length;
  document.getElementById("curate-filtered").textContent = words.length ? `${left} of ${rows.length} sources` : "";
});

// A source that was opened begins at its heading, for the eyes and for the keyboard.
new MutationObserver(() => {
  const view = document.querySelector("#curate-source [data-focus]");
  if (!view) return;
  const heading = document.getElementById(view.dataset.focus);
  view.removeAttribute("data-focus");
  heading?.focus({ preventScroll: true });
  heading?.scrollIntoView({ block: "center" });
}).observe(document.body, { childList: true, subtree: true });
