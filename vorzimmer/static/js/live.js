/**
 * Tells the page what changed: every message of the event stream becomes a `live:<kind>` event on <body> (detail: {ref}).
 * Kinds: call, note, presence, instruction, task; and resync, when anything may have changed.
 *
 * The stream is read by hand instead of with EventSource, which keeps silent about what an operator must know: whether the
 * server still breathes (its heartbeat), why a connection was refused (signed out?), and where to go on after a refusal.
 *
 * <body data-live-url="/live" data-live-id="<newest event that the page knows>" data-sign-in="/sign-in/">
 * <html data-live="up|down"> shows the state; "down" only after two seconds, so that a hiccup disturbs nobody.
 */

const SHOW_LOSS_AFTER = 2_000;
const SILENCE = 25_000; // the server breathes every 15 s
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 10_000;

const CAUGHT_UP = 8_000; // whoever comes sooner after the page is told what happened meanwhile, without asking

const KINDS = ["call", "note", "presence", "instruction", "task"];

const { liveUrl, liveId, signIn } = document.body.dataset;
let lastId = liveId ?? "";
let pause = FIRST_PAUSE;
let loss = 0;
let wake = () => {};

/** Tell the page. A resync tells every kind, because anything may have changed. */
function tell({ kind, ref = "" }) {
  for (const each of kind === "resync" ? [...KINDS, kind] : [kind]) {
    document.body.dispatchEvent(new CustomEvent(`live:${each}`, { detail: { ref }, bubbles: true }));
  }
}

/** Show that the line is there. */
function up() {
  clearTimeout(loss);
  loss = 0;
  pause = FIRST_PAUSE;
  document.documentElement.dataset.live = "up";
}

/** Show that the line is gone, if it stays gone. */
function down() {
  loss ||= setTimeout(() => (document.documentElement.dataset.live = "down"), SHOW_LOSS_AFTER);
}

/** One message of the stream: its id, and its data as JSON. A message that is none is left out; the next one is not lost by it. */
function receive(message) {
  let data = "";
  for (const line of message.split("\n")) {
    if (line.startsWith("id:")) lastId = line.slice(3).trim();
    else if (line.startsWith("data:")) data += line.slice(5).trim();
  }
  if (!data) return;
  try {
    tell(JSON.parse(data));
  } catch (error) {
    console.error("live: unreadable message", error);
  }
}

/** Read the stream to its end; give up when the server stops breathing. */
async function read(body, giveUp) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const silence = setTimeout(giveUp, SILENCE);
    const { done, value } = await reader.read().finally(() => clearTimeout(silence));
    if (done) return;
    const messages = (rest + value.replaceAll("\r", "")).split("\n\n");
    rest = messages.pop();
    messages.forEach(receive);
  }
}

/** Connect once and stay as long as it lasts. Who comes late and has no id to go on from asks for everything anew. */
async function connect() {
  const stop = new AbortController();
  const abort = () => stop.abort();
  addEventListener("offline", abort, { once: true });
  const slow = setTimeout(abort, SILENCE);
  try {
    const headers = { Accept: "text/event-stream", ...(lastId && { "Last-Event-ID": lastId }) };
    const response = await fetch(liveUrl, { headers, cache: "no-store", signal: stop.signal });
    clearTimeout(slow);
    if (response.status === 401 && signIn) return location.assign(signIn);
    if (!response.ok) return;
    up();
    if (!lastId && performance.now() > CAUGHT_UP) tell({ kind: "resync" });
    await read(response.body, abort);
  } catch {
    // refused or broken off: the loop below tries again
  } finally {
    clearTimeout(slow);
    removeEventListener("offline", abort);
    abort();
  }
}

/** Keep connected; pauses grow and are uneven, so that a thousand desks do not come back in the same moment. */
async function stay() {
  for (;;) {
    await connect();
    down();
    await new Promise((resolve) => {
      wake = resolve;
      setTimeout(resolve, pause * (0.5 + Math.random()));
    });
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  }
}

addEventListener("online", () => wake());
document.addEventListener("visibilitychange", () => document.hidden || wake());

if (liveUrl) stay();
