/* What parts of the document call each other by: a code that changes takes along all that name it. */

/* The keys under which the codes of each sort stand, as a value, in a list, or as keys themselves. */
const NAMED = { wallets: ['wallet', 'wallets'], groups: ['group'], levels: ['tier', 'tiers'], promotions: ['not_with'] };

/* Which sort of code a place holds; nothing where no other part names it. */
export function sortOf(at) {
  const found = at.match(/^\/(groups|promotions)\/\d+\/id$/) ?? at.match(/^\/tiers\/\d+\/(levels)\/\d+\/id$/);
  return found?.[1];
}

/* All that names `was` names `is` from now on, unless another part is still called so. */
export function follow(document, sort, was, is) {
  if (!was || !is || was === is || codes(document, sort).includes(was)) return;
  walk(document, NAMED[sort], was, is);
}

/* A wallet gets another code: the mapping of wallets keeps its order. False where that code is taken. */
export function renameWallet(document, was, is) {
  if (Object.hasOwn(document.wallets, is)) return false;
  walk(document, NAMED.wallets, was, is);
  return true;
}

function codes(document, sort) {
  const list = (held) => (Array.isArray(held) ? held : []);
  const parts = sort === 'levels' ? list(document.tiers).flatMap((ladder) => list(ladder?.levels)) : list(document[sort]);
  return parts.map((part) => part?.id);
}

function walk(value, keys, was, is) {
  if (!value || typeof value !== 'object') return;
  for (const [key, held] of Object.entries(value)) {
    if (keys.includes(key)) value[key] = renamed(held, was, is);
    walk(value[key], keys, was, is);
  }
}

function renamed(held, was, is) {
  if (held === was) return is;
  if (Array.isArray(held)) return held.map((one) => (one === was ? is : one));
  if (!held || typeof held !== 'object') return held;
  return Object.fromEntries(Object.entries(held).map(([key, inner]) => [key === was ? is : key, inner]));
}
