// Opens pages in a real browser and says what is there. Reads from its standard input
//
//   { "browser": "/usr/bin/chromium", "pictures": "folder" | null, "visits": [visit, …] }
//
// and prints one report a visit, as a JSON array. A visit is
//
//   { "name": "…", "url": "…", "width": 360, "dark": false, "script": true,
//     "ask": "an expression" | null, "axe": true }
//
// `ask` is evaluated in the page once it is at rest, as a function's body that may await; a report
// holds its answer, what axe-core finds, what the console says, dialogs that were opened, addresses
// that were asked for, and by how many pixels the page is too wide.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const order = JSON.parse(readFileSync(0, "utf8"));
const browser = await chromium.launch({ executablePath: order.browser, args: [
  "--no-sandbox",
  // Nobody outside of this machine is asked for anything.
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
] });

async function visit({ name, url, width = 1440, dark = false, script = true, ask, axe: checked = true }) {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: dark ? "dark" : "light",
    reducedMotion: "reduce",
    javaScriptEnabled: script,
    // The page's policy stays in force; axe is put in past it.
    bypassCSP: false,
    locale: "en-GB",
  });
  const page = await context.newPage();
  const report = { name, console: [], dialogs: [], requests: [], violations: [] };
  page.on("console", (message) => report.console.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => report.console.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => { report.dialogs.push(dialog.message()); dialog.dismiss(); });
  page.on("request", (request) => report.requests.push({ kind: request.resourceType(), url: request.url() }));
  page.on("popup", (popup) => report.dialogs.push(`window ${popup.url()}`));
  await page.goto(url, { waitUntil: "networkidle" });
  report.excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth).catch(() => 0);
  if (ask) report.answer = await page.evaluate(`(async () => { ${ask} })()`);
  if (order.pictures) await picture(page, `${order.pictures}/${name}.png`);
  if (script && checked) report.violations = await judge(page);
  await context.close();
  return report;
}

/** Of the whole page. Of a document that is no HTML, playwright would wait for one for ever. */
async function picture(page, path) {
  const isPage = await page.evaluate(() => document.contentType === "text/html").catch(() => true);
  if (isPage) return void await page.screenshot({ path, fullPage: true });
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send("Page.captureScreenshot", { format: "png" });
  writeFileSync(path, Buffer.from(data, "base64"));
}

/** WCAG 2.2 AA, and what axe-core holds for good practice. */
async function judge(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("Page.setBypassCSP", { enabled: true });
  await page.evaluate(axe);
  const found = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).slice(0, 3).join(" | ")}`);
}

const reports = [];
try {
  for (const one of order.visits) reports.push(await visit(one));
} finally {
  await browser.close();
}
process.stdout.write(JSON.stringify(reports));
