// The records page: asks for the state again and again and redraws only what changed.
// Everything that comes from the records is set as text, never as markup.

const $ = (id) => document.getElementById(id);

// What each table is called, in the order in which a person would look; a table that is not named here comes last.
const titles = {
  cards: "Cards", orders: "Orders", claims: "Damage reported", policies: "Insurances", requests: "Requests", payments: "Payments", loans: "Loans elsewhere", items: "Items", returns: "Returns and exchanges",
  appointments: "Appointments", slots: "Times", subscriptions: "Who follows an order", events: "Events told",
  repairs: "Repairers’ times", photos: "Photos of damage", complaints: "Complaints", accounts: "Accounts",
  thefts: "Thefts reported", cases: "Cases and call-backs", changes: "Changes of details", customers: "Customers",
};
const apart = new Set(["messages"]); // shown as phone and mailbox
const dull = new Set(["statuses", "reasons", "alternatives", "products", "verdicts"]); // of interest to nobody who watches
const hidden = new Set(["kind_en", "account_en", "description_en", "title_en", "method", "body"]);
const cents = new Set(["minor", "excess", "excess_before", "balance", "monthly", "new_monthly"]);
const yesNo = new Set(["postponable", "replayed", "arrears"]);
const codes = new Set(["path", "key", "before", "after"]);
const newestFirst = new Set(["requests", "cases", "changes", "thefts", "returns", "events", "claims", "complaints", "photos"]);
const names = { minor: "amount", last4: "ends in", first_due: "first due", months_left: "months left", new_months: "new months",
  new_monthly: "new monthly", starts_on: "from", happened_on: "on", send_before: "send before", return_until: "return until",
  taken_out: "taken out", ends_on: "ends on", pays_since: "pays so since", cover_before: "cover before", excess_before: "excess before", answer_before: "answer before" };

let state = null, tag = "", seen = new Map(), drawn = new Map(), first = true;

function element(name, attributes = {}, ...children) {
  const e = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "class") e.className = value; else if (key.startsWith("on")) e.addEventListener(key.slice(2), value); else e.setAttribute(key, value);
  }
  e.append(...children);
  return e;
}

async function ask(method, path, body) {
  const response = await fetch(path, { method, headers: body ? { "Content-Type": "application/json" } : {}, body: body && JSON.stringify(body) });
  await look();
  if (!response.ok) say((await response.json()).message, true);
}

function say(text, lost) {
  $("link").textContent = text;
  $("link").className = lost ? "lost" : "";
}

async function look() {
  try {
    const response = await fetch("/demo/state", { headers: tag ? { "If-None-Match": tag } : {}, cache: "no-store" });
    if (response.status === 200) {
      tag = response.headers.get("ETag");
      state = await response.json();
      draw();
    }
    say("live");
  } catch {
    say("not reachable; trying again", true);
  }
}

function draw() {
  $("company").textContent = state.company;
  document.title = `Records of the ${state.company}`;
  fill($("customer"), [["", "everybody"], ...state.tables.customers.map((c) => [c.id, `${c.id} ${c.name}`]).slice(0, 50)]);
  fill($("fault").operation, state.operations.map((o) => [o, o]));
  drawFaults();
  drawMessages("phone", (m) => m.kind !== "email");
  drawMessages("mailbox", (m) => m.kind === "email");
  const order = Object.keys(titles);
  const tables = Object.keys(state.tables).filter((t) => !apart.has(t) && !dull.has(t));
  tables.sort((a, b) => (order.indexOf(a) + 99) % 99 - (order.indexOf(b) + 99) % 99);
  for (const table of tables) drawTable(table);
  first = false;
}

// fill sets the choices of a select, and leaves it alone when they are what they were.
function fill(select, choices) {
  if (select.options.length === choices.length) return;
  const chosen = select.value;
  select.replaceChildren(...choices.map(([value, text]) => element("option", { value }, text)));
  select.value = chosen && choices.some(([value]) => value === chosen) ? chosen : choices[0][0];
}

function mine(row, table) {
  const who = $("customer").value;
  if (!who) return true;
  if (table === "customers") return row.id === who;
  return !("customer" in row) || row.customer === who;
}

// isNew tells whether a row is other than when it was last drawn; on the first drawing nothing is.
function isNew(table, row) {
  const id = table + "/" + Object.values(row)[0], text = JSON.stringify(row), before = seen.get(id);
  seen.set(id, text);
  return !first && before !== text;
}

function unchanged(place, rows) {
  const text = JSON.stringify(rows);
  if (drawn.get(place) === text) return true;
  drawn.set(place, text);
  return false;
}

function drawMessages(place, belongs) {
  const rows = state.tables.messages.filter((m) => belongs(m) && mine(m)).reverse();
  if (unchanged(place, rows)) return;
  $(place).replaceChildren(...(rows.length ? rows.map((m) => element("li", { class: isNew(place, m) ? "fresh" : "" },
    element("span", { class: "from" }, `${m.kind} to ${m.recipient} · ${m.customer} · ${time(m.at)}`), m.text))
    : [element("li", { class: "none" }, "Nothing yet.")]));
}

function drawFaults() {
  const on = Object.entries(state.faults);
  if (unchanged("faults", on)) return;
  $("faults").replaceChildren(...on.map(([operation, fault]) => element("li", {},
    `${operation}: ${fault.fail}${fault.times ? `, ${fault.times} to go` : ""}`,
    element("button", { type: "button", "aria-label": `Switch the fault of ${operation} off`, onclick: () => {
      const rest = { ...state.faults };
      delete rest[operation];
      ask("PUT", "/demo/faults", rest);
    } }, "Switch off"))));
}

function drawTable(table) {
  let rows = state.tables[table].filter((row) => mine(row, table));
  if (newestFirst.has(table)) rows = rows.toReversed();
  if (unchanged(table, rows)) return;
  const title = titles[table] ?? table, id = "table-" + table;
  const section = element("section", { id, "aria-labelledby": id + "-title" }, element("h2", { id: id + "-title" }, title));
  section.append(rows.length ? grid(table, title, rows) : element("p", { class: "none" }, "Nothing yet."));
  const old = $(id);
  if (!old) { $("tables").append(section); return; }
  const top = old.querySelector(".scroll")?.scrollTop ?? 0, focused = old.contains(document.activeElement) && document.activeElement.ariaLabel;
  old.replaceWith(section);
  const scroll = section.querySelector(".scroll");
  if (scroll) scroll.scrollTop = top;
  if (focused) [...section.querySelectorAll("[aria-label]")].find((e) => e.ariaLabel === focused)?.focus();
}

function grid(table, title, rows) {
  const columns = Object.keys(rows[0]).filter((c) => !hidden.has(c));
  const numeric = (c) => cents.has(c) || (c !== "id" && !yesNo.has(c) && rows.every((row) => typeof row[c] === "number"));
  const head = columns.map((c) => element("th", { scope: "col", class: numeric(c) ? "number" : "" }, names[c] ?? c));
  if (buttonsOf[table]) head.unshift(element("th", { scope: "col" }, buttonsOf[table].title));
  const body = rows.map((row) => {
    const cells = columns.map((c) => element("td", { class: cellClass(table, c, row[c], numeric(c)) }, show(c, row[c])));
    if (buttonsOf[table]) cells.unshift(element("td", {}, ...buttonsOf[table].of(row)));
    return element("tr", { class: isNew(table, row) ? "fresh" : "" }, ...cells);
  });
  return element("div", { class: rows.length > 8 ? "scroll long" : "scroll", tabindex: "0", role: "group", "aria-label": title },
    element("table", {}, element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...body)));
}

// What the demo's back office can do to a row.
const buttonsOf = { orders: { title: "move on", of: orderButtons }, claims: { title: "back office", of: claimButtons } };

function button(text, row, path) {
  return element("button", { type: "button", "aria-label": `${text}: ${row.id}`, onclick: () => ask("POST", path) }, text);
}

function orderButtons(order) {
  const buttons = [];
  if (order.status !== "delivered") buttons.push(button("next status", order, `/demo/orders/${order.id}/advance`));
  return buttons.concat(twice("orders", order));
}

function claimButtons(claim) {
  if (claim.state !== "reported") return twice("claims", claim);
  return [button("accept", claim, `/demo/claims/${claim.id}/accept`), button("reject", claim, `/demo/claims/${claim.id}/reject`)];
}

function twice(kind, row) {
  if (!state.tables.events.some((e) => e.about === row.id)) return [];
  return [button("last event twice", row, `/demo/${kind}/${row.id}/repeat`)];
}

function show(column, value) {
  if (value === null || value === "") return "–";
  if (cents.has(column)) return value === 0 ? "–" : "€ " + (value / 100).toFixed(2);
  if (yesNo.has(column)) return value ? "yes" : "no";
  if (column === "path") return value.replace(/^\/customers\/[^/]+\//, "…/");
  if (column === "at") return time(value);
  if (column === "status" && value === 0) return "no answer";
  return String(value);
}

function time(at) {
  return new Date(at).toLocaleString("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", second: "2-digit" });
}

// cellClass picks the look of a cell: what went wrong stands out, and so does what was done.
function cellClass(table, column, value, number) {
  const looks = [];
  if (number) looks.push("number");
  if (show(column, value).length > 24) looks.push("long");
  if (codes.has(column)) looks.push("code");
  if (column === "state") looks.push(["active", "kept", "accepted", "reported"].includes(value) ? "good" : "bad");
  if (table === "requests" && column === "status") looks.push(value === 200 ? "good" : "bad");
  return looks.join(" ");
}

$("customer").addEventListener("change", () => state && draw());
$("reset").addEventListener("click", async () => {
  if (!confirm("All records go back to the first day. Go ahead?")) return;
  await ask("POST", "/demo/reset");
});
$("fault").addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target.elements, fault = { fail: form.fail.value, times: Number(form.times.value) };
  if (fault.fail === "slow") fault.ms = Number(form.ms.value);
  ask("PUT", "/demo/faults", { ...state.faults, [form.operation.value]: fault });
});

async function watch() {
  if (!document.hidden) await look();
  setTimeout(watch, 1000);
}
watch();
