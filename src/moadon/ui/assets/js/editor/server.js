/* Questions to the server: JSON out, JSON or a fragment back. Of several of one kind only the newest is answered. */

const root = () => document.querySelector('[data-editor]');
const urls = () => JSON.parse(root().dataset.urls);
const token = () => JSON.parse(document.body.getAttribute('hx-headers') ?? '{}')['X-CSRFToken'] ?? '';
const running = new Map();

export async function ask(name, body, { newest = true } = {}) {
  if (newest) running.get(name)?.abort();
  const control = new AbortController();
  running.set(name, control);
  try {
    const response = await fetch(urls()[name], {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-CSRFToken': token(), 'HX-Request': 'true', 'HX-Current-URL': location.href },
      body: JSON.stringify(body),
      signal: newest ? control.signal : undefined,
    });
    const away = response.headers.get('HX-Redirect');
    if (away) location.assign(away);
    const told = response.headers.get('Content-Type')?.includes('json') ? await response.json() : await response.text();
    return { status: response.status, told };
  } catch (error) {
    if (error.name === 'AbortError') return null;
    return { status: 0, told: {} };
  }
}

export async function look(name, query) {
  try {
    const response = await fetch(`${urls()[name]}?${new URLSearchParams(query)}`);
    return response.ok ? await response.json() : {};
  } catch {
    return {};
  }
}

/* `doing` once nothing has happened for so long. */
export function later(doing, wait) {
  let timer;
  const soon = (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => doing(...given), wait);
  };
  soon.now = (...given) => {
    clearTimeout(timer);
    return doing(...given);
  };
  soon.off = () => clearTimeout(timer);
  return soon;
}
