/* Makes what the pages load: one stylesheet a direction, faces by language, scripts, and a sprite of the icons in use.
   Sources are beside this file and in node_modules; everything lands in ../static/moadon/built, which is not kept in git.
   Run it again after using a new icon or a new class of Tabler's. */

import { build } from 'esbuild';
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { PurgeCSS } from 'purgecss';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, '../../../..');
const product = path.join(root, 'src/moadon');
const target = path.join(here, '../static/moadon/built');
const packages = path.join(root, 'node_modules');
/* Made aside and put in place at the end, so that a running server never misses a file for long. */
const built = path.join(packages, '.built');

const PARTS = ['tokens', 'base', 'shell', 'figures', 'charts', 'tables', 'lists', 'forms', 'floats', 'statements', 'holdings', 'editor', 'programme', 'coupons', 'print'];

/* Every file under a folder, by its ending. */
async function files(folder, ...endings) {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  return found
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !file.startsWith(target));
}

/* Tabler without the rules that no template, script or widget of ours could meet. */
async function tabler(name, content) {
  const [{ css }] = await new PurgeCSS().purge({
    css: [path.join(packages, '@tabler/core/dist/css', name)],
    content: content.map((raw) => ({ raw, extension: 'html' })),
    safelist: [/^data-bs-theme/, 'html', 'body'],
    dynamicAttributes: ['data-bs-theme', 'dir', 'type'],
  });
  return css;
}

async function styles() {
  const pages = await files(product, '.html', '.py', '.js');
  const content = await Promise.all(pages.map((file) => readFile(file, 'utf8')));
  const parts = await Promise.all(PARTS.map((part) => readFile(path.join(here, 'css', `${part}.css`), 'utf8')));
  const shares = Array.from({ length: 101 }, (_, share) => `.mo-p-${share}{--p:${share}}`).join('');
  for (const direction of ['ltr', 'rtl']) {
    const base = await tabler(direction === 'rtl' ? 'tabler.rtl.min.css' : 'tabler.min.css', content);
    await build({
      stdin: { contents: [base, ...parts, shares].join('\n'), loader: 'css', resolveDir: here },
      outfile: path.join(built, `office.${direction}.css`),
      minify: true,
      target: ['chrome123', 'firefox120', 'safari17.5'],
      logLevel: 'warning',
    });
  }
}

/* The faces of one language: the subsets named, woff2 only. */
async function faces(language, wanted) {
  const blocks = [];
  for (const [sheet, subsets] of wanted) {
    const css = await readFile(path.join(packages, sheet), 'utf8');
    for (const [, name, block] of css.matchAll(/\/\* (\S+) \*\/\s*(@font-face \{[^}]*\})/g)) {
      if (subsets.some((subset) => new RegExp(`-${subset}-(wght|\\d+)-normal$`).test(name))) {
        const source = path.join(packages, path.dirname(sheet), 'files');
        blocks.push(block.replace(/src: url\(\.\/files\/([^)]+\.woff2)\)[^;]*;/, `src: url("${source}/$1") format('woff2');`));
      }
    }
  }
  if (!blocks.length) throw new Error(`no faces for ${language}`);
  await build({
    stdin: { contents: blocks.join('\n'), loader: 'css', resolveDir: here },
    outfile: path.join(built, `faces.${language}.css`),
    bundle: true,
    minify: true,
    loader: { '.woff2': 'file' },
    assetNames: 'faces/[name]-[hash]',
    logLevel: 'warning',
  });
}

const latin = ['@fontsource-variable/ibm-plex-sans/index.css', ['sans-latin', 'latin-ext']];
const hebrew = ['400', '500', '600'].map((weight) => [`@fontsource/ibm-plex-sans-hebrew/${weight}.css`, ['hebrew-hebrew']]);
const persian = ['@fontsource-variable/vazirmatn/index.css', ['arabic', 'latin']];

async function scripts() {
  const common = { bundle: true, minify: true, target: ['es2022'], outdir: built, logLevel: 'warning', legalComments: 'linked' };
  await build({ ...common, entryPoints: { 'me-code': path.join(here, 'js/me-code.js') }, format: 'esm' });
  await build({ ...common, entryPoints: { theme: path.join(here, 'js/theme.js') }, format: 'iife' });
  await build({
    ...common,
    entryPoints: { office: path.join(here, 'js/office.js') },
    format: 'esm',
    splitting: true,
    chunkNames: '[name]-[hash]',
  });
}

/* Icons are named in templates and tables by `icon "name"` or `icon="name"`. */
async function sprite() {
  const names = new Set();
  for (const file of await files(product, '.html', '.py')) {
    const text = await readFile(file, 'utf8');
    for (const [, name] of text.matchAll(/(?<![.\w-])icon(?:: str)?(?: | ?= ?)["']([a-z0-9-]+)["']/g)) names.add(name);
  }
  const symbols = await Promise.all([...names].sort().map(async (name) => {
    const svg = await readFile(path.join(packages, '@tabler/icons/icons/outline', `${name}.svg`), 'utf8');
    const paths = [...svg.matchAll(/<path (?!stroke="none")[^>]*\/>/g)].map(([drawn]) => drawn.replaceAll(' />', '/>'));
    return `<symbol id="i-${name}" viewBox="0 0 24 24">${paths.join('')}</symbol>`;
  }));
  await writeFile(path.join(built, 'icons.svg'), `<svg xmlns="http://www.w3.org/2000/svg" hidden>${symbols.join('')}</svg>\n`);
  return names.size;
}

/* The sign of the browser's tab, in the accent of the tokens. */
async function sign() {
  const tokens = await readFile(path.join(here, 'css/tokens.css'), 'utf8');
  const [, ground] = tokens.match(/--mo-accent-fill:\s*light-dark\((#[0-9a-f]{6})/);
  const drawn = '<path d="M8 23 14.5 9h3L24 23" fill="none" stroke="#fff" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round"/><circle cx="16" cy="22.2" r="1.9" fill="#fff"/>';
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="${ground}"/>${drawn}</svg>`;
  await writeFile(path.join(built, 'sign.svg'), `${svg}\n`);
}

await rm(built, { recursive: true, force: true });
await mkdir(built, { recursive: true });
const [, , , , , icons] = await Promise.all([
  styles(),
  faces('en', [latin]),
  faces('he', [latin, ...hebrew]),
  faces('fa', [latin, persian]),
  scripts(),
  sprite(),
  sign(),
]);
await rm(target, { recursive: true, force: true });
await mkdir(path.dirname(target), { recursive: true });
await rename(built, target);
console.log(`built pages' styles, faces, scripts and ${icons} icons in ${path.relative(root, target)}`);
