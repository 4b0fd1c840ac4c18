// <sangam-feed>: shows a feed on any page.
//
//   <script type="module" src="https://feeds.example.coop/embed.js"></script>
//   <sangam-feed src="https://feeds.example.coop/feed.json" limit="5">
//     <a href="https://feeds.example.coop/">Cooperatives in Asia and the Pacific</a>
//   </sangam-feed>
//
// Attributes: src (a feed.json), limit (5), kind, tag and lang (which items; several with commas),
// layout ("list", "cards", "compact"), level (of the heading; 0 for none), target (of the links).
// Style it by the variables at the head of STYLE, and by ::part(). What stands inside of the element
// shows until the feed is there, and when it never comes. What a source wrote is only ever text.
const STYLE = `
:host {
  --soft: var(--sangam-muted, color-mix(in srgb, currentColor 82%, #0000));
  --line: 1px solid var(--sangam-border, color-mix(in srgb, currentColor 22%, #0000));
  --gap: var(--sangam-gap, .9rem);
  display: block; color: var(--sangam-color, inherit); background: var(--sangam-background, #0000);
  font: var(--sangam-font, inherit); line-height: 1.5; overflow-wrap: anywhere;
}
:host([hidden]) { display: none; }
* { box-sizing: border-box; }
.heading { font-weight: 650; font-size: 1.2em; margin: 0 0 .6em; }
ul { list-style: none; margin: 0; padding: 0; }
li { padding-block: var(--gap); border-block-start: var(--line); }
a { color: var(--sangam-link, inherit); text-underline-offset: .18em; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: .18em solid var(--sangam-accent, currentColor); outline-offset: .16em; }
.title { font-weight: 600; display: inline-block; min-height: 1.5rem; }
.about, .summary, .note { font-size: .88em; color: var(--soft); margin: 0; }
.about { display: flex; flex-wrap: wrap; gap: .1em .8em; }
.kind { font-weight: 650; }
.summary { margin-block-start: .3em; }
.cards { display: grid; gap: var(--gap); grid-template-columns: repeat(auto-fill, minmax(min(16rem, 100%), 1fr)); }
.cards li { border: var(--line); border-radius: var(--sangam-radius, .4rem); padding: 1rem; overflow: hidden; }
.cards img { display: block; width: calc(100% + 2rem); margin: -1rem -1rem .8rem; aspect-ratio: 16/9; object-fit: cover; }
.compact li { padding-block: calc(var(--gap) / 2); }
.compact .summary { display: none; }
`;

// An old copy is shown | nothing can be shown
const WORDS = {
  en: ["Copy of {}, perhaps not the newest.", "The feed could not be loaded."],
  fr: ["Copie du {}, peut-être pas la dernière.", "Le flux n’a pas pu être chargé."],
  es: ["Copia del {}, quizá no la última.", "No se pudo cargar el contenido."],
  pt: ["Cópia de {}, talvez não a última.", "Não foi possível carregar o conteúdo."],
  hi: ["{} की प्रति, शायद नवीनतम नहीं।", "सामग्री लोड नहीं हुई।"],
  zh: ["{} 的副本，可能不是最新。", "无法加载内容。"],
  ja: ["{}時点の控え（最新でない場合があります）", "内容を読み込めません。"],
  ko: ["{} 사본(최신이 아닐 수 있음)", "내용을 불러오지 못했습니다."],
  th: ["สำเนาเมื่อ {} อาจไม่ใช่ล่าสุด", "โหลดข้อมูลไม่ได้"],
  ru: ["Копия от {}, возможно, не последняя.", "Не удалось загрузить ленту."],
  ar: ["نسخة بتاريخ {}، قد لا تكون الأحدث.", "تعذّر تحميل المحتوى."],
};

const HERE = new URL("feed.json", import.meta.url).href;
// Milliseconds.
const PATIENCE = 15e3;
// Of the feed, at most, for items that match.
const PAGES = 8;
// Items in the copy for bad days.
const KEPT = 100;
// Items shown, whatever the page asks for.
const MOST = 1000;

const sheet = new CSSStyleSheet();
sheet.replaceSync(STYLE);

const fold = (text) => text.trim().toLowerCase();
const list = (text) => (text ?? "").split(",").map(fold).filter(Boolean);
const string = (value) => (typeof value === "string" ? value : "");

/** An address that leads to a page; anything else, such as javascript:, is none. */
function web(address) {
  try {
    const { protocol, href } = new URL(address);
    if (/^https?:$/.test(protocol)) return href;
  } catch {}
}

/** An element; its part is also its class. A text is written in its own direction. */
function make(name, part, text, attributes = {}) {
  const made = document.createElement(name);
  if (part) made.className = made.part = part;
  if (text) {
    made.textContent = text;
    made.dir = "auto";
  }
  for (const [key, value] of Object.entries(attributes)) if (value) made.setAttribute(key, value);
  return made;
}

/** What is shown of an item: the fields that are needed, each of the type that it should have. */
function pick(item) {
  const { date_precision: how, kind, source } = item._sangam ?? {};
  return {
    id: item.id ?? item.url,
    title: string(item.title) || string(item.content_text).slice(0, 200) || string(item.url),
    url: web(item.url), image: web(item.image), summary: string(item.summary),
    date: how === "first-seen" ? "" : string(item.date_published), day: how === "day", language: string(item.language),
    kind: string(kind), source: string(source?.title),
    tags: (Array.isArray(item.tags) ? item.tags : []).map(string),
  };
}

async function read(address, signal) {
  const answer = await fetch(address, { credentials: "omit", referrerPolicy: "no-referrer", signal });
  if (!answer.ok) throw Error(answer.status);
  const feed = await answer.json();
  if (!Array.isArray(feed?.items)) throw Error("no feed");
  const items = feed.items.filter((item) => item && typeof item === "object").map(pick);
  const { title, home_page_url: home, next_url: next, language } = feed;
  return { title: string(title), home: web(home), next: web(next), language, items };
}

class SangamFeed extends HTMLElement {
  static observedAttributes = ["src", "limit", "kind", "tag", "lang", "layout", "level", "target"];
  #root = this.attachShadow({ mode: "open" });
  #run;
  #due = false;

  constructor() {
    super();
    this.#root.adoptedStyleSheets = [sheet];
    this.#root.append(make("slot"));
  }

  connectedCallback() { this.#plan(); }
  disconnectedCallback() { this.#run?.abort(); }
  attributeChangedCallback() { if (this.isConnected) this.#plan(); }

  // Attributes that are set one after the other cost one request.
  #plan() {
    this.#due ||= queueMicrotask(() => { this.#due = false; this.#load(); }) ?? true;
  }

  #get(name) { return this.getAttribute(name); }

  get #address() {
    try { return new URL(this.#get("src") || HERE, document.baseURI).href; } catch { return HERE; }
  }

  get #limit() {
    const limit = parseInt(this.#get("limit"), 10);
    return limit > 0 ? Math.min(limit, MOST) : 5;
  }

  /** The items that are wanted; "en" means "en-GB" too. */
  #chosen({ items }) {
    const [kinds, tags, ranges] = ["kind", "tag", "lang"].map((name) => list(this.#get(name)));
    const has = (wanted, test) => !wanted.length || wanted.some(test);
    return items.filter(({ kind, tags: own, language }) =>
      has(kinds, (one) => one === fold(kind))
      && has(tags, (one) => own.some((tag) => fold(tag) === one))
      && has(ranges, (one) => `${fold(language)}-`.startsWith(`${one}-`)));
  }

  async #load() {
    this.#run?.abort();
    const run = this.#run = new AbortController();
    // Too late for one that is done, which does it no harm.
    setTimeout(() => run.abort(), PATIENCE);
    const address = this.#address;
    this.setAttribute("aria-busy", "true");
    try {
      const feed = await read(address, run.signal);
      // What came before is told in pages, the first of which repeat what the feed still shows.
      for (let left = PAGES; --left && feed.next && this.#chosen(feed).length < this.#limit;) {
        const { items, next } = await read(feed.next, run.signal).catch(() => ({ items: [] }));
        feed.items.push(...items.filter(({ id }) => !feed.items.some((one) => one.id === id)));
        feed.next = next;
      }
      this.#keep(address, feed);
      if (this.#run === run) this.#show(feed);
    } catch (error) {
      if (this.#run === run) this.#recover(address, error);
    } finally {
      if (this.#run === run) this.removeAttribute("aria-busy");
    }
  }

  // Storage can be full, or forbidden: then there is no copy.
  #keep(address, feed) {
    try {
      const copy = { ...feed, items: feed.items.slice(0, KEPT), kept: new Date().toISOString() };
      localStorage.setItem(`sangam ${address}`, JSON.stringify(copy));
    } catch {}
  }

  // There may be no copy, or none that can be read.
  #recover(address, error) {
    let copy;
    try { copy = JSON.parse(localStorage.getItem(`sangam ${address}`)); } catch {}
    if (Array.isArray(copy?.items)) this.#show(copy, true);
    else this.#root.replaceChildren(make("slot"), this.#note(1));
    this.dispatchEvent(new CustomEvent("sangam-error", { bubbles: true, detail: error }));
  }

  get #language() {
    return this.closest("[lang]:not(sangam-feed)")?.lang || navigator.language;
  }

  #note(index, date) {
    const words = WORDS[this.#language.slice(0, 2).toLowerCase()] ?? WORDS.en;
    return make("p", "note", words[index].replace("{}", date), { role: "status" });
  }

  /** A day is the same day everywhere; a moment is told in the reader's own zone. */
  #date(text, day) {
    const how = { dateStyle: "long", timeZone: day ? "UTC" : void 0 };
    for (const language of [this.#language, "en"]) {
      try { return new Intl.DateTimeFormat(language, how).format(new Date(text)); } catch {}
    }
    return "";
  }

  #show(feed, isCopy) {
    const items = this.#chosen(feed).slice(0, this.#limit);
    const parts = [];
    const level = parseInt(this.#get("level") ?? 2, 10);
    if (feed.title && level > 0) {
      const head = make("div", "heading", "", { role: "heading", "aria-level": String(level), lang: feed.language, dir: "auto" });
      head.append(feed.home ? this.#link(feed.home, "home", feed.title) : feed.title);
      parts.push(head);
    }
    if (isCopy) parts.push(this.#note(0, this.#date(feed.kept)));
    const layout = { cards: "cards", compact: "compact" }[this.#get("layout")] ?? "list";
    const rows = make("ul", layout, "", { role: "list", part: "list" });
    rows.append(...items.map((item) => this.#row(item)));
    parts.push(rows);
    this.#root.replaceChildren(...parts);
    this.dispatchEvent(new CustomEvent("sangam-load", { bubbles: true, detail: items.length }));
  }

  #link(href, part, text, attributes) {
    return make("a", part, text, { href, target: this.#get("target"), ...attributes });
  }

  #row(item) {
    const row = make("li", "item", "", { lang: item.language, dir: "auto" });
    if (item.image && this.#get("layout") === "cards") {
      const image = make("img", "image", "", { src: item.image, loading: "lazy", referrerpolicy: "no-referrer" });
      image.alt = "";
      image.onerror = () => image.remove();
      row.append(image);
    }
    const about = make("p", "about");
    if (item.kind) about.append(make("span", "kind", item.kind));
    const date = this.#date(item.date, item.day);
    if (date) about.append(make("time", "date", date, { datetime: item.date.slice(0, item.day ? 10 : 99), lang: this.#language }));
    if (item.source) about.append(make("span", "source", item.source));
    row.append(item.url ? this.#link(item.url, "title", item.title) : make("span", "title", item.title), about);
    const words = [...item.summary];
    if (words.length > 280) words.splice(279, 1e9, "…");
    if (words[0]) row.append(make("p", "summary", words.join("")));
    return row;
  }
}

customElements.get("sangam-feed") ?? customElements.define("sangam-feed", SangamFeed);

// An iframe of ours says how high its content is; one that said so before this ran is asked again.
const frames = () => [...document.querySelectorAll("iframe[data-sangam]")];
addEventListener("message", ({ source, data }) => {
  const height = data?.sangam?.height;
  const frame = frames().find((frame) => frame.contentWindow === source);
  if (frame && height > 0 && height < 2e4) frame.style.height = `${Math.ceil(height)}px`;
});
for (const { contentWindow } of frames()) contentWindow.postMessage({ sangam: {} }, "*");
