// Passkeys need a script; nothing else here does. A form with data-passkey asks the office what to ask of the passkey, has the browser ask it, and
// is sent with the answer.
(() => {
  'use strict';
  if (!window.PublicKeyCredential || !navigator.credentials) return;
  const bytes = s => Uint8Array.from(atob(s.replace(/-/g, '+').replace(/_/g, '/')), c => c.charCodeAt(0));
  const text = b => btoa(String.fromCharCode(...new Uint8Array(b))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  const known = list => (list || []).map(c => ({...c, id: bytes(c.id)}));

  async function ask(form) {
    const answer = await fetch(form.dataset.options, {method: 'POST', headers: {Accept: 'application/json'}});
    if (!answer.ok) throw new Error('refused');
    const {publicKey: key} = await answer.json();
    key.challenge = bytes(key.challenge);
    if (form.dataset.passkey === 'create') {
      key.user.id = bytes(key.user.id);
      key.excludeCredentials = known(key.excludeCredentials);
      return navigator.credentials.create({publicKey: key});
    }
    key.allowCredentials = known(key.allowCredentials);
    return navigator.credentials.get({publicKey: key});
  }

  function told(c) {
    const r = c.response, out = {clientDataJSON: text(r.clientDataJSON)};
    if (r.attestationObject) {
      out.attestationObject = text(r.attestationObject);
      out.transports = r.getTransports ? r.getTransports() : [];
    } else {
      out.authenticatorData = text(r.authenticatorData);
      out.signature = text(r.signature);
      if (r.userHandle) out.userHandle = text(r.userHandle);
    }
    return JSON.stringify({id: c.id, rawId: text(c.rawId), type: c.type, authenticatorAttachment: c.authenticatorAttachment || undefined,
      clientExtensionResults: c.getClientExtensionResults(), response: out});
  }

  for (const form of document.querySelectorAll('form[data-passkey]')) {
    form.hidden = false;
    const failed = form.querySelector('[role=alert]');
    form.addEventListener('submit', async event => {
      event.preventDefault();
      failed.textContent = '';
      try {
        form.elements.answer.value = told(await ask(form));
        form.submit();
      } catch (e) {
        failed.textContent = failed.dataset.text;
      }
    });
  }
})();
