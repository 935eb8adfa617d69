/**
 * Forms that a passkey fills in: <form data-passkey="get|create" data-options="address of the options">.
 * Such a form stays hidden where the browser knows no passkeys; [data-passkey-missing] is shown there instead.
 * What the browser answers goes as JSON into the field `answer`; if it refuses, [data-passkey-failed] of the form is shown.
 */

const able = Boolean(window.PublicKeyCredential && navigator.credentials);

/** base64url, as the server writes bytes, to bytes. */
function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

/** Bytes to base64url; what is not there stays away. */
function text(buffer) {
  if (!buffer) return undefined;
  return btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

const withBytes = (list) => list?.map((entry) => ({ ...entry, id: bytes(entry.id) }));

/** Ask the browser, and write its answer as WebAuthn's RegistrationResponseJSON or AuthenticationResponseJSON. */
async function ask(kind, options) {
  const publicKey = { ...options, challenge: bytes(options.challenge) };
  if (publicKey.excludeCredentials) publicKey.excludeCredentials = withBytes(publicKey.excludeCredentials);
  if (publicKey.allowCredentials) publicKey.allowCredentials = withBytes(publicKey.allowCredentials);
  if (publicKey.user) publicKey.user = { ...publicKey.user, id: bytes(publicKey.user.id) };
  const credential = await (kind === "create" ? navigator.credentials.create({ publicKey }) : navigator.credentials.get({ publicKey }));
  const { clientDataJSON, attestationObject, authenticatorData, signature, userHandle } = credential.response;
  const response = {
    clientDataJSON: text(clientDataJSON),
    attestationObject: text(attestationObject),
    authenticatorData: text(authenticatorData),
    signature: text(signature),
    userHandle: text(userHandle),
  };
  return { id: credential.id, rawId: text(credential.rawId), type: credential.type, clientExtensionResults: {}, response };
}

/** Fetch the options, ask the browser, and send its answer with the form. */
async function fill(form) {
  const failed = form.querySelector("[data-passkey-failed]");
  const button = form.querySelector("button[type=submit]");
  failed.hidden = true;
  button.disabled = true;
  try {
    const headers = { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };
    const options = await fetch(form.dataset.options, { method: "POST", headers, redirect: "error" });
    if (!options.ok) throw new Error(`options: ${options.status}`);
    form.elements.answer.value = JSON.stringify(await ask(form.dataset.passkey, await options.json()));
    form.submit();
  } catch {
    failed.hidden = false;
    button.disabled = false;
    button.focus();
  }
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.hidden = !able;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    fill(form);
  });
}
for (const missing of document.querySelectorAll("[data-passkey-missing]")) missing.hidden = able;
addEventListener("pageshow", () => document.querySelectorAll("form[data-passkey] button[type=submit]").forEach((button) => (button.disabled = false)));
