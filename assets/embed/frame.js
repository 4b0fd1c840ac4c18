// The page inside of an iframe: shows as many items as its address asks for (?limit=5), and tells
// the page around it how high it is, again when that asks.
const asked = new URLSearchParams(location.search);
const limit = parseInt(asked.get("limit"), 10);
const items = document.querySelectorAll(".sangam-item");
if (limit > 0) items.forEach((item, index) => { item.hidden = index >= limit; });
const tell = () => parent.postMessage({ sangam: { height: document.documentElement.offsetHeight } }, "*");
if (parent !== window) {
  new ResizeObserver(tell).observe(document.documentElement);
  addEventListener("message", ({ source, data }) => { if (source === parent && data?.sangam) tell(); });
}
