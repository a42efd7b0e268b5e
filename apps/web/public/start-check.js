/*
 * Says that the page did not start: its modules cannot be read by this browser, did not arrive, or failed. Written for
 * browsers of any age, and no module, since those may know none.
 */
(function () {
  function check() {
    var notice = document.getElementById('not-started');
    // A page that runs has set its name, and takes the notice away once it has its texts.
    if (notice && !document.documentElement.getAttribute('data-page')) notice.removeAttribute('hidden');
  }
  if (document.readyState === 'complete') check();
  else window.addEventListener('load', check);
})();
