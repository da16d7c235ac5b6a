/* JSON pointers (RFC 6901) into the document: reading, setting, taking away, moving. */

export const split = (at) => at.split('/').slice(1).map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
export const escape = (part) => String(part).replaceAll('~', '~0').replaceAll('/', '~1');
export const parentOf = (at) => at.slice(0, at.lastIndexOf('/'));
export const lastOf = (at) => split(at).at(-1);
export const idOf = (at) => `at${encodeURIComponent(at).replaceAll('%2F', '/').replaceAll('%20', '+')}`;

export function get(document, at) {
  let value = document;
  for (const part of split(at)) {
    if (value === null || typeof value !== 'object') return undefined;
    value = value[part];
  }
  return value;
}

/* Holders on the way are made where they are missing: lists are never made, only mappings. */
export function set(document, at, value) {
  const parts = split(at);
  const last = parts.pop();
  let holder = document;
  for (const part of parts) {
    if (holder[part] === null || typeof holder[part] !== 'object') holder[part] = {};
    holder = holder[part];
  }
  if (Array.isArray(holder)) holder[Number(last)] = value;
  else holder[last] = value;
}

/* Takes a value away, and with it holders that are left empty, up to the one at `up`. */
export function remove(document, at, up = null) {
  const holder = get(document, parentOf(at));
  if (holder === undefined || holder === null) return;
  if (Array.isArray(holder)) holder.splice(Number(lastOf(at)), 1);
  else delete holder[lastOf(at)];
  const above = parentOf(at);
  if (up !== null && above.length >= up.length && above.startsWith(up) && above !== '' && !Array.isArray(holder) && !Object.keys(holder).length) {
    remove(document, above, up);
  }
}

export function move(document, list, from, to) {
  const holder = get(document, list);
  if (!Array.isArray(holder) || to < 0 || to >= holder.length) return false;
  holder.splice(to, 0, ...holder.splice(from, 1));
  return true;
}

/* Every id that parts of the document have, so that a new one is free. */
export function ids(value, found = new Set()) {
  if (value && typeof value === 'object') {
    if (typeof value.id === 'string') found.add(value.id);
    for (const inner of Object.values(value)) ids(inner, found);
  }
  return found;
}

export function withFreeIds(document, value) {
  const taken = ids(document);
  const free = (part) => {
    if (!part || typeof part !== 'object') return;
    if (typeof part.id === 'string') {
      const wanted = part.id || 'part';
      let n = 2;
      while (taken.has(part.id)) part.id = `${wanted.replace(/-\d+$/, '')}-${n++}`;
      taken.add(part.id);
    }
    Object.values(part).forEach(free);
  };
  free(value);
  return value;
}
