/* Lists ask with htmx; here is only what HTML cannot say. */

/* A filter that was left empty stays out of the address. */
document.addEventListener('htmx:configRequest', (event) => {
  const form = event.detail.elt.closest('form');
  if (event.detail.verb !== 'get' || !form || !form.hasAttribute('data-lean')) return;
  for (const [name, value] of [...event.detail.formData.entries()]) if (value === '') event.detail.formData.delete(name);
});

/* A form without script would send empty fields too. */
document.addEventListener('submit', (event) => {
  if (!event.target.hasAttribute('data-lean')) return;
  for (const field of event.target.elements) if (field.name && field.value === '') field.disabled = true;
});

/* Choosing is enough: no second press. */
document.addEventListener('change', (event) => {
  if (event.target.hasAttribute('data-submits')) event.target.form.requestSubmit();
});
