// The page without this shows all of its items, and every link of it works. With it, one can
// search in them while typing; and where no server answers the query of the address, it is
// answered here, out of the items on the page.
const river = document.getElementById("river");
const field = document.querySelector("input[type=search]");
const told = document.getElementById("told");
const days = [...document.querySelectorAll(".day")];
const fold = (text) => text.normalize("NFKC").toUpperCase().toLowerCase();
const items = days.flatMap((day) => [...day.querySelectorAll("ol > li")].map((item) => ({
  item,
  text: fold(item.textContent),
  kind: [fold(item.querySelector(".kind")?.textContent ?? "")],
  lang: [item.firstElementChild.lang.toLowerCase()],
  source: item.dataset.source.split(" "),
  tag: fold(item.dataset.tags ?? "").split(","),
})));
const speaks = (own, asked) => own === asked || own.startsWith(`${asked}-`);
// What a server chose needs no second look: it also looks into texts that are not on the page.
const asked = river.dataset.query ? new URLSearchParams() : new URLSearchParams(location.search);
const wanted = ["kind", "lang", "source", "tag"].map((name) => {
  const values = asked.getAll(name).flatMap((value) => value.split(",")).map((value) => fold(value.trim()));
  return [name, values.filter(Boolean)];
}).filter(([, values]) => values.length);
const fits = (one) => wanted.every(([name, values]) => values.some((value) =>
  one[name].some((own) => name === "lang" ? speaks(own, value) : own === value)));
const show = () => {
  const words = fold(field.value).split(/\s+/).filter(Boolean);
  let count = 0;
  for (const one of items) {
    const shown = fits(one) && words.every((word) => one.text.includes(word));
    one.item.hidden = !shown;
    count += shown;
  }
  for (const day of days) day.hidden = !day.querySelector("ol > li:not([hidden])");
  const all = count === items.length;
  told.textContent = all ? "" : `${count} of ${items.length} items on this page`;
  document.getElementById("all").hidden = all && !wanted.length && !river.dataset.query;
};
for (const link of document.querySelectorAll(".filters a")) {
  for (const [name, value] of new URLSearchParams(link.dataset.query)) {
    if (wanted.some(([asked, values]) => asked === name && values.includes(fold(value)))) link.setAttribute("aria-current", "true");
  }
}
// A search that is sent stays within what the address chose.
for (const [name, values] of wanted) {
  field.form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value: values.join(",") }));
}
if (!field.value) field.value = asked.get("q") ?? "";
field.addEventListener("input", show);
if (!river.dataset.query) show();
