/* A passkey made or shown: the browser's own dialog, and what it answers goes back in the form. */

async function asks(form) {
  const { publicKey } = JSON.parse(form.dataset.options);
  return form.dataset.passkey === 'create'
    ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey) })
    : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey) });
}

export function start() {
  document.addEventListener('submit', async (event) => {
    const form = event.target.closest('[data-passkey]');
    if (!form || (form.elements.name && !form.elements.name.value.trim())) return;
    event.preventDefault();
    const said = form.querySelector('[data-said]');
    said.hidden = true;
    try {
      form.elements.credential.value = JSON.stringify((await asks(form)).toJSON());
      form.submit();
    } catch {
      said.hidden = false;
    }
  });
}
