/* A code that renews itself before it runs out. The seconds are the server's: a phone's clock may be wrong. */

const place = document.querySelector('[data-renews]');
const lost = document.querySelector('[data-lost]');
const digits = new Intl.NumberFormat(document.documentElement.lang, { minimumIntegerDigits: 2, useGrouping: false });
const zero = new Intl.NumberFormat(document.documentElement.lang).format(0);
/* A code is still taken for one step after its own. */
const GRACE = 30;
let ends = 0;
let asking = false;

function begin() {
  ends = Date.now() + Number(place.querySelector('[data-seconds]').dataset.seconds) * 1000;
  place.hidden = false;
  lost.hidden = true;
}

async function renew() {
  if (asking) return;
  asking = true;
  try {
    const answer = await fetch(place.dataset.renews, {
      cache: 'no-store', credentials: 'omit', referrerPolicy: 'no-referrer', signal: AbortSignal.timeout(8000),
    });
    if (answer.status === 404) location.reload();
    if (!answer.ok) throw new Error(answer.status);
    place.innerHTML = await answer.text();
    begin();
  } catch {
    lost.hidden = false;
  } finally {
    asking = false;
  }
}

function tick() {
  const left = Math.ceil((ends - Date.now()) / 1000);
  if (left <= 0) renew();
  if (left <= -GRACE) place.hidden = true;
  const shown = Math.max(0, left);
  place.querySelector('[data-left]').textContent = `${zero}:${digits.format(shown)}`;
  place.querySelector('progress').value = shown;
}

begin();
setInterval(tick, 1000);
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) tick();
});
