// Writes the lines to paste, and shows what they give.
const form = document.querySelector("#choices");
const snippet = document.querySelector("#snippet");
const preview = document.querySelector("#preview");
const escape = (text) => text.replace(/[&"<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
const base = new URL(".", location.href);

function tag(name, attributes, content = "") {
  const words = Object.entries(attributes).filter(([, value]) => value !== "" && value !== undefined);
  return `<${[name, ...words.map(([key, value]) => value === true ? key : `${key}="${escape(String(value))}"`)].join(" ")}>${content}</${name}>`;
}

const WAYS = {
  component(choice, folder, title) {
    const { limit, kind, tag: label, lang, layout } = choice;
    const script = tag("script", { type: "module", src: new URL(form.dataset.script, base).href, integrity: form.dataset.integrity, crossorigin: "anonymous" });
    const home = tag("a", { href: folder.href }, escape(title));
    const feed = tag("sangam-feed", { src: new URL("feed.json", folder).href, limit, kind, tag: label, lang, layout }, home);
    return `${script}\n${feed}`;
  },
  frame({ limit }, folder, title) {
    const address = new URL(`embed.html?limit=${limit}`, folder).href;
    return tag("iframe", { src: address, title, width: "100%", height: 480, frameborder: 0, loading: "lazy", sandbox: "allow-scripts allow-popups allow-popups-to-escape-sandbox", "data-sangam": true });
  },
  fragment(_, folder) {
    return `<!--# include virtual="/feed-fragment" -->\n\n# nginx, so that the address above leads here:\nlocation = /feed-fragment {\n    proxy_pass ${new URL("embed.fragment.html", folder).href};\n}`;
  },
};

function write() {
  const choice = Object.fromEntries(new FormData(form));
  const folder = new URL(choice.feed, base);
  const title = form.elements.feed.selectedOptions[0].label;
  document.querySelector("#filters").disabled = choice.way !== "component";
  const { kind = "", tag: label = "", lang = "", layout = "" } = choice;
  const all = { kind, tag: label, lang, layout, limit: Math.min(Math.max(parseInt(choice.limit, 10) || 5, 1), 100) };
  snippet.textContent = WAYS[choice.way](all, folder, title);
  const shown = choice.way === "component"
    ? Object.assign(document.createElement("sangam-feed"), { textContent: title })
    : Object.assign(document.createElement("iframe"), { title, src: new URL(`embed.html?limit=${all.limit}`, folder).href });
  if (choice.way === "component") {
    for (const [name, value] of Object.entries({ src: new URL("feed.json", folder).href, ...all })) if (value) shown.setAttribute(name, value);
    shown.setAttribute("level", "3");
  } else {
    shown.dataset.sangam = "";
    shown.setAttribute("sandbox", "allow-scripts allow-popups allow-popups-to-escape-sandbox");
  }
  preview.replaceChildren(shown);
}

form.addEventListener("input", write);
form.addEventListener("submit", (event) => event.preventDefault());
document.querySelector("#copy").addEventListener("click", async () => {
  const done = document.querySelector("#copied");
  try {
    await navigator.clipboard.writeText(snippet.textContent);
    done.textContent = "Copied.";
  } catch {
    getSelection().selectAllChildren(snippet);
    done.textContent = "Press Ctrl+C to copy what is marked.";
  }
});
write();
