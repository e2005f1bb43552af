// The last page of a login: hands what it proves to the chat that opened this window, and to no other site.
const { proof } = document.getElementById('proof').dataset;
if (proof && window.opener) {
  window.opener.postMessage({ balie_login: proof }, window.location.origin);
  window.close();
}
