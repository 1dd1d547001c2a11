// Served by an office, the page fetches the certificate that its address names, and the keys that the office publishes.

async function fetched(path) {
  try {
    const answer = await fetch(path);
    return answer.ok ? answer : null;
  } catch {
    return null; // no line: files and keys can still be given by hand
  }
}

async function visit() {
  if (!('served' in document.documentElement.dataset)) return;
  document.querySelector('.intro').dataset.say = 'lead_served';
  document.querySelector('.foot p').after(make('p', {}, make('a', { href: '/verify/?save=1', 'data-say': 'save' })));
  sayAll();
  const keys = await fetched('/log.pub');
  if (keys && !part('keys').value) {
    part('keys').value = await keys.text();
    part('keys_hint').dataset.say = 'keys_served';
    sayAll();
  }
  const code = asked();
  if (!code || given.text !== null) return;
  const found = await fetched(`/records/${encodeURIComponent(code)}/certificate.json`);
  if (found) await take(new File([await found.blob()], `certificate-${code}.json`));
  else tell(say('not_found', code));
}

visit();
