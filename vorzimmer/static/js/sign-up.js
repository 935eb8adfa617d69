/**
 * Names the bank of an IBAN as soon as it is written, and shows only what applies (by the classes below; without a script all of it
 * is shown, and the server judges it). The IBAN travels in the body of a request, never in an address.
 */

const form = document.querySelector("form.sign-up");
const bank = document.getElementById("bank");

async function nameBank() {
  const iban = form.elements.iban.value.trim();
  bank.textContent = "";
  if (!iban) return;
  try {
    const response = await fetch(bank.dataset.url, { method: "POST", body: new URLSearchParams({ iban }) });
    if (form.elements.iban.value.trim() === iban) bank.textContent = await response.text();
    bank.classList.toggle("is-wrong", response.status === 422);
  } catch {
    // without a connection the server judges it later
  }
}

form?.elements.iban.addEventListener("change", nameBank);
